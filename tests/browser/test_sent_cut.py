"""Plain pages without a connection: what was typed stays, a sentence says why, it goes on after.

By a real cut of the device's own network, on the door of the tablet, of My map and of the worker.
"""

from __future__ import annotations

import re

from playwright.async_api import Page, expect

from peermap_app.words import draw_together as d
from peermap_app.words import my_map as w
from peermap_app.words import young
from tests.browser.network import Network
from tests.browser.people import SAM, draw_and_keep, offer, open_case, sign_in
from tests.browser.test_my_map import PIN, take_card
from tests.conftest import PHONE, TABLET, NewPerson
from tests.servers import PeerMapServer


async def says(page: Page, sentence: str) -> None:
    """The page stays where it is, and the sentence is in sight."""
    address = page.url
    told = page.locator("[data-cut]")
    await expect(told).to_have_text(sentence)
    await expect(told).to_be_visible()
    await expect(told).to_be_in_viewport()
    assert page.url == address


async def test_my_map_keeps_its_page(server: PeerMapServer, new_person: NewPerson) -> None:
    """The PIN while cut, a link and a change of mind while cut: nothing is sent, nothing is left,
    and the browser never shows its own page with the card's address."""
    network = await Network.open()
    sam, tablet = await new_person(PHONE), await new_person(TABLET)
    await sign_in(sam, server.url, SAM)
    await open_case(sam, server.url, "HX-1187")
    await draw_and_keep(sam, tablet, server, "DW")
    address, _ = await take_card(tablet)
    phone = await new_person(PHONE, proxy=network.proxy)
    await phone.goto(address)
    await phone.fill("#pin", PIN)
    network.cut()
    await phone.get_by_role("button", name=w.DOOR["open"]).tap()
    await says(phone, w.MY_MAP["cut"])
    network.heal()
    await phone.get_by_role("button", name=w.DOOR["open"]).tap()
    await expect(phone.get_by_role("heading", name=w.MY_MAP["title"], level=1)).to_be_visible()
    await phone.wait_for_load_state()  # with its script: a page seen a moment earlier has none yet
    change = phone.get_by_role("link", name=re.compile(w.MY_MAP["change"])).first
    network.cut()
    await change.tap()
    await says(phone, w.MY_MAP["cut"])
    network.heal()
    await change.tap()
    way = phone.locator(".mp-ways button").first
    await expect(way).to_be_visible()
    await phone.wait_for_load_state()
    network.cut()
    await way.tap()
    await says(phone, w.MY_MAP["cut"])
    network.heal()
    await way.tap()
    await expect(way).to_have_count(0)
    await network.close()


async def test_signing_in_keeps_what_was_typed(
    server: PeerMapServer, new_person: NewPerson
) -> None:
    """In a stairwell: address and password stay, and the same tap signs in upstairs."""
    network = await Network.open()
    sam = await new_person(PHONE, proxy=network.proxy)
    await sam.goto(f"{server.url}/sign-in")
    await sam.fill("#email", SAM)
    await sam.fill("#password", "not yet the right one")
    network.cut()
    await sam.get_by_role("button", name=d.SIGN_IN).tap()
    await says(sam, d.SIGN_IN_CUT)
    await expect(sam.locator("#email")).to_have_value(SAM)
    network.heal()
    await sam.get_by_role("button", name=d.SIGN_IN).tap()
    await expect(sam.locator("#problem")).to_be_visible()
    await network.close()


async def test_the_tablets_code_is_still_there(
    server: PeerMapServer, new_person: NewPerson
) -> None:
    """Join while cut: the code stays; the same tap joins once the network is back, once."""
    network = await Network.open()
    sam = await new_person(PHONE)
    await sign_in(sam, server.url, SAM)
    await open_case(sam, server.url, "HX-1187")
    code = await offer(sam)
    tablet = await new_person(TABLET, proxy=network.proxy)
    await tablet.goto(f"{server.url}/join")
    await tablet.fill("#code", code)
    network.cut()
    await tablet.get_by_role("button", name=young.JOIN["join"]).tap()
    await says(tablet, young.COMMON["not_sent"])
    await expect(tablet.locator("#code")).to_have_value(code)
    network.heal()
    await tablet.get_by_role("button", name=young.JOIN["join"]).tap()
    await tablet.wait_for_url(re.compile("/draw/?$"))
    await tablet.context.close()  # before its network: what a page is still loading would fail
    await network.close()
