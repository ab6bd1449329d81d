"""A migrated database of each kind, with sessions over it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest
from sqlalchemy.ext.asyncio import async_sessionmaker
from sqlmodel.ext.asyncio.session import AsyncSession

from peermap_app.storage.engine import make_engine, make_sessions
from tests import moulds
from tests.servers import Postgres

Sessions = async_sessionmaker[AsyncSession]


@pytest.fixture
def postgres_url(postgres: Postgres) -> Iterator[str]:
    """A PostgreSQL database that `moulds.fill` makes, gone after the test."""
    url = postgres.new_name()
    yield url
    postgres.drop(url)


@pytest.fixture
async def sessions(database_url: str) -> AsyncIterator[Sessions]:
    """Sessions over an empty database at the newest revision."""
    await asyncio.to_thread(moulds.fill, database_url)
    engine = make_engine(database_url)
    yield make_sessions(engine)
    await engine.dispose()
