"""What a tap leads to comes into sight by itself, on every screen: nobody has to look for it."""

from __future__ import annotations

import pytest
from playwright.async_api import Locator, expect

from peermap_app.words import my_map as w
from tests.browser.board import BOARD
from tests.browser.people import (
    SAM,
    draw_and_keep,
    open_case,
    settled,
    sign_in,
)
from tests.browser.test_my_map import PIN, type_pin
from tests.browser.test_small_board import ROWS, apart, box
from tests.browser.together import Begin
from tests.conftest import PHONE, TABLET, NewPerson
from tests.servers import PeerMapServer

Size = tuple[int, int]
SIZES = [(390, 844), (768, 1024), (844, 390), (640, 320)]


async def shows(what: Locator, size: Size) -> None:
    """All of it lies on the screen, without scrolling."""
    left, top, right, bottom = await box(what)
    assert left >= 0, what
    assert top >= 0, what
    assert right <= size[0], what
    assert bottom <= size[1], what


@pytest.mark.parametrize("size", SIZES)
async def test_a_colour_is_chosen_with_the_friend_in_sight(begin: Begin, size: Size) -> None:
    """Colours show when they are unfolded, and so does who gets them."""
    drawing = await begin(size)
    hand, page = drawing.young, drawing.tablet
    await hand.add_friend("QC")
    await hand.put_down()
    await hand.drag_to(hand.person("QC"), await hand.beside_me(100, -10))
    card = await hand.select("QC")
    await card.locator('[data-do="look"]').tap()
    await settled(page)
    tools = await box(page.locator(f"{BOARD} .pm-tools"))
    for colour in await card.locator(".pm-colours button").all():
        seen = await box(colour)
        assert seen[1] >= (await box(card))[1]
        assert seen[3] <= tools[1]
    disc = await box(hand.person("QC").locator("> :first-child"))
    assert apart(disc, await box(card))
    assert disc[1] >= (await box(page.locator(".pm-hide")))[3]
    await hand.put_down()
    await settled(page)


@pytest.mark.parametrize(("size", "rows"), [((844, 390), 2), ((640, 320), 1)])
async def test_letters_show_on_a_phone_that_lies(begin: Begin, size: Size, rows: int) -> None:
    """The tap on "Pick letters here" leads to letters, and what was picked shows beside them."""
    drawing = await begin(size)
    hand, page = drawing.young, drawing.tablet
    await hand.entry("person")
    await page.locator('[data-do="keypad"]').tap()
    await settled(page)
    assert await page.evaluate(ROWS) >= rows
    await page.locator('[data-key="B"]').tap()
    await shows(page.locator('[data-entry="person"] input'), size)
    for word in ('[data-kind="grown_up"]', '[data-do="keypad"]', '[data-do="add"]'):
        await shows(page.locator(word), size)


@pytest.mark.parametrize("size", [(390, 844), (768, 1024)])
async def test_the_keys_and_the_card_come_into_sight(
    server: PeerMapServer, new_person: NewPerson, size: Size
) -> None:
    """All keys with Next below them; and the card, which is shown once."""
    sam, tablet = await new_person(PHONE), await new_person(TABLET)
    await sign_in(sam, server.url, SAM)
    await open_case(sam, server.url, "HX-1187")
    await draw_and_keep(sam, tablet, server, "DW")
    await tablet.set_viewport_size({"width": size[0], "height": size[1]})
    await tablet.get_by_role("button", name=w.CARD["safe_yes"]).tap()
    for heading, go_on in (("pin_title", "pin_next"), ("again_title", "pin_make")):
        await expect(tablet.get_by_role("heading", name=w.CARD[heading])).to_be_visible()
        await settled(tablet)
        for key in ("1", "0"):
            await shows(tablet.get_by_role("button", name=key, exact=True), size)
        await shows(tablet.get_by_role("button", name=w.CARD[go_on]), size)
        await type_pin(tablet, PIN)
        await tablet.get_by_role("button", name=w.CARD[go_on]).tap()
    card = tablet.get_by_role("heading", name=w.CARD["card_title"])
    await expect(card).to_be_focused()
    await settled(tablet)
    await shows(card, size)
    await shows(tablet.locator(".pd-qr"), size)
