"""What is wrong costs the same, whatever it is: nothing tells who has an account, or which
reference is a case's.

A link is compared in test_links, the words of a card in test_my_map_work; over the wire, byte for
byte, in tests/attacks/test_same_bytes.py.
"""

from __future__ import annotations

from collections.abc import Awaitable, Mapping
from dataclasses import replace

import pytest

from peermap_app.bootstrap import House
from peermap_app.domain.cases import Role
from peermap_app.domain.errors import Invalid, NotFound, Refusal
from peermap_app.services import accounts, cases, drawings, duty, passwords, recovery, temporary
from peermap_app.services.drawing_offers import OFFER_LASTS
from peermap_app.services.unit import Who, writing
from peermap_app.storage.tables import CaseFile
from tests.fakes import FakeClock, FakeSlow
from tests.services import endings
from tests.services.people import People, a_worker
from tests.services.sign_ins import ADDRESS, EMAIL, all_rows
from tests.services.test_my_map_work import statements
from tests.services.test_recovery import SMTP
from tests.services.test_temporary import NOOR, WHY, given, with_noor
from tests.services.world import (
    ADE,
    JO,
    JOS_CASE,
    KS_CASE,
    MS_CASE,
    PRIYA,
    SAM,
    SAMS_OTHER,
    UNKNOWN,
    World,
    a_world,
    bring_in,
    row,
)


