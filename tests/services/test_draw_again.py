"""A kept map as the start of a new drawing, and what has changed since (rules 3 and 4)."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from sqlmodel import col, select

from peermap_app.domain.drawing import Phase
from peermap_app.domain.errors import Conflict, Gone, NotFound, Refusal
from peermap_app.domain.purpose import Purpose
from peermap_app.services import drawings, maps, withdrawals
from peermap_app.services.unit import Who
from peermap_app.settings import Settings
from peermap_app.storage.tables import AccessRecord, KeptMap
from tests.drawing_builders import (
    World,
    a_drawing,
    a_world,
    add_friend,
    keep_seen,
    move,
    remove,
    said_yes,
)


@pytest.fixture
async def world(settings: Settings) -> AsyncIterator[World]:
    made = await a_world(settings)
    yield made
    await made.house.engine.dispose()


async def keep(world: World, tablet: Who) -> None:
    await drawings.finish(world.house, tablet)
    await said_yes(world, tablet)
    await keep_seen(world.house, tablet)


async def a_kept_map(world: World) -> None:
    """Version 1 on Sam's case: JS far out and AK near."""
    tablet, drawing_id = await a_drawing(world)
    await drawings.edit(
        world.house,
        tablet,
        drawing_id,
        [add_friend("person1", "JS", x=400), add_friend("person2", "AK", x=80)],
    )
    await keep(world, tablet)
    world.clock.move(minutes=5)


async def offered_again(world: World, version: str = "1") -> tuple[Who, str]:
    """Offered from a kept map, taken by a tablet and confirmed; not begun."""
    drawing_id = await drawings.start_from(
        world.house, world.sam, world.case_id, version, purpose=Purpose.PLAN_TOGETHER
    )
    made = await drawings.offer(world.house, world.sam, world.case_id)
    assert made.drawing_id == drawing_id
    token = await drawings.take(world.house, made.code, "10.0.0.9", "ipad")
    tablet = await drawings.tablet_who(world.house, token, "10.0.0.9")
    assert tablet is not None
    assert (await drawings.tablet_view(world.house, tablet)).starts_from is None  # not yet theirs
    await drawings.confirm(world.house, world.sam, drawing_id)
    return tablet, drawing_id


async def recorded(world: World, action: str) -> list[tuple[str, str, str]]:
    """(who, outcome, detail) of each row of this action on Sam's case."""
    async with world.house.make_session() as session:
        found = select(AccessRecord).where(
            AccessRecord.chain == world.case_id, AccessRecord.action == action
        )
        rows = await session.exec(found.order_by(col(AccessRecord.id)))
        return [(one.who_kind, one.outcome, one.detail) for one in rows.all()]


async def test_it_starts_with_a_copy_and_alters_nothing(world: World) -> None:
    """Ids are kept, the new map is a new version, the earlier one is byte for byte as it was."""
    await a_kept_map(world)
    async with world.house.make_session() as session:
        before = (await session.exec(select(KeptMap))).one()
    tablet, drawing_id = await offered_again(world)
    sheet = await drawings.tablet_view(world.house, tablet)
    assert (sheet.phase, sheet.starts_from) == (Phase.READY, before.kept_at)
    await drawings.start(world.house, tablet)
    board = await drawings.snapshot(world.house, tablet, drawing_id, purpose=Purpose.PLAN_TOGETHER)
    assert board.peer_map is not None
    assert (board.number, [one.id for one in board.peer_map.people]) == (1, ["person1", "person2"])
    await drawings.edit(
        world.house,
        tablet,
        drawing_id,
        [move("person1", 60, 0), remove("person2"), add_friend("person3", "TM", x=300)],
    )
    assert (
        await drawings.since(world.house, tablet, drawing_id, 0, purpose=Purpose.PLAN_TOGETHER)
        is None
    )  # a snapshot instead
    newer = await drawings.since(world.house, tablet, drawing_id, 1, purpose=Purpose.PLAN_TOGETHER)
    assert newer is not None
    assert newer.number == 4
    await keep(world, tablet)
    kept = await maps.kept_map(
        world.house, world.sam, world.case_id, 2, purpose=Purpose.PLAN_TOGETHER
    )
    assert [one.id for one in kept.peer_map.people] == ["person1", "person3"]
    async with world.house.make_session() as session:
        after = await session.get(KeptMap, before.id)
    assert after is not None
    assert (after.sealed, after.version) == (before.sealed, 1)


