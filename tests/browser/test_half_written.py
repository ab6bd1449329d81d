"""A flag that is half written is there after a reload, after a power cut and on another device."""

from __future__ import annotations

import asyncio
import re

from playwright.async_api import Page, expect

from peermap_app.domain.flag_kinds import DEFAULT_URGENCIES
from peermap_app.words import half_written_words as w
from peermap_app.words import sharing_words
from tests.browser import tour_sharing
from tests.browser.people import PRIYA, SAM, open_case, sign_in
from tests.conftest import PHONE, NewPerson
from tests.servers import PeerMapServer

CASE, TEXT = "HX-2041", "Call before you visit."
LATER = 30_000


async def stands_there(page: Page, text: str = TEXT) -> None:
    """All that was typed and chosen."""
    await expect(page.locator('[name="need_to_know"]')).to_have_value(text, timeout=LATER)
    await expect(page.locator('[name="kind"][value="plan_changed"]')).to_be_checked()
    await expect(page.locator('[name="urgency"][value="now"]')).to_be_checked()
    await expect(page.locator('[name="threshold"]')).to_have_value("4")
    await expect(page.locator('[name="not_told_because"]')).to_have_value("She is away.")


async def at_the_form(page: Page, url: str) -> None:
    """By the case, as a worker goes."""
    await open_case(page, url, CASE)
    await page.get_by_role("link", name=re.compile("Flag this case")).tap()
    await expect(page.locator('[name="kind"]').first).to_be_visible()


async def write(page: Page) -> None:
    """Half a flag, until the page says that it is kept."""
    await page.locator('[name="kind"][value="plan_changed"]').check()
    await page.locator('[name="urgency"][value="now"]').check()
    await page.locator('[name="threshold"]').select_option("4")
    await page.locator('[name="told"][value="no"]').check()
    await page.locator('[name="not_told_because"]').fill("She is away.")
    await page.locator('[name="need_to_know"]').fill(TEXT)
    await expect(page.get_by_text(w.FLAG["kept"])).to_be_visible(timeout=LATER)


async def test_a_half_written_flag_survives_and_is_sent_once(
    server: PeerMapServer, new_person: NewPerson
) -> None:
    """Reloaded, the server killed and started, another phone: it goes on where it was. Sent from
    both phones it is one flag, and nothing is half written any more."""
    phone, other = await new_person(PHONE), await new_person(PHONE)
    await sign_in(phone, server.url, PRIYA)
    await at_the_form(phone, server.url)
    await write(phone)
    await phone.reload()
    await stands_there(phone)
    server.kill()
    await asyncio.to_thread(server.start_again)
    await phone.reload()
    await stands_there(phone)
    await sign_in(other, server.url, PRIYA)
    await open_case(other, server.url, CASE)
    await expect(other.get_by_text(re.compile("A flag is half written"))).to_be_visible()
    await other.get_by_role("link", name=w.GO_ON).tap()
    await stands_there(other)
    for page in (other, phone):
        await page.get_by_role("button", name="Send flag").tap()
        await page.wait_for_url(re.compile(r"/flags/[0-9a-f]{32}"), timeout=LATER)
    assert phone.url == other.url
    await at_the_form(phone, server.url)
    await expect(phone.locator('[name="need_to_know"]')).to_have_value("")
    await open_case(phone, server.url, CASE)
    await expect(phone.get_by_text("Plan changed")).to_have_count(1)
    await expect(phone.get_by_text(re.compile("half written"))).to_have_count(0)


async def test_how_soon_follows_what_happened_until_it_is_chosen(
    server: PeerMapServer, new_person: NewPerson
) -> None:
    """Each kind proposes its own; what the worker chose stays when they change what happened."""
    page = await new_person(PHONE)
    await sign_in(page, server.url, PRIYA)
    await at_the_form(page, server.url)
    soon = page.locator('[name="urgency"]:checked')
    for kind, urgency in DEFAULT_URGENCIES.items():
        await page.locator(f'[name="kind"][value="{kind}"]').check()
        await expect(soon).to_have_value(urgency.value)
    await page.locator('[name="urgency"][value="this_week"]').check()
    for kind in DEFAULT_URGENCIES:
        await page.locator(f'[name="kind"][value="{kind}"]').check()
        await expect(soon).to_have_value("this_week")
    await page.get_by_text(w.THROW_AWAY, exact=True).tap()
    await page.get_by_role("button", name=w.THROW_AWAY_NOW).tap()
    await page.wait_for_url(re.compile(r"/cases/[0-9a-f]{32}$"))


async def test_thrown_away_it_is_gone(server: PeerMapServer, new_person: NewPerson) -> None:
    """It is said in full before, and the next form is empty, with nothing to throw away."""
    page = await new_person(PHONE)
    await sign_in(page, server.url, PRIYA)
    await at_the_form(page, server.url)
    await expect(page.get_by_text(w.THROW_AWAY, exact=True)).to_have_count(0)
    await write(page)
    await page.get_by_text(w.THROW_AWAY, exact=True).tap()
    await page.get_by_role("button", name=w.THROW_AWAY_NOW).tap()
    await page.wait_for_url(re.compile(r"/cases/[0-9a-f]{32}$"))
    await expect(page.get_by_text(re.compile("half written"))).to_have_count(0)
    await at_the_form(page, server.url)
    await expect(page.locator('[name="need_to_know"]')).to_have_value("")
    await expect(page.get_by_text(w.THROW_AWAY, exact=True)).to_have_count(0)


async def test_a_half_written_sharing_record_survives_too(
    server: PeerMapServer, new_person: NewPerson
) -> None:
    """Refused once, cut in the middle of writing on, looked at again, signed out, and gone on with
    on another phone; sent, it is no longer half written anywhere."""
    phone, other = await new_person(PHONE), await new_person(PHONE)
    await sign_in(phone, server.url, SAM)
    await open_case(phone, server.url, tour_sharing.CASE)
    await phone.get_by_role("link", name=sharing_words.TO_WITHOUT).tap()
    await phone.get_by_role("button", name=sharing_words.SEND_ON).tap()
    await expect(phone.locator("[aria-invalid=true]").first).to_be_visible()
    await phone.context.set_offline(True)
    await tour_sharing.fill_without(phone)
    await phone.context.set_offline(False)
    await expect(phone.get_by_text(w.SHARING["kept"])).to_be_visible(timeout=LATER)
    await open_case(phone, server.url, tour_sharing.CASE)
    await phone.get_by_role("link", name=w.GO_ON).tap()
    await tour_sharing.stands_there(phone)
    await phone.context.clear_cookies()
    await sign_in(other, server.url, SAM)
    await open_case(other, server.url, tour_sharing.CASE)
    await other.get_by_role("link", name=w.GO_ON).tap()
    await tour_sharing.stands_there(other)
    await other.get_by_role("button", name=sharing_words.SEND_ON).tap()
    await other.wait_for_url(re.compile(r"/sharings/[0-9a-f]{32}"), timeout=LATER)
    await open_case(other, server.url, tour_sharing.CASE)
    await expect(other.get_by_text(re.compile("half written"))).to_have_count(0)