@pytest.mark.attack("guessing", tries=4)
async def test_no_account_no_password_a_closed_one_and_a_wrong_password_are_one(
    house: House, sam: Who, password_hash: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same statements in the same order, one hash each, one row each of the same length."""
    hashes: list[str] = []
    verify = passwords._context.verify
    monkeypatch.setattr(
        passwords._context, "verify", lambda typed, held: hashes.append(held) or verify(typed, held)
    )
    for name, active, held in (("none", True, None), ("closed", False, password_hash)):
        email = f"{name}@west.example"
        await a_worker(house, name=name, email=email, password_hash=held, active=active)
    with pytest.raises(Invalid, match="wrong_sign_in"):  # the house's first row is one more
        await accounts.sign_in(house, "first@west.example", "not-the-password-58", ADDRESS)
    found, rows = {}, []
    for email in (EMAIL, "nobody@west.example", "none@west.example", "closed@west.example"):
        before, hashed = await all_rows(house), len(hashes)
        with statements(house) as told, pytest.raises(Invalid, match="wrong_sign_in"):
            await accounts.sign_in(house, email, "not-the-password-58", ADDRESS)
        found[email] = (told, len(hashes) - hashed)
        rows.append(len(await all_rows(house)) - len(before))
    assert len({repr(each) for each in found.values()}) == 1, found
    assert rows == [1, 1, 1, 1]


async def work(house: House, doing: Awaitable[object], *, refused: str = "") -> list[str]:
    """All that the database does for one try, and it ends as it should."""
    with statements(house) as told:
        if not refused:
            await doing
        else:
            with pytest.raises(Refusal) as why:
                await doing
            assert why.value.code == refused
    return told


def same(found: Mapping[str, list[str]]) -> None:
    """One work for all of them; the odd ones are shown."""
    first = next(iter(found.values()))
    assert {name: told for name, told in found.items() if told != first} == {}
    assert first


@pytest.mark.attack("guessing", tries=3)
async def test_a_case_that_is_asked_for(house: House) -> None:
    """For some hours, by a reference: of another team, of nobody, of a case that was closed."""
    world = await a_world(house)
    await closed(world, JOS_CASE)
    found = {}
    for reference in (KS_CASE, MS_CASE, UNKNOWN, JOS_CASE):  # the first: the chain begins once
        form = {"reference": reference, "why": WHY}
        found[reference] = await work(world.house, temporary.ask(world.house, world[ADE], form))
    del found[KS_CASE]
    same(found)


async def closed(world: World, reference: str) -> None:
    """By the file of the night."""
    today = world.house.clock().date().isoformat()
    line = row(reference, JO, initials="E", team="Youth Support South", ends=today)
    await bring_in(world.house, line)
    async with writing(world.house) as session:
        case = await session.get(CaseFile, world.case(reference))
        assert case is not None
        case.closed_at = world.house.clock()
        session.add(case)


@pytest.mark.attack("guessing", tries=4)
async def test_a_case_that_is_given_on_duty(house: House) -> None:
    """Whoever is on duty for no team of it types a reference: of a team, of another one, of
    nobody, of a case that was closed."""
    world = await with_noor(await a_world(house))
    await closed(world, JOS_CASE)
    with pytest.raises(NotFound):
        await cases.open_case(world.house, world[NOOR], "1" * 32)  # the house's chain begins
    found = {}
    for reference in (KS_CASE, MS_CASE, UNKNOWN, JOS_CASE):
        doing = temporary.give_on_duty(world.house, world[NOOR], given(reference=reference))
        found[reference] = await work(world.house, doing, refused="not_found")
    same(found)


@pytest.mark.attack("guessing", tries=4)
@pytest.mark.parametrize("by", ["code", "link"])
async def test_what_a_tablet_shows_at_the_door(
    house: House, clock: FakeClock, slow: FakeSlow, by: str
) -> None:
    """A code, and a link: of nobody's, one that another tablet took, one that is too old, one of a
    drawing that ended."""
    world = await a_world(house)
    slow.most = 20
    shown = {"nobody's": ("BCDFGH", "A" * 43), "first": ("BCDFGJ", "B" * 43)}
    made = await drawings.offer(house, world[SAM], world.case(KS_CASE))
    shown["too old"] = (made.code, made.link_token)
    clock.forward(seconds=OFFER_LASTS.total_seconds())
    others = {}
    for name, who, case in (("taken", PRIYA, MS_CASE), ("ended", JO, JOS_CASE)):
        others[name] = one = await drawings.offer(house, world[who], world.case(case))
        shown[name] = (one.code, one.link_token)
    await drawings.take(house, others["taken"].code, "192.0.2.1", None)
    await drawings.end(house, world[JO], others["ended"].drawing_id)
    found = {}
    for name in ("first", *sorted(set(shown) - {"first"})):
        doing = drawings.take(house, shown[name][by == "link"], ADDRESS, None)
        wrong = {"code": "code_wrong", "link": "offer_over"}[by]
        found[name] = await work(house, doing, refused=wrong)
    del found["first"]  # with it the chain of the house began
    same(found)


@pytest.mark.attack("guessing", tries=4)
@pytest.mark.parametrize("name", [PRIYA, ADE, NOOR])
async def test_a_case_that_is_opened_by_its_id(house: House, name: str) -> None:
    """Another's, one that is not, one that was closed, and one that was erased, whoever asks for
    it."""
    world = await with_noor(await endings.a_world(house))
    await closed(world, JOS_CASE)
    await endings.closed(world, SAMS_OTHER)
    world = await world.later(days=366)
    assert await endings.erase(world, endings.of_case(world, SAMS_OTHER)) == 1
    with pytest.raises(NotFound):
        await cases.open_case(world.house, world[name], "1" * 32)  # the house's chain begins
    found = {}
    for case_id in ("0" * 32, *(world.case(one) for one in (KS_CASE, JOS_CASE, SAMS_OTHER))):
        doing = cases.open_case(world.house, world[name], case_id)
        found[case_id] = await work(world.house, doing, refused="not_found")
    same(found)


@pytest.mark.attack("guessing", tries=6)
async def test_a_worker_whom_a_case_is_given_to(house: House, people: People) -> None:
    """Nobody's address, a closed account's, an administrator's: a supervisor is told the same
    after the same work; who is on duty is named by an address too."""
    await a_worker(house, name="Kit L", email="kit@west.example", active=False)
    await a_worker(house, name="Lou L", email="lou@west.example", role=Role.ADMINISTRATOR)
    gives, duties = {}, {}
    for email in ("first", "nobody", "kit", "lou"):
        form = given(email=f"{email}@west.example")
        doing = temporary.give(house, people.nadia, people.case_k, form)
        gives[email] = await work(house, doing, refused="worker_unknown")
    for email in ("first", "nobody", "kit", "lou"):
        raw = {"duty_email": f"{email}@west.example", "duty_hours": "8"}
        doing = duty.set_duty(house, people.nadia, raw)
        duties[email] = await work(house, doing, refused="not_a_supervisor")
    for each in (gives, duties):
        del each["first"]  # the same refusal again is counted, and no row
        same(each)


@pytest.mark.attack("guessing", tries=3)
async def test_who_cannot_sign_in(house: House, people: People) -> None:
    """A link is asked for at the door: for an account, for nobody's, for a closed one."""
    house = replace(house, settings=replace(house.settings, smtp=SMTP))
    await a_worker(house, name="Kit L", email="kit@west.example", active=False)
    found = {}
    for email in ("alex", "sam", "nobody", "kit"):
        doing = recovery.ask_at_door(house, f"{email}@west.example", "password", ADDRESS)
        found[email] = await work(house, doing)
    del found["alex"]  # with it the chain of the house began
    same(found)
