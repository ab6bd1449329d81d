"""The Comfort menu, as a finger uses it."""

from __future__ import annotations

from playwright.async_api import Page, expect

MENU = "#pm-comfort"


async def open_comfort(page: Page) -> None:
    """Tap the button of the screen that is shown."""
    await page.locator('[popovertarget="pm-comfort"]:not([popovertargetaction]):visible').last.tap()
    await expect(page.locator(MENU)).to_be_visible()


async def close_comfort(page: Page) -> None:
    """Tap the menu's own Close."""
    await page.locator(f"{MENU} .pd-comfort-close").tap()
    await expect(page.locator(MENU)).to_be_hidden()


async def choose(page: Page, *names: str) -> None:
    """Turn these settings round, one after the other, and close the menu."""
    await open_comfort(page)
    for name in names:
        switch = page.locator(f'[data-ease="{name}"]')
        was = await switch.get_attribute("aria-checked")
        await switch.tap()
        await expect(switch).to_have_attribute("aria-checked", "false" if was == "true" else "true")
    await close_comfort(page)
