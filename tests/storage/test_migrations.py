"""Each migration runs on a database that has data, and the tables end as the code has them."""

from __future__ import annotations

import asyncio
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DatabaseError

from peermap_app.domain.web_push import Quiet
from peermap_app.services.admission import lives
from peermap_app.storage import access_record, migrations, web_push
from peermap_app.storage.access_record import START, Entry, verify_chain
from peermap_app.storage.drawings import of_session
from peermap_app.storage.engine import make_engine, make_sessions
from peermap_app.storage.push_tables import PushPhone
from peermap_app.storage.sealing import Keys
from peermap_app.storage.tables import (
    METADATA,
    CaseFile,
    CaseKey,
    Drawing,
    RecordHead,
    SignInSession,
    Team,
    new_id,
)
from tests.fakes import NOW
from tests.servers import Postgres

BASE = "20261124_1_base_tables"
BEFORE_PHONES = "20261201_N1"
BEFORE_HAND_OVER = "20261124_2_append_only_record"
BEFORE_CONFIRMING = "20261202_H1"
KEYS = Keys.of(bytes(range(32)), bytes(range(32, 64)))


@pytest.fixture
def postgres_url(postgres_url: str, postgres: Postgres) -> str:
    """An empty PostgreSQL database: these tests migrate it themselves."""
    postgres.create(postgres_url)
    return postgres_url


async def fill(url: str) -> str:
    """A case with its key and three rows of its record; gives its id."""
    engine = make_engine(url)
    case_id = new_id()
    wrapped = KEYS.new_case_key(case_id)
    sealed = KEYS.vault(case_id, wrapped).seal("case_file", case_id, {"initials": "K"})
    team = Team(id=new_id(), name="West")
    entry = Entry(NOW, "worker", "w", None, "see_case", case_id, "allowed", "allocated")
    async with make_sessions(engine)() as session:
        session.add(team)
        await session.flush()
        session.add(
            CaseFile(id=case_id, reference_hash="h", team_id=team.id, sealed=sealed, created_at=NOW)
        )
        await session.flush()
        session.add(CaseKey(case_id=case_id, wrapped=wrapped))
        # As they were written before all chains were counted together.
        previous, mac = START, START
        for number in (1, 2, 3):
            row = access_record._row(KEYS, case_id, number, previous, entry)
            previous = mac = row.mac
            session.add(row)
        session.add(RecordHead(chain=case_id, number=3, mac=mac))
        await session.commit()
    await engine.dispose()
    return case_id


async def reads(url: str, case_id: str) -> tuple[object, int]:
    """What is sealed in the case, and how many faults its chain has."""
    engine = make_engine(url)
    async with make_sessions(engine)() as session:
        case = await session.get(CaseFile, case_id)
        key = await session.get(CaseKey, case_id)
        assert case is not None
        assert key is not None
        held = KEYS.vault(case_id, key.wrapped).open("case_file", case_id, case.sealed)
        faults = await verify_chain(session, KEYS, case_id)
    await engine.dispose()
    return held, len(faults)


def execute(engine: Engine, statement: str) -> None:
    with engine.begin() as connection:
        connection.execute(text(statement))


async def test_data_of_the_first_revision_lives_on(database_url: str) -> None:
    """Filled at the first revision, migrated to the newest: all is there, and now append-only."""
    await asyncio.to_thread(migrations.upgrade, database_url, BASE)
    case_id = await fill(database_url)
    assert migrations.current(database_url) == BASE
    assert not migrations.up_to_date(database_url)
    await asyncio.to_thread(migrations.upgrade, database_url)
    assert migrations.up_to_date(database_url)
    assert await reads(database_url, case_id) == ({"initials": "K"}, 0)
    engine = migrations.blocking_engine(database_url)
    for statement in ("DELETE FROM access_record", "UPDATE access_record SET rule = 'x'"):
        with pytest.raises(DatabaseError, match="only grows"):
            execute(engine, statement)
    engine.dispose()


