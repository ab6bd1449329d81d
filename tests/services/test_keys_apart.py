"""The wrapped keys lie in a store of their own, and whatever stops in between, no case is without.

In SQLite the two files of one transaction are written one after the other: the process is ended
by the system itself, between two bytes, by a limit on how much it may write to a file.
"""

from __future__ import annotations

import asyncio
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from alembic import op
from sqlalchemy import text
from sqlmodel import select

from peermap_app.bootstrap import House
from peermap_app.domain.errors import NotFound
from peermap_app.services import cases, import_people, imports
from peermap_app.services.rotation import rotate_key
from peermap_app.services.unit import OPERATOR, reading
from peermap_app.settings import Settings
from peermap_app.storage import key_store, migrations
from peermap_app.storage.engine import is_sqlite, make_engine, make_sessions
from peermap_app.storage.own_keys import OwnKey
from peermap_app.storage.tables import CaseFile, CaseKey, Link
from tests import moulds
from tests.services.import_files import a_file
from tests.services.people import People, allocate
from tests.services.test_rotation import NEW, references, restarted, some_cases

ROWS = 300
HELD = "20261129_8_record_seals"
"""The revision before the keys moved."""
BEFORE_OWN = "20261129_E3"
"""The revision before those of links and waiting imports did."""


async def without_key(house: House) -> tuple[int, int]:
    """How many cases there are, and how many of them have no key."""
    async with reading(house) as session:
        cases = set((await session.exec(select(CaseFile.id))).all())
        keys = set((await session.exec(select(CaseKey.case_id))).all())
    return len(cases), len(cases - keys)


async def test_the_rows_are_in_one_place_and_the_keys_in_another(house: House) -> None:
    """A copy of the rows' file, or of their schema, holds no key of a case or a link."""
    await some_cases(house)
    async with house.engine.connect() as connection:
        where = (
            f"SELECT name FROM {key_store.ROWS}.sqlite_master WHERE name LIKE '%!_key' ESCAPE '!'"
            if is_sqlite(house.engine)
            else "SELECT table_name FROM information_schema.tables "
            "WHERE table_schema = 'public' AND table_name LIKE '%!_key' ESCAPE '!'"
        )
        assert (await connection.execute(text(where))).all() == []
        own = "main" if is_sqlite(house.engine) else key_store.SCHEMA
        held = await connection.execute(text(f"SELECT count(*) FROM {own}.case_key"))
        assert held.scalar_one() == (await without_key(house))[0] > 0


