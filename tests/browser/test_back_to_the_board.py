"""I'm finished, and then Go back and change it: what both devices find again on their boards."""

from __future__ import annotations

from playwright.async_api import Page, expect

from peermap_app.words import draw_together as w
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
    await drawing.worker.wait_for_function("() => window.wasTold === true")


async def test_the_focus_goes_to_a_heading_when_they_choose_and_back(begin: Begin) -> None:
    """By keyboard on both devices: what had the focus goes with its screen, to a named place."""
    drawing = await begin()
    worker, tablet = drawing.worker, drawing.tablet
    await drawing.add(drawing.young)
    await drawing.in_step()
    await worker.locator(f'{BOARD} [data-tool="tool_list"]').focus()
    await tablet.get_by_role("button", name="I’m finished").focus()
    await tablet.keyboard.press("Enter")
    await expect(tablet.get_by_role("heading", name="Your map, your say")).to_be_focused()
    await expect(worker.locator("#title")).to_be_focused()
    await tablet.get_by_role("button", name=young.CONSENT["change_it"]).focus()
    await tablet.keyboard.press("Enter")
    for page in (tablet, worker):
        question = page.locator(f"{BOARD} .pm-question")
        await expect(question).to_be_focused()
        await expect(question).to_be_in_viewport()


async def test_the_focus_follows_the_workers_layer(begin: Begin) -> None:
    """Stop watching leads to the page's title, Watch live to the board's question."""
    drawing = await begin()
    worker = drawing.worker
    await drawing.add(drawing.young)
    await drawing.in_step()
    await worker.get_by_role("button", name=w.STOP_WATCHING).focus()
    await worker.keyboard.press("Enter")
    await expect(worker.locator("#title")).to_be_focused()
    await worker.get_by_role("button", name=w.WATCH).focus()
    await worker.keyboard.press("Enter")
    await expect(worker.locator(f"{BOARD} .pm-question")).to_be_focused()
