"""What outlived its session is ended by the process's keeper, without anybody asking."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from peermap_app.domain.drawing import Ending, Phase
from peermap_app.live import keeper
from peermap_app.services import drawings
from tests.drawing_builders import a_drawing, a_world, some_settings


async def test_the_keeper_ends_what_has_run_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A drawing past its session's last moment is ended in the keeper's first round, and a round
    that goes wrong does not stop the next."""
    world = await a_world(some_settings(tmp_path))
    tablet, _ = await a_drawing(world)
    world.clock.move(seconds=world.house.settings.session_absolute.total_seconds())
    real, rounds, done = drawings.end_overdue, [], asyncio.Event()

    async def at_first_fails(house: object) -> int:
        rounds.append(house)
        if len(rounds) == 1:
            raise OSError("the database is away")
        ended = await real(world.house)
        done.set()
        return ended

    monkeypatch.setattr(drawings, "end_overdue", at_first_fails)
    monkeypatch.setattr(keeper, "ROUND_SECONDS", 0)
    async with keeper.keeping(world.house):
        await asyncio.wait_for(done.wait(), 20)
    sheet = await drawings.tablet_view(world.house, tablet)
    assert (sheet.phase, sheet.ending) == (Phase.ENDED, Ending.EXPIRED)
    await world.house.engine.dispose()
