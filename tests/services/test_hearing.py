"""Whoever may have something of a case on their screen is woken when it goes."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from peermap_app.bootstrap import House
from peermap_app.domain.errors import NotFound
from peermap_app.domain.purpose import Purpose
from peermap_app.services import team, withdrawals
from peermap_app.services.unit import Who
from tests.services import endings
from tests.services.test_temporary import WHY, a_given_world
from tests.services.world import ADE, KS_CASE, SAM, World, bring_in, row

DANA = "dana"
FORM = {"statement": "keep", "answer": "no", "said_on": "2026-11-24"}


async def taken_back(world: World) -> None:
    """Sam writes down that the young person wants the map gone."""
    said = {**FORM, "said_on": world.house.clock().date().isoformat()}
    await withdrawals.note_said_aloud(world.house, world[SAM], world.case(KS_CASE), "1", said)


async def closed(world: World) -> None:
    """The case is closed."""
    await endings.closed(world)


async def moved(world: World) -> None:
    """A file gives the case to another team and another supervisor."""
    line = row(KS_CASE, SAM, initials="K").replace("Youth Support West", "Elsewhere")
    await bring_in(world.house, line.replace("dana@west.example", "olga@west.example"))


async def looked(world: World) -> None:
    """Dana looks at the map, for a reason."""
    why = {"why": WHY}
    case, plan = world.case(KS_CASE), Purpose.PLAN_TOGETHER
    await team.look_at_map(world.house, world[DANA], case, "1", why, purpose=plan)


@pytest.mark.parametrize(
    ("end", "names"),
    [(taken_back, (SAM, DANA, ADE)), (closed, (SAM, DANA, ADE)), (moved, (DANA,))],
)
async def test_everybody_who_may_have_it_open_is_woken(
    house: House, end: Callable[[World], Awaitable[None]], names: tuple[str, ...]
) -> None:
    """Its worker, its supervisor who may be looking, and whoever has it for tonight."""
    world = await a_given_world(house)
    await looked(world)
    heard = {name: len(world.told(name)) for name in names}
    await end(world)
    for name in names:
        told = world.told(name)[heard[name] :]
        assert "case" in {message["kind"] for message in told}, name


async def test_a_map_that_was_looked_at_is_shown_while_it_stands(house: House) -> None:
    """Woken, Dana's page asks whether it still stands; a look at the form alone asks for less."""
    world = await a_given_world(house)
    await looked(world)
    await still(world, world[DANA], "1")
    await taken_back(world)
    await still(world, world[DANA], "")
    with pytest.raises(NotFound):
        await still(world, world[DANA], "1")


async def still(world: World, who: Who, version: str) -> None:
    await team.still_shown(
        world.house, who, world.case(KS_CASE), version, purpose=Purpose.PLAN_TOGETHER
    )
