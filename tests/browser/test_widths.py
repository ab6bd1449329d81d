"""Every screen at every width, and the main job by keyboard alone."""

from __future__ import annotations

import re

from playwright.async_api import Locator, Page, expect

from peermap_app.words import young
from tests.browser.conftest import Walk
from tests.browser.hand import hand_on
from tests.browser.people import PASSWORD, SAM
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
    """Sign in, open a case, offer, join, draw, place, undo, ease, hide, answer every way, mark,
    keep and take a card without a mouse or touch: Tab and keys alone."""
    sam, tablet = await new_person(LAPTOP), await new_person(LAPTOP)
    code = await offered(sam, server.url)
    await tablet.goto(f"{server.url}/join")
    await type_in(tablet, tablet.get_by_label("Type the code"), code)
    await press(tablet, tablet.get_by_role("button", name="Join"))
    await press(sam, sam.get_by_role("button", name="That’s our tablet"))
    await press(tablet, tablet.get_by_role("button", name="Start drawing"))
    await tablet.locator(".pm-board .pm-me").first.wait_for()
    await drawn(tablet)
    await placed(tablet)
    await moved_back_and_forth(tablet)
    await eased_and_hidden(tablet)
    await press(tablet, tablet.get_by_role("button", name="I’m finished"))
    await expect(tablet.get_by_role("heading", name="Your map, your say")).to_be_visible()
    await said(tablet)
    await expect(tablet.get_by_role("heading", name="Your map is in your file")).to_be_visible()
    await carded(tablet)


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


async def placed(tablet: Page) -> None:
    """A place from its picture, and a friend put into it from the friend's card."""
    await tablet.keyboard.press("Escape")
    await expect(tablet.locator('[data-tool="tool_list"]')).to_be_focused()
    await press(tablet, tablet.locator('[data-tool="tool_place"]'))
    await press(tablet, tablet.locator('[data-place="school"]'))
    await expect(tablet.locator(".pm-panel h2")).to_be_focused()
    await tablet.keyboard.press("Escape")
    await expect(tablet.locator(".pm-svg .pm-place:focus")).to_have_count(1)
    hand = await hand_on(tablet)
    await press(tablet, hand.person("AK"))
    await expect(tablet.locator(".pm-panel h2")).to_be_focused()
    await press(tablet, tablet.locator('.pm-panel [data-do="place"]'), "Space")
    put = tablet.locator(".pm-panel").get_by_role("button", name="school", exact=True)
    await press(tablet, put, "Space")
    await expect(put).to_have_attribute("aria-pressed", "true")
    await tablet.keyboard.press("Escape")
    await expect(hand.person("AK")).to_be_focused()


async def moved_back_and_forth(tablet: Page) -> None:
    """Moved by an arrow key, back by Undo, there again by Redo; the next question."""
    hand = await hand_on(tablet)
    disc = hand.person("JS").locator("> :first-child")
    await to(tablet, hand.person("JS"))
    before = str(await disc.get_attribute("cx"))
    await tablet.keyboard.press("ArrowLeft")
    await expect(disc).not_to_have_attribute("cx", before)
    after = str(await disc.get_attribute("cx"))
    await press(tablet, tablet.locator('[data-tool="tool_undo"]'))
    await expect(disc).to_have_attribute("cx", before)
    await press(tablet, tablet.locator('[data-tool="tool_redo"]'))
    await expect(disc).to_have_attribute("cx", after)
    await press(tablet, tablet.get_by_role("button", name="Next question"))
    await expect(tablet.locator(".pm-question")).to_have_text(young.BOARD["question_2"])


async def eased_and_hidden(tablet: Page) -> None:
    """Comfort opens, turns one thing and closes; Hide, and back: the focus stays where it was."""
    await press(tablet, tablet.locator(".pm-ease"))
    switch = tablet.locator('[data-ease="calm"]')
    await press(tablet, switch, "Space")
    await expect(switch).to_have_attribute("aria-checked", "true")
    await tablet.keyboard.press("Escape")
    await expect(tablet.locator(".pm-ease")).to_be_focused()
    await press(tablet, tablet.locator(".pm-hide"), "Space")
    await expect(tablet.locator(".pm-cover button")).to_be_focused()
    await tablet.keyboard.press("Enter")
    await expect(tablet.locator(".pm-hide")).to_be_focused()


async def said(tablet: Page) -> None:
    """Each question answered every way by the arrow keys, Yes in the end; the tick, and keep."""
    for statement in ("keep", "plan", "talk"):
        answers = tablet.locator(f'input[name="answer-{statement}"]')
        await press(tablet, answers.nth(0), "Space")
        await expect(answers.nth(0)).to_be_checked()
        for key, at in (("Right", 1), ("Right", 2), ("Left", 1), ("Left", 0)):
            await tablet.keyboard.press(f"Arrow{key}")
            await expect(answers.nth(at)).to_be_checked()
            await expect(answers.nth(at)).to_be_focused()
    await press(tablet, tablet.get_by_role("button", name="Use a tick instead"), "Space")
    await expect(tablet.locator(".pd-mark-tick")).to_be_visible()
    await press(tablet, tablet.get_by_role("button", name="Keep what I said yes to"))


async def carded(tablet: Page) -> None:
    """A card of My map: the PIN twice by the number keys, the card, and done with it."""
    card = young.PAGES["card"]
    await press(tablet, tablet.get_by_role("button", name=card["safe_yes"]))
    for title in (card["pin_title"], card["again_title"]):
        await expect(tablet.get_by_role("heading", name=title)).to_be_focused()
        await tablet.keyboard.type("2468")
        await tablet.keyboard.press("Enter")
    await expect(tablet.get_by_role("heading", name=card["card_title"])).to_be_focused()
    await press(tablet, tablet.get_by_role("button", name=card["card_done"]))
    await expect(tablet.get_by_role("heading", name="Your map is in your file")).to_be_focused()
