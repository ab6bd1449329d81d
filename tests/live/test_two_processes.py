"""One drawing whose two pages are held by two processes: rooms and hints go through Redis."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from peermap_app.bootstrap import House
from peermap_app.domain.consent import Decided
from peermap_app.domain.purpose import Purpose
from peermap_app.live import push
from peermap_app.live.bus import RedisBus
from peermap_app.live.pages import Message, Pages
from peermap_app.live.redis_rooms import RedisRooms
from peermap_app.services import drawings
from peermap_app.services.ports import RoomRef
from tests.drawing_builders import (
    START,
    AClock,
    World,
    a_drawing,
    a_world,
    add_friend,
    keep_seen,
    move,
    said_yes,
    some_settings,
)
from tests.live.test_pages import AnApp


@dataclass
class Process:
    """What one process has of its own: its pages, its rooms' connection, its bus."""

    house: House
    pages: Pages
    bus: RedisBus
    rooms: RedisRooms
    listening: asyncio.Task[None]

    @classmethod
    async def start(cls, world: World, url: str) -> Process:
        pages = Pages()
        bus, rooms = RedisBus(url, pages), await RedisRooms.connect(url, world.clock)
        task = asyncio.create_task(bus.run())
        await bus.listening.wait()
        return cls(replace(world.house, rooms=rooms, hints=bus), pages, bus, rooms, task)

    async def stop(self) -> None:
        self.listening.cancel()
        await asyncio.gather(self.listening, return_exceptions=True)
        await self.bus.aclose()
        await self.rooms.aclose()


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    # Redis forgets a room by its own clock, so the story may not lie behind it.
    clock = AClock(max(START, datetime.now(UTC)))
    made = await a_world(some_settings(tmp_path), clock=clock)
    yield made
    await made.house.engine.dispose()


async def test_an_edit_crosses_two_processes(world: World, redis_url: str) -> None:
    """The tablet draws on one process; the worker's page on the other gets that edit pushed, and
    what the worker then draws there is in the same room. Kept on either, it is over on both."""
    one, two = await Process.start(world, redis_url), await Process.start(world, redis_url)
    app = AnApp()
    push.use_app(app)  # type: ignore[arg-type]
    app.open("phone")
    arrived = asyncio.Event()
    world.house = one.house
    tablet, drawing_id = await a_drawing(world)

    async def on_hint(message: Message) -> push.Delta | None:
        if message["kind"] != "edits":
            return None
        newest = await drawings.newest(
            two.house, world.sam, drawing_id, purpose=Purpose.PLAN_TOGETHER
        )
        if newest.wire()["edits"]:  # Redis may still bring the hint of the drawing's beginning
            arrived.set()
        return {"drawing": {"incoming": newest.wire()}}

    async def yes() -> bool:
        return True

    two.pages.enter("phone", [f"drawing:{drawing_id}"], on_hint, still=yes, door="/")
    await drawings.edit(one.house, tablet, drawing_id, [add_friend("person1", "JS")])
    await asyncio.wait_for(arrived.wait(), 20)
    await two.pages.settled()
    (token, update) = app.sent[-1]
    edits = update.delta["drawing"]["incoming_rx_state_"]["edits"]
    assert (token, [(each["n"], each["by"]) for each in edits]) == ("phone", [(1, "tablet")])
    applied = await drawings.edit(two.house, world.sam, drawing_id, [move("person1", 3, 4)])
    assert applied.number == 2
    await drawings.finish(one.house, tablet)
    await said_yes(world, tablet)
    assert await keep_seen(two.house, tablet) is Decided.KEEP
    assert await one.rooms.read(_no_key(drawing_id, world)) is None
    push.use_app(None)
    await one.stop()
    await two.stop()


async def test_a_finger_crosses_two_processes(world: World, redis_url: str) -> None:
    """The tablet's dot on one process shows on the worker's page on the other, and a lifted finger
    goes there too; Redis holds nothing more than before."""
    one, two = await Process.start(world, redis_url), await Process.start(world, redis_url)
    app = AnApp()
    push.use_app(app)  # type: ignore[arg-type]
    app.open("phone")
    heard: asyncio.Queue[dict[str, object] | None] = asyncio.Queue()
    world.house = one.house
    tablet, drawing_id = await a_drawing(world)
    keys = sorted(await one.rooms._redis.keys())

    async def on_hint(message: Message) -> push.Delta | None:
        shown = await drawings.heard_dot(two.house, world.sam, drawing_id, message)
        heard.put_nowait(shown)
        return {"drawing": {"dot": shown}}

    async def yes() -> bool:
        return True

    dots = drawings.dots_from(drawing_id, "tablet")
    two.pages.enter("phone", [dots], on_hint, still=yes, door="/")
    for raw in ({"x": 120, "y": -40}, None):
        assert await drawings.dot(one.house, tablet, drawing_id, raw)
        shown = await asyncio.wait_for(heard.get(), 10)
        assert shown is not None
        assert {name: shown[name] for name in ("x", "y")} == (raw or {"x": None, "y": None})
        await two.pages.settled()
        assert app.sent[-1][0] == "phone"
        assert app.sent[-1][1].delta["drawing"]["dot_rx_state_"] == shown
    assert sorted(await one.rooms._redis.keys()) == keys
    push.use_app(None)
    await one.stop()
    await two.stop()


def _no_key(drawing_id: str, world: World) -> RoomRef:
    return RoomRef(drawing_id, b"0" * 32, world.clock.now)