async def test_what_has_changed(world: World) -> None:
    """Beside a version that was drawn from another: the earlier picture and the changes, read

    and recorded for both; a version that was drawn from none has nothing beside it.
    """
    await a_kept_map(world)
    tablet, drawing_id = await offered_again(world)
    await drawings.start(world.house, tablet)
    await drawings.edit(
        world.house, tablet, drawing_id, [move("person1", 60, 0), remove("person2")]
    )
    await keep(world, tablet)
    assert (
        await drawings.compared(
            world.house, world.sam, world.case_id, "1", purpose=Purpose.PLAN_TOGETHER
        )
        is None
    )
    before = len(await recorded(world, "see_map"))
    told = await drawings.compared(
        world.house, world.sam, world.case_id, "2", purpose=Purpose.PLAN_TOGETHER
    )
    assert told is not None
    assert [(each.kind, each.label) for each in told.changes] == [
        ("closer", "JS"),
        ("person_gone", "AK"),
    ]
    assert told.version == 1
    assert "AK" in told.svg
    assert len(await recorded(world, "see_map")) == before + 2
    with pytest.raises(NotFound):
        await drawings.compared(
            world.house, world.priya, world.case_id, "2", purpose=Purpose.PLAN_TOGETHER
        )


async def test_an_empty_start_weighs_the_same(world: World) -> None:
    """Start with an empty map: nothing of the earlier one comes along, then or later."""
    await a_kept_map(world)
    tablet, drawing_id = await offered_again(world)
    await drawings.start(world.house, tablet, empty=True)
    board = await drawings.snapshot(world.house, tablet, drawing_id, purpose=Purpose.PLAN_TOGETHER)
    assert board.peer_map is not None
    assert (board.number, board.peer_map.people) == (0, ())
    assert (await drawings.tablet_view(world.house, tablet)).starts_from is None
    with pytest.raises(Gone, match="map_gone"):
        await drawings.earlier(world.house, tablet, purpose=Purpose.PLAN_TOGETHER)
    await drawings.edit(world.house, tablet, drawing_id, [add_friend()])
    await keep(world, tablet)
    assert (
        await drawings.compared(
            world.house, world.sam, world.case_id, "2", purpose=Purpose.PLAN_TOGETHER
        )
        is None
    )


async def test_nothing_of_it_shows_before_they_start(world: World) -> None:
    """Not to a tablet that asks, not on the first page; then beside the board, and recorded."""
    await a_kept_map(world)
    tablet, _ = await offered_again(world)
    with pytest.raises(Refusal):
        await drawings.earlier(world.house, tablet, purpose=Purpose.PLAN_TOGETHER)
    with pytest.raises(Refusal):
        await drawings.snapshot(
            world.house, tablet, tablet.drawing_id, purpose=Purpose.PLAN_TOGETHER
        )
    await drawings.start(world.house, tablet)
    seen = await drawings.earlier(world.house, tablet, purpose=Purpose.PLAN_TOGETHER)
    assert "JS" in seen.svg
    async with world.house.make_session() as session:
        kept = (await session.exec(select(KeptMap))).one()
    rows = await recorded(world, "see_map")
    assert ("worker", "allowed", kept.id) in rows
    assert rows.count(("tablet", "allowed", kept.id)) == 2
    await drawings.finish(world.house, tablet)
    await drawings.dont_keep(world.house, tablet)
    with pytest.raises(Refusal):
        await drawings.earlier(world.house, tablet, purpose=Purpose.PLAN_TOGETHER)


@pytest.mark.parametrize("version", ["0", "2", "", "x", "１", "9" * 30, None, 1, "-1", ["1"]])
async def test_a_version_that_is_not_there(world: World, version: object) -> None:
    """Whatever is sent, it is not found, recorded, and nothing is offered."""
    await a_kept_map(world)
    with pytest.raises(NotFound, match="not_found"):
        await drawings.start_from(
            world.house, world.sam, world.case_id, version, purpose=Purpose.PLAN_TOGETHER
        )
    assert (await recorded(world, "start_drawing"))[-1][1] == "refused"
    assert (
        await drawings.worker_view(
            world.house, world.sam, world.case_id, purpose=Purpose.PLAN_TOGETHER
        )
    ).phase is None


