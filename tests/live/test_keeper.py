"""What outlived its session is ended by the process's keeper, without anybody asking."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from peermap_app.bootstrap import House
from peermap_app.domain.drawing import Ending, Phase
from peermap_app.live import keeper
from peermap_app.services import drawings
from peermap_app.services.record_days import check_days, close_day
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


async def test_the_keeper_closes_the_day_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its first round after midnight closes the day; one that goes wrong is tried again."""
    world = await a_world(some_settings(tmp_path))
    await a_drawing(world)
    world.clock.move(days=1)
    rounds, done = [], asyncio.Event()

    async def at_first_fails(house: House) -> bool:
        rounds.append(house)
        if len(rounds) == 1:
            raise OSError("the database is away")
        closed = await close_day(house)
        done.set()
        return closed

    monkeypatch.setattr(keeper, "close_day", at_first_fails)
    monkeypatch.setattr(keeper, "CLOSING_SECONDS", 0)
    async with keeper.keeping(world.house):
        await asyncio.wait_for(done.wait(), 20)
    assert (await check_days(world.house)).days == 1
    await world.house.engine.dispose()
