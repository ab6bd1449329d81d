"""What is over and past its period goes by itself; what a person decides about never does."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import select

from peermap_app.bootstrap import House
from peermap_app.domain.purpose import Purpose
from peermap_app.services import administration, leftovers, retention, team, temporary, waiting
from peermap_app.services.record_check import check_record
from peermap_app.services.unit import writing
from peermap_app.storage.record_total import CHAIN
from peermap_app.storage.tables import CaseFile
from tests.services import world as w
from tests.services.endings import DANA, REST, ROBIN, a_world
from tests.services.world import ADE, ALEX, JO, KS_CASE, PRIYA, SAM, World, choose

OF_REASONS = (
    "map_look",
    "temporary_allocation",
    "temporary_ask",
    "addition",
    "waiting_allocation",
)
WHY = {"why": "Sam is ill tonight."}


async def with_reasons(house: House) -> World:
    """Everything that has a reason or a day in it, about K's case."""
    world = await a_world(house)
    await choose(world, SAM, KS_CASE)
    case_id, dana = world.case(KS_CASE), world[DANA]
    await team.look_at_map(world.house, dana, case_id, "1", WHY, purpose=Purpose.PLAN_TOGETHER)
    await temporary.ask(world.house, world[ADE], {"reference": KS_CASE, **WHY})
    given = {"email": "ade@west.example", "hours": "4", **WHY}
    await temporary.give(world.house, dana, case_id, given)
    meant = {"reference": KS_CASE, "email": "jo@west.example", "starts": "2026-12-01"}
    await waiting.ask_allocation(world.house, world[ALEX], meant)
    return world


async def counts(world: World, *names: str) -> dict[str, int]:
    return {name: len(await w.table(world, name)) for name in names}


async def test_reasons_go_after_their_period_and_the_record_stays(house: House) -> None:
    """Not on its last day, and all on the next; maps and consents are as they were; a row of the
    record says how much went, and every row of before is there."""
    world = await with_reasons(house)
    drawn = await counts(world, "kept_map", "consent_record", "allocation", "drawing")
    world = await world.later(days=365)
    await leftovers.throw_away(world.house)
    before = await counts(world, *OF_REASONS)
    assert 0 not in before.values()
    rows = len(await w.table(world, "access_record"))
    world = await world.later(days=1, hours=5)
    assert await leftovers.throw_away(world.house) >= sum(before.values())
    assert set((await counts(world, *OF_REASONS)).values()) == {0}
    assert await counts(world, *drawn) == drawn
    record = await w.table(world, "access_record")
    assert len(record) == rows + 1
    last = record[-1]
    assert (last["action"], last["who_kind"]) == ("throw_away", "system")
    assert last["detail"].startswith("sessions ")
    assert (await check_record(world.house)).faults == ()
    assert await leftovers.throw_away(world.house) == 0
    assert len(await w.table(world, "access_record")) == rows + 1


async def test_what_is_held_stays(house: House) -> None:
    """A court asked for K's case: its reasons stay until the hold ends, those of others go."""
    world = await with_reasons(house)
    world = await world.later(days=360)
    far = (await world.later(days=60)).house.clock().date().isoformat()
    await retention.hold(world.house, world[ROBIN], {**REST, "review": far})
    before = await counts(world, *OF_REASONS)
    world = await world.later(days=10)
    await leftovers.throw_away(world.house)
    assert await counts(world, *OF_REASONS) == before
    world = await world.later(days=51)
    await leftovers.throw_away(world.house)
    assert set((await counts(world, *OF_REASONS)).values()) == {0}


async def test_sessions_go_and_a_drawings_own_says_no_device(house: House) -> None:
    """Long over they go; today's stay; one in which a drawing was offered keeps its id alone."""
    world = await a_world(house)
    await choose(world, SAM, KS_CASE)
    kept = {each["session_id"] for each in await w.table(world, "drawing")}
    world = await world.later(days=91)
    today = {who.session_id for who in world.people.values()}
    await leftovers.throw_away(world.house)
    rows = {each["id"]: each for each in await w.table(world, "session")}
    assert set(rows) == kept | today
    assert {rows[one]["device"] for one in kept} == {None}


