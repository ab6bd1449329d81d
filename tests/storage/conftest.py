"""A migrated database of each kind, with sessions over it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from sqlalchemy.ext.asyncio import async_sessionmaker
from sqlmodel.ext.asyncio.session import AsyncSession

from peermap_app.storage.engine import make_engine, make_sessions
from tests import moulds

Sessions = async_sessionmaker[AsyncSession]


@pytest.fixture
async def sessions(database_url: str) -> AsyncIterator[Sessions]:
    """Sessions over an empty database at the newest revision."""
    await asyncio.to_thread(moulds.fill, database_url)
    engine = make_engine(database_url)
    yield make_sessions(engine)
    await engine.dispose()
