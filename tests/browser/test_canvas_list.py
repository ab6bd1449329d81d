"""The list twin of the board, by keyboard alone."""

from __future__ import annotations

import re

from playwright.async_api import Locator, Page, expect

from peermap_app.words import young
from tests.browser.board import SAID, SPOT, on, status
from tests.browser.controls import every_control
from tests.browser.test_widths import press
from tests.browser.together import Begin


async def listed(page: Page, text: str) -> Locator:
    """The list's line of something, once it is there."""
    title = page.locator("b", has_text=re.compile(f"^{re.escape(text)}$"))
    item = page.locator("[data-list] li").filter(has=title)
    await item.wait_for()
    return item


async def test_a_whole_map_from_the_list_by_keyboard(begin: Begin) -> None:
    """Add, put in a place, join, say how it is, who matters, a sticker, remove, undo: no touch;

    then every other control of the board, and what each of them did.
    """
    drawing = await begin((1180, 820))
    page, worker = drawing.tablet, drawing.worker
    await press(page, page.locator('[data-tool="tool_list"]'))
    twin = page.locator("[data-list]")
    await expect(twin.locator("h2")).to_be_focused()
    for initials in ("JS", "AK"):
        await press(page, twin.get_by_role("button", name=SAID["tool_person_label"]))
        await page.keyboard.type(initials)
        await page.keyboard.press("Enter")
        await expect(page.locator(".pm-panel h2")).to_be_focused()
        await page.keyboard.press("Escape")
        await expect((await listed(page, initials)).locator(".pm-item")).to_be_focused()
    await press(page, twin.get_by_role("button", name=SAID["tool_place_label"]))
    await press(page, page.locator('[data-place="park"]'), "Space")
    await page.keyboard.press("Escape")
    await from_the_cards(page)
    await lines_and_stickers(page)
    await expect(on(worker, "person")).to_have_count(2)
    await expect(on(worker, "tie")).to_have_count(2)
    await expect(on(worker, "sticker")).to_have_count(1)
    await press(page, (await listed(page, "AK")).locator('button[aria-label*="off"]'))
    await expect(status(page)).to_have_text(young.fill(SAID["news_off"], who="AK"))
    await expect(twin.locator("h2")).to_be_focused()
    await expect(on(worker, "person")).to_have_count(1)
    await expect(on(worker, "tie")).to_have_count(1)
    await page.keyboard.press("Control+z")
    await expect(on(worker, "person")).to_have_count(2)
    await expect(status(page)).to_contain_text(SAID["news_undone"])
    await every_control(drawing)


async def from_the_cards(page: Page) -> None:
    """JS: put in the park, good, really matters; the focus comes back to the line in the list."""
    await press(page, (await listed(page, "JS")).locator(".pm-item"))
    card = page.locator(".pm-panel")
    await press(page, card.locator('[data-do="place"]'))
    await press(page, card.get_by_role("button", name=SAID["place_park"], exact=True))
    await press(page, card.locator('[data-feeling="good"]'), "Space")
    await press(page, card.locator('[data-do="matters"]'), "Space")
    await page.keyboard.press("Escape")
    line = await listed(page, "JS")
    await expect(line.locator(".pm-item")).to_be_focused()
    for said in (SAID["feeling_good"], SAID["matters_short"], "In park"):
        await expect(line).to_contain_text(said)


async def lines_and_stickers(page: Page) -> None:
    """A line between two friends in two picks, said tricky; a sticker, moved and left there."""
    await press(page, page.locator('[data-add="add_line"]'))
    for who in ("JS", "AK"):
        await press(page, page.locator("[data-line]").filter(has_text=who))
    await expect(status(page)).to_have_text(young.fill(SAID["news_joined"], a="JS", b="AK"))
    await press(page, (await listed(page, "JS and AK")).locator(".pm-item"))
    await press(page, page.locator('.pm-panel [data-feeling="tricky"]'))
    await page.keyboard.press("Escape")
    await expect(await listed(page, "JS and AK")).to_contain_text(SAID["feeling_tricky"])
    await press(page, page.locator('[data-add="add_sticker"]'))
    await press(page, page.locator('[data-list] [data-picture="smile"]'))
    line = await listed(page, SAID["sticker_smile"])
    before = await on(page, "sticker").evaluate(SPOT)
    further = young.fill(SAID["further_who"], who=SAID["sticker_smile"])
    await press(page, line.get_by_role("button", name=further))
    assert await on(page, "sticker").evaluate(SPOT) != before
