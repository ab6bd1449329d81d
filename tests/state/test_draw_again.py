"""A drawing that starts from a kept map, on the tablet's page and on the worker's."""

from __future__ import annotations

from peermap_app.live.identity import DEVICE_COOKIE, SESSION_COOKIE
from peermap_app.live.pages import pages
from peermap_app.services import drawings, withdrawals
from peermap_app.state.drawing import DrawingState
from peermap_app.state.kept_map import KeptMapState
from peermap_app.state.tablet import TabletState
from tests.drawing_builders import World, add_friend, move, sign_in
from tests.state.open_page import Wire, open_page, seen
from tests.state.test_tablet import a_choosing_tablet

ADDRESS = "127.0.0.1"


async def kept(world: World) -> None:
    """Version 1, with JS on it."""
    tablet = await a_choosing_tablet(world)
    await tablet.answer("keep", "yes")
    await tablet.tick()
    await tablet.keep(seen(tablet))


async def from_the_map(world: World) -> tuple[DrawingState, TabletState]:
    """Draw again from map 1: the worker's page, and the tablet that was let in."""
    cookie = f"{SESSION_COOKIE}={await sign_in(world)}"
    page = open_page(KeptMapState, cookie=cookie, case_id=world.case_id, version="1")
    led = await page.draw_again({"case_id": world.case_id, "version": "1"})
    assert led is not None
    worker = open_page(DrawingState, cookie=cookie, token="worker-page", case_id=world.case_id)
    await worker.load()
    token = await drawings.take(world.house, "".join(worker.offer.code), ADDRESS, "ipad")
    tablet = open_page(TabletState, cookie=f"{DEVICE_COOKIE}={token}", token="tablet-page")
    await tablet.load()
    assert tablet.view.starts_from == ""
    await worker.that_is_ours()
    await tablet.load()
    return worker, tablet


async def test_the_choice_is_said_on_both_pages(world: World, wire: Wire) -> None:
    """The day of the map, before anything of it shows."""
    await kept(world)
    worker, tablet = await from_the_map(world)
    assert (tablet.view.screen, tablet.view.starts_from) == ("ready", "24 November")
    assert worker.view.starts_from == "24 November"
    assert wire.on(tablet)["snapshot"] == {}
    assert "JS" not in str(wire.on(tablet))


async def test_started_from_it(world: World, wire: Wire) -> None:
    """The board holds JS; the earlier picture is pushed when looked at, and lies in no var."""
    await kept(world)
    _, tablet = await from_the_map(world)
    await tablet.start()
    assert [one["initials"] for one in wire.on(tablet)["snapshot"]["map"]["people"]] == ["JS"]
    await tablet.look_before()
    assert wire.on(tablet)["before"].startswith("data:image/svg+xml;base64,")
    assert wire.on(tablet)["before_lines"] == ["JS: really close"]
    assert (tablet.before, tablet.before_lines) == ("", [])
    await tablet.edits([move("friend1", 900, 0), add_friend("friend2", "AK")])
    await tablet.finished()
    await tablet.answer("keep", "yes")
    await tablet.tick()
    await tablet.keep(seen(tablet))
    assert (wire.on(tablet)["before"], wire.on(tablet)["before_lines"]) == ("", [])
    cookie = f"{SESSION_COOKIE}={await sign_in(world)}"
    page = open_page(KeptMapState, cookie=cookie, case_id=world.case_id, version="2")
    await page.load()
    assert page.view.before.src
    assert page.view.since == "Since map 1, kept 24 Nov"
    assert page.view.changes == [
        "AK is new: really close",
        "JS is further away: further out, was really close",
    ]
    first = open_page(KeptMapState, cookie=cookie, case_id=world.case_id, version="1")
    await first.load()
    assert (first.view.before.src, first.view.changes) == ("", [])


async def test_taken_back_it_is_closed_on_every_open_page(world: World, wire: Wire) -> None:
    """Rule 4: the picture beside the board, its day, and the worker's line go by themselves."""
    await kept(world)
    _, tablet = await from_the_map(world)
    await tablet.start()
    await tablet.look_before()
    assert wire.on(tablet)["before"]
    today = world.clock().date().isoformat()
    await withdrawals.note_said_aloud(
        world.house,
        world.sam,
        world.case_id,
        "1",
        {"statement": "keep", "answer": "no", "said_on": today},
    )
    await pages.settled()
    assert wire.on(tablet)["before"] == ""
    assert wire.on(tablet)["view"].starts_from == ""
    assert wire.on(tablet)["view"].screen == "drawing"
    assert [one["initials"] for one in wire.on(tablet)["snapshot"]["map"]["people"]] == ["JS"]


async def test_started_empty(world: World, wire: Wire) -> None:
    """Nothing of the earlier map is on the page, and there is no earlier one to look at."""
    await kept(world)
    _, tablet = await from_the_map(world)
    await tablet.start_empty()
    assert wire.on(tablet)["snapshot"]["map"]["people"] == []
    assert tablet.view.starts_from == ""
    await tablet.look_before()
    assert tablet.notice
    assert "before" not in wire.on(tablet) or wire.on(tablet)["before"] == ""


async def test_a_page_that_shows_how_the_last_one_ended_follows_the_new_one(
    world: World, wire: Wire
) -> None:
    """The page of the drawing that was kept, opened again after "Draw again from this map"."""
    cookie = f"{SESSION_COOKIE}={await sign_in(world)}"
    worker = open_page(DrawingState, cookie=cookie, token="worker-page", case_id=world.case_id)
    await worker.load()
    await worker.end()
    await worker.load()
    assert worker.view.screen == "over"
    await kept(world)
    page = open_page(KeptMapState, cookie=cookie, case_id=world.case_id, version="1")
    await page.draw_again({"case_id": world.case_id, "version": "1"})
    await worker.load()
    assert (worker.view.screen, worker.view.starts_from) == ("offered", "24 November")


async def test_another_workers_page_starts_nothing(world: World, wire: Wire) -> None:
    """Priya's form with Sam's case finds nothing."""
    await kept(world)
    cookie = f"{SESSION_COOKIE}={await sign_in(world, 'priya')}"
    page = open_page(KeptMapState, cookie=cookie, case_id=world.case_id, version="1")
    assert await page.draw_again({"case_id": world.case_id, "version": "1"}) is None
    assert page.missing
