"""What the outbox holds is handed over: nothing lost, nothing twice, and no word too many."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from peermap_app.bootstrap import House, build_house, close_house
from peermap_app.domain.deliveries import WAITS
from peermap_app.domain.purpose import Purpose
from peermap_app.notify import outbox
from peermap_app.notify.channels import Registry
from peermap_app.services import alerts, delivery, handing_over, links
from tests.fakes import FakeClock, FakeHints
from tests.services.test_flags import flag
from tests.services.world import (
    JO,
    JOS_CASE,
    KS_CASE,
    MS_CASE,
    PRIYA,
    SAM,
    UNKNOWN,
    World,
    a_world,
    ask,
    bring_in,
    choose,
    linked,
    row,
    table,
)

ALERT = {"kind": "alert"}
"""Look again: what is not an alert of one's own, or one that changed, has no number."""
WAYS = Registry(outbox.CHANNELS)


def numbered(*numbers: int) -> list[dict[str, object]]:
    """What pages are told of alerts: look, and a number."""
    return [{"kind": "alert", "n": number} for number in numbers]


async def quiet(house: House) -> World:
    """Sam's and Priya's cases are linked, and nothing waits to be sent."""
    world = await a_world(house)
    await linked(world)
    await outbox.deliver(world.house)
    world.hints.told.clear()
    return world


async def states(world: World) -> list[str]:
    """The state of every row, oldest first."""
    rows = await table(world, "outbox")
    return [one["state"] for one in sorted(rows, key=lambda one: one["created_at"])]


async def test_a_flag_wakes_the_one_whom_it_reaches_and_says_nothing(house: House) -> None:
    """One hint, to Sam alone; neither case, kind nor place is in it (rule 11)."""
    world = await quiet(house)
    await flag(world)
    assert await outbox.deliver(world.house) == 1
    assert world.hints.told == [(f"worker:{world.worker_id(SAM)}", *numbered(1))]
    assert await outbox.deliver(world.house) == 0
    assert set(await states(world)) == {"sent"}


async def test_an_ask_wakes_the_asked_workers_and_an_unknown_reference_nobody(
    house: House,
) -> None:
    """Both rows end alike; who is asked is found at delivery, as allocated then."""
    world = await a_world(house)
    await choose(world, SAM, KS_CASE)
    await ask(world, MS_CASE)
    await ask(world, UNKNOWN)
    east, today = "Family Safeguarding East", house.clock().date().isoformat()
    await bring_in(house, row(MS_CASE, "ade", initials="M", team=east, starts=today))
    assert await outbox.deliver(world.house) == 2
    assert {audience for audience, _ in world.hints.told} == {
        f"worker:{world.worker_id(name)}" for name in (PRIYA, "ade")
    }
    assert await states(world) == ["sent", "sent"]


async def test_an_ask_that_was_taken_back_wakes_them_again_and_a_declined_one_nobody(
    house: House,
) -> None:
    """No to talking while three asks stand: the same rows for each, and of those whom they reach,
    whoever still shows an ask hears of it (rule 4)."""
    world = await a_world(house)
    await choose(world, SAM, KS_CASE)
    for reference in (MS_CASE, JOS_CASE, UNKNOWN):
        await ask(world, reference)
    await outbox.deliver(world.house)
    (asked,) = (await alerts.inbox(world.house, world[JO], purpose=Purpose.COORDINATE)).items
    await links.answer_link(world.house, world[JO], asked.id, False, {}, purpose=Purpose.COORDINATE)
    world.hints.told.clear()
    await choose(world, SAM, KS_CASE, talk="no")
    assert await outbox.deliver(world.house) == 3
    told = [each for each in world.hints.told if each[0] != f"worker:{world.worker_id(SAM)}"]
    assert told == [(f"worker:{world.worker_id(PRIYA)}", ALERT)]
    assert (await alerts.inbox(world.house, world[PRIYA], purpose=Purpose.COORDINATE)).items == ()