async def test_another_workers_map_is_not_found(world: World) -> None:
    """Neither by one's own case nor by theirs."""
    await a_kept_map(world)
    for case_id in (world.case_id, world.other_case_id, None, "0" * 32):
        with pytest.raises(NotFound, match="not_found"):
            await drawings.start_from(
                world.house, world.priya, case_id, "1", purpose=Purpose.PLAN_TOGETHER
            )


async def test_while_one_goes_on_no_other_starts(world: World) -> None:
    """One drawing at a time; one that is only offered is used, from the map asked for last."""
    await a_kept_map(world)
    first = await drawings.start_from(
        world.house, world.sam, world.case_id, "1", purpose=Purpose.PLAN_TOGETHER
    )
    assert (
        await drawings.start_from(
            world.house, world.sam, world.case_id, "1", purpose=Purpose.PLAN_TOGETHER
        )
        == first
    )
    tablet, _ = await offered_again(world)
    with pytest.raises(Conflict, match="drawing_on"):
        await drawings.start_from(
            world.house, world.sam, world.case_id, "1", purpose=Purpose.PLAN_TOGETHER
        )
    await drawings.not_today(world.house, tablet)


async def test_what_may_not_be_used_any_more_starts_nothing(world: World) -> None:
    """They changed their mind: not offered; and offered before that, it opens empty."""
    await a_kept_map(world)
    tablet, drawing_id = await offered_again(world)
    async with world.house.make_session() as session:
        kept = (await session.exec(select(KeptMap))).one()
        kept.locked_at = world.clock()
        session.add(kept)
        await session.commit()
    await drawings.start(world.house, tablet)
    board = await drawings.snapshot(world.house, tablet, drawing_id, purpose=Purpose.PLAN_TOGETHER)
    assert board.peer_map is not None
    assert board.peer_map.people == ()
    await drawings.end(world.house, world.sam, drawing_id)
    with pytest.raises(NotFound, match="not_found"):
        await drawings.start_from(
            world.house, world.sam, world.case_id, "1", purpose=Purpose.PLAN_TOGETHER
        )


async def test_a_picture_that_went_is_not_beside_the_board(world: World) -> None:
    """Withdrawn while they draw: its day and its picture are gone, what is drawn now is theirs."""
    await a_kept_map(world)
    tablet, drawing_id = await offered_again(world)
    await drawings.start(world.house, tablet)
    async with world.house.make_session() as session:
        kept = (await session.exec(select(KeptMap))).one()
        kept.sealed, kept.destroyed_at = None, world.clock()
        session.add(kept)
        await session.commit()
    assert (await drawings.tablet_view(world.house, tablet)).starts_from is None
    with pytest.raises(Gone, match="map_gone"):
        await drawings.earlier(world.house, tablet, purpose=Purpose.PLAN_TOGETHER)
    assert (
        await drawings.snapshot(world.house, tablet, drawing_id, purpose=Purpose.PLAN_TOGETHER)
    ).number == 1


async def test_a_restart_right_after_the_start_begins_from_it_again(world: World) -> None:
    """The tablet was sent no picture yet, so it has no copy: the room starts from the map again,

    for the tablet alone, and whoever watches is told to read it anew.
    """
    await a_kept_map(world)
    tablet, drawing_id = await offered_again(world)
    await drawings.start(world.house, tablet)
    await world.restarted()
    assert (
        await drawings.snapshot(world.house, world.sam, drawing_id, purpose=Purpose.PLAN_TOGETHER)
    ).lost
    empty = {"n": 0, "map": {"people": [], "places": [], "ties": [], "strokes": []}}
    assert await drawings.seed(world.house, world.sam, drawing_id, empty)  # a page with no copy
    board = await drawings.snapshot(world.house, tablet, drawing_id, purpose=Purpose.PLAN_TOGETHER)
    assert board.peer_map is not None
    assert (board.number, board.lost) == (1, False)
    assert [one.id for one in board.peer_map.people] == ["person1", "person2"]
    assert world.heard.kinds(f"drawing:{drawing_id}")[-1] == "snapshot"
    again = await drawings.snapshot(
        world.house, world.sam, drawing_id, purpose=Purpose.PLAN_TOGETHER
    )
    assert again.peer_map == board.peer_map
    await keep(world, tablet)
    kept = await maps.kept_map(
        world.house, world.sam, world.case_id, 2, purpose=Purpose.PLAN_TOGETHER
    )
    assert len(kept.peer_map.people) == 2


