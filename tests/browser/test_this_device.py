"""The worker's own phone handed over, and a kept map as the start of a new drawing."""

from __future__ import annotations

import re

from playwright.async_api import Page, expect

from tests.browser.hand import hand_on
from tests.browser.people import (
    SAM,
    draw_and_keep,
    join_by_code,
    keep_all,
    offer,
    open_case,
    sign_in,
)
from tests.browser.read_aloud import BARE, HEARD, VOICES
from tests.browser.weight import weigh_the_same
from tests.conftest import PHONE, TABLET, NewPerson
from tests.servers import PeerMapServer


async def handed_over(phone: Page, url: str) -> Page:
    """Sam's phone, from the open case into the drawing; gives another tab of the same browser."""
    tab = await phone.context.new_page()
    await tab.goto(f"{url}/cases")
    await expect(tab.get_by_role("link", name=re.compile("HX-1187"))).to_be_visible()
    await offer(phone)
    await phone.get_by_role("button", name="Use this device instead").dblclick()
    await phone.wait_for_url(re.compile(r"/draw/?$"))
    return tab


async def test_this_device_instead(server: PeerMapServer, new_person: NewPerson) -> None:
    """Hand over, start, draw, choose, keep, sign in: the case shows the map. A double tap is one,

    the other tab is turned away at once, and no work page opens meanwhile.
    """
    phone = await new_person(PHONE)
    await sign_in(phone, server.url, SAM)
    await open_case(phone, server.url, "HX-1187")
    tab = await handed_over(phone, server.url)
    await tab.wait_for_url(re.compile("/sign-in"))
    await expect(tab.get_by_label("Password")).to_be_visible()
    await tab.goto(f"{server.url}/cases")
    assert tab.url.endswith("/sign-in")
    await phone.bring_to_front()  # the tab lay over it: a page behind another paints once a second
    await phone.get_by_role("button", name="Start drawing").click()
    await phone.locator(".pm-board .pm-me").first.wait_for()
    hand = await hand_on(phone)
    await hand.add_friend("JS")
    await phone.reload()
    await phone.locator(".pm-board .pm-person").first.wait_for()
    await keep_all(phone, hand)
    await expect(phone.get_by_role("heading", name="Your map is in your file")).to_be_visible()
    await expect(phone.get_by_text("Give this device back to Sam.")).to_be_visible()
    await expect(phone.get_by_text("You can give the tablet back now.")).to_have_count(0)
    await phone.get_by_role("link", name="Back to work: sign in").click()
    await phone.wait_for_url(re.compile("/sign-in"))
    await sign_in(phone, server.url, SAM)
    await open_case(phone, server.url, "HX-1187")
    await expect(phone.get_by_text("Kept ", exact=False).first).to_be_visible()
    await phone.goto(f"{server.url}/draw")
    await phone.wait_for_url(re.compile("/join"))


async def test_a_kept_map_starts_a_new_drawing(
    server: PeerMapServer, new_person: NewPerson
) -> None:
    """Draw again from a map: the choice, the earlier one beside the board, and what has changed;

    what stands beside it has its signs and is heard.
    """
    worker, tablet = await new_person(PHONE), await new_person(TABLET)
    await tablet.add_init_script(VOICES)
    await sign_in(worker, server.url, SAM)
    case_id = await open_case(worker, server.url, "HX-1204")
    await draw_and_keep(worker, tablet, server, "LB")
    await worker.goto(f"{server.url}/cases/{case_id}/maps/1")
    await worker.get_by_role("button", name="Draw again from this map").click()
    await worker.wait_for_url(re.compile(r"/draw/?$"))
    await expect(worker.get_by_text("It starts from the map of", exact=False)).to_be_visible()
    shown = worker.locator(".pd-code [aria-hidden=true]")
    await expect(shown).to_have_count(2)
    await join_by_code(tablet, server.url, "".join(await shown.all_inner_texts()))
    await worker.get_by_role("button", name="That’s our tablet").click()
    await expect(tablet.get_by_role("button", name="Start with an empty map")).to_be_visible()
    ways = ("Start from my map", "Start with an empty map", "Not today")
    await weigh_the_same(tablet, *(tablet.get_by_role("button", name=name) for name in ways))
    await tablet.get_by_role("button", name="Start from my map").tap()
    await tablet.locator(".pm-board .pm-person").first.wait_for()
    before = tablet.get_by_role("button", name="Your map before")
    await before.tap()
    await expect(tablet.get_by_role("img", name="The map you had before")).to_be_visible()
    said = await tablet.evaluate(HEARD)
    assert said["unheard"] == []
    assert await tablet.evaluate(BARE) == []
    await tablet.get_by_role("button", name="Close", exact=True).tap()
    await expect(tablet.get_by_role("img", name="The map you had before")).to_be_hidden()
    await before.tap()
    await tablet.get_by_role("button", name="Hide the map").tap()
    await expect(tablet.get_by_role("button", name="Show again")).to_be_visible()
    await expect(tablet.get_by_role("img", name="The map you had before")).to_be_hidden()
    await expect(before).to_be_hidden()
    await tablet.get_by_role("button", name="Show again").tap()
    hand = await hand_on(tablet)
    await hand.add_friend("TM")
    await keep_all(tablet, hand)
    await expect(tablet.get_by_role("heading", name="Your map is in your file")).to_be_visible()
    await worker.goto(f"{server.url}/cases/{case_id}/maps/2")
    await expect(worker.get_by_role("heading", name="What has changed?")).to_be_visible()
    await expect(worker.get_by_text("TM is new", exact=False)).to_be_visible()
