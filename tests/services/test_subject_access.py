"""One young person's record as one sealed file: all of theirs, and nothing of another's."""

from __future__ import annotations

import asyncio
import base64
import io
import json
import re
import zipfile

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC

from peermap_app.bootstrap import House
from peermap_app.domain.errors import Conflict, NotAllowed, NotFound, Problems, TooMany
from peermap_app.domain.purpose import Purpose
from peermap_app.domain.unusual import Sign
from peermap_app.services import (
    access_reading,
    cases,
    flags,
    plans,
    sealed_bundle,
    subject_access,
)
from peermap_app.services.team import team_case
from peermap_app.services.unit import writing
from peermap_app.storage.tables import SignInSession
from tests.builders import a_flag_form, a_step_form
from tests.services import world as w
from tests.services.endings import ROBIN, a_world, closed, erase, of_case
from tests.services.world import KS_CASE, MS_CASE, PRIYA, SAM, World, linked

ASK = {"reference": KS_CASE, "asked_by": "themselves"}


def opened(page: bytes, passphrase: str) -> dict[str, bytes]:
    """The files in it, opened by other means, as the page itself says how."""
    found = re.search(rb'id="data">([^<]+)<', page)
    assert found is not None
    hidden = base64.b64decode(found[1])
    salt, nonce, rest = hidden[:16], hidden[16:28], hidden[28:]
    kdf = PBKDF2HMAC(algorithm=SHA256(), length=32, salt=salt, iterations=sealed_bundle.ROUNDS)
    content = AESGCM(kdf.derive(passphrase.encode())).decrypt(nonce, rest, None)
    with zipfile.ZipFile(io.BytesIO(content)) as held:
        return {name: held.read(name) for name in held.namelist()}


async def two_linked(house: House) -> World:
    """K's and M's cases with a map each, linked, planned and flagged from both sides."""
    world = await a_world(house)
    link = await linked(world)
    step = a_step_form(review=w.review(world))
    await plans.say_next_step(
        world.house, world[SAM], world.case(KS_CASE), step, purpose=Purpose.PLAN_TOGETHER
    )
    for name, reference in ((SAM, KS_CASE), (PRIYA, MS_CASE)):
        form = await flags.flag_form(
            world.house, world[name], world.case(reference), purpose=Purpose.COORDINATE
        )
        tell = a_flag_form(need_to_know=f"Of {reference}.", **{f"tell_{link}": "on"})
        await flags.flag_case(
            world.house,
            world[name],
            world.case(reference),
            form.form_id,
            tell,
            purpose=Purpose.COORDINATE,
        )
    return world


async def shows_again(world: World) -> None:
    """Robin shows once more who they are."""
    async with writing(world.house) as session:
        held = await session.get(SignInSession, world[ROBIN].session_id)
        assert held is not None
        held.proved_at = world.house.clock()
        session.add(held)


async def test_all_of_theirs_is_in_it(house: House) -> None:
    """The map, what was said, the step, the flag, who works with them and who looked; a PDF for the
    picture; and it opens with its passphrase alone."""
    world = await two_linked(house)
    made = await subject_access.make(world.house, world[ROBIN], ASK)
    files = opened(made.file.body, made.passphrase)
    assert set(files) == {"record.json", "map-1.pdf"}
    assert files["map-1.pdf"].startswith(b"%PDF")
    held = json.loads(files["record.json"])
    assert held["about"] == {"reference": KS_CASE, "initials": "K", "born": 2011}
    assert [one["name"] for one in held["worked_with"]] == ["Sam S."]
    assert [one["number"] for one in held["maps"]] == [1]
    assert held["maps"][0]["map"]["people"]
    assert held["maps"][0]["said"]["answers"]["keep"] == "yes"
    assert len(held["next_steps"]) == len(held["flags"]) == 1
    assert {"practitioner"} < {one["who"] for one in held["who_looked"]}
    assert made.passphrase not in made.file.body.decode()
    assert made.passphrase not in repr(made)
    with pytest.raises(InvalidTag):
        opened(made.file.body, sealed_bundle.new_passphrase())


