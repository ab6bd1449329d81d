"""What a traceback or a dump of what a process holds shows: nothing of anybody."""

from __future__ import annotations

import traceback
from dataclasses import replace

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import select

from peermap_app.bootstrap import House
from peermap_app.domain.access import Action
from peermap_app.domain.errors import Invalid, NotFound, Problems
from peermap_app.services import cases
from peermap_app.services.unit import unit, writing
from peermap_app.storage.sealing import Keys, SealBroken
from peermap_app.storage.tables import CaseFile, CaseKey, KeptMap, Team, new_id
from tests.services.world import KS_CASE, MS_CASE, SAM, a_world, choose

SECRET = "Harbour Street 12"


async def test_what_a_process_holds_says_nothing(house: House) -> None:
    """The reprs of keys, vaults, proofs, rows and the settings show no key and nothing sealed."""
    world = await a_world(house)
    await choose(world, SAM, KS_CASE)
    who = world[SAM]
    async with unit(world.house, who, Action.SEE_CASE, world.case(KS_CASE)) as u:
        case = await u.session.get_one(CaseFile, u.held.id)
        key = await u.session.get_one(CaseKey, u.held.id)
        kept = (await u.session.exec(select(KeptMap))).one()
        held = u.held.vault.open("case_file", case.id, case.sealed)
        await u.vault(world.case(MS_CASE))
        shown = repr((u.held, u.held.vault, u._vaults, u.keys, case, key, kept, house.settings))
    assert held["reference"] == KS_CASE
    for never in (KS_CASE, repr(key.wrapped), repr(case.sealed), repr(kept.sealed)):
        assert never not in shown
    for secret in (house.settings.master_key, house.settings.lookup_key, u.held.vault._key):
        assert repr(secret) not in shown


async def test_errors_of_the_database_name_no_value(house: House) -> None:
    """A statement that fails is told with its text alone; its values may be names and addresses.

    (PostgreSQL's own DETAIL names the plain value that was there already; logs take no message.)
    """

    async def twice() -> None:
        async with writing(house) as session:
            session.add_all([Team(id=new_id(), name=SECRET), Team(id=new_id(), name=SECRET)])

    with pytest.raises(IntegrityError) as told:
        await twice()
    assert SECRET not in str(told.value).partition("DETAIL")[0]
    assert "INSERT INTO team" in str(told.value)


async def test_a_row_that_was_moved_does_not_open_and_says_nothing(house: House) -> None:
    """The sealed row of one case copied into another: refused; the traceback holds none of it."""
    world = await a_world(house)
    async with writing(world.house) as session:
        mine = await session.get_one(CaseFile, world.case(KS_CASE))
        other = await session.get_one(CaseFile, world.case(MS_CASE))
        mine.sealed = other.sealed
        session.add(mine)
    with pytest.raises(SealBroken) as told:
        await cases.open_case(world.house, world[SAM], world.case(KS_CASE))
    text = "".join(traceback.format_exception(told.value))
    assert repr(other.sealed)[:40] not in text
    assert MS_CASE not in text
    strange = replace(world.house, keys=Keys.of(b"x" * 32, house.settings.lookup_key))
    with pytest.raises(SealBroken) as told:
        await cases.my_cases(strange, world[SAM])
    assert str(told.value) == "case_key: wrapped by another master key"


def test_refusals_say_their_code_alone() -> None:
    """What screening found, or what a sentence needs, is in no text of the exception."""
    for refusal in (NotFound("not_found"), Invalid("screened", field="why", found=SECRET)):
        assert SECRET not in f"{refusal} {refusal!r}"
    assert SECRET not in repr(Problems((Invalid("screened", found=SECRET),)))
