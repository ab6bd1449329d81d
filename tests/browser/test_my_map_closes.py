"""My map closes by itself after ten idle minutes, on the page's own clock: no server tells it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from playwright.async_api import Page, expect

from peermap_app.domain.receipt import IDLE
from peermap_app.words import my_map as w
from tests.browser.people import SAM, draw_and_keep, open_case, sign_in
from tests.browser.test_gestures import SLEEPS
from tests.browser.test_my_map import open_my_map, take_card
from tests.conftest import PHONE, TABLET, NewPerson
from tests.servers import PeerMapServer

HELD = (w.MY_MAP["said"], w.MY_MAP["talk"], "<img", "data:image")
"""Some of what the page holds of the young person: words, and the picture."""
KEPT_FOR_BACK = "dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }))"


async def an_open_page(server: PeerMapServer, new_person: NewPerson) -> Page:
    """My map on a phone whose clock is the test's, and then no connection."""
    sam, tablet, phone = await new_person(PHONE), await new_person(TABLET), await new_person(PHONE)
    await sign_in(sam, server.url, SAM)
    await open_case(sam, server.url, "HX-1187")
    await draw_and_keep(sam, tablet, server, "DW")
    address, _ = await take_card(tablet)
    await phone.clock.install(time=datetime.now(UTC))
    await open_my_map(phone, address)
    await shown(phone)
    await phone.context.set_offline(True)
    return phone


async def shown(phone: Page) -> None:
    """The page is open, and all of it is there: its script too, that comes after what is read."""
    await expect(phone.get_by_role("heading", name=w.MY_MAP["title"], level=1)).to_be_visible()
    await phone.wait_for_load_state("load")
    held = await phone.content()
    assert [each for each in HELD if each not in held] == []


async def nothing_left(phone: Page) -> None:
    """One sentence and a way to open it again; of what was shown nothing is in the page at all."""
    await expect(phone.get_by_role("heading", name=w.DOOR["closed"], level=1)).to_be_visible()
    await expect(phone.get_by_role("link", name=w.DOOR["open"])).to_be_visible()
    held = await phone.content()
    assert [each for each in HELD if each in held] == []


async def test_it_closes_without_a_connection(server: PeerMapServer, new_person: NewPerson) -> None:
    """Not before its ten minutes; then at once; and the door is there when the network is back."""
    phone = await an_open_page(server, new_person)
    await phone.clock.fast_forward((IDLE - timedelta(seconds=40)) / timedelta(milliseconds=1))
    await shown(phone)
    await phone.clock.fast_forward(45_000)
    await nothing_left(phone)
    await phone.context.set_offline(False)
    await phone.get_by_role("link", name=w.DOOR["open"]).tap()
    await shown(phone)  # the server's own ten minutes are not over in this test

    await phone.context.set_offline(True)
    asleep = datetime.now(UTC) + timedelta(hours=3)
    await phone.evaluate(SLEEPS, True)
    await phone.clock.set_system_time(asleep)  # no timer has run meanwhile
    await shown(phone)
    await phone.evaluate(SLEEPS, False)
    await nothing_left(phone)

    await phone.context.set_offline(False)
    await phone.get_by_role("link", name=w.DOOR["open"]).tap()
    await shown(phone)
    await phone.evaluate(KEPT_FOR_BACK)
    await nothing_left(phone)