async def test_a_crash_between_commit_and_handing_over_loses_nothing(house: House) -> None:
    """A process that died with rows in hand: another sends them once the claim has run out."""
    world = await a_world(house)
    await choose(world, SAM, KS_CASE)
    await ask(world, MS_CASE)
    held = await delivery.claim(world.house, "died", outbox.CLAIM_LASTS, 10, WAYS)
    assert len(held.rows) == 1
    assert await outbox.deliver(world.house) == 0
    after = await world.later(seconds=31)
    assert await outbox.deliver(after.house) == 1
    assert world.told(PRIYA) == [ALERT]


async def test_a_clock_that_jumps_back_holds_nothing_up(house: House) -> None:
    """Set back by an hour after a flag, and after a process died with an alert in hand: both go out
    at once."""
    world = await quiet(house)
    await flag(world)
    before = await world.later(hours=-1)
    assert await outbox.deliver(before.house) == 1
    assert world.told(SAM) == numbered(1)
    await flag(world, need_to_know="And back again.")
    held = await delivery.claim(world.house, "died", outbox.CLAIM_LASTS, 10, WAYS)
    assert len(held.born) == 1
    assert await outbox.deliver(before.house) == 1
    assert world.told(SAM) == numbered(1, 2)


async def test_a_late_settling_does_not_undo_anothers(house: House) -> None:
    """Whoever's claim ran out no longer says what became of the row."""
    world = await a_world(house)
    await choose(world, SAM, KS_CASE)
    await ask(world, MS_CASE)
    (old,) = (await delivery.claim(world.house, "slow", outbox.CLAIM_LASTS, 10, WAYS)).rows
    after = await world.later(seconds=31)
    (new,) = (await delivery.claim(after.house, "quick", outbox.CLAIM_LASTS, 10, WAYS)).rows
    assert (new.id, old.tries, new.tries) == (old.id, 1, 2)
    await delivery.settle(after.house, "slow", [], [(old.id, timedelta(hours=9))])
    await delivery.settle(after.house, "quick", [new.id], [])
    assert set(await states(world)) == {"sent"}


class Failing(FakeHints):
    """Fails until it is mended."""

    broken = True

    async def publish(self, audience: str, message: Mapping[str, object]) -> None:
        """As a bus that is away."""
        if self.broken:
            raise ConnectionError("away")
        await super().publish(audience, message)


async def test_what_cannot_be_handed_over_is_tried_again_after_growing_waits(
    house: House,
) -> None:
    """2, 5, 15 seconds, then longer; then it is sent once: an ask, and an alert to pages."""
    world = await quiet(house)
    await ask(world, JOS_CASE)
    await flag(world)
    bus, clock = Failing(), FakeClock(house.clock())
    failing = replace(world.house, hints=bus, clock=clock)
    for tried, wait in enumerate(outbox.WAITS, start=1):
        assert await outbox.deliver(failing) == 0
        assert outbox.wait_after(tried) == timedelta(seconds=wait)
        assert WAITS[tried - 1] == wait
        clock.forward(seconds=wait - 0.5)
        assert await outbox.deliver(failing) == 0
        clock.forward(seconds=0.5)
    bus.broken = False
    assert await outbox.deliver(failing) == 2
    assert bus.told == [
        (f"worker:{world.worker_id(JO)}", ALERT),
        (f"worker:{world.worker_id(SAM)}", *numbered(1)),
    ]


