"""Moments come back aware and in UTC from either database, and engines begin as they must."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, StatementError
from sqlmodel import select

from peermap_app.storage.engine import for_reading
from peermap_app.storage.tables import METADATA, CaseFile, Team, Worker
from tests.storage.conftest import Sessions

NOON = datetime(2026, 7, 1, 12, 0, 0, 123456, tzinfo=UTC)


def a_worker(at: datetime, email: str = "sam@west.example") -> Worker:
    return Worker(email=email, name="Sam", role="practitioner", created_at=at)


@pytest.mark.parametrize("at", [NOON, NOON.astimezone(timezone(timedelta(hours=5, minutes=30)))])
async def test_a_moment_comes_back_as_it_was(sessions: Sessions, at: datetime) -> None:
    """The same moment, aware, in UTC, to the microsecond."""
    async with sessions() as session:
        session.add(a_worker(at))
        await session.commit()
    async with sessions() as session:
        read = (await session.exec(select(Worker))).one().created_at
    assert (read, read.tzinfo) == (NOON, UTC)


async def test_a_naive_moment_is_refused(sessions: Sessions) -> None:
    """Nobody's time zone is guessed."""
    async with sessions() as session:
        session.add(a_worker(NOON.replace(tzinfo=None)))
        with pytest.raises(StatementError, match="time zone"):
            await session.commit()


async def test_references_hold(sessions: Sessions) -> None:
    """A case of a team that is not there cannot be written, in SQLite either."""
    async with sessions() as session:
        session.add(CaseFile(reference_hash="h", team_id="none", sealed=b"x", created_at=NOON))
        with pytest.raises(IntegrityError):
            await session.commit()


async def test_reading_goes_on_beside_a_writer(sessions: Sessions) -> None:
    """A transaction that only reads does not wait for one that writes."""
    async with sessions() as writer, sessions() as reader:
        writer.add(Team(name="West"))
        await writer.flush()
        async with asyncio.timeout(5):
            await for_reading(reader)
            assert (await reader.exec(select(Team))).all() == []
        await writer.commit()


async def test_two_writers_lose_nothing(sessions: Sessions) -> None:
    """In SQLite a writer waits for the one before it instead of failing at its first write."""

    async def add_one(number: int) -> None:
        async with sessions() as session:
            seen = len((await session.exec(select(Team))).all())
            session.add(Team(name=f"{number} after {seen}"))
            await session.commit()

    await asyncio.gather(*(add_one(number) for number in range(12)))
    async with sessions() as session:
        assert len((await session.exec(select(Team))).all()) == 12


async def test_sqlite_keeps_what_was_committed_and_forgets_what_was_deleted(
    sessions: Sessions,
) -> None:
    """WAL with full sync, foreign keys on, freed pages overwritten."""
    async with sessions() as session:
        if session.get_bind().dialect.name == "sqlite":
            connection = await session.connection()
            settings = {
                name: (await connection.execute(text(f"PRAGMA {name}"))).scalar()
                for name in ("journal_mode", "synchronous", "foreign_keys", "secure_delete")
            }
            assert settings == {
                "journal_mode": "wal",
                "synchronous": 2,
                "foreign_keys": 1,
                "secure_delete": 1,
            }


def test_no_plain_column_is_named_for_what_must_be_sealed() -> None:
    """Initials, references, labels, reasons and drawings have no column of their own (keeping)."""
    confidential = {"initials", "born", "reference", "label", "map", "text", "why", "because"}
    columns = {(t.name, c.name) for t in METADATA.sorted_tables for c in t.columns}
    assert {name for name in columns if name[1] in confidential} == set()
