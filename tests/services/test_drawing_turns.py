"""What the worker noted about one choosing says nothing about the next (rule 4)."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from peermap_app.domain.company import Company
from peermap_app.domain.consent import Answer, Answers
from peermap_app.domain.drawing import Phase
from peermap_app.domain.errors import Conflict
from peermap_app.domain.purpose import Purpose
from peermap_app.live.rooms import MemoryRooms
from peermap_app.services import drawings, maps
from peermap_app.services.ports import RoomRef
from peermap_app.services.unit import Who
from tests.drawing_builders import World, a_drawing, add_friend, keep_seen, noted, said_yes
from tests.services.drawing_rows import a_copy

NOTE = {"present": ["parent_or_carer"], "understanding": ["pictures"]}


async def choosing(world: World) -> tuple[Who, str]:
    """A friend is on the board, and the young person chooses."""
    tablet, drawing_id = await a_drawing(world)
    await drawings.edit(world.house, tablet, drawing_id, [add_friend()])
    await drawings.finish(world.house, tablet)
    return tablet, drawing_id


async def shown(world: World, drawing_id: str) -> drawings.DrawingSheet:
    """What Sam's page shows."""
    return await drawings.worker_view(
        world.house, world.sam, world.case_id, drawing_id, purpose=Purpose.PLAN_TOGETHER
    )


async def another_tablet(world: World, drawing_id: str) -> Who:
    """It takes the place of the first one."""
    house, sam = world.house, world.sam
    offer = await drawings.offer_again(house, sam, drawing_id)
    device = await drawings.take(house, offer.link_token, "10.0.0.8", None)
    await drawings.confirm(house, sam, drawing_id)
    tablet = await drawings.tablet_who(house, device, "10.0.0.8")
    assert tablet is not None
    return tablet


async def choose_again(world: World, tablet: Who, drawing_id: str, way: str) -> Who:
    """Another choosing of the same picture; the tablet that chooses in it."""
    house = world.house
    if way == "another tablet":
        return await another_tablet(world, drawing_id)
    if way == "go back":
        await drawings.go_back(house, tablet)
    else:
        await drawings.later(house, tablet)
        await drawings.carry_on(house, world.sam, drawing_id)
    await drawings.finish(house, tablet)
    return tablet


WAYS = ["go back", "later", "another tablet"]


@pytest.mark.parametrize("way", WAYS)
async def test_the_note_is_asked_anew(world: World, way: str) -> None:
    """After going back, putting it by or another tablet nothing is noted, on the page or in what
    is kept, though the picture is the same."""
    tablet, drawing_id = await choosing(world)
    await noted(world, drawing_id)
    assert (await shown(world, drawing_id)).presence is not None
    tablet = await choose_again(world, tablet, drawing_id, way)
    assert (await shown(world, drawing_id)).presence is None
    await said_yes(world, tablet)
    await keep_seen(world.house, tablet)
    kept = await maps.kept_map(
        world.house, world.sam, world.case_id, 1, purpose=Purpose.PLAN_TOGETHER
    )
    assert kept.presence is None


@pytest.mark.parametrize("way", WAYS)
async def test_a_note_that_comes_late_is_about_nothing(world: World, way: str) -> None:
    """What a page asked about the choosing before is refused, and does not stand in this one."""
    tablet, drawing_id = await choosing(world)
    before = (await shown(world, drawing_id)).turn
    tablet = await choose_again(world, tablet, drawing_id, way)
    now = (await shown(world, drawing_id)).turn
    assert now not in (before, "")
    for turn in (before, "", None, 7, [now], f"{now} "):
        with pytest.raises(Conflict, match="not_now"):
            await drawings.note_presence(world.house, world.sam, drawing_id, NOTE, turn)
    assert (await shown(world, drawing_id)).presence is None
    await drawings.note_presence(world.house, world.sam, drawing_id, NOTE, now)
    assert (await shown(world, drawing_id)).presence is not None


@pytest.mark.parametrize("way", WAYS)
async def test_a_restart_brings_nothing_earlier_back(world: World, way: str) -> None:
    """A page that still carries what was said and noted in the choosing before gives the picture
    back, and nothing else: nobody said it this time (rule 4)."""
    tablet, drawing_id = await choosing(world)
    await noted(world, drawing_id)
    await said_yes(world, tablet)
    said = await drawings.say_here(world.house, tablet, "friend")
    carry = said.carry()
    assert carry["note"]
    tablet = await choose_again(world, tablet, drawing_id, way)
    copy = await a_copy(world, tablet, drawing_id)
    await world.restarted()
    assert await drawings.seed(world.house, tablet, drawing_id, {**copy, "carry": carry})
    assert (await shown(world, drawing_id)).presence is None
    again = await drawings.choosing(world.house, tablet)
    assert again is not None
    nothing = dict.fromkeys(("keep", "plan", "talk", "mark", "fine"), "") | {"here": []}
    assert again.shown() == nothing | {"picture": again.number}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("turn", ["its own", None, 7, ""])
