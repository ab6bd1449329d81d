"""The embedded engine: a task that is cut short leaves the right to write to the next."""

from __future__ import annotations

import asyncio
import random
import time
from contextlib import suppress
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from peermap_app.storage import migrations
from peermap_app.storage.engine import BUSY_MS, make_engine, make_sessions

LOOK, ADD = text("SELECT * FROM worker"), text("INSERT INTO team (id, name) VALUES (:id, :name)")
CUTS, EACH = 200, 5


async def test_a_writer_that_is_cut_short_keeps_nobody_waiting(tmp_path: Path) -> None:
    """Pages that are left in the middle of a write or of its rollback, at any moment: the next
    write comes at once, and of what was cut nothing stays."""
    url = f"sqlite+aiosqlite:///{tmp_path}/peermap.db"
    await asyncio.to_thread(migrations.upgrade, url)
    engine = make_engine(url)
    make_session = make_sessions(engine)
    turn = asyncio.Lock()

    async def write(name: str, *, fails: bool = False) -> None:
        async with turn, make_session() as session:
            connection = await session.connection()
            for part in range(6):
                await connection.execute(LOOK)
                words = "the same" if fails else f"{name}-{part}"
                await connection.execute(ADD, {"id": f"{name}-{part}", "name": words})
            await session.commit()

    moments = random.Random(1)
    for number in range(CUTS):
        task = asyncio.ensure_future(write(f"cut-{number}", fails=True))
        await asyncio.sleep(moments.random() * 0.012)
        task.cancel()
        await asyncio.sleep(0)
        task.cancel()
        with suppress(asyncio.CancelledError, IntegrityError):
            await task
        if number % EACH == 0:
            started = time.monotonic()
            await write(f"next-{number}")
            assert time.monotonic() - started < BUSY_MS / 2000
    async with make_session() as session:
        connection = await session.connection()
        names = (await connection.execute(text("SELECT name FROM team"))).scalars().all()
    expected = {f"next-{number}-{part}" for number in range(0, CUTS, EACH) for part in range(6)}
    assert set(names) == expected
    await engine.dispose()
