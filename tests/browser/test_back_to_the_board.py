"""I'm finished, and then Go back and change it: what both devices find again on their boards."""

from __future__ import annotations

from playwright.async_api import Page, expect

from bench.story import cookie_header
from bench.wire import wire_page
from peermap_app.words import draw_together as w
from peermap_app.words import young
from peermap_app.words.worker_pages import DRAWING_GOES_ON
from tests.browser.board import BOARD, on
from tests.browser.hand import hand_on
from tests.browser.test_last_push import LATE, LosesOne
from tests.browser.together import WORKER_STATE, Begin, Together

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


async def holds(page: Page, text: str) -> bool:
    """Whether the page's JavaScript still has a string anywhere, once what nobody needs is gone."""
    chunks: list[str] = []
    cdp = await page.context.new_cdp_session(page)
    cdp.on("HeapProfiler.addHeapSnapshotChunk", lambda told: chunks.append(told["chunk"]))
    await cdp.send("HeapProfiler.collectGarbage")
    await cdp.send("HeapProfiler.takeHeapSnapshot", {"reportProgress": False})
    await cdp.detach()
    return text in "".join(chunks)


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
    """Don't keep anything: nothing of what the worker drew is left in their page's memory.

    While they choose it waits there (canvas/kept_steps.js): so this look at it finds what is there.
    """
    drawing = await begin()
    await drawing.add(drawing.other)
    await drawing.in_step()
    drawn = await on(drawing.worker, "person").get_attribute("data-id")
    assert drawn
    await finish(drawing)
    assert await holds(drawing.worker, drawn)
    await drawing.tablet.get_by_role("button", name="Don’t keep anything").tap()
    await drawing.tablet.get_by_role("button", name=young.DONT_KEEP["yes"]).tap()
    drawing.over = True
    await drawing.worker.locator('[data-phase="over"]').wait_for()
    assert not await holds(drawing.worker, drawn)


async def test_another_drawing_straight_after_this_one_drops_it_too(begin: Begin) -> None:
    """Its end was lost on the way, and the page goes on to one that was begun on another page."""
    drawing = await begin()
    wire = LosesOne('"screen":"over"', each=True)
    await wire.between(drawing.worker)
    await drawing.add(await hand_on(drawing.worker))
    await drawing.in_step()
    drawn = await on(drawing.worker, "person").get_attribute("data-id")
    assert drawn
    await finish(drawing)
    assert await holds(drawing.worker, drawn)
    wire.loses = True
    await drawing.tablet.get_by_role("button", name="Don’t keep anything").tap()
    await drawing.tablet.get_by_role("button", name=young.DONT_KEEP["yes"]).tap()
    await drawing.tablet.locator('[data-phase="over"]').wait_for()
    await begun_elsewhere(drawing)
    wire.what = '"ending":"not_kept"'  # a beat comes through again: the page sees that it is behind
    await drawing.worker.locator('[data-phase="offered"]').wait_for(timeout=LATE)
    assert not await holds(drawing.worker, drawn)


async def begun_elsewhere(drawing: Together) -> None:
    """The worker opens Draw together on the same case on a second page: a new one is offered."""
    cookie = await cookie_header(drawing.worker.context)
    path, query = f"/cases/{drawing.case_id}/draw", {"case_id": drawing.case_id}
    async with wire_page(drawing.server.url, cookie, path, query) as page:
        await page.send(f"{WORKER_STATE}.load")
        while (await page.until("drawing_state", "view"))["screen"] != "offered":
            pass


async def test_undo_leaves_what_the_other_changed_meanwhile(begin: Begin) -> None:
    """The tablet moves somebody whom the worker drew, while the worker's page has no board yet or

    has one again: the worker's Undo takes nothing back and says why.
    """
    drawing = await begin()
    await drawing.add(drawing.other)
    await drawing.in_step()
    (drawn,) = drawing.people
    await finish(drawing)
    await drawing.tablet.get_by_role("button", name=young.CONSENT["change_it"]).tap()
    await drawing.tablet.locator(f'{BOARD}[data-ready="true"]:visible').wait_for()
    to = await drawing.young.beside_me(-140, 90)
    await drawing.young.drag_to(drawing.young.person(drawn), to)
    await drawing.worker.locator(f'{BOARD}[data-ready="true"]:visible').wait_for()
    await drawing.in_step()
    await can_undo(drawing.worker, True)
    await drawing.other.tool("undo")
    await expect(drawing.worker.get_by_text(young.BOARD["undo_gone"]).first).to_be_visible()
    await can_undo(drawing.worker, False)
    await drawing.in_step()


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


async def test_the_focus_is_on_the_board_that_a_link_leads_back_to(begin: Begin) -> None:
    """From the case by keyboard, and Forward: the title that took it lies under the board."""
    drawing = await begin()
    worker = drawing.worker
    question = worker.locator(f"{BOARD} .pm-question")
    await worker.get_by_role("button", name=w.STOP_WATCHING).press("Enter")
    await expect(worker.locator("#title")).to_be_focused()  # else it may take the next key
    await worker.get_by_role("link", name=w.BACK).press("Enter")
    await worker.get_by_role("link", name=DRAWING_GOES_ON).press("Enter")
    await expect(question).to_be_focused()
    await worker.go_back()
    await expect(worker.locator("#title:focus")).to_have_text("HX-1187")
    await worker.go_forward()
    await expect(question).to_be_focused()
