"""Every screen at every width, and the main job by keyboard alone."""

from __future__ import annotations

import re

from playwright.async_api import Locator, Page, expect

from tests.browser.conftest import Walk
from tests.browser.hand import hand_on
from tests.browser.people import PASSWORD, SAM, join_by_code
from tests.conftest import LAPTOP, NewPerson
from tests.servers import PeerMapServer


async def test_nothing_is_cut_at_any_width(walk: Walk) -> None:
    """At 320, 390, 768 and 1180 px and at 200 % zoom nothing overflows sideways or is cut off."""
    assert walk.cuts == []


async def to(page: Page, what: Locator) -> None:
    """Tab until it has the focus, as somebody without a mouse does."""
    await what.wait_for()
    for _ in range(80):
        if await what.evaluate("(el) => el === document.activeElement"):
            return
        await page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not reach {what}")


async def press(page: Page, what: Locator, key: str = "Enter") -> None:
    """Tab to it and press a key."""
    await to(page, what)
    await page.keyboard.press(key)


async def type_in(page: Page, what: Locator, words: str) -> None:
    """Tab to a field and type."""
    await to(page, what)
    await page.keyboard.type(words)


async def test_the_main_job_by_keyboard_alone(server: PeerMapServer, new_person: NewPerson) -> None:
    """Sign in, open a case, offer, draw, answer, mark and keep without a mouse or touch."""
    sam, tablet = await new_person(LAPTOP), await new_person(LAPTOP)
    code = await offered(sam, server.url)
    await join_by_code(tablet, server.url, code)
    await press(sam, sam.get_by_role("button", name="That’s our tablet"))
    await press(tablet, tablet.get_by_role("button", name="Start drawing"))
    await tablet.locator(".pm-board .pm-me").first.wait_for()
    await drawn(tablet)
    await press(tablet, tablet.get_by_role("button", name="I’m finished"))
    await expect(tablet.get_by_role("heading", name="Your map, your say")).to_be_visible()
    await said(tablet)
    await expect(tablet.get_by_role("heading", name="Your map is in your file")).to_be_visible()


async def offered(sam: Page, url: str) -> str:
    """From the door to the code, by keyboard."""
    await sam.goto(f"{url}/sign-in")
    await type_in(sam, sam.get_by_label("E-mail address"), SAM)
    await type_in(sam, sam.get_by_label("Password"), PASSWORD)
    await press(sam, sam.get_by_role("button", name="Sign in"))
    await sam.wait_for_url(re.compile(r"/alerts/?$"))
    await press(sam, sam.get_by_role("link", name="My cases"))
    await press(sam, sam.get_by_role("link", name=re.compile("HX-1187")))
    await press(sam, sam.get_by_role("link", name="Draw together"))
    shown = sam.locator(".pd-code")
    await expect(shown).to_be_visible()
    return "".join(await shown.locator("[aria-hidden=true]").all_inner_texts())


async def drawn(tablet: Page) -> None:
    """Two friends, how it is with one of them, and a line between them, from the list."""
    hand = await hand_on(tablet)
    for initials in ("JS", "AK"):
        await press(tablet, tablet.locator('[data-tool="tool_person"]'))
        await type_in(tablet, tablet.locator('[data-entry="person"] input'), initials)
        await tablet.keyboard.press("Enter")
        await hand.person(initials).wait_for()
        await tablet.keyboard.press("Escape")
    await press(tablet, tablet.locator('[data-tool="tool_list"]'))
    item = tablet.locator("[data-list] button.pm-item").filter(has_text="JS").first
    await press(tablet, item)
    card = tablet.locator(".pm-panel")
    await press(tablet, card.locator('[data-feeling="good"]'), "Space")
    await expect(card.locator('[data-feeling="good"]')).to_have_attribute("aria-pressed", "true")
    await press(tablet, card.locator('[data-do="join"]'), "Space")
    await press(tablet, card.get_by_role("button", name="AK", exact=True), "Space")
    await expect(tablet.locator(".pm-board .pm-tie").first).to_be_attached()
    await tablet.keyboard.press("Escape")
    # The card was opened from the list, so the focus comes back to its line there.
    await expect(tablet.locator("[data-list] button.pm-item:focus")).to_have_text(re.compile("^JS"))


async def said(tablet: Page) -> None:
    """Three answers by the arrow keys' radio buttons, the tick, and keep."""
    for statement in ("keep", "plan", "talk"):
        chosen = tablet.locator(f'input[name="answer-{statement}"][value="yes"]')
        await press(tablet, chosen, "Space")
        await expect(chosen).to_be_checked()
    await press(tablet, tablet.get_by_role("button", name="Use a tick instead"), "Space")
    await expect(tablet.locator(".pd-tick")).to_have_attribute("aria-pressed", "true")
    await press(tablet, tablet.get_by_role("button", name="Keep what I said yes to"))
