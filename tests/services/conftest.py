"""A house on SQLite and on PostgreSQL, and people in it. Every test that asks runs on both."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest

from peermap_app.bootstrap import House, build_house, close_house
from peermap_app.services import passwords
from peermap_app.services.unit import Who
from peermap_app.settings import Settings
from tests import compiled_once, moulds
from tests.drawing_builders import World, a_world
from tests.fakes import FakeClock, FakeHints, FakeRooms, FakeSlow
from tests.one_thread import one_thread
from tests.quick_hashes import quick_hashes, true_hashes
from tests.servers import Postgres
from tests.services.people import People, a_worker
from tests.services.sign_ins import EMAIL, PASSWORD

__all__ = ["one_thread", "quick_hashes", "true_hashes"]


@pytest.fixture
def clock() -> FakeClock:
    """Ten o'clock on 24 November 2026, until it is moved."""
    return FakeClock()


@pytest.fixture
def hints() -> FakeHints:
    """What pages would have been told."""
    return FakeHints()


@pytest.fixture
def slow() -> FakeSlow:
    """Five wrong tries are allowed."""
    return FakeSlow()


@pytest.fixture
def postgres_url(postgres: Postgres) -> Iterator[str]:
    """A PostgreSQL database that `moulds.fill` makes, gone after the test."""
    url = postgres.new_name()
    yield url
    postgres.drop(url)


@pytest.fixture
async def house(
    settings: Settings, clock: FakeClock, hints: FakeHints, slow: FakeSlow
) -> AsyncIterator[House]:
    """A house over a migrated, empty database; once on SQLite and once on PostgreSQL."""
    await asyncio.to_thread(moulds.fill, settings.database_url)
    built = await build_house(settings, clock=clock, rooms=FakeRooms(clock), hints=hints, slow=slow)
    compiled_once.share(built.engine)
    yield built
    await close_house(built)


@pytest.fixture
async def world(settings: Settings) -> AsyncIterator[World]:
    """Sam, Priya and Kim, ready to draw."""
    made = await a_world(settings)
    yield made
    await made.house.engine.dispose()


@pytest.fixture
async def password_hash(request: pytest.FixtureRequest) -> str:
    """The argon2 hash of PASSWORD, at the cost that this test asks for; made once of each."""
    true = "true_hashes" in request.fixturenames
    if true:
        request.getfixturevalue("true_hashes")
    if true not in _hashed:
        _hashed[true] = await passwords.hashed(PASSWORD)
    return _hashed[true]


_hashed: dict[bool, str] = {}


@pytest.fixture
async def sam(house: House, password_hash: str) -> Who:
    """Sam, who may sign in with PASSWORD."""
    return await a_worker(house, name="Sam O", email=EMAIL, password_hash=password_hash)


@pytest.fixture
async def people(house: House) -> People:
    """Teams, workers and cases of the story: see `People`."""
    return await People.move_in(house)
