"""Midnight (UTC): who has a case no longer is told, and who has one from today on."""

from __future__ import annotations

from datetime import UTC, date, datetime

from peermap_app.bootstrap import House
from peermap_app.services import day_turn, waking
from tests.fakes import FakeClock, FakeHints
from tests.services.people import a_worker
from tests.services.world import JO, KS_CASE, PRIYA, SAM, World, a_world, bring_in, row, table

YESTERDAY, TODAY, TOMORROW = date(2026, 11, 23), date(2026, 11, 24), date(2026, 11, 25)


async def changing(house: House) -> World:
    """Sam's time on K's case ends with the 25th, and Jo's begins on that day."""
    world = await a_world(house)
    await bring_in(
        world.house,
        row(KS_CASE, SAM, ends="2026-11-25"),
        row(KS_CASE, JO, starts="2026-11-25"),
    )
    world.hints.told.clear()
    return world


async def test_the_day_tells_whose_cases_changed_with_it(house: House, clock: FakeClock) -> None:
    """Nothing before midnight; then both, once; and days that were missed are made up for."""
    world = await changing(house)
    assert await day_turn.turned(world.house, TODAY) == TODAY
    assert world.hints.told == []
    clock.now = datetime(2026, 11, 25, tzinfo=UTC)
    assert await day_turn.turned(world.house, TODAY) == TOMORROW
    assert world.told(SAM) == world.told(JO) == [{"kind": "case"}]
    assert world.told(PRIYA) == []
    assert await day_turn.turned(world.house, TOMORROW) == TOMORROW
    assert len(world.hints.told) == 2
    clock.forward(days=3)
    await day_turn.turned(world.house, YESTERDAY)
    assert len(world.told(SAM)) == 2


def test_until_midnight() -> None:
    """In seconds, and never past it."""
    assert day_turn.seconds_to_turn(datetime(2026, 11, 24, 23, 59, 59, tzinfo=UTC)) == 1.0
    assert day_turn.seconds_to_turn(datetime(2026, 11, 24, tzinfo=UTC)) == 86_400.0


async def test_what_a_command_left_is_told_once(house: House, hints: FakeHints) -> None:
    """Two of one kind for the same pages are one, in the order in which they were told; a second
    reading finds nothing, and neither does anybody who takes the database."""
    who = await a_worker(house, name="Sam O")
    left = waking.Left()
    for audience, kind in (("worker:b", "case"), ("worker:a", "session"), ("worker:b", "case")):
        await left.publish(audience, {"kind": kind, "id": str(who.worker_id)})
    await left.settle(house)
    await left.settle(house)
    assert await waking.hear(house) == 2
    assert hints.told == [("worker:b", {"kind": "case"}), ("worker:a", {"kind": "session"})]
    assert await waking.hear(house) == 0
    world = World(house, {}, {}, hints)
    assert await table(world, "wake") == []
