"""A tap that goes into a connection which is dead already, in a stairwell."""

from __future__ import annotations

import re

from playwright.async_api import Page, expect

from tests.browser.network import Network
from tests.browser.people import PRIYA, open_case, sign_in
from tests.conftest import PHONE, NewPerson
from tests.servers import PeerMapServer


async def test_a_flag_that_was_lost_says_so_and_a_second_tap_sends_it(
    server: PeerMapServer, new_person: NewPerson
) -> None:
    """What was typed stays, the page says that the tap may be lost, and it is sent once."""
    network = await Network.open()
    priya = await new_person(PHONE, proxy=network.proxy)
    try:
        await filled_flag(priya, server.url)
        lost = priya.locator(".pm-lost")
        await expect(lost).to_be_hidden()
        network.hold()
        await priya.get_by_role("button", name="Send flag").tap()
        network.cut()
        network.heal()
        await expect(lost).to_be_visible()
        await expect(lost).to_be_in_viewport()  # the button is far down the page
        await expect(priya.locator(".pm-offline")).to_have_count(0)
        await expect(priya.locator('[name="need_to_know"]')).to_have_value("Call before you visit.")
        await priya.get_by_role("button", name="Send flag").tap()
        await expect(priya.get_by_role("heading", name=re.compile("Flag · "))).to_be_visible()
        await expect(lost).to_be_hidden()
        await open_case(priya, server.url, "HX-2041")
        await expect(priya.get_by_text("went missing")).to_have_count(1)
    finally:
        await network.close()


async def filled_flag(priya: Page, url: str) -> None:
    """Priya's flag, ready to be sent."""
    await sign_in(priya, url, PRIYA)
    await open_case(priya, url, "HX-2041")
    await priya.get_by_role("link", name="Flag this case").tap()
    await priya.locator('[name="kind"][value="missing"]').check()
    await priya.locator('[name="need_to_know"]').fill("Call before you visit.")
    await priya.locator('[name="threshold"]').select_option("4")
    await priya.locator('[name="told"][value="yes"]').check()
