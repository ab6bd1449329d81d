"""I'm finished, and then Go back and change it: what both devices find again on their boards."""

from __future__ import annotations

from playwright.async_api import Page, expect

from peermap_app.words import young
from tests.browser.board import BOARD, on
from tests.browser.together import Begin, Together

UNDO = f'{BOARD} [data-tool="tool_undo"]'


async def finish(drawing: Together) -> None:
    """I'm finished: the questions are on the tablet, and no board is on the worker's page."""
    await drawing.tablet.get_by_role("button", name="I’m finished").tap()
    await expect(drawing.tablet.get_by_role("heading", name="Your map, your say")).to_be_visible()
    await expect(drawing.worker.locator(BOARD)).to_have_count(0)


async def go_back(drawing: Together) -> None:
    """Go back and change it: both have their boards."""
    await drawing.tablet.get_by_role("button", name=young.CONSENT["change_it"]).tap()
    for page in (drawing.tablet, drawing.worker):
        await page.locator(f'{BOARD}[data-ready="true"]:visible').wait_for()


async def can_undo(page: Page, can: bool) -> None:
    """Whether Undo has something to take back."""
    await expect(page.locator(UNDO)).to_have_attribute("aria-disabled", str(not can).lower())


async def test_both_can_still_undo_after_going_back(begin: Begin) -> None:
    """Each device its own last step, on the worker's page as on the tablet."""
    drawing = await begin()
    await drawing.add(drawing.young)
    await drawing.add(drawing.other)
    await drawing.in_step()
    await finish(drawing)
    await go_back(drawing)
    for hand, left in ((drawing.other, 1), (drawing.young, 0)):
        await can_undo(hand.page, True)
        await hand.tool("undo")
        for page in (drawing.tablet, drawing.worker):
            await expect(on(page, "person")).to_have_count(left)
        await can_undo(hand.page, False)


async def test_the_end_drops_what_could_be_undone(begin: Begin) -> None:
    """Don't keep anything: the worker's page is told to forget its steps (canvas/kept_steps.js)."""
    drawing = await begin()
    await drawing.add(drawing.other)
    await drawing.in_step()
    await finish(drawing)
    await drawing.worker.evaluate("addEventListener('pm-over', () => { window.wasTold = true; })")
    await drawing.tablet.get_by_role("button", name="Don’t keep anything").tap()
    await drawing.tablet.get_by_role("button", name=young.DONT_KEEP["yes"]).tap()
    drawing.over = True
    await drawing.worker.wait_for_function("window.wasTold === true")
