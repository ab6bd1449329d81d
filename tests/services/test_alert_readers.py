"""Nobody who was told can read an alert any more: it is told to somebody who can."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from peermap_app.bootstrap import House
from peermap_app.domain.alerting import Why
from peermap_app.domain.cases import Role
from peermap_app.domain.deliveries import Channel
from peermap_app.services import (
    accounts,
    alerts,
    day_turn,
    deliveries,
    escalating,
    flag_changes,
)
from peermap_app.services.unit import OPERATOR, writing
from peermap_app.storage.tables import Worker, new_id
from tests.fakes import FakeClock
from tests.services.test_escalating import looked, told
from tests.services.test_flags import flag
from tests.services.test_link_confirms import deliveries as delivered
from tests.services.test_whom_alerts import DANA, FOR, a_linked_world, covered, the_alert
from tests.services.world import ADE, KS_CASE, PRIYA, SAM, World, bring_in, row, table

DANAS = "Dana D."
"""Her name in a file: she works with a case."""


async def both_work(house: House) -> World:
    """Dana, the only supervisor of Sam's case, works with it beside him."""
    world = await a_linked_world(house)
    await bring_in(world.house, row(KS_CASE, SAM), row(KS_CASE, DANA))
    return world


async def leave(world: World, *names: str) -> None:
    """Their allocations end today."""
    today = world.house.clock().date().isoformat()
    ended = [row(KS_CASE, name, ends=today if name in names else "") for name in (SAM, DANA)]
    await bring_in(world.house, *ended)


async def reads(world: World, name: str) -> Why:
    """They open the one alert of their inbox; why they were told."""
    alert_id = await the_alert(world, name)
    return (await alerts.open_alert(world.house, world[name], alert_id, **FOR)).why


async def test_the_only_supervisor_who_worked_with_the_case_is_told_as_its_supervisor(
    house: House,
) -> None:
    """She had it as its worker; her allocation ended. After the wait she has it once more, by every
    way, though the first had arrived; and opens it."""
    world = await both_work(house)
    sent = await flag(world)
    assert await told(world, sent.flag_id) == [(DANAS, Why.ALLOCATED), ("Sam S.", Why.ALLOCATED)]
    await delivered(world)
    ids = [await the_alert(world, DANA)]
    assert await deliveries.acknowledge(world.house, world[DANA], ids, Channel.PAGE, "") == 1
    await leave(world, DANA)
    assert (await alerts.inbox(world.house, world[DANA], **FOR)).items == ()
    world = await looked(world, minutes=30)
    assert sorted(await told(world, sent.flag_id)) == [
        (DANAS, Why.UNSEEN),
        ("Sam S.", Why.ALLOCATED),
    ]
    assert await delivered(world) == [(DANAS, "sent"), ("Sam S.", "sent")]
    assert await reads(world, DANA) is Why.UNSEEN


async def test_it_goes_on_looking_while_the_supervisor_knows_as_a_worker(house: House) -> None:
    """Her allocation ends long after the last wait: she is told within the hour."""
    world = await both_work(house)
    await flag(world)
    world = await looked(world, hours=3)
    assert await reads(world, DANA) is Why.ALLOCATED
    await leave(world, DANA)
    world = await looked(world)
    assert await reads(world, DANA) is Why.UNSEEN


@pytest.mark.parametrize("urgency", ["now", "this_week"])
async def test_with_nobody_left_the_supervisor_is_told_at_once(house: House, urgency: str) -> None:
    """Both allocations ended a minute after the flag: no wait, whatever its urgency."""
    world = await both_work(house)
    sent = await flag(world, urgency=urgency)
    world = await looked(world, minutes=1)
    await leave(world, SAM, DANA)
    world = await looked(world)
    assert await reads(world, DANA) is Why.NOBODY
    before = await told(world, sent.flag_id)
    for _ in range(3):
        world = await looked(world, hours=1)
    assert await told(world, sent.flag_id) == before
    assert await alerts.todo_count(world.house, world[DANA]) == 1


async def test_a_former_worker_who_comes_to_cover_can_read_it(house: House) -> None:
    """Ade was told as a worker of the case, left it, and covers for Sam since."""
    world = await a_linked_world(house)
    await bring_in(world.house, row(KS_CASE, SAM), row(KS_CASE, ADE))
    await flag(world)
    today = world.house.clock().date().isoformat()
    await bring_in(world.house, row(KS_CASE, SAM), row(KS_CASE, ADE, ends=today))
    await covered(world)
    assert (await alerts.inbox(world.house, world[ADE], **FOR)).items == ()
    world = await looked(world, minutes=30)
    assert await reads(world, ADE) is Why.UNSEEN_COVERS


async def test_a_correction_reaches_a_former_worker_who_stands_in_by_now(house: House) -> None:
    """Once each: what was corrected and what the row had before make one delivery."""
    world = await both_work(house)
    sent = await flag(world)
    await leave(world, SAM, DANA)
    changed = {"what": "update", "text": "He was seen at the park.", "known": "0"}
    await flag_changes.change_flag(
        world.house, world[PRIYA], sent.flag_id, new_id(), changed, **FOR
    )
    assert await reads(world, DANA) is Why.NOBODY
    assert len(await table(world, "alert")) == 2
    assert (DANAS, "sent") in await delivered(world)


async def test_a_supervisor_whose_account_was_closed_was_not_told(house: House) -> None:
    """Who signs in no more reads nothing: the next supervisor is told."""
    world = await a_linked_world(house)
    today = world.house.clock().date().isoformat()
    await bring_in(world.house, row(KS_CASE, SAM, ends=today))
    sent = await flag(world)
    assert await told(world, sent.flag_id) == [("dana@west.example", Why.NOBODY)]
    team = "Youth Support West"
    who = {"email": "noor@west.example", "name": "Noor N.", "role": Role.SUPERVISOR.value}
    await accounts.add_worker(world.house, OPERATOR, **who, team=team)
    async with writing(world.house) as session:
        dana = await session.get_one(Worker, world.worker_id(DANA))
        dana.active = False
        session.add(dana)
    world = await looked(world, minutes=30)
    assert (await told(world, sent.flag_id))[1:] == [("Noor N.", Why.NOBODY)]


async def test_at_midnight_what_waits_is_looked_at(house: House, clock: FakeClock) -> None:
    """An allocation ends with the day: its alerts need not wait for the next look of all."""
    world = await a_linked_world(house)
    await bring_in(world.house, row(KS_CASE, SAM, ends="2026-11-25"))
    await flag(world, urgency="this_week")
    world = await looked(world)
    clock.now = datetime(2026, 11, 25, tzinfo=UTC)
    night = replace(world.house, clock=clock)
    assert not await escalating.tell_next(night)
    await day_turn.turned(night, date(2026, 11, 24))
    assert await escalating.tell_next(night) == 1
