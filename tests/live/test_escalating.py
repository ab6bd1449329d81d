"""The keeper tells somebody else of what nobody has seen, and goes on after a fault."""

from __future__ import annotations

import asyncio
import contextlib

import pytest

from peermap_app.bootstrap import House
from peermap_app.live import keeper
from peermap_app.services import escalating


async def test_the_keeper_looks_at_its_start_and_again_after_a_fault(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """All that waits is worked out anew once; a look that fails keeps no later one from coming."""
    done: list[str] = []
    enough = asyncio.Event()

    async def look_again(_house: object) -> None:
        done.append("again")

    async def tell_next(_house: object) -> int:
        done.append("next")
        if done.count("next") == 1:
            raise RuntimeError("the database is away")
        if done.count("next") == 3:
            enough.set()
        return 0

    monkeypatch.setattr(escalating, "look_again", look_again)
    monkeypatch.setattr(escalating, "tell_next", tell_next)
    monkeypatch.setattr(keeper, "ESCALATING_SECONDS", 0.0)
    house: House = None  # type: ignore[assignment] - handed on, and asked for nothing here
    task = asyncio.create_task(keeper.keep_escalating(house))
    await enough.wait()
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
    assert done[:4] == ["again", "next", "next", "next"]
