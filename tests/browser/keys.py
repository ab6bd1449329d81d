"""A page that is used by keys alone: no finger, no pointer."""

from __future__ import annotations

import re

from playwright.async_api import Locator, Page, expect

MOST_STOPS = 60
IN_SIGHT = """() => {
  const on = document.activeElement, card = on.closest(".pm-linkcard") ?? on;
  const ringed = [on, card].some((one) => {
    const how = getComputedStyle(one);
    return how.outlineStyle !== "none" && parseFloat(how.outlineWidth) >= 2;
  });
  const box = card.getBoundingClientRect();
  // On the sign of a date field, which is the browser's own, it draws its own ring.
  return (ringed || on.type === "date") && box.bottom > 0 && box.top < innerHeight;
}"""


async def tab_to(page: Page, there: Locator, key: str = "Tab") -> None:
    """By Tab alone; each stop on the way shows that it has the focus."""
    for _ in range(MOST_STOPS):
        await page.keyboard.press(key)
        assert await page.evaluate(IN_SIGHT), await page.locator(":focus").all_inner_texts()
        if await there.evaluate("(it) => it === document.activeElement"):
            return
    raise AssertionError("not reached by Tab")


async def follow(page: Page, name: str, key: str = "Tab") -> None:
    """A link of the page, to the page that it leads to, whose heading has the focus then."""
    await tab_to(page, page.get_by_role("link", name=name, exact=True), key)
    await page.keyboard.press("Enter")
    await expect(page.locator("h1")).to_be_focused()
    await expect(page.locator(".pm-loading")).to_have_count(0)


async def press(page: Page, button: str) -> None:
    """A button further down."""
    await tab_to(page, page.get_by_role("button", name=button, exact=True))
    await page.keyboard.press("Enter")


async def write(page: Page, name: str, words: str) -> None:
    """Into the field of that name further down, as it stands in the form. A day as YYYY-MM-DD."""
    field = page.locator(f'[name="{name}"]:visible').first
    await tab_to(page, field)
    if await field.get_attribute("type") == "date":
        year, month, day = words.split("-")
        british = re.match("en-(GB|IE|AU)", str(await page.evaluate("navigator.language")))
        await page.keyboard.type(f"{day}{month}{year}" if british else f"{month}{day}{year}")
    else:
        await page.keyboard.type(words)


async def choose(page: Page, name: str, words: str) -> None:
    """In the list of that name further down, by the first letters of what it says."""
    field = page.locator(f'select[name="{name}"]')
    await tab_to(page, field)
    await page.keyboard.type(words)
    await expect(field.locator("option:checked")).to_have_text(re.compile(f"^{words}"))