async def test_a_leavers_name_goes_when_nobody_needs_it(house: House) -> None:
    """Six years after the account was closed, unless an open case is still theirs; opened again in
    between it is somebody's. The row and its id stay, and so does what it did."""
    world = await a_world(house)
    for name in (ADE, JO, SAM):
        await administration.close_account(world.house, world[ALEX], world.worker_id(name))
    await administration.open_account(world.house, world[ALEX], world.worker_id(ADE))
    world = await a_later(world, days=2191)
    await leftovers.throw_away(world.house)
    names = {each["id"]: each["name"] for each in await w.table(world, "worker")}
    assert names[world.worker_id(ADE)] == "Ade A."
    assert names[world.worker_id(JO)] == "Jo J."  # has a case that waits for somebody
    async with writing(world.house) as session:
        for held in await session.exec(select(CaseFile)):
            held.closed_at = world.house.clock()
            session.add(held)
    await leftovers.throw_away(world.house)
    rows = {each["id"]: each for each in await w.table(world, "worker")}
    for gone in (JO, SAM):
        left = rows[world.worker_id(gone)]
        assert (left["name"], left["phone"], left["password_hash"]) == (
            "A worker who left",
            "",
            None,
        )
        assert gone not in left["email"]
    assert rows[world.worker_id(ADE)]["email"] == "ade@west.example"


async def test_who_is_named_in_what_is_held_keeps_their_name(house: House) -> None:
    """A court asked for K's case: who had it, covered it, or opened or looked at it once, is still
    somebody until the hold ends."""
    world = await with_reasons(house)
    for name in (SAM, ADE, DANA, PRIYA):
        await administration.close_account(world.house, world[ALEX], world.worker_id(name))
    world = await a_later(world, days=2180)
    robin = await w._signed_in(world.house, replace(world[ROBIN], session_id=None))
    far = (world.house.clock() + timedelta(days=60)).date().isoformat()
    await retention.hold(world.house, robin, {**REST, "review": far})
    async with writing(world.house) as session:
        for each in await session.exec(select(CaseFile)):
            each.closed_at = world.house.clock()
            session.add(each)
    world = await a_later(world, days=20)
    await leftovers.throw_away(world.house)
    assert await gone(world, SAM, ADE, DANA, PRIYA) == [PRIYA]
    world = await a_later(world, days=50)
    await leftovers.throw_away(world.house)
    assert await gone(world, SAM, ADE, DANA) == [SAM, ADE, DANA]


async def gone(world: World, *names: str) -> list[str]:
    """Those of these people who are nobody any more."""
    rows = {each["id"]: each["name"] for each in await w.table(world, "worker")}
    return [name for name in names if rows[world.worker_id(name)] == "A worker who left"]


async def a_later(world: World, **after: float) -> World:
    """Later, without anybody signing in anew."""
    moment = (await world.later(**after)).house.clock()
    return World(replace(world.house, clock=lambda: moment), world.people, world.cases, world.hints)


@pytest.mark.parametrize("name", ["reasons", "sessions", "leavers"])
async def test_periods_are_settings(house: House, name: str) -> None:
    """A council that keeps longer has it longer."""
    world = await with_reasons(house)
    await administration.close_account(world.house, world[ALEX], world.worker_id(ADE))
    world = await a_later(world, days=2300)
    periods = replace(house.settings.keep_for, **{name: 3000})
    longer = replace(world.house, settings=replace(house.settings, keep_for=periods))
    await leftovers.throw_away(longer)
    last = (await w.table(world, "access_record"))[-1]
    said = dict(zip(*[iter(last["detail"].split())] * 2, strict=True))
    assert {kind for kind, count in said.items() if count == "0"} == {name}
    assert CHAIN not in {each["chain"] for each in await w.table(world, "access_record")}
