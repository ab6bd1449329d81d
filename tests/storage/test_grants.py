"""The server works with an account that can neither change the access record nor any table."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest

from peermap_app import bootstrap
from peermap_app.domain.consent import Decided
from peermap_app.services import accounts, drawings, record_days, rotation
from peermap_app.services.record_check import check_record
from peermap_app.services.unit import OPERATOR
from peermap_app.storage import grants, migrations
from tests.drawing_builders import (
    PASSWORD,
    World,
    a_drawing,
    a_world,
    add_friend,
    keep_seen,
    noted,
    said_yes,
    some_settings,
)
from tests.servers import Postgres

ROLE = "peermap_works"


@dataclass
class Lesser:
    """A world whose house works with the lesser account, and both accounts' addresses."""

    world: World
    owner: str
    url: str


@pytest.fixture
async def lesser(postgres: Postgres, tmp_path: Path) -> AsyncIterator[Lesser]:
    """A database of the owner's, with what `peermap print-grants` says given to another account."""
    owner = postgres.new_name()
    url = owner.replace("postgres@", f"{ROLE}@")
    settings = some_settings(tmp_path, owner)
    made = await a_world(settings)
    await bootstrap.close_house(made.house)
    with psycopg.connect(owner, autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (ROLE,)).fetchone():
            connection.execute(f"CREATE ROLE {ROLE} LOGIN")
        for statement in 2 * grants.statements(ROLE):
            connection.execute(statement.encode())
    named = replace(settings, database_url=some_settings(tmp_path, url).database_url)
    house = await bootstrap.build_house(named, clock=made.clock, hints=made.heard)
    yield Lesser(replace(made, house=house), owner, url)
    await bootstrap.close_house(house)
    await asyncio.to_thread(postgres.drop, owner)


async def test_all_of_a_day_is_done_with_it(lesser: Lesser) -> None:
    """Signing in, drawing, keeping, refusing, closing a day, another master key, signing out."""
    world = lesser.world
    signed_in = await accounts.sign_in(world.house, "sam@example.org", PASSWORD, "10.0.0.1")
    tablet, drawing_id = await a_drawing(world)
    await drawings.edit(world.house, tablet, drawing_id, [add_friend()])
    await drawings.finish(world.house, tablet)
    await noted(world, drawing_id)
    await said_yes(world, tablet)
    assert await keep_seen(world.house, tablet) is Decided.KEEP
    await accounts.reset_password(
        world.house, OPERATOR, email="kim@example.org", password="three herons on a barge"
    )
    await rotation.rotate_key(world.house, OPERATOR)
    world.clock.now += timedelta(days=1)
    assert await record_days.close_day(world.house)
    assert await accounts.who_is(world.house, signed_in.token, "10.0.0.1") is None
    checked = await check_record(world.house)
    assert checked.rows > 5
    assert list(checked.faults) == []


@pytest.mark.parametrize(
    "statement",
    [
        *(f"DELETE FROM {table}" for table in (*grants.ONLY_GROW, *grants.KEYS_ONLY_GROW)),
        "UPDATE peermap_keys.record_anchor SET said = ''",
        "UPDATE access_record SET outcome = 'allowed'",
        "UPDATE record_day SET chain = ''",
        *(f"TRUNCATE {table}" for table in ("access_record", "case_file", "worker")),
        "DROP TABLE access_record",
        "DROP TRIGGER access_record_no_change ON access_record",
        "ALTER TABLE access_record DISABLE TRIGGER ALL",
        "CREATE OR REPLACE FUNCTION access_record_only_grows() RETURNS trigger "
        "LANGUAGE plpgsql AS $$ BEGIN RETURN OLD; END $$",
        "CREATE TABLE mine (id int)",
        "CREATE TABLE peermap_keys.mine (id int)",
        "SET session_replication_role = replica",
        "UPDATE alembic_version SET version_num = 'x'",
        "CREATE ROLE other",
    ],
)
async def test_it_can_neither_change_the_record_nor_a_table(lesser: Lesser, statement: str) -> None:
    """Whoever has the server's account cannot take away what keeps the record append-only."""

    def tried() -> None:
        with psycopg.connect(lesser.url, autocommit=True) as connection:
            connection.execute(statement.encode())

    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        await asyncio.to_thread(tried)


async def test_every_table_that_only_grows_is_named(lesser: Lesser) -> None:
    """Those that the migrations guard by triggers are those that the account may only add to."""
    with psycopg.connect(lesser.owner) as connection:
        guarded = connection.execute(
            "SELECT DISTINCT event_object_table FROM information_schema.triggers "
            "WHERE trigger_name LIKE '%\\_no\\_change'"
        ).fetchall()
    assert {name for (name,) in guarded} == set(grants.ONLY_GROW)


@pytest.mark.parametrize("name", ["", "a b", "x; DROP TABLE worker", 'q"', "Ä", "A", "a" * 64])
def test_what_is_no_name_is_put_into_no_statement(name: str) -> None:
    """The name is written into SQL, so it is one plain word."""
    with pytest.raises(ValueError, match="small letters"):
        grants.statements(name)


async def test_migrating_what_is_up_to_date_needs_no_more(lesser: Lesser) -> None:
    """`make run` migrates at each start; where the owner has done so there is nothing to do."""
    url = lesser.world.house.settings.database_url
    await asyncio.to_thread(migrations.upgrade, url)
    assert await asyncio.to_thread(migrations.up_to_date, url)
