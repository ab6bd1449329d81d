"""Several processes that share PostgreSQL and a Redis which writes nothing to disk.

Two servers of one process each, on two ports, make it certain which process holds which page.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from playwright.async_api import expect

from peermap_app.settings import new_key
from tests.browser.firefox import Fox
from tests.browser.test_story import PUSHES_HERE, nothing_readable, the_story
from tests.browser.together import Together
from tests.conftest import NewPerson
from tests.servers import DidNotStart, PeerMapServer, Redis, free_port


@pytest.fixture
def shared(postgres_url: str, redis_url: str) -> dict[str, str]:
    """What processes of one PeerMap have in common: database, Redis and keys."""
    return {
        "PEERMAP_DATABASE_URL": postgres_url,
        "REFLEX_REDIS_URL": redis_url,
        "PEERMAP_MASTER_KEY": new_key(),
        "PEERMAP_LOOKUP_KEY": new_key(),
        **PUSHES_HERE,
    }


def a_process(var: Path, environment: dict[str, str], *, prepare: bool = False) -> PeerMapServer:
    """A server with these settings; `prepare` migrates and fills the database first."""
    server = PeerMapServer(var, free_port(), environment)
    server.start_again(prepare=prepare)
    return server


@pytest.fixture
def two(
    pages: None, shared: dict[str, str], tmp_path: Path
) -> Iterator[tuple[PeerMapServer, PeerMapServer]]:
    """Two processes; the first one filled the database."""
    one = a_process(tmp_path / "one", shared, prepare=True)
    other = a_process(tmp_path / "other", shared)
    yield one, other
    one.stop()
    other.stop()


async def test_an_edit_crosses_and_the_board_survives_a_process(
    two: tuple[PeerMapServer, PeerMapServer], new_person: NewPerson
) -> None:
    """The phone on one process and the tablet on the other draw on one board. When a process is
    killed and both pages reload, so that nobody has a copy to give back, the board is in Redis."""
    one, other = two
    drawing = await Together.begin(one, new_person, 21, tablet_at=other.url)
    await drawing.add(drawing.young)
    await drawing.add(drawing.other)
    await drawing.ink()
    await drawing.in_step()
    await the_finger_crosses(drawing)
    other.kill()
    await drawing.add(drawing.other)
    await asyncio.to_thread(other.start_again)
    await drawing.tablet.reload()
    await drawing.worker.reload()
    await drawing.in_step()
    await drawing.add(drawing.young)
    await drawing.in_step()
    await drawing.end()


async def the_finger_crosses(drawing: Together) -> None:
    """The tablet's finger is a dot on the phone that the other process holds; it goes with it."""
    young, dot = drawing.young, drawing.worker.locator(".pm-board .pm-finger")
    x, y = await young.beside_me(-200, 230)
    await young.touch("touchStart", [(x, y)])
    for step in range(1, 4):
        await young.touch("touchMove", [(x + 30 * step, y - 5 * step)])
    await expect(dot).to_have_class("pm-finger pm-on")
    await young.touch("touchEnd", [])
    await expect(dot).to_have_class("pm-finger")


async def test_the_story_crosses(
    two: tuple[PeerMapServer, PeerMapServer],
    new_person: NewPerson,
    firefox: Fox,
    postgres_url: str,
) -> None:
    """The whole story: Sam's phones and the tablet on one process, Priya and the young person's own
    phone on the other. Each page follows the other process's without a reload, and neither the
    database nor a log can be read."""
    one, other = two
    await the_story(one.url, other.url, new_person, firefox)
    nothing_readable(rows_of(postgres_url), one, other)


def rows_of(postgres_url: str) -> bytes:
    """Every row of every table, as PostgreSQL holds its values."""
    named = "quote_ident(schemaname) || '.' || quote_ident(tablename)"
    ours = f"SELECT {named} FROM pg_tables WHERE schemaname = ANY(current_schemas(false))"
    held = bytearray()
    with psycopg.connect(postgres_url) as database:
        for (table,) in database.execute(ours.encode()).fetchall():
            statement = f"COPY {table} TO STDOUT (FORMAT BINARY)".encode()
            with database.cursor().copy(statement) as copied:
                held += b"".join(bytes(each) for each in copied)
    return bytes(held)


async def test_one_port_two_processes(
    pages: None, shared: dict[str, str], tmp_path: Path, new_person: NewPerson
) -> None:
    """PEERMAP_PROCESSES=2: whichever process a page falls to, both devices draw on one board."""
    both = shared | {"PEERMAP_PROCESSES": "2"}
    server = a_process(tmp_path / "var", both, prepare=True)
    try:
        drawing = await Together.begin(server, new_person, 22)
        await drawing.add(drawing.young)
        await drawing.add(drawing.other)
        await drawing.in_step()
        await drawing.tablet.reload()
        await drawing.worker.reload()
        await drawing.add(drawing.young)
        await drawing.in_step()
        await drawing.end()
    finally:
        server.stop()


async def test_a_redis_that_persists_is_refused_with_one_sentence(
    pages: None, tmp_path: Path
) -> None:
    """PeerMap does not start, and says why without a traceback (rule 3)."""
    persisting = Redis.start(persists=True)
    try:
        with pytest.raises(DidNotStart, match="persists to disk") as refused:
            a_process(tmp_path / "var", {"REFLEX_REDIS_URL": persisting.url})
    finally:
        persisting.stop()
    said = str(refused.value).splitlines()[1:]
    assert len(said) == 1
    assert "Traceback" not in said[0]
