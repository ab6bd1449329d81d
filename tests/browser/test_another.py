"""After one person the next, without the tools: quiet, and with no keyboard over the board."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from peermap_app.words import young
from tests.browser.hand import Hand
from tests.browser.people import settled
from tests.browser.test_canvas_list import SPOT
from tests.browser.test_small_board import apart, box
from tests.browser.test_widths import press
from tests.browser.together import Begin

BOARD = ".pm-board:not(.pm-still)"
SIZES = [(320, 568), (390, 844), (640, 320), (768, 1024), (1180, 820)]


async def test_three_friends_by_keyboard_without_the_tools(begin: Begin) -> None:
    """Letters, Enter, Tab, Enter: the next letters."""
    drawing = await begin()
    page = drawing.tablet
    another = page.locator('.pm-panel [data-do="another"]')
    await press(page, page.locator(f'{BOARD} [data-tool="tool_person"]'))
    for initials in ("BC", "DF", "GH"):
        await page.keyboard.type(initials)
        await page.keyboard.press("Enter")
        await expect(page.locator(".pm-panel h2")).to_have_text(initials)
        await page.keyboard.press("Tab")
        await expect(another).to_be_focused()
        await page.keyboard.press("Enter")
        await expect(page.locator('[data-entry="person"] input')).to_be_focused()
    await expect(page.locator(f"{BOARD} .pm-person")).to_have_count(3)


@pytest.mark.parametrize("size", SIZES)
async def test_another_waits_quietly_on_the_card(begin: Begin, size: tuple[int, int]) -> None:
    """Nothing is opened by itself; who was added can be dragged; a card opened later has it not."""
    drawing = await begin(size)
    hand: Hand = drawing.young
    page = drawing.tablet
    await hand.add_friend("QC")
    another = page.get_by_role("button", name=young.BOARD["another_label"])
    await expect(another).to_be_visible()
    await expect(page.locator("[data-entry]")).to_have_count(0)
    assert await page.evaluate("document.activeElement.tagName") != "INPUT"
    await settled(page)
    disc = await box(hand.person("QC").locator("> :first-child"))
    assert apart(disc, await box(page.locator(".pm-panel")))
    was = await hand.person("QC").evaluate(SPOT)
    middle = await hand.middle(hand.person("QC"))
    await hand.drag(middle, (middle[0] + 14, middle[1] + 8))
    assert await hand.person("QC").evaluate(SPOT) != was
    await hand.tap_on(another)
    await expect(page.locator('[data-entry="person"]')).to_be_visible()
    await hand.put_down()
    await hand.select("QC")
    await expect(another).to_have_count(0)


@pytest.mark.parametrize("size", SIZES)
async def test_a_long_word_keeps_its_room_beside_another(
    begin: Begin, size: tuple[int, int]
) -> None:
    """A role breaks between its words and nowhere else."""
    drawing = await begin(size)
    page = drawing.tablet
    await drawing.young.entry("person")
    await page.locator('[data-kind="grown_up"]').tap()
    await page.locator('[data-role="youth_worker"]').tap()
    title = page.locator(".pm-panel h2")
    await expect(title).to_have_text(young.BOARD["role_youth_worker"])
    await expect(page.locator('.pm-panel [data-do="another"]')).to_be_visible()
    _, top, _, bottom = await box(title)
    assert bottom - top <= 64  # two lines
