"""What a process does beside answering: hears hints of the others, ends what has run out."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator

from peermap_app.bootstrap import House
from peermap_app.live import quiet
from peermap_app.services import drawings

ROUND_SECONDS = 30.0
"""How late the row of a drawing that expired says so; it is refused on the second it expires."""


async def keep_ending(house: House) -> None:
    """End drawings that outlived their session, until cancelled."""
    while True:
        try:
            await drawings.end_overdue(house)
        except Exception as problem:  # the next round tries again
            quiet.note(problem)
        await asyncio.sleep(ROUND_SECONDS)


@contextlib.asynccontextmanager
async def keeping(house: House) -> AsyncIterator[None]:
    """A lifespan: listens to hints, ends what ran out; `bootstrap.close_house` does the rest."""
    tasks = [asyncio.create_task(keep_ending(house))]
    listen = getattr(house.hints, "run", None)
    if listen is not None:
        tasks.append(asyncio.create_task(listen()))
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