@pytest.mark.parametrize("step", range(7))
async def test_an_import_that_fails_at_any_step_leaves_nothing(
    house: House, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    """Before, between and after cases and keys: neither is there, and the next import goes well."""
    real, done = imports.insert_all, 0

    async def cut(session: object, rows: object) -> None:
        nonlocal done
        if done == step:
            raise ConnectionError
        done += 1
        await real(session, rows)  # type: ignore[arg-type]

    rows = a_file(*({"reference": f"RT-{each:04}"} for each in range(20)))
    with monkeypatch.context() as patched:
        for where in (imports, import_people):
            patched.setattr(where, "insert_all", cut)
        if step < 6:
            with pytest.raises(ConnectionError):
                await imports.import_allocations(house, rows)
            assert await without_key(house) == (0, 0)
    await imports.import_allocations(house, rows)
    assert await without_key(house) == (20, 0)


IMPORT = """
import asyncio, os, resource, signal, sys
from peermap_app import bootstrap, settings
from peermap_app.services import import_people, imports, unit
from tests.services.import_files import a_file

class Unheard:
    async def publish(self, audience, message): pass

async def run(most):
    held = settings.Settings.from_env({"PEERMAP_VAR": sys.argv[1]})
    house = await bootstrap.build_house(held, hints=Unheard())
    rows = a_file(*({"reference": f"RT-{each:04}"} for each in range(int(sys.argv[2]))))
    whole = imports._Import.note
    def note(self):
        signal.signal(signal.SIGXFSZ, signal.SIG_DFL)  # else Python would go on
        if most >= 0:
            resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
        whole(self)
    imports._Import.note = note
    await imports.import_allocations(house, rows)

resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
for most in sys.stdin:
    child = os.fork()
    if child == 0:
        asyncio.run(run(int(most)))
        os._exit(0)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""


@contextmanager
def importing(var: Path) -> Iterator[Callable[[int], int]]:
    """Imports, each in a process that the system ends as it writes more than so many bytes to a
    file (-1: it may), and how that ended. They begin as copies of one that has loaded everything.
    """
    with subprocess.Popen(
        [sys.executable, "-c", IMPORT, str(var), str(ROWS)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as loaded:

        def imported_until(most: int) -> int:
            assert loaded.stdin is not None
            assert loaded.stdout is not None
            loaded.stdin.write(f"{most}\n")
            loaded.stdin.flush()
            return int(loaded.stdout.readline())

        yield imported_until


def held(path: Path, table: str) -> set[str]:
    """The case ids in one file."""
    column = "case_id" if table == "case_key" else "id"
    with closing(sqlite3.connect(path)) as database:
        return {row[0] for row in database.execute(f"SELECT {column} FROM {table}")}


def test_killed_at_any_byte_of_the_commit_no_case_is_without_its_key(tmp_path: Path) -> None:
    """Killed while the keys are written, after them, and while the rows are: all cases or none, and
    each with its key. The keys were first: at least once they are there and the cases are not."""
    var = tmp_path / "var"
    var.mkdir(mode=0o700)
    rows, keys = var / "peermap.db", var / "peermap-keys.db"
    moulds.fill(f"sqlite+aiosqlite:///{rows}")
    orphans = 0
    with importing(var) as imported_until:
        for most in (0, 4_000, 40_000, 90_000, 140_000, 200_000):
            before = len(held(keys, "case_key"))
            assert imported_until(most) == -signal.SIGXFSZ, most
            assert held(rows, "case_file") == set()
            came = len(held(keys, "case_key")) - before
            assert came in (0, ROWS), most
            orphans += came
        assert orphans > 0
        assert imported_until(-1) == 0
    cases = held(rows, "case_file")
    assert len(cases) == ROWS
    assert cases <= held(keys, "case_key")


async def test_a_migration_that_stops_after_the_keys_were_copied_loses_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The old table goes last: until then the keys are in both places; and once it went, not one
    byte of a key is left in the old file."""
    url = f"sqlite+aiosqlite:///{tmp_path / 'peermap.db'}"
    await asyncio.to_thread(migrations.upgrade, url, HELD)
    wrapped = {f"case{each:04}": b"wrapped-%04d" % each for each in range(99)}
    old = tmp_path / "peermap.db"
    with closing(sqlite3.connect(old)) as database, database:
        database.executemany("INSERT INTO case_key VALUES (?, ?)", wrapped.items())
    assert b"wrapped-0042" in old.read_bytes()

    def cut(*_: object) -> None:
        raise ConnectionError

    with monkeypatch.context() as patched:
        patched.setattr(op, "drop_table", cut)
        with pytest.raises(ConnectionError):
            await asyncio.to_thread(migrations.upgrade, url)
    assert migrations.current(url) == HELD
    assert held(old, "case_key") == set(wrapped)
    await asyncio.to_thread(migrations.upgrade, url)
    assert held(tmp_path / "peermap-keys.db", "case_key") == set(wrapped)
    wal = old.with_name("peermap.db-wal")
    assert b"wrapped-" not in old.read_bytes() + (wal.read_bytes() if wal.exists() else b"")


async def test_the_keys_of_links_and_imports_move_too(
    database_url: str, request: pytest.FixtureRequest
) -> None:
    """What was asked before their columns went: every key is where it belongs, none is too many."""
    if database_url.startswith("postgresql"):
        request.getfixturevalue("postgres").create(database_url)
    await asyncio.to_thread(migrations.upgrade, database_url, BEFORE_OWN)
    engine = migrations.blocking_engine(database_url)
    given = {"key": b"wrapped-0042", "sealed": b"s", "at": "2026-11-29 10:00:00"}
    with engine.begin() as connection:
        for statement in (
            "INSERT INTO worker (id, email, name, phone, role, active, created_at)"
            " VALUES ('w', 'w@x', 'W', '', 'practitioner', TRUE, :at)",
            "INSERT INTO link (id, state, asked_at, asked_by, wrapped, sealed)"
            " VALUES ('l', 'asked', :at, 'w', :key, :sealed)",
            "INSERT INTO waiting_import (id, asked_at, asked_by, wrapped, sealed, digest, state)"
            " VALUES ('waits', :at, 'w', :key, :sealed, 'd', 'waiting')",
            "INSERT INTO waiting_import (id, asked_at, asked_by, wrapped, sealed, digest, state)"
            " VALUES ('done', :at, 'w', :key, NULL, 'd', 'done')",
        ):
            named = {name: held for name, held in given.items() if f":{name}" in statement}
            connection.execute(text(statement), named)
    engine.dispose()
    await asyncio.to_thread(migrations.upgrade, database_url)
    fresh = make_engine(database_url)
    async with make_sessions(fresh)() as session:
        keys = {key.id: key.wrapped for key in (await session.exec(select(OwnKey))).all()}
        assert keys == dict.fromkeys(("l", "waits"), given["key"])
        assert (await session.exec(select(Link.sealed))).all() == [given["sealed"]]
    await fresh.dispose()


async def test_the_keys_may_lie_elsewhere(tmp_path: Path) -> None:
    """PEERMAP_KEYS_URL names another file, such as one on another disk."""
    other = tmp_path / "vault"
    other.mkdir()
    environ = {"PEERMAP_VAR": str(tmp_path / "var"), "PEERMAP_KEYS_URL": f"sqlite:///{other}/k.db"}
    given = Settings.from_env(environ)
    await asyncio.to_thread(migrations.upgrade, given.database_url, keys_url=given.keys_url)
    engine = make_engine(given.database_url, given.keys_url)
    async with make_sessions(engine)() as session:
        session.add(CaseKey(case_id="c", wrapped=b"w"))
        await session.commit()
    await engine.dispose()
    assert held(other / "k.db", "case_key") == {"c"}
    assert not (tmp_path / "var" / "peermap-keys.db").exists()


async def test_a_key_that_was_destroyed_opens_nothing_from_that_moment(people: People) -> None:
    """Nothing remembers a key: a house (a process) that opened the case just before, and another
    one, find nothing of it; the other cases open."""
    house, sam = people.house, people.sam
    await allocate(house, people.case_m, sam)
    other = replace(house)
    for each in (house, other):
        assert (await cases.open_case(each, sam, people.case_k)).reference == "HX-1187"
    async with house.make_session() as session:
        await session.delete(await session.get_one(CaseKey, people.case_k))
        await session.commit()
    for each in (house, other):
        with pytest.raises(NotFound):
            await cases.open_case(each, sam, people.case_k)
        assert await references(each, sam) == ["HX-2041"]


async def test_turning_the_master_key_touches_the_keys_store_and_links_alone(house: House) -> None:
    """What was turned is in the store of keys; every case still opens."""
    sam = await some_cases(house)
    both = restarted(house, NEW, house.settings.master_key)
    shown = await references(both, sam)
    async with reading(house) as session:
        links = len((await session.exec(select(Link.id))).all())
    done = await rotate_key(both, OPERATOR)
    assert done.anew == len(shown) + links
    assert await references(restarted(house, NEW), sam) == shown
