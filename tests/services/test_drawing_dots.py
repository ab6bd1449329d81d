"""The other's finger while both draw: told, never kept, and not while the young person chooses."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from sqlmodel import select

from peermap_app.domain.errors import Gone, Invalid, NotFound
from peermap_app.domain.purpose import Purpose
from peermap_app.services import drawings
from peermap_app.services.drawing_dots import PER_SECOND
from peermap_app.services.unit import reading
from peermap_app.settings import Settings
from peermap_app.storage.tables import AccessRecord, SignInSession
from tests.drawing_builders import World, a_drawing, a_world

HERE = {"x": 120, "y": -40}


@pytest.fixture
async def world(settings: Settings) -> AsyncIterator[World]:
    made = await a_world(settings)
    yield made
    await made.house.engine.dispose()


async def records(world: World) -> int:
    """How many rows the access record has."""
    async with reading(world.house) as session:
        return len((await session.exec(select(AccessRecord))).all())


async def test_each_side_is_told_of_the_others_finger(world: World) -> None:
    """A dot goes to the other side's pages alone, and a lifted finger is one without a spot."""
    tablet, drawing_id = await a_drawing(world)
    for who, raw in ((tablet, HERE), (world.sam, None)):
        assert await drawings.dot(world.house, who, drawing_id, raw)
    told = world.heard.told[-2:]
    by_tablet, by_worker = (drawings.dots_from(drawing_id, by) for by in ("tablet", "worker"))
    assert told == [
        (by_tablet, {"kind": "dot", "by": "tablet", **HERE}),
        (by_worker, {"kind": "dot", "by": "worker", "x": None, "y": None}),
    ]
    shown = await drawings.heard_dot(world.house, world.sam, drawing_id, told[0][1])
    assert shown is not None
    assert {name: shown[name] for name in ("x", "y")} == HERE
    assert await drawings.heard_dot(world.house, tablet, drawing_id, told[0][1]) is None


async def test_a_finger_leaves_no_trace(world: World) -> None:
    """No row of the access record, no presence of the worker, no edit in the room."""
    tablet, drawing_id = await a_drawing(world)
    before = await records(world)
    world.clock.move(minutes=5)
    for _ in range(3):
        await drawings.dot(world.house, tablet, drawing_id, HERE)
    assert await records(world) == before
    async with reading(world.house) as session:
        held = await session.get(SignInSession, world.sam.session_id)
        assert held is not None
        assert held.seen_at < world.clock()
    assert (
        await drawings.newest(world.house, world.sam, drawing_id, purpose=Purpose.PLAN_TOGETHER)
    ).number == 0


async def test_five_a_second_and_no_more(world: World) -> None:
    """The sixth of one device within a second is dropped; the other device has its own five."""
    tablet, drawing_id = await a_drawing(world)
    sent = [await drawings.dot(world.house, tablet, drawing_id, HERE) for _ in range(8)]
    assert sent == [True] * PER_SECOND + [False] * 3
    assert await drawings.dot(world.house, world.sam, drawing_id, HERE)
    world.clock.move(seconds=1)
    assert await drawings.dot(world.house, tablet, drawing_id, HERE)


async def test_nobodys_finger_is_told_while_they_choose(world: World) -> None:
    """Neither side may tell or see one then, and that is no refusal for the record (rule 4)."""
    tablet, drawing_id = await a_drawing(world)
    await drawings.finish(world.house, tablet)
    before, told = await records(world), len(world.heard.told)
    for who, by in ((tablet, "worker"), (world.sam, "tablet")):
        assert not await drawings.dot(world.house, who, drawing_id, HERE)
        message = {"kind": "dot", "by": by, **HERE}
        assert await drawings.heard_dot(world.house, who, drawing_id, message) is None
    assert (await records(world), len(world.heard.told)) == (before, told)


async def test_strangers_are_refused_and_recorded(world: World) -> None:
    """Another worker gets what nobody gets; after the end it is over for the tablet too."""
    tablet, drawing_id = await a_drawing(world)
    before = await records(world)
    with pytest.raises(NotFound):
        await drawings.dot(world.house, world.priya, drawing_id, HERE)
    message = {"kind": "dot", "by": "tablet", **HERE}
    with pytest.raises(NotFound):
        await drawings.heard_dot(world.house, world.kim, drawing_id, message)
    assert await records(world) == before + 2
    await drawings.end(world.house, world.sam, drawing_id)
    with pytest.raises(Gone):
        await drawings.dot(world.house, tablet, drawing_id, HERE)


@pytest.mark.parametrize(
    "raw",
    [
        "here",
        3,
        [1, 2],
        {},
        {"x": 1},
        {"x": 1, "y": 2, "z": 3},
        {"x": 1.5, "y": 2},
        {"x": True, "y": 2},
        {"x": 4001, "y": 0},
        {"x": 0, "y": -(10**30)},
        {"x": None, "y": None},
    ],
)
async def test_what_is_no_spot_is_refused(world: World, raw: object) -> None:
    """Only two whole numbers within reach, or None, are a finger."""
    tablet, drawing_id = await a_drawing(world)
    told = len(world.heard.told)
    with pytest.raises(Invalid, match="bad_edit"):
        await drawings.dot(world.house, tablet, drawing_id, raw)
    assert len(world.heard.told) == told