async def test_a_restart_brings_no_earlier_answers_back(
    world: World, way: str, turn: object
) -> None:
    """A page that still carries three Yes, a tick and who was here, of the choosing before or of
    none, gives the picture back and nothing that was said."""
    tablet, drawing_id = await choosing(world)
    await said_yes(world, tablet)
    await drawings.say_here(world.house, tablet, "friend")
    await drawings.say_fine(world.house, tablet, "yes")
    said = await drawings.choosing(world.house, tablet)
    assert said is not None
    carry = {**said.carry(), "note": None} | ({} if turn == "its own" else {"turn": turn})
    tablet = await choose_again(world, tablet, drawing_id, way)
    copy = await a_copy(world, tablet, drawing_id)
    await world.restarted()
    assert await drawings.seed(world.house, tablet, drawing_id, {**copy, "carry": carry})
    now = await drawings.choosing(world.house, tablet)
    assert now is not None
    assert (now.answers, now.mark, now.company) == (Answers(), None, Company())


async def test_a_restart_brings_the_answers_of_this_choosing_back(world: World) -> None:
    """What was said after going back is carried with its own turn, and is not lost."""
    tablet, drawing_id = await choosing(world)
    tablet = await choose_again(world, tablet, drawing_id, "go back")
    await said_yes(world, tablet)
    before = await drawings.choosing(world.house, tablet)
    assert before is not None
    copy = await a_copy(world, tablet, drawing_id)
    await world.restarted()
    copy["carry"] = before.carry()
    assert await drawings.seed(world.house, tablet, drawing_id, copy)
    assert await drawings.choosing(world.house, tablet) == before


async def test_a_turn_is_none_while_nobody_chooses(world: World) -> None:
    """While they draw, and once it is put by and carried on, the page asks about nothing."""
    tablet, drawing_id = await a_drawing(world)
    assert (await shown(world, drawing_id)).turn == ""
    with pytest.raises(Conflict, match="not_now"):
        await drawings.note_presence(world.house, world.sam, drawing_id, NOTE, "")
    await drawings.finish(world.house, tablet)
    assert (await shown(world, drawing_id)).turn != ""
    await drawings.go_back(world.house, tablet)
    assert (await shown(world, drawing_id)).turn == ""


async def test_going_back_that_failed_is_done_again(world: World) -> None:
    """A room that could not be reached leaves them choosing as they were; going back once more
    works, and of what was said nothing is there after the next "I'm finished"."""
    tablet, drawing_id = await choosing(world)
    await noted(world, drawing_id)
    await said_yes(world, tablet)

    async def stopped(*_: object) -> None:
        raise OSError("killed")

    rooms = world.house.rooms
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rooms, "thaw", stopped)
        with pytest.raises(OSError, match="killed"):
            await drawings.go_back(world.house, tablet)
    said = await drawings.choosing(world.house, tablet)
    assert said is not None
    assert said.answers.keep is Answer.YES
    await drawings.go_back(world.house, tablet)
    await drawings.finish(world.house, tablet)
    said = await drawings.choosing(world.house, tablet)
    assert said is not None
    assert (said.answers.keep, said.mark, said.note) == (None, None, None)


class SlowToThaw(MemoryRooms):
    """Rooms in which letting the board move takes a moment, as over a network."""

    async def thaw(self, room: RoomRef) -> None:
        await asyncio.sleep(0.05)
        await super().thaw(room)


@pytest.mark.parametrize("way", ["go back", "later"])
async def test_a_board_does_not_move_under_the_next_choosing(world: World, way: str) -> None:
    """A second page finishes in the very moment in which the first goes back: whichever comes
    first, while they choose the room stands still."""
    world.house = replace(world.house, rooms=SlowToThaw(world.clock))
    house = world.house
    tablet, drawing_id = await choosing(world)
    if way == "later":
        await drawings.later(house, tablet)
    leave = drawings.go_back if way == "go back" else drawings.carry_on
    leaving = asyncio.create_task(leave(house, tablet))
    for _ in range(200):
        try:
            await drawings.finish(house, tablet)
            break
        except Conflict:  # not yet drawing again
            await asyncio.sleep(0.001)
    await leaving
    assert (await shown(world, drawing_id)).phase is Phase.CHOOSING
    said = await drawings.answer(house, tablet, "keep", "yes")
    assert said.answers.keep is Answer.YES
