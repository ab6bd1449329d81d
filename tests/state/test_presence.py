"""What is done on the tablet is its worker's presence; what its page asks by itself is nobody's."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime

import pytest

from peermap_app.live import keeper
from peermap_app.live.pages import pages
from peermap_app.services.unit import reading
from peermap_app.state.drawing import DrawingState
from peermap_app.state.tablet import TabletState
from peermap_app.storage.tables import Drawing, SignInSession
from tests.drawing_builders import World, add_friend
from tests.state.open_page import Wire
from tests.state.test_dots import two_pages

NEVER_WAS = 9999
"""A number that no edit of the room had: the page needs the whole board."""
WAYS: dict[str, Callable[[TabletState], Awaitable[None]]] = {
    "an edit": lambda tablet: tablet.edits([add_friend("friend2", "AK")]),
    "I'm finished": lambda tablet: tablet.finished(),
}
WAYS_WHILE_CHOOSING: dict[str, Callable[[TabletState], Awaitable[None]]] = {
    "an answer": lambda tablet: tablet.answer("keep", "yes"),
    "a question": lambda tablet: tablet.ask_what_if(),
    "the question before a way out": lambda tablet: tablet.ask_dont_keep(),
    "back from a question": lambda tablet: tablet.choose_again(),
    "Keep, of what was not seen": lambda tablet: tablet.keep({}),
}


async def last_seen(world: World, page: DrawingState) -> datetime:
    """When somebody was last present in the session that the drawing hangs on."""
    async with reading(world.house) as session:
        drawing = await session.get(Drawing, page.view.drawing_id)
        assert drawing is not None
        held = await session.get(SignInSession, drawing.session_id)
    assert held is not None
    return held.seen_at


async def last_touched(world: World, page: DrawingState) -> datetime | None:
    """When somebody last touched a page of that session."""
    async with reading(world.house) as session:
        drawing = await session.get_one(Drawing, page.view.drawing_id)
        held = await session.get_one(SignInSession, drawing.session_id)
    return held.touched_at


async def left_lying(world: World, *, choosing: bool) -> tuple[DrawingState, TabletState]:
    """Both pages of a drawing that nobody touched for five minutes."""
    page, tablet = await two_pages(world)
    await tablet.edits([add_friend("friend1", "JS")])
    if choosing:
        await tablet.finished()
        await tablet.answer("keep", "yes")
    await pages.settled()
    world.clock.move(minutes=5)
    return page, tablet


@pytest.mark.parametrize("choosing", [False, True])
async def test_what_the_page_does_by_itself_is_nobodys_presence(
    world: World, wire: Wire, choosing: bool
) -> None:
    """It loads again, asks for what it lacks, hears a beat and every hint: the session idles on."""
    page, tablet = await left_lying(world, choosing=choosing)
    before = await last_seen(world, page)
    await tablet.load()
    await tablet.ask(0)
    await tablet.ask(NEVER_WAS)
    await keeper.tell_beat(world.house, pages)
    for kind in ("phase", "edits", "snapshot", "noted"):
        await world.house.hints.publish(f"drawing:{page.view.drawing_id}", {"kind": kind})
        await pages.settled()
    assert wire.on(tablet)["snapshot"]["n"] == 1
    assert await last_seen(world, page) == before


async def test_what_the_workers_page_does_by_itself_is_no_touch(world: World, wire: Wire) -> None:
    """It loads again, asks for what it lacks, tells that no finger lies on it, and gives a copy
    back after a restart: nobody need hold the phone, and it goes on to lock."""
    page, _ = await left_lying(world, choosing=False)
    before = await last_touched(world, page)
    await page.load()
    await page.ask(0)
    await page.dot(None)
    await page.seed({"n": 1, "map": {}})
    assert await last_touched(world, page) == before


@pytest.mark.parametrize("ask", ["choose_again", "ask_here", "ask_dont_keep", "nothing"])
async def test_a_call_that_does_nothing_is_nobodys_presence(
    world: World, wire: Wire, ask: str
) -> None:
    """Questions that stand on no screen while they draw, and a sending without an edit."""
    page, tablet = await left_lying(world, choosing=False)
    before = await last_seen(world, page)
    await (tablet.edits([]) if ask == "nothing" else getattr(tablet, ask)())
    await tablet.edits([{"id": "x"}])
    assert await last_seen(world, page) == before


@pytest.mark.parametrize("way", WAYS)
async def test_what_is_drawn_and_tapped_is_presence(world: World, wire: Wire, way: str) -> None:
    """The worker's phone may idle meanwhile."""
    page, tablet = await left_lying(world, choosing=False)
    await WAYS[way](tablet)
    assert await last_seen(world, page) == world.clock()


@pytest.mark.parametrize("way", WAYS_WHILE_CHOOSING)
async def test_a_tap_while_choosing_is_presence(world: World, wire: Wire, way: str) -> None:
    """Also one that changes nothing: somebody looks at a question, or is told what to look at."""
    page, tablet = await left_lying(world, choosing=True)
    await WAYS_WHILE_CHOOSING[way](tablet)
    assert await last_seen(world, page) == world.clock()


async def test_a_tap_on_a_drawing_that_is_over_is_presence_no_more(
    world: World, wire: Wire
) -> None:
    """The tablet goes on lying there with the screen of the end: it keeps nobody signed in."""
    page, tablet = await two_pages(world)
    await page.end()
    await pages.settled()
    world.clock.move(minutes=5)
    before = await last_seen(world, page)
    await tablet.choose_again()
    assert (tablet.view.screen, await last_seen(world, page)) == ("over", before)
