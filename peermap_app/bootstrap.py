"""The composition root: settings in, a house with its stores, keys, clock and live parts out."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from sqlalchemy.ext.asyncio import AsyncEngine, async_sessionmaker
from sqlmodel.ext.asyncio.session import AsyncSession

from peermap_app.settings import Settings
from peermap_app.storage.engine import make_engine, make_sessions
from peermap_app.storage.refusals import Refusals
from peermap_app.storage.sealing import Keys

if TYPE_CHECKING:
    from peermap_app.services import ports

Clock = Callable[[], datetime]
"""Gives the moment now, aware UTC."""


def utc_now() -> datetime:
    """The real clock."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class House:
    """All that a service needs of the world. Tests build one with parts of their own."""

    settings: Settings
    clock: Clock
    engine: AsyncEngine
    make_session: async_sessionmaker[AsyncSession]
    keys: Keys
    rooms: ports.Rooms
    hints: ports.Hints
    slow: ports.Slow
    lines: ports.Lines
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    """Whose turn it is to write, in this process: SQLite has one writer, and waiting here is fair
    and quick, while its own waiting is neither."""
    dots: dict[str, deque[datetime]] = field(default_factory=dict)
    """When each device's finger was last told of, in this process: `services.drawing_dots`."""
    refusals: Refusals = field(default_factory=Refusals)
    """What this process refused in the last minute, and has not written yet."""
    wake: asyncio.Event = field(default_factory=asyncio.Event)
    """Set after a commit that put something into the outbox; `notify` waits for it."""
    asking: asyncio.Lock = field(default_factory=asyncio.Lock)
    """Whose turn it is to ask, before handing over, who may read what: it is work of this process,
    and several at once would take it from the pages that wait for it."""


@runtime_checkable
class _Closes(Protocol):
    """A live part that holds connections."""

    async def aclose(self) -> None: ...


_houses: list[House] = []
_gone: list[bool] = []
"""Something in it: the process's house was given back."""


async def build_house(
    settings: Settings,
    *,
    clock: Clock = utc_now,
    rooms: ports.Rooms | None = None,
    hints: ports.Hints | None = None,
    slow: ports.Slow | None = None,
    lines: ports.Lines | None = None,
) -> House:
    """Put a house together. With REFLEX_REDIS_URL its live parts are those of Redis.

    Raises:
        BadSetting: that Redis writes to disk (rule 3), so drawings would be kept unasked.
    """
    engine = make_engine(settings.database_url, settings.keys_url)
    return House(
        settings=settings,
        clock=clock,
        engine=engine,
        make_session=make_sessions(engine),
        keys=Keys.of(settings.master_key, settings.lookup_key, settings.master_key_before),
        rooms=rooms or await _rooms(settings, clock),
        hints=hints or await _hints(settings),
        slow=slow or _slow(settings),
        lines=lines or _lines(settings),
    )


# The live parts are imported where they are made: `live` may import services, and services import
# this module.


async def _rooms(settings: Settings, clock: Clock) -> ports.Rooms:
    if settings.redis_url is None:
        from peermap_app.live.rooms import MemoryRooms  # noqa: PLC0415

        return MemoryRooms(clock)
    from peermap_app.live.redis_rooms import RedisRooms  # noqa: PLC0415

    return await RedisRooms.connect(settings.redis_url, clock)


async def _hints(settings: Settings) -> ports.Hints:
    from peermap_app.live import bus  # noqa: PLC0415

    if settings.redis_url is None:
        return bus.MemoryBus()
    return bus.RedisBus(settings.redis_url)


def _slow(settings: Settings) -> ports.Slow:
    from peermap_app.live.slow import Slowdown  # noqa: PLC0415

    return Slowdown(settings.redis_url)


def _lines(settings: Settings) -> ports.Lines:
    from peermap_app.live.lines import MemoryLines, RedisLines  # noqa: PLC0415

    return MemoryLines() if settings.redis_url is None else RedisLines(settings.redis_url)


async def close_house(house: House) -> None:
    """Give back what the house holds: connections of the database and of Redis."""
    for part in (house.rooms, house.hints, house.slow, house.lines):
        if isinstance(part, _Closes):
            await part.aclose()
    await house.engine.dispose()
    if house in _houses:
        _houses.remove(house)
        _gone.append(True)


class Ended(RuntimeError):
    """The process's house was given back: the server stops, and what still runs in it has none."""


def use_house(house: House) -> None:
    """Make this the process's house."""
    _houses[:] = [house]
    _gone.clear()


def house() -> House:
    """The process's house.

    Raises:
        RuntimeError: before `use_house`: a mistake in the wiring.
        Ended: the server stops.
    """
    if not _houses and _gone:
        raise Ended("the house was given back")
    if not _houses:
        raise RuntimeError("no house was built in this process")
    return _houses[0]
