"""Rooms in memory and in Redis: what asks for `rooms` runs with both."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from peermap_app.live.redis_rooms import RedisRooms
from peermap_app.live.rooms import MemoryRooms
from peermap_app.services.ports import Rooms
from tests.drawing_builders import AClock


@pytest.fixture
def clock() -> AClock:
    return AClock()


@pytest.fixture(params=["memory", "redis"])
async def rooms(request: pytest.FixtureRequest, clock: AClock) -> AsyncIterator[Rooms]:
    if request.param == "memory":
        yield MemoryRooms(clock)
        return
    made = await RedisRooms.connect(request.getfixturevalue("redis_url"), clock)
    yield made
    await made.aclose()
