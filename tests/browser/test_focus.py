"""By keyboard: what had the focus goes, and the focus goes to the board and never to nowhere."""

from __future__ import annotations

import pytest
from playwright.async_api import Page, expect

from peermap_app.words import young
from tests.browser.board import BOARD
from tests.browser.people import answer
from tests.browser.together import Begin

UNDO = f'{BOARD} [data-tool="tool_undo"]'
COVER = ".pm-cover button"


async def on_the_board(page: Page) -> None:
    """The board itself has the focus, and arrow keys and Tab go on from there."""
    await expect(page.locator(f"{BOARD} .pm-ground")).to_be_focused()


async def test_undo_takes_away_who_has_the_focus(begin: Begin) -> None:
    """On the board, and in their open card; by keys and by the tool."""
    drawing = await begin((1180, 820))
    hand, page = drawing.young, drawing.tablet
    for way in ("disc", "card"):
        await hand.add_friend("QC")
        await hand.put_down()
        await hand.person("QC").focus()
        if way == "card":
            await page.keyboard.press("Enter")
            await expect(page.locator(".pm-panel h2")).to_be_focused()
        await page.keyboard.press("Control+z")
        await expect(hand.person("QC")).to_have_count(0)
        await on_the_board(page)


async def test_the_other_takes_away_who_has_the_focus(begin: Begin) -> None:
    """While somebody is on them by keyboard, and while the list stands open beside it."""
    drawing = await begin((1180, 820))
    hand, page = drawing.young, drawing.tablet
    await drawing.add(drawing.other)
    await drawing.in_step()
    (there,) = drawing.people
    await hand.person(there).focus()
    await drawing.other.tool("undo")
    await expect(hand.person(there)).to_have_count(0)
    await on_the_board(page)
    await drawing.other.tool("redo")
    await hand.person(there).wait_for()
    await page.locator(f'{BOARD} [data-tool="tool_list"]').focus()
    await page.keyboard.press("Enter")
    await page.locator(".pm-twin .pm-item").first.focus()
    await drawing.other.tool("undo")
    await expect(page.locator(".pm-twin h2")).to_be_focused()


async def test_a_way_out_that_goes_leads_to_the_board(begin: Begin) -> None:
    """Cancel is gone as soon as it was pressed."""
    drawing = await begin((1180, 820))
    page = drawing.tablet
    await page.locator(f'{BOARD} [data-tool="tool_join"]').focus()
    await page.keyboard.press("Enter")
    await page.locator(".pm-stop").focus()
    await page.keyboard.press("Enter")
    await expect(page.locator(".pm-stop")).to_have_count(0)
    await on_the_board(page)


@pytest.mark.parametrize("way", ["Enter", "Escape"])
async def test_show_my_map_gives_the_focus_back(begin: Begin, way: str) -> None:
    """To Hide, beside a card; after a reload to something of the board as well."""
    drawing = await begin((1180, 820))
    hand, page = drawing.young, drawing.tablet
    await hand.add_friend("QC")
    hide = page.locator(f"{BOARD} .pm-hide")
    await hide.focus()
    await page.keyboard.press("Enter")
    await expect(page.locator(COVER)).to_be_focused()
    await page.keyboard.press(way)
    await expect(hide).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.locator(COVER)).to_be_focused()
    await page.reload()
    await page.locator(COVER).focus()
    await page.keyboard.press(way)
    await expect(page.locator(".pm-cover")).to_have_count(0)
    # The page of the reload may have given it to the question meanwhile (ui/stage).
    await expect(page.locator(f"{BOARD} :is(.pm-hide, .pm-question):focus")).to_have_count(1)


async def test_what_had_the_focus_goes_while_the_map_is_hidden(begin: Begin) -> None:
    """The other takes the person away whose card was open: back on the board all the same."""
    drawing = await begin((1180, 820))
    hand, page = drawing.young, drawing.tablet
    await drawing.add(drawing.other)
    await drawing.in_step()
    (there,) = drawing.people
    await hand.person(there).focus()
    await page.evaluate(
        "document.querySelector('.pm-hide').click()"
    )  # by touch: no focus of its own
    await expect(page.locator(COVER)).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(hand.person(there)).to_be_focused()
    await page.evaluate("document.querySelector('.pm-hide').click()")
    await drawing.other.tool("undo")
    await expect(hand.person(there)).to_have_count(0)
    await page.locator(COVER).focus()
    await page.keyboard.press("Enter")
    await expect(page.locator(f"{BOARD} .pm-hide")).to_be_focused()


async def test_show_my_map_while_choosing_gives_the_focus_back(begin: Begin) -> None:
    """Hidden by the button of that page, shown again, and after a reload: never nowhere."""
    drawing = await begin((1180, 820))
    page = drawing.tablet
    await drawing.add(drawing.young)
    await drawing.in_step()
    await page.get_by_role("button", name="I’m finished").tap()
    await expect(page.get_by_role("heading", name=young.CONSENT["title"])).to_be_visible()
    await answer(page, "keep", "no")
    hide = page.locator("[data-hide]:visible").first
    await hide.focus()
    await page.keyboard.press("Enter")
    await expect(page.locator(COVER)).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(hide).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.locator(COVER)).to_be_focused()
    await page.reload()
    await page.locator(COVER).focus()
    await page.keyboard.press("Enter")
    await expect(page.locator(".pm-cover")).to_have_count(0)
    await expect(page.locator("[data-hide]:focus, h1:focus")).to_have_count(1)
