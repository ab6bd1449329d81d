"""My map in browsers: a card from the tablet, opened on a phone, and a mind changed there."""

from __future__ import annotations

import re

from playwright.async_api import Page, expect

from peermap_app.words import link_words, young
from peermap_app.words import my_map as w
from tests.browser.comfort import choose
from tests.browser.people import (
    PRIYA,
    SAM,
    draw_and_keep,
    fill_sharing,
    open_case,
    read_qr,
    sign_in,
    soon,
)
from tests.conftest import PHONE, TABLET, NewPerson
from tests.servers import PeerMapServer

PIN = "4711"
WITHIN = 5_000
"""Milliseconds in which every open page must follow (issue 4)."""


async def type_pin(tablet: Page, pin: str) -> None:
    """On the tablet's own keypad."""
    for digit in pin:
        await tablet.get_by_role("button", name=digit, exact=True).tap()


async def take_card(tablet: Page, pin: str = PIN) -> tuple[str, str]:
    """From the kept screen: yes, a PIN twice, the card; its link and its words. Put away after."""
    await expect(tablet.get_by_role("heading", name=w.CARD["safe_title"])).to_be_visible()
    await tablet.get_by_role("button", name=w.CARD["safe_yes"]).tap()
    next_one = tablet.get_by_role("button", name=w.CARD["pin_next"])
    for easy in ("1234", "9090", "7777", "2109"):  # refused at once, above the keys
        await type_pin(tablet, easy)
        await next_one.tap()
        told = await tablet.get_by_text(w.CARD["pin_easy"]).bounding_box()
        keys = await tablet.locator(".pd-pin-keys").bounding_box()
        assert told
        assert keys
        assert told["y"] + told["height"] <= keys["y"]
        await expect(tablet.get_by_role("heading", name=w.CARD["pin_title"])).to_be_visible()
    await type_pin(tablet, pin)
    await next_one.tap()
    await expect(tablet.get_by_role("heading", name=w.CARD["again_title"])).to_be_visible()
    await tablet.get_by_role("button", name=young.COMMON["go_back"]).tap()
    await expect(tablet.get_by_role("button", name=w.CARD["safe_no"])).to_be_visible()
    await type_pin(tablet, pin)
    await next_one.tap()
    await expect(tablet.get_by_role("heading", name=w.CARD["again_title"])).to_be_visible()
    await type_pin(tablet, pin)
    await tablet.get_by_role("button", name=w.CARD["pin_make"]).tap()
    await expect(tablet.get_by_role("heading", name=w.CARD["card_title"])).to_be_visible()
    words = " ".join(await tablet.locator(".pd-receipt-words li").all_inner_texts())
    await choose(tablet, "dark")
    address = await read_qr(tablet)
    await choose(tablet, "dark")
    return address, words


async def put_away(tablet: Page) -> None:
    """I have it: the card leaves the screen, and a reload does not bring it back."""
    await tablet.get_by_role("button", name=w.CARD["card_done"]).tap()
    await expect(tablet.locator(".pd-qr")).to_have_count(0)
    await tablet.reload()
    await expect(tablet.get_by_role("heading", name=young.KEPT["title"])).to_be_visible()
    await expect(tablet.get_by_text(young.KEPT["done"])).to_be_visible()
    await expect(tablet.get_by_role("button", name=w.CARD["safe_yes"])).to_have_count(0)


async def open_my_map(phone: Page, address: str, pin: str = PIN) -> None:
    """By the card's link: a PIN, and then the page."""
    await phone.goto(address)
    await expect(phone).to_have_title(w.DOOR["page"])
    await phone.get_by_label(w.DOOR["pin"]).fill(pin)
    await phone.get_by_role("button", name=w.DOOR["open"]).tap()


async def link_the_two(sam: Page, priya: Page, url: str) -> str:
    """Sam asks, Priya accepts; the id of Sam's case."""
    case = await open_case(sam, url, "HX-1187")
    await sam.get_by_role("link", name="Ask to link").click()
    await sam.locator('[name="reference"]').fill("HX-2041")
    await fill_sharing(sam, soon())
    await sam.get_by_role("button", name="Ask", exact=True).click()
    await sam.wait_for_url(re.compile(r"/cases/[0-9a-f]{32}/?$"))
    await priya.goto(f"{url}/alerts")
    await priya.get_by_role("link", name=re.compile("would like to link")).tap()
    await expect(priya.get_by_text("Youth Support West")).to_be_visible()
    await fill_sharing(priya, soon())
    await priya.get_by_role("button", name="Accept the link").click()
    await expect(priya.get_by_text("The cases are linked")).to_be_visible()
    await expect(priya.get_by_role("link", name=link_words.GO_ON)).to_be_focused()
    return case


