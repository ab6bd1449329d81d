"""A drawing is its worker's and its tablet's: nobody else finds it, each does their own part."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlmodel import select

from peermap_app.domain.drawing import Ending, Phase
from peermap_app.domain.errors import Conflict, Gone, NotFound
from peermap_app.domain.purpose import Purpose
from peermap_app.services import drawings
from peermap_app.services.unit import Who, write_counts
from peermap_app.storage.tables import (
    AccessRecord,
    Allocation,
    CaseFile,
    Worker,
)
from tests.drawing_builders import (
    World,
    a_drawing,
    add_friend,
    move,
)
from tests.refusals import told_by
from tests.services.drawing_rows import a_copy, rows_of, the_row


@pytest.mark.parametrize("name", ["priya", "kim"])
async def test_another_worker_finds_nothing(world: World, name: str) -> None:
    """Another team's worker gets the same refusal as for a drawing that does not exist, for
    everything that a worker's page can ask."""
    _, drawing_id = await a_drawing(world)
    other: Who = getattr(world, name)
    house = world.house
    for asked in (drawing_id, "0" * 32, "", None, 7, "../etc"):
        for call in (
            drawings.snapshot(house, other, asked, purpose=Purpose.PLAN_TOGETHER),
            drawings.newest(house, other, asked, purpose=Purpose.PLAN_TOGETHER),
            drawings.since(house, other, asked, 0, purpose=Purpose.PLAN_TOGETHER),
            drawings.edit(house, other, asked, []),
            drawings.seed(house, other, asked, {"n": 0, "map": {}}),
            drawings.confirm(house, other, asked),
            drawings.turn_away(house, other, asked),
            drawings.end(house, other, asked),
            drawings.offer_again(house, other, asked),
            drawings.carry_on(house, other, asked),
            drawings.note_presence(house, other, asked, {}, ""),
        ):
            with pytest.raises(NotFound, match="not_found"):
                await call
    with pytest.raises(NotFound, match="not_found"):
        await drawings.worker_view(house, other, world.case_id, purpose=Purpose.PLAN_TOGETHER)
    await write_counts(house, everything=True)
    records = await rows_of(world, AccessRecord)
    theirs = [row for row in records if row.worker_id == other.worker_id]
    assert sum(told_by(row.detail) for row in theirs if row.outcome == "refused") > 60


async def test_an_ended_allocation_ends_it_on_the_next_edit(world: World) -> None:
    """With the page still open, the worker is refused as soon as the allocation has ended."""
    _, drawing_id = await a_drawing(world)
    await drawings.edit(world.house, world.sam, drawing_id, [add_friend()])
    async with world.house.make_session() as session:
        for row in (await session.exec(select(Allocation))).all():
            row.ends = date(2026, 11, 24)
            session.add(row)
        await session.commit()
    with pytest.raises(NotFound, match="not_found"):
        await drawings.edit(world.house, world.sam, drawing_id, [move("person1", 1, 1)])
    with pytest.raises(NotFound, match="not_found"):
        await drawings.newest(world.house, world.sam, drawing_id, purpose=Purpose.PLAN_TOGETHER)


async def an_ended_allocation(world: World) -> None:
    """As an import ends it: Sam has the case until yesterday."""
    async with world.house.make_session() as session:
        for row in (await session.exec(select(Allocation))).all():
            row.ends = date(2026, 11, 24)
            session.add(row)
        await session.commit()


async def test_an_ended_allocation_ends_it_for_the_tablet_too(world: World) -> None:
    """A tablet has no more than its worker: nothing is drawn, read or handed back any more."""
    tablet, drawing_id = await a_drawing(world)
    await drawings.edit(world.house, tablet, drawing_id, [add_friend()])
    copy = await a_copy(world, tablet, drawing_id)
    await an_ended_allocation(world)
    for call in (
        drawings.edit(world.house, tablet, drawing_id, [move("person1", 1, 1)]),
        drawings.newest(world.house, tablet, drawing_id, purpose=Purpose.PLAN_TOGETHER),
        drawings.since(world.house, tablet, drawing_id, 0, purpose=Purpose.PLAN_TOGETHER),
        drawings.seed(world.house, tablet, drawing_id, copy),
    ):
        with pytest.raises(NotFound, match="not_found"):
            await call


async def test_the_board_of_a_closed_case_is_nobodys(world: World) -> None:
    """From that moment, before the keeper's round: neither end draws or reads, nothing is kept."""
    tablet, drawing_id = await a_drawing(world)
    await drawings.edit(world.house, tablet, drawing_id, [add_friend()])
    async with world.house.make_session() as session:
        case = await session.get(CaseFile, world.case_id)
        assert case is not None
        case.closed_at = world.clock()
        await session.commit()
    for who in (tablet, world.sam):
        for call in (
            drawings.edit(world.house, who, drawing_id, [move("person1", 1, 1)]),
            drawings.newest(world.house, who, drawing_id, purpose=Purpose.PLAN_TOGETHER),
        ):
            with pytest.raises(NotFound, match="not_found"):
                await call


