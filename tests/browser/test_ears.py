"""What is heard of a drawing: nothing behind the calm picture."""

from __future__ import annotations

from playwright.async_api import Locator, Page, expect

from tests.browser.aloud import VOICE, heard, is_silent, now_has
from tests.browser.board import SAID
from tests.browser.test_back_to_the_board import finish
from tests.browser.together import Begin


async def hides_and_shows(page: Page, hide: Locator, reads: Locator) -> None:
    """Read, hide, nothing more is spoken; nor does it go on by itself afterwards."""
    await reads.tap()
    assert await heard(page)
    await expect(reads).to_have_attribute("aria-pressed", "true")
    await hide.tap()
    show = page.get_by_role("button", name=SAID["show_again"])
    await expect(show).to_be_visible()
    await is_silent(page)
    await show.tap()
    await expect(show).to_have_count(0)
    await is_silent(page)
    await expect(reads).to_have_attribute("aria-pressed", "false")


async def test_a_voice_ends_when_the_map_is_hidden(begin: Begin) -> None:
    """On the board and while they choose: whoever came in hears neither the map nor the answers."""
    drawing = await begin((1180, 820))
    page = drawing.tablet
    await page.evaluate(VOICE)
    await now_has(page, ("en-GB", True))
    hide = page.get_by_role("button", name=SAID["hide_label"])
    await hides_and_shows(page, hide, page.locator(".pm-strip .pm-speak"))
    await finish(drawing)
    hide = page.locator(".pd-picture-ways").get_by_role("button", name=SAID["hide"])
    await hides_and_shows(page, hide, page.locator(".pd-say-left .pd-speak"))
