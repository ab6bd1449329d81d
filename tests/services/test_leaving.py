"""An account that is closed and opened again has nothing that was for some hours or days."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from peermap_app.bootstrap import House
from peermap_app.domain.errors import Conflict, NotFound
from peermap_app.domain.purpose import Purpose
from peermap_app.services import (
    administration,
    cases,
    covers,
    duty,
    recovery,
    team,
    temporary,
    waiting,
)
from peermap_app.services.unit import writing
from peermap_app.settings_mail import Smtp
from peermap_app.storage import teams as store
from peermap_app.storage.tables import new_id
from peermap_app.storage.team_tables import TemporaryAllocation
from tests.services.test_temporary import DANA, NOOR, WHY, a_given_world, given, with_noor
from tests.services.world import (
    ADE,
    ALEX,
    KS_CASE,
    SAM,
    SAMS_OTHER,
    World,
    _signed_in,
    recorded,
    table,
)


async def closed_and_opened(world: World, name: str) -> World:
    """Alex closes the account and opens it again at once; its owner signs in."""
    await administration.close_account(world.house, world[ALEX], world.worker_id(name))
    await administration.open_account(world.house, world[ALEX], world.worker_id(name))
    world.people[name] = await _signed_in(world.house, world[name])
    return world


async def test_a_case_for_some_hours_is_over(house: House) -> None:
    """It opens no more, is in no list, can be given anew, and stands on the case's record; the
    worker whose case it is hears of it."""
    world = await a_given_world(house)
    await cases.open_case(world.house, world[ADE], world.case(KS_CASE))
    before = len(world.told(SAM))
    await closed_and_opened(world, ADE)
    with pytest.raises(NotFound):
        await cases.open_case(world.house, world[ADE], world.case(KS_CASE))
    assert await cases.my_cases(world.house, world[ADE]) == ()
    said = ("give_temporary", "allowed", "account_closed")
    assert (await recorded(world, KS_CASE)).count(said) == 1
    assert {"kind": "case"} in world.told(SAM)[before:]
    await temporary.give(world.house, world[DANA], world.case(KS_CASE), given())
    await cases.open_case(world.house, world[ADE], world.case(KS_CASE))


async def test_what_was_given_in_the_moment_of_closing_is_over_too(house: House) -> None:
    """Somebody gave it while the account was being closed: opening the account looks again."""
    world = await a_given_world(house)
    await administration.close_account(world.house, world[ALEX], world.worker_id(ADE))
    row_id, now = new_id(), world.house.clock()
    async with writing(world.house) as session:
        held = (await store.temporary_of(session, world.case(KS_CASE), world.worker_id(ADE)))[0]
        late = TemporaryAllocation(
            id=row_id,
            case_id=held.case_id,
            worker_id=held.worker_id,
            given_by=held.given_by,
            starts_at=now,
            ends_at=now + timedelta(hours=4),
            sealed=held.sealed,
        )
        session.add(late)
    await closed_and_opened(world, ADE)
    with pytest.raises(NotFound):
        await cases.open_case(world.house, world[ADE], world.case(KS_CASE))


async def test_being_on_duty_is_over(house: House) -> None:
    """Nobody is on duty for the team then, until its supervisor says who."""
    world = await with_noor(await a_given_world(house))
    form = {"duty_email": "noor@west.example", "duty_hours": "8"}
    await duty.set_duty(world.house, world[DANA], form)
    await closed_and_opened(world, NOOR)
    assert (await duty.duty(world.house, world[NOOR])).own == ()
    assert (await duty.duty(world.house, world[DANA])).on_duty is None
    with pytest.raises(NotFound):
        await temporary.give(world.house, world[NOOR], world.case(SAMS_OTHER), given())


async def test_covers_are_over_and_asks_for_them(house: House) -> None:
    """One that Ade makes, one in which Ade is away, and one that waits and cannot be agreed to."""
    world = await a_given_world(house)
    today = world.house.clock().date()

    def form(away: str, by: str, first: int) -> dict[str, str]:
        return {
            "away": world.worker_id(away),
            "by": world.worker_id(by),
            "starts": (today + timedelta(days=first)).isoformat(),
            "ends": (today + timedelta(days=first + 2)).isoformat(),
        }

    await covers.set_cover(world.house, world[DANA], form(SAM, ADE, 0))
    await covers.set_cover(world.house, world[DANA], form(ADE, SAM, 10))
    await covers.ask_cover(world.house, world[ALEX], form(SAM, ADE, 20))
    sheet = await covers.sheet(world.house, world[DANA])
    (waits,) = [line.id for line in sheet.lines if line.waits]
    assert len(sheet.lines) == 3
    await closed_and_opened(world, ADE)
    assert await covers.mine(world.house, world[SAM]) == ()
    assert await covers.mine(world.house, world[ADE]) == ()
    assert (await covers.sheet(world.house, world[DANA])).lines == ()
    with pytest.raises(Conflict, match="cover_gone"):
        await covers.answer_cover(world.house, world[DANA], waits, agree=True)


async def test_what_waits_for_an_answer_waits_no_more(house: House) -> None:
    """Ade's ask for a case, an allocation that was asked for Ade, Ade's link to sign in again."""
    smtp = Smtp("localhost", 25, "peermap@council.example", "none")
    mailing = replace(house, settings=replace(house.settings, smtp=smtp))
    world = await a_given_world(mailing)
    asked = {"reference": SAMS_OTHER, "why": WHY}
    await temporary.ask(world.house, world[ADE], asked)
    wanted = {
        "reference": SAMS_OTHER,
        "email": "ade@west.example",
        "starts": world.house.clock().date().isoformat(),
        "ends": "",
    }
    allocation = await waiting.ask_allocation(world.house, world[ALEX], wanted)
    await recovery.ask_for(world.house, world[ALEX], world.worker_id(ADE), "password")
    case = world.case(SAMS_OTHER)
    plan = Purpose.PLAN_TOGETHER
    (ask,) = (await team.team_case(world.house, world[DANA], case, purpose=plan)).asks
    await closed_and_opened(world, ADE)
    assert (await team.team_case(world.house, world[DANA], case, purpose=plan)).asks == ()
    with pytest.raises(Conflict, match="answered_already"):
        await temporary.answer(world.house, world[DANA], case, ask.id, given(), yes=True)
    assert await waiting.for_supervisor(world.house, world[DANA]) == ()
    with pytest.raises(Conflict, match="answered_already"):
        await waiting.answer(world.house, world[DANA], allocation, agree=True)
    assert await recovery.waiting(world.house, world[DANA]) == ()
    with pytest.raises(NotFound):
        await cases.open_case(world.house, world[ADE], case)


async def test_what_others_have_stays(house: House) -> None:
    """Closing one account ends nothing of anybody else's, nor any allocation of its own."""
    world = await a_given_world(house)
    await temporary.give(
        world.house, world[DANA], world.case(KS_CASE), given(email="jo@west.example")
    )
    await closed_and_opened(world, SAM)
    await closed_and_opened(world, "jo")
    await cases.open_case(world.house, world[ADE], world.case(KS_CASE))
    await cases.open_case(world.house, world[SAM], world.case(KS_CASE))
    assert len(await cases.my_cases(world.house, world["jo"])) == 1
    over = {
        row["worker_id"] for row in await table(world, "temporary_allocation") if row["over_at"]
    }
    assert over == {world.worker_id("jo")}


@pytest.mark.parametrize("how", ["closed", "role", "team"])
async def test_what_a_supervisor_gave_is_over_with_their_office(house: House, how: str) -> None:
    """A gift does not outlast its giver: closed, no supervisor any more, or of another team."""
    world = await a_given_world(house)
    await cases.open_case(world.house, world[ADE], world.case(KS_CASE))
    before, dana = len(world.told(ADE)), world.worker_id(DANA)
    if how == "closed":
        await administration.close_account(world.house, world[ALEX], dana)
    else:
        role = "practitioner" if how == "role" else "supervisor"
        raw = {"role": role, "team": "Night desk"}
        await administration.change_account(world.house, world[ALEX], dana, raw)
    with pytest.raises(NotFound):
        await cases.open_case(world.house, world[ADE], world.case(KS_CASE))
    said = ("give_temporary", "allowed", "giver_left")
    assert (await recorded(world, KS_CASE)).count(said) == 1
    assert {"kind": "case"} in world.told(ADE)[before:]