async def test_a_mind_that_is_changed_on_a_phone_shows_on_every_open_page(
    server: PeerMapServer, new_person: NewPerson
) -> None:
    """Tablet, card, PIN, phone: No to talking ends the link on Sam's and Priya's pages at once."""
    sam, priya, phone = await new_person(PHONE), await new_person(PHONE), await new_person(PHONE)
    await sign_in(priya, server.url, PRIYA)
    await open_case(priya, server.url, "HX-2041")
    await draw_and_keep(priya, await new_person(TABLET), server, "JS")
    await sign_in(sam, server.url, SAM)
    await open_case(sam, server.url, "HX-1187")
    tablet = await new_person(TABLET)
    await draw_and_keep(sam, tablet, server, "DW")
    address, words = await take_card(tablet)
    await put_away(tablet)
    assert address.startswith(f"{server.url}/my-map/")
    await link_the_two(sam, priya, server.url)
    await open_case(sam, server.url, "HX-1187")
    await open_case(priya, server.url, "HX-2041")
    for page, other in ((sam, "Priya N."), (priya, "HX-1187")):
        await expect(page.get_by_text("1 of 6")).to_be_visible()
        await expect(page.get_by_text(other).first).to_be_visible()

    await open_my_map(phone, address)
    await expect(phone.get_by_role("heading", name=w.MY_MAP["title"], level=1)).to_be_visible()
    second = await phone.context.new_page()
    await second.goto(f"{server.url}/my-map")
    await expect(second.get_by_role("link", name="talk together")).to_be_visible()
    await phone.get_by_role("link", name="talk together").click()
    await expect(phone.get_by_text(w.MIND["talk_told"])).to_be_visible()
    await phone.get_by_role("button", name=w.MIND["to_no"], exact=True).click()
    await expect(phone.get_by_role("heading", name=w.MIND_DONE["title"])).to_be_visible()

    for page in (sam, priya):
        await expect(page.get_by_text("0 of 6")).to_be_visible(timeout=WITHIN)
    await expect(sam.get_by_text("Priya N.")).to_have_count(0)
    await expect(priya.get_by_text("HX-1187")).to_have_count(0)
    await expect(sam.get_by_text("said no to “workers talk”")).to_be_visible(timeout=WITHIN)
    await expect(second.get_by_text("I changed “Our workers")).to_be_visible(timeout=WITHIN)

    fresh = await new_person(PHONE)
    await fresh.goto(f"{server.url}/my-map")
    await fresh.get_by_label(w.DOOR["words"]).fill(words)
    await fresh.get_by_label(w.DOOR["pin"]).fill(PIN)
    await fresh.get_by_role("button", name=w.DOOR["open"]).tap()
    await expect(fresh.get_by_role("heading", name=w.MY_MAP["title"], level=1)).to_be_visible()


async def test_no_to_planning_and_to_keeping_shows_on_every_open_page(
    server: PeerMapServer, new_person: NewPerson
) -> None:
    """Sam's case and Sam's map, open meanwhile, hold no plan and then no picture within 5 s."""
    sam, tablet, phone = await new_person(PHONE), await new_person(TABLET), await new_person(PHONE)
    await sign_in(sam, server.url, SAM)
    case_id = await open_case(sam, server.url, "HX-1204")
    await draw_and_keep(sam, tablet, server, "DW")
    address, _ = await take_card(tablet)
    await put_away(tablet)
    await open_case(sam, server.url, "HX-1204")
    sheet = await sam.context.new_page()
    await sheet.goto(f"{server.url}/cases/{case_id}/maps/1")
    await expect(sheet.locator(".pm-picture img")).to_be_visible()
    await expect(sam.locator(".pm-picture img")).to_be_visible()
    await expect(sam.locator('[name="kind"]:visible').first).to_be_visible()
    await open_my_map(phone, address)
    await expect(phone.get_by_role("heading", name=w.MY_MAP["title"], level=1)).to_be_visible()
    second = await phone.context.new_page()
    await second.goto(f"{server.url}/my-map")

    await phone.get_by_role("link", name="plan how I stay safe").click()
    await phone.get_by_role("button", name=w.MIND["to_no"], exact=True).click()
    await expect(phone.get_by_role("heading", name=w.MIND_DONE["title"])).to_be_visible()
    await expect(sam.locator('[name="kind"]:visible')).to_have_count(0, timeout=WITHIN)
    await expect(second.get_by_text("I changed “Use it to plan")).to_be_visible(timeout=WITHIN)

    await phone.goto(f"{server.url}/my-map")
    await phone.get_by_role("link", name=w.MY_MAP["take_back"]).click()
    await phone.get_by_role("button", name=w.MIND["keep_yes"], exact=True).click()
    await expect(phone.get_by_role("heading", name=w.MIND_DONE["title"])).to_be_visible()
    for page in (sam, sheet):
        await expect(page.locator(".pm-picture img")).to_have_count(0, timeout=WITHIN)
    await expect(second.get_by_text("Map 1 is gone.").first).to_be_visible(timeout=WITHIN)