async def test_two_processes_hand_over_each_row_once(house: House) -> None:
    """Two houses over one database, both delivering while flags are made: no row twice."""
    world = await quiet(house)
    other = await build_house(
        house.settings, clock=house.clock, rooms=house.rooms, hints=world.hints, slow=house.slow
    )
    try:
        rounds = [outbox.deliver(one) for one in (world.house, other) for _ in range(3)]
        flags = [flag(world, need_to_know=f"Number {number}.") for number in range(5)]
        await asyncio.gather(*flags, *rounds)
        await asyncio.gather(outbox.deliver(world.house), outbox.deliver(other))
    finally:
        await close_house(other)
    told = sorted(world.told(SAM), key=lambda one: int(str(one["n"])))
    assert told == numbered(1, 2, 3, 4, 5)
    assert set(await states(world)) == {"sent"}
    for name in ("outbox", "delivery"):
        assert {one["tries"] for one in await table(world, name)} == {1}


async def test_a_commit_wakes_the_loop_at_once(house: House) -> None:
    """The loop sends without waiting for its next look, and ends when it is told to."""
    world = await quiet(house)
    stop, woken = asyncio.Event(), asyncio.Event()

    class Waking(FakeHints):
        async def publish(self, audience: str, message: Mapping[str, object]) -> None:
            woken.set()

    running = asyncio.create_task(outbox.run(replace(world.house, hints=Waking()), stop))
    await flag(world)
    await asyncio.wait_for(woken.wait(), timeout=outbox.POLL_SECONDS * 0.9)
    stop.set()
    await asyncio.wait_for(running, timeout=5)


async def test_the_open_page_is_told_before_anything_else_is_asked(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the process that sent the flag, a moment ago: its own transaction asked who may read it.
    What waited is asked about first, as ever (`test_what_no_longer_holds_is_dropped`)."""
    world, order, stop = await quiet(house), list[str](), asyncio.Event()
    real, asked = handing_over.checked, asyncio.Event()

    async def checked(*args: Any) -> Any:
        order.append("asked")
        asked.set()
        return await real(*args)

    class Telling(FakeHints):
        async def publish(self, audience: str, message: Mapping[str, object]) -> None:
            order.append("told")

    monkeypatch.setattr(handing_over, "checked", checked)
    running = asyncio.create_task(outbox.run(replace(world.house, hints=Telling()), stop))
    await asyncio.sleep(0)
    await flag(world)
    await asyncio.wait_for(asked.wait(), timeout=10)
    stop.set()
    await asyncio.wait_for(running, timeout=10)
    assert order == ["told", "asked"]
    assert set(await states(world)) == {"sent"}


async def test_a_bell_wakes_one_hand_and_is_not_forgotten() -> None:
    """Of two that wait, one; rung while nobody waits, whoever comes next, once."""
    bell, heard = outbox.Bell(), list[int]()

    async def hand(number: int) -> None:
        await bell.heard()
        heard.append(number)

    hands = [asyncio.create_task(hand(number)) for number in range(2)]
    await asyncio.sleep(0)
    bell.ring()
    await asyncio.wait(hands, return_when=asyncio.FIRST_COMPLETED)
    assert heard == [0]
    hands[1].cancel()
    await asyncio.wait(hands)
    bell.ring()
    bell.ring()
    await asyncio.wait_for(bell.heard(), 5)
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(bell.heard(), 0.01)


async def test_a_database_that_is_away_does_not_end_the_loop(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is due stays due, and is sent when it is back."""
    world = await quiet(house)
    await flag(world)
    real, calls, sent = delivery.claim, [], asyncio.Event()

    async def sometimes(*args: object, **more: object) -> delivery.Taken:
        calls.append(1)
        if len(calls) == 1:
            world.house.wake.set()
            raise ConnectionError("away")
        return await real(*args, **more)  # type: ignore[arg-type]

    class Telling(FakeHints):
        async def publish(self, audience: str, message: Mapping[str, object]) -> None:
            sent.set()

    monkeypatch.setattr(delivery, "claim", sometimes)
    stop = asyncio.Event()
    running = asyncio.create_task(outbox.run(replace(world.house, hints=Telling()), stop))
    await asyncio.wait_for(sent.wait(), timeout=10)
    stop.set()
    await running
    assert set(await states(world)) == {"sent"}
