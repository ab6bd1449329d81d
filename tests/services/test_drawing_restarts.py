"""A server that was killed and started again: what lay in its memory comes back from the pages."""

from __future__ import annotations

import pytest

from peermap_app.domain.consent import Decided, parse_presence
from peermap_app.domain.errors import Conflict, Invalid, Refusal
from peermap_app.domain.purpose import Purpose
from peermap_app.services import drawings, maps
from peermap_app.services.drawing_carry import sealed_note
from peermap_app.services.ports import RoomRef
from tests.drawing_builders import (
    World,
    a_drawing,
    add_friend,
    keep_seen,
    move,
    noted,
    said_yes,
)
from tests.services.drawing_rows import a_copy


@pytest.mark.parametrize("side", ["tablet", "worker"])
async def test_a_restart_while_drawing_loses_nothing(world: World, side: str) -> None:
    """Either page gives the room its content back, and drawing goes on where it was."""
    tablet, drawing_id = await a_drawing(world)
    edit = add_friend()
    await drawings.edit(world.house, tablet, drawing_id, [edit])
    copy = await a_copy(world, tablet, drawing_id)
    await world.restarted()
    shot = await drawings.snapshot(world.house, tablet, drawing_id, purpose=Purpose.PLAN_TOGETHER)
    assert (shot.lost, shot.peer_map) == (True, None)
    who = tablet if side == "tablet" else world.sam
    assert await drawings.seed(world.house, who, drawing_id, copy)
    assert not await drawings.seed(world.house, tablet, drawing_id, copy)
    again = await drawings.edit(world.house, tablet, drawing_id, [edit])
    assert (again.number, again.done, again.refused) == (1, (edit["id"],), ())
    assert world.heard.kinds(f"drawing:{drawing_id}")[-1] == "snapshot"


async def test_a_restart_while_choosing_takes_only_the_very_picture(world: World) -> None:
    """Only the tablet, only the version that stood still; answers and mark come back with it."""
    tablet, drawing_id = await a_drawing(world)
    house = world.house
    await drawings.edit(house, tablet, drawing_id, [add_friend()])
    await drawings.finish(house, tablet)
    await said_yes(world, tablet)
    copy = await a_copy(world, tablet, drawing_id)
    said = await drawings.choosing(house, tablet)
    assert said is not None
    copy["carry"] = said.carry()
    await world.restarted()
    house = world.house
    assert await drawings.choosing(house, tablet) is None
    with pytest.raises(Conflict, match="drawing_lost"):
        await keep_seen(house, tablet)
    with pytest.raises(Conflict, match="board_still"):
        await drawings.seed(house, world.sam, drawing_id, copy)
    changed = {**copy, "map": {"people": [], "places": [], "ties": [], "strokes": []}}
    for forged in (changed, {**copy, "n": 2}):
        with pytest.raises(Conflict, match="bad_seed"):
            await drawings.seed(house, tablet, drawing_id, forged)
    assert await drawings.seed(house, tablet, drawing_id, copy)
    with pytest.raises(Conflict, match="board_still"):
        await drawings.edit(house, tablet, drawing_id, [move("person1", 9, 9)])
    assert await keep_seen(house, tablet) is Decided.KEEP


