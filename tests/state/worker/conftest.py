"""A house on SQLite with people and cases in it, and pages that hear of each other."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from peermap_app import bootstrap
from peermap_app.bootstrap import build_house, close_house
from peermap_app.live import push
from peermap_app.live.pages import pages
from peermap_app.settings import Settings
from tests import compiled_once, moulds
from tests.fakes import FakeClock, FakeRooms, FakeSlow
from tests.servers import NEVER_LOCKED
from tests.services.world import World, a_world
from tests.state.worker.open_pages import FakeWire


@pytest.fixture
def wire() -> Iterator[FakeWire]:
    """Holds every page open and remembers what was pushed."""
    fake = FakeWire()
    push.use_app(fake)  # type: ignore[arg-type]
    yield fake
    push.use_app(None)
    for token in {token for token, _ in pages._entries}:
        pages.leave(token)


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    """Sam, Priya, Jo, Ade and Alex, on SQLite: services have their own tests on both databases."""
    url = f"sqlite+aiosqlite:///{tmp_path / 'peermap.db'}"
    settings = Settings.from_env(
        {"PEERMAP_VAR": str(tmp_path / "var"), "PEERMAP_DATABASE_URL": url, **NEVER_LOCKED}
    )
    await asyncio.to_thread(moulds.fill, url)
    clock = FakeClock()
    built = await build_house(settings, clock=clock, rooms=FakeRooms(clock), slow=FakeSlow())
    compiled_once.share(built.engine)
    made = await a_world(built)
    bootstrap.use_house(made.house)
    yield made
    await pages.settled()  # what a page began to read is read before the database goes
    await close_house(made.house)