async def test_nothing_of_another_young_person_is_in_it(house: House) -> None:
    """Every byte of both sides' files searched: no reference, worker, team, flag or id of the other
    case, and not that there is a link at all."""
    world = await two_linked(house)
    for mine, other, worker, team in (
        (KS_CASE, MS_CASE, "Priya", "Family Safeguarding East"),
        (MS_CASE, KS_CASE, "Sam S", "Youth Support West"),
    ):
        await shows_again(world)
        made = await subject_access.make(world.house, world[ROBIN], {**ASK, "reference": mine})
        files = opened(made.file.body, made.passphrase)
        text = files["record.json"].decode()
        for never in (other, worker, team, world.case(other), "link", f"Of {other}."):
            assert never not in text, (mine, never)
        everything = made.file.body + b"".join(files.values())
        assert other.encode() not in everything
        assert world.case(other).encode() not in everything


async def test_the_records_checker_alone_and_on_the_record(house: House) -> None:
    """Nobody else makes one, not the case's own worker; each that was made stands on the case."""
    world = await two_linked(house)
    for name in (SAM, PRIYA, "dana", w.ALEX):
        with pytest.raises(NotAllowed):
            await subject_access.make(world.house, world[name], ASK)
    whole = {**ASK, "asked_by": "police"}
    for wrong in (
        {},
        {"reference": KS_CASE},
        whole,
        {**ASK, "reference": 1},
    ):
        with pytest.raises(Problems):
            await subject_access.make(world.house, world[ROBIN], wrong)
    with pytest.raises(NotFound):
        await subject_access.make(world.house, world[ROBIN], {**ASK, "reference": "HX-0000"})
    before = await w.recorded(world, KS_CASE)
    await subject_access.make(world.house, world[ROBIN], ASK)
    after = await w.recorded(world, KS_CASE)
    assert [row[:2] for row in after[len(before) :]] == [("subject_access", "allowed")]


async def test_until_it_is_erased(house: House) -> None:
    """A closed case's record is still theirs; an erased one is there for nobody."""
    world = await two_linked(house)
    await closed(world)
    made = await subject_access.make(world.house, world[ROBIN], ASK)
    assert json.loads(opened(made.file.body, made.passphrase)["record.json"])["closed"]
    world = await world.later(days=366)
    await erase(world, of_case(world))
    with pytest.raises(NotFound):
        await subject_access.make(world.house, world[ROBIN], ASK)


@pytest.mark.attack("races", tries=4)
async def test_one_proof_makes_one_record(house: House) -> None:
    """Four at once of one session: one is made, and the next one asks again who is there."""
    world = await two_linked(house)
    tried = [subject_access.make(world.house, world[ROBIN], ASK) for _ in range(4)]
    done = await asyncio.gather(*tried, return_exceptions=True)
    assert sorted(getattr(one, "code", "made") for one in done) == ["confirm_first"] * 3 + ["made"]
    with pytest.raises(Conflict, match="confirm_first"):
        await subject_access.make(world.house, world[ROBIN], ASK)
    await shows_again(world)
    await subject_access.make(world.house, world[ROBIN], ASK)


@pytest.mark.attack("others", tries=5)
async def test_whole_records_are_few_and_seen(house: House) -> None:
    """Five within a day and no sixth; the case's worker reads each; three stand out."""
    world = await two_linked(house)
    await cases.open_case(world.house, world[SAM], world.case(KS_CASE))
    for number in range(subject_access.MOST_RECORDS):
        await shows_again(world)
        await subject_access.make(world.house, world[ROBIN], ASK)
        found, _, _ = await access_reading.stands_out(world.house, world[ROBIN])
        many = [one.found for one in found if one.found.sign is Sign.WHOLE_RECORDS]
        assert [one.count for one in many] == ([number + 1] if number >= 2 else [])
    await shows_again(world)
    with pytest.raises(TooMany, match="records_full"):
        await subject_access.make(world.house, world[ROBIN], ASK)
    (own,) = [
        one for one in await cases.my_cases(world.house, world[SAM]) if one.reference == KS_CASE
    ]
    assert own.company
    plan = Purpose.PLAN_TOGETHER
    seen = await team_case(world.house, world["dana"], world.case(KS_CASE), purpose=plan)
    assert [name for name, _ in seen.wholes] == [world[ROBIN].name] * subject_access.MOST_RECORDS
    sheet = await cases.open_case(world.house, world[SAM], world.case(KS_CASE))
    said = [line.name for line in sheet.company if line.kind == "whole" and line.new]
    assert said == [world[ROBIN].name] * subject_access.MOST_RECORDS