async def test_a_restart_while_choosing_brings_the_workers_note_back(world: World) -> None:
    """The tablet carries it sealed: it reads nothing of it and can neither forge nor borrow one."""
    note = {"present": ["parent_or_carer"], "understanding": ["pictures"]}
    house, sam = world.house, world.sam
    tablet, drawing_id = await a_drawing(world)
    await drawings.edit(house, tablet, drawing_id, [add_friend()])
    await drawings.finish(house, tablet)
    await noted(world, drawing_id, "parent_or_carer", "pictures")
    assert world.heard.kinds(f"drawing:{drawing_id}")[-1] == "noted"
    await said_yes(world, tablet)
    copy = await a_copy(world, tablet, drawing_id)
    said = await drawings.choosing(house, tablet)
    assert said is not None
    carry = said.carry()
    assert not any(word in str(carry) for word in ("parent", "pictures"))
    await world.restarted()
    house = world.house
    other = RoomRef("0" * 32, b"k" * 32, world.clock())
    borrowed = sealed_note(other, "", parse_presence(note))
    for forged in ("", "x", "AAAA", borrowed, 7, note, "A" * 5000, "\ud800"):
        with pytest.raises(Invalid, match="bad_seed"):
            await drawings.seed(
                house, tablet, drawing_id, {**copy, "carry": {**carry, "note": forged}}
            )
    assert await drawings.seed(house, tablet, drawing_id, {**copy, "carry": carry})
    sheet = await drawings.worker_view(house, sam, world.case_id, purpose=Purpose.PLAN_TOGETHER)
    assert sheet.presence == parse_presence(note)
    await keep_seen(house, tablet)
    kept = await maps.kept_map(house, sam, world.case_id, 1, purpose=Purpose.PLAN_TOGETHER)
    assert kept.presence == parse_presence(note)


async def test_a_restart_after_finish_later_loses_nothing(world: World) -> None:
    """The tablet's copy is taken while it is put by, and drawing can be carried on."""
    tablet, drawing_id = await a_drawing(world)
    await drawings.edit(world.house, tablet, drawing_id, [add_friend()])
    copy = await a_copy(world, tablet, drawing_id)
    await drawings.finish(world.house, tablet)
    await drawings.later(world.house, tablet)
    await world.restarted()
    assert await drawings.seed(world.house, tablet, drawing_id, copy)
    await drawings.carry_on(world.house, world.sam, drawing_id)
    applied = await drawings.edit(world.house, world.sam, drawing_id, [move("person1", 1, 1)])
    assert applied.number == 2


@pytest.mark.parametrize("side", ["tablet", "worker"])
async def test_nobody_reads_a_copy_that_no_room_waits_for(world: World, side: str) -> None:
    """While the room has its content, and again once the time for copies is over, whatever is sent
    as one is left alone: forged or true."""
    tablet, drawing_id = await a_drawing(world)
    await drawings.edit(world.house, tablet, drawing_id, [add_friend()])
    copy = await a_copy(world, tablet, drawing_id)
    who = tablet if side == "tablet" else world.sam
    forged = (None, {**copy, "map": {"people": [{}]}}, {**copy, "n": 9}, copy)
    for raw in forged:
        assert not await drawings.seed(world.house, who, drawing_id, raw)
    await world.restarted()
    with pytest.raises(Invalid, match="bad_map"):
        await drawings.seed(world.house, who, drawing_id, forged[1])
    assert await drawings.seed(world.house, who, drawing_id, copy)
    world.clock.move(seconds=121)
    for raw in forged:
        assert not await drawings.seed(world.house, who, drawing_id, raw)
    assert (
        await drawings.snapshot(world.house, tablet, drawing_id, purpose=Purpose.PLAN_TOGETHER)
    ).number == copy["n"]


async def test_finish_waits_for_the_copy(world: World) -> None:
    """Right after a restart nobody is asked about an empty picture."""
    tablet, _ = await a_drawing(world)
    await world.restarted()
    with pytest.raises(Conflict, match="drawing_lost"):
        await drawings.finish(world.house, tablet)


@pytest.mark.parametrize(
    "raw",
    [
        None,
        [],
        {"n": "1", "map": {}},
        {"n": -1, "map": {}},
        {"n": 10**9, "map": {}},
        {"n": 1, "map": {"people": [{}]}},
        {"n": 1, "map": None, "more": 1},
        {"n": 1, "map": {}, "done": ["x"] * 5000},
        {"n": 1, "map": {}, "carry": "x"},
    ],
)
async def test_a_forged_copy_is_refused(world: World, raw: object) -> None:
    """Whatever is not a copy of a board is refused, and the room stays lost."""
    tablet, drawing_id = await a_drawing(world)
    await world.restarted()
    with pytest.raises(Refusal):
        await drawings.seed(world.house, tablet, drawing_id, raw)
    assert (
        await drawings.snapshot(world.house, tablet, drawing_id, purpose=Purpose.PLAN_TOGETHER)
    ).lost
