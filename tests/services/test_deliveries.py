"""What pages and phones acknowledge: one's own alone, once, and only what may still be read."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from peermap_app.bootstrap import House
from peermap_app.domain.deliveries import Channel
from peermap_app.domain.errors import NotAllowed
from peermap_app.domain.purpose import Purpose
from peermap_app.notify import outbox
from peermap_app.services import alerts, deliveries
from tests.fakes import FakeClock
from tests.services.test_flags import flag
from tests.services.world import (
    ALEX,
    KS_CASE,
    PRIYA,
    SAM,
    World,
    a_world,
    choose,
    linked,
    recorded,
    table,
)


async def told(house: House) -> tuple[World, str]:
    """An alert for Sam that went out to pages; gives its id."""
    world = await a_world(house)
    await linked(world)
    await flag(world)
    await outbox.deliver(world.house)
    (alert,) = await table(world, "alert")
    world.hints.told.clear()
    return world, str(alert["id"])


async def state(world: World) -> str:
    """How far the only delivery is."""
    (row,) = await table(world, "delivery")
    return str(row["state"])


async def test_it_arrived_and_whoever_flagged_is_woken_once(house: House) -> None:
    """The state moves, the moment stands with it; a repeat says nothing and writes nothing."""
    world, alert_id = await told(house)
    page = Channel.PAGE, ""
    assert await deliveries.acknowledge(world.house, world[SAM], [alert_id], *page) == 1
    (row,) = await table(world, "delivery")
    assert (row["state"], row["due_at"]) == ("delivered", None)
    assert row["delivered_at"].replace(tzinfo=None) == house.clock().replace(tzinfo=None)
    assert [one["kind"] for one in world.told(PRIYA)] == ["flag"]
    before = await recorded(world, None)
    assert await deliveries.acknowledge(world.house, world[SAM], [alert_id], *page) == 0
    assert await recorded(world, None) == before
    assert ("ack_delivery", "allowed", "practitioner") in before
    assert len(world.told(PRIYA)) == 1


async def test_many_at_once_are_one(house: House) -> None:
    """Five pages of one worker say so in one moment: it arrived once, by one row of the record."""
    world, alert_id = await told(house)
    said = (
        deliveries.acknowledge(world.house, world[SAM], [alert_id], Channel.PAGE, "")
        for _ in range(5)
    )
    assert sum(await asyncio.gather(*said)) == 1
    assert await state(world) == "delivered"
    assert len(world.told(PRIYA)) == 1


@pytest.mark.parametrize("said", ["x" * 32, "", None, 7, {"id": 1}, "\x00", "a" * 33, ["a"]])
async def test_what_is_no_alert_of_theirs_is_passed_over(house: House, said: object) -> None:
    """Beside a true one, or alone: nothing is told apart."""
    world, alert_id = await told(house)
    page = Channel.PAGE, ""
    assert await deliveries.acknowledge(world.house, world[SAM], [said], *page) == 0
    assert await deliveries.acknowledge(world.house, world[PRIYA], [said, alert_id], *page) == 0
    assert await state(world) == "sent"
    assert await deliveries.acknowledge(world.house, world[SAM], [said, alert_id], *page) == 1


async def test_another_device_acknowledges_for_itself_alone(house: House) -> None:
    """A phone that was not told says that it was: nothing moves."""
    world, alert_id = await told(house)
    assert not await deliveries.acknowledge(
        world.house, world[SAM], [alert_id], Channel.PUSH, "a" * 32
    )
    assert await state(world) == "sent"


async def test_what_no_longer_holds_does_not_arrive(house: House) -> None:
    """The agreement ended after the hint: whatever a page says, nobody was told (rule 4)."""
    world, alert_id = await told(house)
    await choose(world, SAM, KS_CASE, talk="no")
    assert not await deliveries.acknowledge(world.house, world[SAM], [alert_id], Channel.PAGE, "")
    assert not await deliveries.shown(world.house, world[SAM], 1)
    assert await state(world) == "sent"


async def test_seen_is_further_than_arrived(house: House) -> None:
    """What comes late does not take back what was said."""
    world, alert_id = await told(house)
    await alerts.seen(world.house, world[SAM], alert_id, 0, purpose=Purpose.COORDINATE)
    assert await deliveries.acknowledge(world.house, world[SAM], [alert_id], Channel.PAGE, "") == 0
    assert await state(world) == "seen"


async def test_numbers_count_a_workers_alerts(house: House) -> None:
    """1, 2, 3 …; "shown up to" takes all up to it, and says whether there are more."""
    world = await a_world(house)
    await linked(world)
    for number in range(3):
        await flag(world, need_to_know=f"Number {number}.")
    await outbox.deliver(world.house)
    assert await deliveries.newest(world.house, world[SAM]) == 3
    assert await deliveries.newest(world.house, world[PRIYA]) == 0
    assert await deliveries.shown(world.house, world[SAM], 2) is True
    rows = await table(world, "delivery")
    assert sorted((one["number"], one["state"]) for one in rows) == [
        (1, "delivered"),
        (2, "delivered"),
        (3, "sent"),
    ]
    assert await deliveries.shown(world.house, world[SAM], 3) is False


async def test_flags_made_at_once_have_numbers_of_their_own(house: House) -> None:
    """Ten flags and two deliverers at once: no number twice, none left out."""
    world = await a_world(house)
    await linked(world)
    clocked = replace(world.house, clock=FakeClock(house.clock()))
    await asyncio.gather(
        *(flag(world, need_to_know=f"Number {number}.") for number in range(10)),
        *(outbox.deliver(one) for one in (world.house, clocked)),
    )
    await outbox.deliver(world.house)
    numbers = sorted(one["number"] for one in await table(world, "delivery"))
    assert numbers == list(range(1, 11))


async def test_who_gets_no_alerts_has_nothing_to_say(house: House) -> None:
    """An administrator is refused, on the record, whatever they name."""
    world, alert_id = await told(house)
    for asks in (
        deliveries.newest(world.house, world[ALEX]),
        deliveries.shown(world.house, world[ALEX], 1),
        deliveries.acknowledge(world.house, world[ALEX], [alert_id], Channel.PAGE, ""),
    ):
        with pytest.raises(NotAllowed):
            await asks
    refused = [one for one in await recorded(world, None) if one[:2] == ("ack_delivery", "refused")]
    assert refused == [("ack_delivery", "refused", "role_may_not")]