async def test_what_was_drawn_since_goes_over_it(world: World) -> None:
    """A tablet that has a copy gives it back after a restart, and what it holds is what counts."""
    await a_kept_map(world)
    tablet, drawing_id = await offered_again(world)
    await drawings.start(world.house, tablet)
    edit = add_friend("person3", "TM", x=300)
    await drawings.edit(world.house, tablet, drawing_id, [edit, remove("person2")])
    held = await drawings.snapshot(world.house, tablet, drawing_id, purpose=Purpose.PLAN_TOGETHER)
    copy = {"n": held.number, "map": held.wire()["map"], "done": list(held.done)}
    await world.restarted()
    assert (
        await drawings.snapshot(world.house, tablet, drawing_id, purpose=Purpose.PLAN_TOGETHER)
    ).number == 1
    assert await drawings.seed(world.house, tablet, drawing_id, copy)
    board = await drawings.snapshot(world.house, tablet, drawing_id, purpose=Purpose.PLAN_TOGETHER)
    assert board.peer_map == held.peer_map
    assert (await drawings.edit(world.house, tablet, drawing_id, [edit])).edits == ()


async def test_after_a_restart_nothing_comes_back_that_was_withdrawn(world: World) -> None:
    """They changed their mind meanwhile: the room waits for the tablet's own copy as ever."""
    await a_kept_map(world)
    tablet, drawing_id = await offered_again(world)
    await drawings.start(world.house, tablet)
    await take_back(world)
    await world.restarted()
    assert (
        await drawings.snapshot(world.house, tablet, drawing_id, purpose=Purpose.PLAN_TOGETHER)
    ).lost


async def test_a_picture_that_stood_still_is_not_begun_again(world: World) -> None:
    """While they choose only the very picture that they saw comes back, from the tablet."""
    await a_kept_map(world)
    tablet, drawing_id = await offered_again(world)
    await drawings.start(world.house, tablet)
    await drawings.finish(world.house, tablet)
    await world.restarted()
    assert (
        await drawings.snapshot(world.house, tablet, drawing_id, purpose=Purpose.PLAN_TOGETHER)
    ).lost


async def test_taking_it_back_wakes_the_tablet_that_has_it_open(world: World) -> None:
    """Rule 4, at once: the tablet and the worker read anew; other drawings hear nothing."""
    await a_kept_map(world)
    tablet, drawing_id = await offered_again(world)
    await drawings.start(world.house, tablet)
    world.heard.told.clear()
    await take_back(world)
    assert world.heard.kinds(f"drawing:{drawing_id}") == ["phase"]
    assert [to for to, _ in world.heard.told if to.startswith("drawing:")] == [
        f"drawing:{drawing_id}"
    ]


async def take_back(world: World) -> None:
    """Sam writes down that they no longer want their first map kept."""
    today = world.clock().date().isoformat()
    raw = {"statement": "keep", "answer": "no", "said_on": today}
    await withdrawals.note_said_aloud(world.house, world.sam, world.case_id, "1", raw)


async def test_a_map_of_an_allocation_that_ended_is_not_found(world: World) -> None:
    """A tablet reads the earlier map only while its worker has the case."""
    await a_kept_map(world)
    tablet, drawing_id = await offered_again(world)
    await drawings.start(world.house, tablet)
    await drawings.end(world.house, world.sam, drawing_id)
    with pytest.raises(Refusal):
        await drawings.earlier(world.house, tablet, purpose=Purpose.PLAN_TOGETHER)


async def test_the_device_handed_over_starts_from_it_too(world: World) -> None:
    """Use this device instead, on a drawing that starts from a kept map."""
    await a_kept_map(world)
    drawing_id = await drawings.start_from(
        world.house, world.sam, world.case_id, "1", purpose=Purpose.PLAN_TOGETHER
    )
    token = await drawings.hand_over(world.house, world.sam, drawing_id, None)
    device = await drawings.tablet_who(world.house, token, "127.0.0.1")
    assert device is not None
    await drawings.start(world.house, device)
    board = await drawings.snapshot(world.house, device, drawing_id, purpose=Purpose.PLAN_TOGETHER)
    assert board.peer_map is not None
    assert len(board.peer_map.people) == 2
