"""A link beyond six: what whoever asks is told, where it waits, and what the supervisor reads."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from playwright.async_api import Page, expect

from peermap_app.bootstrap import build_house, close_house
from peermap_app.domain.links import MOST_LINKS
from peermap_app.settings import Settings
from peermap_app.words import beyond_words as b
from peermap_app.words import sharing_words as s
from peermap_app.words import worker_pages
from tests.browser.linked import found_case, the_pair
from tests.browser.people import SAM, fill_sharing, open_case, sign_in, soon
from tests.browser.tour_sharing import DANA
from tests.conftest import LAPTOP, PHONE, NewPerson
from tests.servers import PeerMapServer
from tests.services import world as w

Look = Callable[[str, Page], Awaitable[None]]
CASE = "HX-1204"


async def beyond_six(server: PeerMapServer, new_person: NewPerson, look: Look) -> None:
    """The seventh is asked for, waits, and is agreed to; then it stands among the links."""
    await six_taken(server)
    sam, dana = await new_person(PHONE), await new_person(LAPTOP)
    await sign_in(sam, server.url, SAM)
    await open_case(sam, server.url, CASE)
    await sam.get_by_role("link", name=worker_pages.ASK_TO_LINK).click()
    await expect(sam.get_by_text(b.ASK_NOTE)).to_be_visible()
    await look("beyond/form", sam)
    await sam.locator('[name="reference"]').fill("HX-2077")
    await fill_sharing(sam, soon())
    await sam.get_by_role("button", name=b.SEND_ON).click()
    await expect(sam.get_by_text(s.STANDINGS["waits"])).to_be_visible()
    await expect(sam.get_by_role("heading", name=b.TITLE)).to_be_visible()
    await look("beyond/waits", sam)
    await open_case(sam, server.url, CASE)
    await expect(sam.get_by_role("heading", name=b.SECTION)).to_be_visible()
    await look("case/beyond-waits", sam)
    await sign_in(dana, server.url, DANA)
    await dana.goto(f"{server.url}/waiting")
    await dana.get_by_role("link", name="Sam O. asks for a link beyond six").click()
    await expect(dana.get_by_text(b.links_beside(MOST_LINKS))).to_be_visible()
    await look("beyond/second", dana)
    await dana.locator('[name="agree"][value="yes"]').check()
    await dana.locator('[name="why"]').fill("Both plans name the same park.")
    await dana.get_by_role("button", name=s.SAVE).click()
    await expect(dana).to_have_url(f"{server.url}/waiting")
    await expect(sam.get_by_text("HX-2077 · Asked")).to_be_visible()
    await look("case/beyond-agreed", sam)


async def six_taken(server: PeerMapServer) -> None:
    """T said yes, and six asks of their case stand, through the services."""
    house = await build_house(Settings.from_env(server.env))
    try:
        found = await the_pair(house)
        await found_case(found, CASE)
        await w.choose(found, w.SAM, CASE)
        for number in range(MOST_LINKS):
            await w.ask(found, f"HX-80{number}", own=CASE)
    finally:
        await close_house(house)
