"""Databases at the newest revision: migrated once a session, then copied for each test.

The migrations themselves are tested in tests/storage/test_migrations.py, one by one.
"""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

import psycopg
from sqlalchemy.engine import URL, make_url

from peermap_app.settings import KEYS_FILE, Settings
from peermap_app.storage import migrations

_MOULD = "peermap_mould"


def fill(url: str) -> None:
    """Make the database at `url` at the newest revision; nothing is connected to it.

    It may be empty or, in PostgreSQL, yet to be made.
    """
    place = make_url(url)
    if place.get_backend_name() == "postgresql":
        place = place.set(drivername="postgresql+psycopg")  # one name for one cluster's mould
    assert place.database is not None
    if place.get_backend_name() == "sqlite":
        file = Path(place.database)
        file.parent.mkdir(parents=True, exist_ok=True)
        for suffix, content in zip(("", "-keys"), _sqlite(), strict=True):
            file.with_stem(file.stem + suffix).write_bytes(content)
    else:
        _postgresql(_of(place, _MOULD))
        _execute(place, f"DROP DATABASE IF EXISTS {place.database}")
        # Copied as files: of a cluster without fsync that is a third of the time.
        _execute(place, f"CREATE DATABASE {place.database} TEMPLATE {_MOULD} STRATEGY FILE_COPY")


def keys_into(var: Path) -> None:
    """A var folder with the keys that every test of this process has: made for the first one."""
    var.mkdir(mode=0o700, parents=True, exist_ok=True)
    (var / KEYS_FILE).write_bytes(_keys())
    (var / KEYS_FILE).chmod(0o600)


@cache
def _keys() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        Settings.from_env({"PEERMAP_VAR": folder})
        return (Path(folder) / KEYS_FILE).read_bytes()


@cache
def _sqlite() -> tuple[bytes, bytes]:
    """The file of the rows and that of the keys."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "mould.db"
        migrations.upgrade(f"sqlite+aiosqlite:///{file}")
        keys = file.with_stem(f"{file.stem}-keys")
        assert {*Path(folder).iterdir()} == {file, keys}  # nothing in a journal
        return file.read_bytes(), keys.read_bytes()


@cache
def _postgresql(mould: str) -> None:
    """Make the mould of this cluster; once for each, as the argument names it."""
    _execute(make_url(mould), f"CREATE DATABASE {_MOULD} STRATEGY FILE_COPY")
    migrations.upgrade(mould)


def _execute(place: URL, statement: str) -> None:
    address = _of(place.set(drivername="postgresql"), "postgres")
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(statement.encode())


def _of(place: URL, database: str) -> str:
    return place.set(database=database).render_as_string(hide_password=False)