@pytest.mark.parametrize("why", ["allocation", "case", "account"])
async def test_what_the_worker_no_longer_has_is_ended(world: World, why: str) -> None:
    """The keeper's round ends a drawing whose worker lost the case: key and room are gone."""
    tablet, drawing_id = await a_drawing(world)
    await drawings.edit(world.house, tablet, drawing_id, [add_friend()])
    assert await drawings.end_overdue(world.house) == 0
    if why == "allocation":
        await an_ended_allocation(world)
    async with world.house.make_session() as session:
        if why == "case":
            case = await session.get(CaseFile, world.case_id)
            assert case is not None
            case.closed_at = world.clock()
        elif why == "account":
            sam = await session.get(Worker, world.sam.worker_id)
            assert sam is not None
            sam.active = False
        await session.commit()
    assert await drawings.end_overdue(world.house) == 1
    row = await the_row(world, drawing_id)
    assert (row.phase, row.ending, row.room_key) == (Phase.ENDED, Ending.EXPIRED, None)
    assert (await drawings.tablet_view(world.house, tablet)).ending is Ending.EXPIRED


async def test_an_edit_under_way_does_not_bring_an_ended_drawing_back(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The worker ends it between an edit's check and its room: the edit is refused (rule 3)."""
    tablet, drawing_id = await a_drawing(world)
    real = world.house.rooms.apply

    async def ended_first(*args: object) -> object:
        await drawings.end(world.house, world.sam, drawing_id)
        return await real(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(world.house.rooms, "apply", ended_first)
    with pytest.raises(Gone, match="drawing_over"):
        await drawings.edit(world.house, tablet, drawing_id, [add_friend()])


async def test_a_worker_never_answers(world: World) -> None:
    """Rule 4: every move that is the young person's is refused to a worker, at every phase."""
    tablet, drawing_id = await a_drawing(world)
    house = world.house
    pretending = replace(world.sam, drawing_id=drawing_id)
    for phase in ("drawing", "choosing"):
        if phase == "choosing":
            await drawings.finish(house, tablet)
        for call in (
            drawings.start(house, pretending),
            drawings.finish(house, pretending),
            drawings.go_back(house, pretending),
            drawings.later(house, pretending),
            drawings.answer(house, pretending, "keep", "yes"),
            drawings.mark(house, pretending, {"kind": "tick"}),
            drawings.say_here(house, pretending, "friend"),
            drawings.say_fine(house, pretending, "yes"),
            drawings.keep(house, pretending, {}, purpose=Purpose.PLAN_TOGETHER),
            drawings.dont_keep(house, pretending),
            drawings.choosing(house, pretending),
        ):
            with pytest.raises(NotFound, match="not_found"):
                await call


async def test_a_tablet_never_does_what_is_the_workers(world: World) -> None:
    """A tablet cannot confirm itself, end, offer, note who is there, or reach a case."""
    tablet, drawing_id = await a_drawing(world)
    house = world.house
    for call in (
        drawings.confirm(house, tablet, drawing_id),
        drawings.end(house, tablet, drawing_id),
        drawings.offer_again(house, tablet, drawing_id),
        drawings.note_presence(house, tablet, drawing_id, {}, ""),
        drawings.offer(house, tablet, world.case_id),
        drawings.worker_view(house, tablet, world.case_id, purpose=Purpose.PLAN_TOGETHER),
    ):
        with pytest.raises((NotFound, Conflict)):
            await call
    assert (await the_row(world, drawing_id)).phase == Phase.DRAWING


async def test_another_tablet_finds_nothing(world: World) -> None:
    """A tablet of another drawing, and one that was unbound, reach nothing of this one."""
    tablet, drawing_id = await a_drawing(world)
    made = await drawings.offer(world.house, world.priya, world.other_case_id)
    token = await drawings.take(world.house, made.code, "z", None)
    other = await drawings.tablet_who(world.house, token, "z")
    assert other is not None
    stolen = replace(other, drawing_id=drawing_id)
    for who in (other, stolen):
        with pytest.raises(NotFound, match="not_found"):
            await drawings.snapshot(world.house, who, drawing_id, purpose=Purpose.PLAN_TOGETHER)
        with pytest.raises(NotFound, match="not_found"):
            await drawings.edit(world.house, who, drawing_id, [])
    await drawings.offer_again(world.house, world.sam, drawing_id)
    with pytest.raises(NotFound, match="not_found"):
        await drawings.edit(world.house, tablet, drawing_id, [])