async def test_a_record_of_before_is_counted_from_the_update_on(database_url: str) -> None:
    """It is not yet, then it is, with one row that says so; a second time does nothing."""
    await asyncio.to_thread(migrations.upgrade, database_url)
    assert not migrations.uncounted(database_url)
    case_id = await fill(database_url)
    assert migrations.uncounted(database_url)
    engine = make_engine(database_url)
    for _ in range(2):
        async with make_sessions(engine)() as session:
            await access_record.begin_count(session, KEYS, NOW)
            await session.commit()
    assert not migrations.uncounted(database_url)
    async with make_sessions(engine)() as session:
        checked = await access_record.verify_all(session, KEYS)
    await engine.dispose()
    assert checked == access_record.Checked(2, 4, (), (NOW,))
    assert await reads(database_url, case_id) == ({"initials": "K"}, 0)


async def test_migrating_again_changes_nothing(database_url: str) -> None:
    """`peermap migrate` at every start does no harm to a database with data."""
    await asyncio.to_thread(migrations.upgrade, database_url)
    case_id = await fill(database_url)
    await asyncio.to_thread(migrations.upgrade, database_url)
    assert await reads(database_url, case_id) == ({"initials": "K"}, 0)


def test_the_migrated_tables_are_those_of_the_code(database_url: str) -> None:
    """A column that is in tables.py and in no migration, or the other way, is found here."""
    migrations.upgrade(database_url)

    def differences(connection: Connection) -> list[object]:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, METADATA))

    engine = migrations.blocking_engine(database_url)
    with engine.connect() as connection:
        assert differences(connection) == []
    engine.dispose()


