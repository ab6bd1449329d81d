"""Alembic's migrations: dated, run by `peermap migrate`, each tested on a database with data.

They speak to the database of the same address through its blocking driver: a migration is run by
an operator, or before the server starts, and never while it waits for anything else.
"""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, event, text

from peermap_app.storage.engine import BUSY_MS
from peermap_app.storage.key_store import keys_file

_LOCK = 20261124
_PAUSE = 0.02
_NAMED = "SELECT 1 FROM peermap_keys.record_anchor LIMIT 1"
_HERE = Path(__file__).parent


def upgrade(url: str, revision: str = "head", *, keys_url: str | None = None) -> None:
    """Bring the database at `url` (as the settings name it) to a revision; data stays.

    `keys_url`: where SQLite has the wrapped keys of cases, as for `engine.make_engine`.
    """
    engine = blocking_engine(url)
    try:
        with engine.connect() as connection:
            # Two that start at once follow one another; SQLite's BEGIN IMMEDIATE does the same.
            if engine.dialect.name == "postgresql":
                connection.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK})"))
            command.upgrade(_config(connection, keys_file(url, keys_url)), revision)
            connection.commit()
    finally:
        engine.dispose()


def current(url: str) -> str | None:
    """The revision of the database at `url`, None for an empty one."""
    engine = blocking_engine(url)
    try:
        with engine.connect() as connection:
            return MigrationContext.configure(connection).get_current_revision()
    finally:
        engine.dispose()


def up_to_date(url: str) -> bool:
    """Whether the database at `url` is at the newest revision."""
    return current(url) == ScriptDirectory.from_config(_config(None)).get_current_head()


def uncounted(url: str, keys_url: str | None = None) -> bool:
    """Whether the access record has rows that were never counted together (`record_total`), or
    that the store of keys names none of (`record_anchor`)."""
    engine, keys = blocking_engine(url), keys_file(url, keys_url)
    try:
        with engine.connect() as connection:
            if connection.execute(text("SELECT 1 FROM access_record LIMIT 1")).first() is None:
                return False
            total = connection.execute(text("SELECT 1 FROM record_head WHERE chain = ''")).first()
            if engine.dialect.name == "postgresql":
                found = connection.execute(text(_NAMED))
                return total is None or found.first() is None
        with closing(sqlite3.connect(keys)) as store:
            named = store.execute("SELECT 1 FROM record_anchor LIMIT 1").fetchone()
        return total is None or named is None
    finally:
        engine.dispose()


def blocking_engine(url: str) -> Engine:
    """A blocking engine for the same database."""
    engine = create_engine(url.replace("sqlite+aiosqlite:", "sqlite:", 1), hide_parameters=True)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def _config(connection: object, keys: str = "") -> Config:
    config = Config()
    config.set_main_option("script_location", str(_HERE).replace("%", "%%"))
    config.attributes["connection"] = connection
    config.attributes["keys_file"] = keys
    return config


def _prepare_sqlite(connection: Any, _entry: object) -> None:
    # Left to itself the driver commits each change of a table alone: half a migration would stay.
    connection.isolation_level = None
    # Foreign keys stay off here: SQLite changes a table by making it anew.
    connection.execute(f"PRAGMA busy_timeout = {BUSY_MS}")
    connection.execute("PRAGMA secure_delete = ON")  # keys that moved leave nothing behind
    _write_ahead(connection)


def _write_ahead(connection: sqlite3.Connection) -> None:
    # The first to open a new database changes its journal, once for all. SQLite refuses at once
    # whoever does that in the same moment, without the wait of busy_timeout: so the wait is here.
    until = time.monotonic() + BUSY_MS / 1000
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
            time.sleep(_PAUSE)


def _begin_sqlite(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")
