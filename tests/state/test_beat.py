"""How far a drawing is, told to its open pages every ten seconds: no board, no row, no presence."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlmodel import select

from peermap_app.bootstrap import House
from peermap_app.live import keeper
from peermap_app.live.pages import pages
from peermap_app.services import drawing_access, drawing_beat, drawings
from peermap_app.services.drawing_beat import AFTERWARDS
from peermap_app.services.unit import Who, reading, write_counts
from peermap_app.state.drawing import DrawingState
from peermap_app.state.drawing_views import SayView
from peermap_app.state.tablet import TabletState
from peermap_app.storage.tables import AccessRecord, CaseFile, SignInSession
from tests.drawing_builders import World, add_friend
from tests.services.test_drawing_others import an_ended_allocation
from tests.state.open_page import Wire
from tests.state.test_dots import two_pages
from tests.state.test_line import rows


async def a_beat(world: World, wire: Wire) -> None:
    """The keeper's round that tells it."""
    wire.sent.clear()
    await keeper.tell_beat(world.house, pages)
    await pages.settled()


def told(wire: Wire, page: DrawingState | TabletState) -> object:
    """What one page heard of the last beat; None: nothing."""
    return wire.on(page).get("beat")


async def test_both_pages_hear_the_number_of_the_last_edit(world: World, wire: Wire) -> None:
    """Nothing else of the board is in a beat, and the record has no row of it."""
    page, tablet = await two_pages(world)
    await tablet.edits([add_friend("friend1", "JS")])
    await pages.settled()
    before = await rows(world)
    await a_beat(world, wire)
    assert told(wire, page) == told(wire, tablet) == {"screen": "drawing", "n": 1}
    assert [list(vars_) for _, change in wire.sent for vars_ in change.values()] == [["beat"]] * 2
    assert await rows(world) == before


async def test_a_page_that_is_behind_gets_what_it_lacks(world: World, wire: Wire) -> None:
    """It asks with the number that it knows; asking by itself is not the worker's presence."""
    page, tablet = await two_pages(world)
    await tablet.edits([add_friend("friend1", "JS")])
    await pages.settled()
    world.clock.move(minutes=5)
    async with reading(world.house) as session:
        seen = [await session.get(SignInSession, await _session_of(page))]
    await a_beat(world, wire)
    await page.ask(0)
    assert [each["n"] for each in wire.on(page)["incoming"]["edits"]] == [1]
    async with reading(world.house) as session:
        again = await session.get(SignInSession, await _session_of(page))
    assert again is not None
    assert seen[0] is not None
    assert again.seen_at == seen[0].seen_at


async def test_while_they_choose_the_workers_page_hears_only_that(world: World, wire: Wire) -> None:
    """The phase and no number: nothing of the board (rule 4); nobody is recorded as refused."""
    page, tablet = await two_pages(world)
    await tablet.edits([add_friend("friend1", "JS")])
    await tablet.finished()
    await pages.settled()
    before = await rows(world)
    await a_beat(world, wire)
    assert told(wire, page) == told(wire, tablet) == {"screen": "choosing", "n": 0}
    assert await rows(world) == before


async def test_an_end_is_told_for_a_minute_and_then_the_pages_rest(
    world: World, wire: Wire
) -> None:
    """A page that lost the push of the end hears of it; one left open is not asked for ever."""
    page, tablet = await two_pages(world)
    await page.end()
    await pages.settled()
    before = await rows(world)
    await a_beat(world, wire)
    assert told(wire, page) == told(wire, tablet) == {"screen": "over", "n": 0}
    world.clock.move(seconds=(AFTERWARDS + timedelta(seconds=1)).total_seconds())
    await a_beat(world, wire)
    assert (told(wire, page), told(wire, tablet)) == (None, None)
    assert await rows(world) == before


@pytest.mark.parametrize("kind", ["worker", "tablet"])
async def test_an_end_in_the_middle_of_a_beat_deafens_no_page(
    world: World, wire: Wire, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    """It ends between a beat's two readings and that push is lost: the page hears of it all the

    same, goes on listening, and nobody stands in the record as refused.
    """
    page, tablet = await two_pages(world)
    one, drawing = {"worker": page, "tablet": tablet}[kind], page.view.drawing_id

    async def read_and_then_over(house: House, who: Who, drawing_id: object) -> object:
        found = await drawing_access.at_hand_of(house, who, drawing_id)
        if who.kind == kind and found and found.ended_at is None:
            with monkeypatch.context() as unheard:
                unheard.setattr(world.house.hints, "publish", _lost)
                await drawings.end(world.house, world.sam, drawing)
        return found

    monkeypatch.setattr(drawing_beat, "at_hand_of", read_and_then_over)
    await a_beat(world, wire)
    assert told(wire, one) == {"screen": "over", "n": 0}
    await a_beat(world, wire)
    assert told(wire, page) == told(wire, tablet) == {"screen": "over", "n": 0}
    assert await refused(world) == []


@pytest.mark.parametrize("phase", ["drawing", "choosing"])
@pytest.mark.parametrize("why", ["allocation", "case"])
async def test_a_beat_takes_the_picture_from_a_page_that_lost_its_right(
    world: World, wire: Wire, why: str, phase: str
) -> None:
    """The case closes or goes to a colleague and no page hears of it: the next beat empties both,

    the tablet's with the picture and the answers too.
    """
    page, tablet = await two_pages(world)
    await tablet.edits([add_friend("friend1", "JS")])
    if phase == "choosing":
        await tablet.finished()
        await tablet.answer("keep", "yes")
    await pages.settled()
    await (an_ended_allocation(world) if why == "allocation" else a_closed_case(world))
    await a_beat(world, wire)
    for each in (page, tablet):
        shown = wire.on(each)
        assert shown["missing"] is True
        assert shown["snapshot"] == {}
        assert "screen" not in (told(wire, each) or {})
    assert wire.on(tablet)["say"] == SayView()
    assert wire.on(tablet)["carry"] == {}


async def test_a_tablet_that_shows_no_picture_is_told_its_phase_and_not_refused(
    world: World, wire: Wire
) -> None:
    """Put by: its page hears where it stands, and the record holds no refusal for asking."""
    _, tablet = await two_pages(world)
    await tablet.finished()
    await tablet.later()
    await pages.settled()
    await a_beat(world, wire)
    assert told(wire, tablet) == {"screen": "later", "n": 0}
    assert await refused(world) == []


async def test_another_worker_hears_of_no_drawing(world: World) -> None:
    """Whose it is not is told nothing, whatever id they name."""
    page, _ = await two_pages(world)
    assert await drawings.beat(world.house, world.priya, page.view.drawing_id) is None
    assert await drawings.beat(world.house, world.sam, {"id": page.view.drawing_id}) is None


async def a_closed_case(world: World) -> None:
    """Sam's case is closed."""
    async with world.house.make_session() as session:
        case = await session.get(CaseFile, world.case_id)
        assert case is not None
        case.closed_at = world.clock()
        await session.commit()


async def _lost(audience: str, message: dict[str, object]) -> None:
    """A hint that reaches nobody."""


async def refused(world: World) -> list[str]:
    """The actions that the access record holds as refused."""
    await write_counts(world.house, everything=True)
    async with reading(world.house) as session:
        found = await session.exec(select(AccessRecord).where(AccessRecord.outcome == "refused"))
        return [each.action for each in found]


async def _session_of(page: DrawingState) -> str:
    _, who = await page._worker(present=False)
    assert who.session_id is not None
    return who.session_id
