"""The engine for SQLite (embedded) and PostgreSQL, and how a transaction begins in each."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import Any

from sqlalchemy import Connection, event, make_url
from sqlalchemy.ext.asyncio import AsyncEngine, async_sessionmaker, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry
from sqlmodel.ext.asyncio.session import AsyncSession

from peermap_app.storage.key_store import ROWS, SEARCH, keys_file, rows_file

BUSY_MS = 15_000
"""How long SQLite waits for the writer before it; a unit takes a few milliseconds."""

POOL = 20
"""Connections that stay open: one more than that is made anew each time, with a thread and all of
`_prepare_sqlite`, and twenty rooms that draw at once have as many reads under way."""

READ_ONLY = {"peermap_begin": "BEGIN"}
"""Execution options of a transaction that only reads: it never waits for the writer in SQLite."""
ALONE = {"peermap_begin": ""}
"""Of a single statement that only reads: it is a transaction by itself."""


def make_engine(url: str, keys_url: str | None = None) -> AsyncEngine:
    """An engine for `sqlite+aiosqlite:///path` or `postgresql+psycopg://...`.

    `keys_url`: where SQLite has the wrapped keys of cases; beside the rest when left out. An error
    of a statement names no value that stood in it (names, addresses, sealed words).
    """
    if not url.startswith("sqlite"):
        engine = create_async_engine(
            url, pool_size=POOL, max_overflow=10, pool_pre_ping=True, hide_parameters=True
        )
        event.listen(engine.sync_engine, "connect", _prepare_postgresql)
        return engine
    # The keys first: SQLite commits the files of one transaction in the order of its connection, so
    # a machine that stops in between leaves a key without a case, and never a case without a key.
    first = make_url(url).set(database=keys_file(url, keys_url))
    engine = create_async_engine(first, pool_size=POOL, hide_parameters=True)
    event.listen(engine.sync_engine, "connect", partial(_prepare_sqlite, rows_file(url)))
    event.listen(engine.sync_engine, "begin", _begin_sqlite)
    event.listen(engine.sync_engine, "invalidate", _give_back_the_turn)
    return engine


def make_sessions(engine: AsyncEngine) -> async_sessionmaker[AsyncSession]:
    """Sessions whose rows stay readable after the commit."""
    return async_sessionmaker(engine, class_=AsyncSession, expire_on_commit=False)


async def for_reading(session: AsyncSession) -> AsyncSession:
    """Begin the session's transaction as one that only reads."""
    await session.connection(execution_options=READ_ONLY)
    return session


def is_sqlite(engine: AsyncEngine) -> bool:
    """Whether there is one writer at a time."""
    return engine.dialect.name == "sqlite"


def _prepare_postgresql(connection: Any, _entry: ConnectionPoolEntry) -> None:
    cursor = connection.cursor()
    cursor.execute(SEARCH)
    cursor.close()
    connection.commit()  # else the first rollback takes it back


def _prepare_sqlite(rows: str, connection: Any, _entry: ConnectionPoolEntry) -> None:
    # Without this the driver would begin transactions by itself, and later than we say.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {BUSY_MS}")
    cursor.execute(f"ATTACH DATABASE ? AS {ROWS}", (rows,))
    for pragma in (
        *(f"{file}.journal_mode = WAL" for file in ("main", ROWS)),
        # What a young person agreed to keep survives a power cut.
        *(f"{file}.synchronous = FULL" for file in ("main", ROWS)),
        "foreign_keys = ON",
        # A case's key that was destroyed, a room's that was set to nothing: gone from the file.
        *(f"{file}.secure_delete = ON" for file in ("main", ROWS)),
        "temp_store = MEMORY",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _give_back_the_turn(connection: Any, _entry: ConnectionPoolEntry, _why: object) -> None:
    # Whoever was cancelled in the middle leaves a connection that is closed only when its last
    # statement is collected; until then SQLite keeps the right to write for it, and all wait. The
    # rollback stands in the connection's own queue before the close that follows.
    rollback = asyncio.ensure_future(connection.driver_connection.rollback())
    rollback.add_done_callback(lambda task: task.cancelled() or task.exception())


def _begin_sqlite(connection: Connection) -> None:
    # A transaction that reads first and writes later fails in SQLite when another wrote meanwhile:
    # so it asks for the right to write at once, unless it said that it only reads.
    how = connection.get_execution_options().get("peermap_begin", "BEGIN IMMEDIATE")
    if how:
        connection.exec_driver_sql(str(how))
