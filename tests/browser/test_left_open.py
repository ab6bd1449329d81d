"""A card that is left open is put away: whoever passes by reads nothing about anybody."""

from __future__ import annotations

from playwright.async_api import Page, expect

from tests.browser.board import BOARD, on
from tests.browser.hand import Hand
from tests.browser.test_gestures import SLEEPS
from tests.browser.together import Begin

MINUTES = 60_000


async def with_a_clock(page: Page) -> None:
    """From now on the page's time is the test's."""
    await page.clock.install()
    await page.reload()
    await page.locator(f'{BOARD}[data-ready="true"]').wait_for()


async def of_the_list(hand: Hand) -> None:
    """Open the list, which says of everybody what their cards say."""
    await hand.put_down()
    await hand.tool("list")
    await expect(hand.page.locator("[data-list]")).to_be_visible()


async def test_a_card_goes_when_its_page_is_left(begin: Begin) -> None:
    """Another tab, another page, a dark screen: on the tablet and on the worker's page alike."""
    drawing = await begin()
    await drawing.add(drawing.young)
    await drawing.in_step()
    for hand in (drawing.young, drawing.other):
        page = hand.page
        for event in (SLEEPS, "() => dispatchEvent(new PageTransitionEvent('pagehide'))"):
            await hand.select(drawing.people[0])
            await page.evaluate(event, True)
            await expect(page.locator(".pm-panel")).to_have_count(0)
            await page.evaluate(SLEEPS, False)
        await of_the_list(hand)
        await page.evaluate(SLEEPS, True)
        await expect(page.locator(".pm-panel")).to_have_count(0)
        await page.evaluate(SLEEPS, False)
        await expect(on(page, "person")).to_have_count(1)


async def test_a_card_goes_after_five_minutes_without_a_touch(begin: Begin) -> None:
    """A touch begins the five minutes anew; the focus goes from the card to whom it was about."""
    drawing = await begin()
    await drawing.add(drawing.young)
    await drawing.in_step()
    hand, page = drawing.other, drawing.worker
    await with_a_clock(page)
    card = await hand.select(drawing.people[0])
    await page.clock.fast_forward(4 * MINUTES)
    await card.locator("h2").focus()
    await page.keyboard.press("Shift")
    await page.clock.fast_forward(4 * MINUTES)
    await expect(card).to_be_visible()
    await page.clock.fast_forward(MINUTES + 10_000)
    await expect(card).to_have_count(0)
    await expect(hand.person(drawing.people[0])).to_be_focused()
    await of_the_list(hand)
    await page.clock.fast_forward(5 * MINUTES + 10_000)
    await expect(page.locator("[data-list]")).to_have_count(0)
