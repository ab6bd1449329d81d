"""The worker's page is told that the tablet is out of touch, and nothing of it is kept."""

from __future__ import annotations

import pytest
from sqlmodel import func, select

from peermap_app.domain.errors import NotFound
from peermap_app.live import keeper, lines
from peermap_app.live.pages import pages
from peermap_app.services import drawings
from peermap_app.state import drawing
from peermap_app.storage.tables import AccessRecord
from tests.drawing_builders import World
from tests.state.open_page import Wire
from tests.state.test_dots import two_pages
from tests.state.test_drawing import a_page


class AWatch(lines.Watch):
    """The process's watch, with a clock that a test moves."""

    def __init__(self) -> None:
        self.at = 0.0
        super().__init__(lambda: self.at)


@pytest.fixture
def watch(monkeypatch: pytest.MonkeyPatch) -> AWatch:
    """A watch of this test's own."""
    mine = AWatch()
    monkeypatch.setattr(drawing, "watch", mine)
    return mine


async def round_of(world: World, watch: AWatch, later: float = 0) -> None:
    """One round of the keeper, so many seconds later."""
    watch.at += later
    await keeper.ask_lines(world.house, watch, pages)
    await pages.settled()


async def rows(world: World) -> int:
    """How many rows the access record has."""
    async with world.house.make_session() as session:
        return (await session.exec(select(func.count()).select_from(AccessRecord))).one()


async def test_a_tablet_that_goes_and_comes_is_told_and_leaves_no_row(
    world: World, wire: Wire, watch: AWatch
) -> None:
    """Away after the grace, back when it is there; the access record knows nothing of either."""
    page, _ = await two_pages(world)
    with world.house.lines.held(page.view.drawing_id):
        await round_of(world, watch)
    before = await rows(world)
    await round_of(world, watch)
    assert wire.on(page)["line"] == ""
    await round_of(world, watch, lines.GRACE_SECONDS)
    assert wire.on(page)["line"] == "away"
    with world.house.lines.held(page.view.drawing_id):
        await round_of(world, watch)
        assert wire.on(page)["line"] == "back"
        await round_of(world, watch, lines.BACK_SECONDS)
    assert wire.on(page)["line"] == ""
    assert await rows(world) == before
    assert page.line == ""


async def test_the_wait_for_a_tablet_is_no_loss_of_one(
    world: World, wire: Wire, watch: AWatch
) -> None:
    """A code stands on the screen for a minute: whoever joins then was not out of touch."""
    page = await a_page(world)
    await round_of(world, watch)
    await round_of(world, watch, lines.GRACE_SECONDS)
    await drawings.take(world.house, "".join(page.offer.code), "127.0.0.1", "ipad")
    await page.that_is_ours()
    assert wire.on(page)["line"] == ""
    await round_of(world, watch, lines.GRACE_SECONDS - 1)
    assert wire.on(page)["line"] == ""
    with world.house.lines.held(page.view.drawing_id):
        await round_of(world, watch)
    assert wire.on(page)["line"] == ""
    await round_of(world, watch)
    await round_of(world, watch, lines.GRACE_SECONDS)
    assert wire.on(page)["line"] == "away"


async def test_a_page_that_opens_later_is_told_too(world: World, wire: Wire, watch: AWatch) -> None:
    """A reload of the worker's page does not lose it."""
    page, _ = await two_pages(world)
    await round_of(world, watch)
    await round_of(world, watch, lines.GRACE_SECONDS)
    await page.load()
    assert wire.on(page)["line"] == "away"


async def test_the_end_of_a_drawing_says_nothing_of_its_tablet(
    world: World, wire: Wire, watch: AWatch
) -> None:
    """It is over: a tablet that leaves is not missed, and the page hears of other things still."""
    page, _ = await two_pages(world)
    await page.end()
    await round_of(world, watch)
    before = await rows(world)
    await round_of(world, watch, lines.GRACE_SECONDS)
    assert wire.on(page)["line"] == ""
    assert pages.of(f"drawing:{page.view.drawing_id}")
    assert await rows(world) == before


async def test_whoever_lost_the_case_hears_nothing(world: World, wire: Wire, watch: AWatch) -> None:
    """The right is asked at that moment, like for everything else of a drawing."""
    page, _ = await two_pages(world)
    drawing_id = page.view.drawing_id
    assert await drawings.tablet_is_missed(world.house, world.sam, drawing_id)
    with pytest.raises(NotFound):
        await drawings.tablet_is_missed(world.house, world.priya, drawing_id)
