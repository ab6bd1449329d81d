"""The other's finger on both pages: shown to the other alone, and silent whatever is sent."""

from __future__ import annotations

import pytest

from peermap_app.live.identity import DEVICE_COOKIE
from peermap_app.live.pages import pages
from peermap_app.services import drawings
from peermap_app.state.drawing import DrawingState
from peermap_app.state.tablet import TabletState
from tests.drawing_builders import World
from tests.state.open_page import Wire, open_page
from tests.state.test_drawing import a_page

HERE = {"x": 30, "y": -70}


async def two_pages(world: World) -> tuple[DrawingState, TabletState]:
    """Sam's page and the tablet's, while both draw."""
    page = await a_page(world)
    token = await drawings.take(world.house, "".join(page.offer.code), "127.0.0.1", "ipad")
    tablet = open_page(TabletState, cookie=f"{DEVICE_COOKIE}={token}", token="tablet-page")
    await tablet.load()
    await page.that_is_ours()
    await tablet.start()
    await pages.settled()
    return page, tablet


async def test_each_page_shows_the_others_finger_and_not_its_own(world: World, wire: Wire) -> None:
    """The dot comes with a new number each time; a lifted finger comes without a spot."""
    page, tablet = await two_pages(world)
    await tablet.dot(HERE)
    await pages.settled()
    first = wire.on(page)["finger"]
    assert {name: first[name] for name in ("x", "y")} == HERE
    assert "finger" not in wire.on(tablet)
    await tablet.dot(None)
    await page.dot({"x": 1, "y": 2})
    await pages.settled()
    last = wire.on(page)["finger"]
    assert (last["x"], last["y"]) == (None, None)
    assert last["n"] != first["n"]
    assert (wire.on(tablet)["finger"]["x"], wire.on(tablet)["finger"]["y"]) == (1, 2)
    assert tablet.finger == page.finger == {}


async def test_a_finger_wipes_no_sentence_and_says_none(world: World) -> None:
    """What stands on the page stays through dots, odd ones too; nothing is marked as changed."""
    page, tablet = await two_pages(world)
    for state in (page, tablet):
        state.notice = "No connection."
        state._clean()
        for at in (HERE, None, "odd", {"x": 1}, {"x": 99999, "y": 0}):
            await state.dot(at)  # type: ignore[arg-type]
        assert state.notice == "No connection."
        assert state.dirty_vars == set()


async def test_no_finger_reaches_the_workers_page_while_they_choose(
    world: World, wire: Wire
) -> None:
    """A dot that is still on its way when the board stands still is not shown (rule 4)."""
    page, tablet = await two_pages(world)
    await tablet.finished()
    await pages.settled()
    await tablet.dot(HERE)
    drawing = drawings.dots_from(page.view.drawing_id, "tablet")
    await world.house.hints.publish(drawing, {"kind": "dot", "by": "tablet", **HERE})
    await pages.settled()
    assert "finger" not in wire.on(page)
    assert tablet.notice == ""
    assert wire.on(page)["view"].screen == "choosing"


@pytest.mark.parametrize("cookie", ["", f"{DEVICE_COOKIE}=somebody-elses-device-token"])
async def test_a_page_without_a_drawing_is_led_to_the_door(world: World, cookie: str) -> None:
    """Silent as it is, a dot gives nobody a right: no device, no board."""
    page = open_page(TabletState, cookie=cookie)
    assert "/join" in str(await page.dot(HERE))


async def test_a_dot_before_the_page_has_loaded_does_nothing(world: World, wire: Wire) -> None:
    """After a restart a worker's page may move a finger first: no refusal takes the board away."""
    page = await a_page(world)
    again = open_page(DrawingState, cookie=page.router.headers.cookie, case_id=world.case_id)
    assert await again.dot(HERE) is None
    assert (again.missing, again.notice) == (False, "")