def test_a_migration_that_fails_leaves_the_database_as_it_was(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Half a migration is none."""
    migrations.upgrade(database_url, BASE)
    engine = migrations.blocking_engine(database_url)
    execute(
        engine,
        "CREATE TRIGGER access_record_no_delete BEFORE DELETE ON access_record BEGIN SELECT 1; END"
        if engine.dialect.name == "sqlite"
        else "CREATE FUNCTION access_record_only_grows() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    )
    with pytest.raises(DatabaseError):
        migrations.upgrade(database_url)
    assert migrations.current(database_url) == BASE
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:
            triggers = "SELECT count(*) FROM sqlite_master WHERE name = 'access_record_no_update'"
            assert connection.execute(text(triggers)).scalar() == 0
    engine.dispose()


async def test_two_that_migrate_at_once_follow_one_another(database_url: str) -> None:
    """Two servers that start together on one database both find it migrated."""
    code = "import sys; from peermap_app.storage import migrations as m; m.upgrade(sys.argv[1])"
    both = [
        await asyncio.create_subprocess_exec(sys.executable, "-c", code, database_url)
        for _ in range(2)
    ]
    assert [await each.wait() for each in both] == [0, 0]
    assert migrations.up_to_date(database_url)


def test_a_new_sqlite_file_can_be_opened_by_many_in_one_moment(tmp_path: Path) -> None:
    """The first changes its journal; SQLite would refuse the others without a wait."""
    for turn in range(20):
        url = f"sqlite+aiosqlite:///{tmp_path}/new-{turn}.db"
        at_once = threading.Barrier(4)

        def look(url: str = url, at_once: threading.Barrier = at_once) -> str | None:
            at_once.wait()
            return migrations.current(url)

        with ThreadPoolExecutor(4) as pool:
            assert [each.result() for each in [pool.submit(look) for _ in range(4)]] == [None] * 4


def test_an_empty_database_is_not_up_to_date(database_url: str) -> None:
    """Commands that need tables say so instead of failing."""
    assert migrations.current(database_url) is None
    assert not migrations.up_to_date(database_url)


async def test_a_drawing_of_before_goes_on_after_it(database_url: str) -> None:
    """One that was under way when the columns came: not handed over, begun from no kept map."""
    await asyncio.to_thread(migrations.upgrade, database_url, BEFORE_HAND_OVER)
    engine = migrations.blocking_engine(database_url)
    for statement in (
        "INSERT INTO team (id, name) VALUES ('t', 'West')",
        "INSERT INTO worker (id, email, name, phone, role, active, created_at)"
        " VALUES ('w', 'w@x', 'W', '', 'practitioner', TRUE, '2026-11-24 10:00:00')",
        "INSERT INTO session (id, token_hash, worker_id, created_at, seen_at, expires_at) VALUES"
        " ('s', 'h', 'w', '2026-11-24 10:00:00', '2026-11-24 10:00:00', '2026-11-24 20:00:00')",
        "INSERT INTO case_file (id, reference_hash, team_id, sealed, created_at)"
        " VALUES ('c', 'r', 't', '', '2026-11-24 10:00:00')",
        "INSERT INTO drawing (id, case_id, worker_id, session_id, phase, created_at)"
        " VALUES ('d', 'c', 'w', 's', 'drawing', '2026-11-24 10:00:00')",
    ):
        execute(engine, statement)
    engine.dispose()
    await asyncio.to_thread(migrations.upgrade, database_url)
    fresh = make_engine(database_url)
    async with make_sessions(fresh)() as session:
        row = await session.get(Drawing, "d")
        held = await session.get(SignInSession, "s")
        assert row is not None
        assert held is not None
        assert (row.handed_over_from, row.from_map) == (None, None)
        assert lives(row, held, NOW.replace(year=2026, month=11, day=24, hour=12))
        assert [one.id for one in await of_session(session, "s")] == ["d"]
    await fresh.dispose()


async def test_links_of_before_wait_for_nobody(database_url: str) -> None:
    """What was accepted rests on whoever has the cases on the day of the update, and no ask."""
    await asyncio.to_thread(migrations.upgrade, database_url, BEFORE_CONFIRMING)
    engine = migrations.blocking_engine(database_url)
    execute(
        engine,
        "INSERT INTO worker (id, email, name, phone, role, active, created_at) "
        "VALUES ('w', 'w@west.example', 'W', '', 'practitioner', true, '2026-11-24 10:00:00')",
    )
    for state in ("accepted", "asked", "ended"):
        execute(
            engine,
            "INSERT INTO link (id, state, asked_at, asked_by, sealed) "
            f"VALUES ('{state}', '{state}', '2026-11-24 10:00:00', 'w', '')",
        )
        for side in ("asking", "asked"):
            execute(
                engine,
                "INSERT INTO link_end (id, link_id, side, end_hash) "
                f"VALUES ('{state}-{side}', '{state}', '{side}', 'h')",
            )
    await asyncio.to_thread(migrations.upgrade, database_url)
    with engine.begin() as connection:
        rows = connection.execute(
            text("SELECT end_id, worker_id FROM link_confirm ORDER BY end_id")
        ).all()
    engine.dispose()
    assert [tuple(row) for row in rows] == [("accepted-asked", None), ("accepted-asking", None)]


async def test_workers_of_before_have_no_phones_and_may_have_some(database_url: str) -> None:
    """Filled before phones were, migrated: one is added to an account that was there."""
    await asyncio.to_thread(migrations.upgrade, database_url, BEFORE_PHONES)
    engine = migrations.blocking_engine(database_url)
    for statement in (
        "INSERT INTO team (id, name) VALUES ('t', 'West')",
        "INSERT INTO worker (id, email, name, phone, role, active, created_at)"
        " VALUES ('w', 'w@x', 'W', '', 'practitioner', TRUE, '2026-11-24 10:00:00')",
    ):
        execute(engine, statement)
    engine.dispose()
    await asyncio.to_thread(migrations.upgrade, database_url)
    fresh = make_engine(database_url)
    async with make_sessions(fresh)() as session:
        assert await web_push.of_worker(session, "w") == ()
        row = PushPhone(
            worker_id="w",
            phone_hash="h",
            kind="mac",
            key="k",
            wrapped=b"",
            sealed=b"",
            created_at=NOW,
        )
        session.add(row)
        await web_push.set_quiet(session, "w", Quiet(1320, 420))
        await session.commit()
        assert [one.failures for one in await web_push.of_worker(session, "w")] == [0]
        assert await web_push.quiet_of(session, "w") == Quiet(1320, 420)
    await fresh.dispose()
