"""The tour's part about My map, changing one's mind, drawing again, and the worker's own device.

See `tests/browser/tour.py`: `look(name, page)` judges each screen.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

from playwright.async_api import Page, expect

from peermap_app.words import draw_together as dt
from peermap_app.words import my_map as w
from peermap_app.words import worker_my_map as m
from peermap_app.words import young
from peermap_app.words.young_copy import COPY
from tests.browser.people import PRIYA, join_by_code, offer, open_case, read_qr, sign_in
from tests.browser.said import asked_for, said
from tests.conftest import NewPerson

Look = Callable[[str, Page], Awaitable[None]]
ROBIN = "robin@demo.example"
PIN, WRONG = "4711", "5822"
WITHIN = 5_000
"""Milliseconds in which every open page must follow (rule 4, issue 4)."""


async def card_taken(tablet: Page, look: Look) -> str:
    """From the kept screen: is it safe, a PIN twice, the card; gives the address on it."""
    await expect(tablet.get_by_role("heading", name=said(w.CARD["safe_title"]))).to_be_visible()
    await tablet.get_by_role("button", name=said(w.CARD["safe_yes"])).tap()
    await expect(tablet.get_by_role("heading", name=said(w.CARD["pin_title"]))).to_be_visible()
    await look("tablet/card-pin", tablet)
    await _type_pin(tablet)
    await tablet.get_by_role("button", name=said(w.CARD["pin_next"])).tap()
    await expect(tablet.get_by_role("heading", name=said(w.CARD["again_title"]))).to_be_visible()
    await look("tablet/card-again", tablet)
    await _type_pin(tablet)
    await tablet.get_by_role("button", name=said(w.CARD["pin_make"])).tap()
    await expect(tablet.get_by_role("heading", name=said(w.CARD["card_title"]))).to_be_visible()
    await look("tablet/card", tablet)
    address = await read_qr(tablet)
    await tablet.get_by_role("button", name=said(w.CARD["card_done"])).tap()
    await expect(tablet.locator(".pd-qr")).to_have_count(0)
    await look("tablet/kept-and-done", tablet)
    return address


async def _type_pin(tablet: Page) -> None:
    for digit in PIN:
        await tablet.get_by_role("button", name=digit, exact=True).tap()


async def my_map(phone: Page, other: Page, url: str, address: str, look: Look) -> None:
    """Every page of My map, from the door to its end; `other` is somebody who found the card."""
    await phone.goto(f"{url}/my-map{asked_for()}")
    await look("my-map/door-words", phone)
    await _try(phone, address, WRONG)
    await expect(phone.locator("#problem")).to_be_visible()
    await look("my-map/wrong-pin", phone)
    await _try(phone, address, PIN)
    await _shows(phone, w.MY_MAP["title"])
    await look("my-map/page", phone)
    for summary in await phone.locator("summary").all():
        await summary.click()
    await look("my-map/page-opened", phone)
    await phone.locator('a[href^="/my-map/take/"]').first.click()
    await _shows(phone, COPY["question"])
    await look("my-map/take", phone)
    async with phone.expect_download() as taken:
        await phone.locator('a[href$="/png"]').click()
    assert (await taken.value).suggested_filename == "picture.png"
    await _minds(phone, url, look)
    await phone.goto(f"{url}/my-map")
    await phone.locator('form[action="/my-map/close"] button').click()
    await expect(phone.get_by_role("status")).to_be_visible()
    await look("my-map/closed", phone)
    await _try(phone, address, PIN)
    await _paused(other, address, look)
    await phone.locator('a[href="/my-map/end"]').click()
    await _shows(phone, w.END["title"])
    await look("my-map/end", phone)
    await phone.get_by_role("button", name=said(w.END["yes"])).click()
    await _shows(phone, w.END["ended"])
    await look("my-map/ended", phone)
    await _try(phone, address, PIN)
    await expect(phone.locator("#problem")).to_be_visible()
    await look("my-map/over", phone)


async def _try(phone: Page, address: str, pin: str) -> None:
    await phone.goto(address)
    await phone.locator("#pin").fill(pin)
    await phone.locator("form.pm-form button").click()


async def _shows(phone: Page, heading: str) -> None:
    wanted = said(heading) if "{" not in heading else re.compile(".")
    await expect(phone.get_by_role("heading", level=1, name=wanted)).to_be_visible()


async def _minds(phone: Page, url: str, look: Look) -> None:
    """Before each change, and the receipt of a withdrawal and of a Yes, with which it ends."""
    for statement in ("talk", "plan", "keep-1"):
        await phone.goto(f"{url}/my-map/mind/{statement}")
        await expect(phone.locator(".mp-ways")).to_be_visible()
        await look(f"my-map/mind-{statement}", phone)
    for answer, name in (("not_sure", "my-map/mind-withdrawn"), ("yes", "my-map/mind-done")):
        await phone.goto(f"{url}/my-map/mind/talk")
        await phone.locator(f'form:has(input[value="{answer}"]) button').click()
        await _shows(phone, w.MIND_DONE["title"])
        await look(name, phone)


async def _paused(other: Page, address: str, look: Look) -> None:
    """Five wrong tries: the card rests."""
    for _ in range(6):
        await _try(other, address, WRONG)
        await expect(other.locator("#problem")).to_be_visible()
    await look("my-map/paused", other)


async def drawn_again(
    sam: Page, tablet: Page, url: str, look: Look, *, taken_back: bool = False
) -> None:
    """Draw again from map 1, with the earlier one beside the board; nothing is kept.

    `taken_back`: they say aloud meanwhile that map 1 shall go, and it goes from the tablet too.
    """
    case_id = await open_case(sam, url, "HX-1187")
    await sam.goto(f"{url}/cases/{case_id}/maps/1")
    await sam.get_by_role("button", name="Draw again from this map").click()
    await sam.wait_for_url(re.compile(r"/draw/?$"))
    shown = sam.locator(".pd-code [aria-hidden=true]")
    await expect(shown).to_have_count(2)
    await look("draw-together/offered-again", sam)
    await join_by_code(tablet, url, "".join(await shown.all_inner_texts()))
    await sam.get_by_role("button", name="That’s our tablet").click()
    await expect(tablet.get_by_role("button", name=said(young.AGAIN["empty"]))).to_be_visible()
    await look("tablet/start-again", tablet)
    await tablet.get_by_role("button", name=said(young.AGAIN["start"])).tap()
    await tablet.locator(".pm-board .pm-person").first.wait_for()
    await tablet.get_by_role("button", name=said(young.AGAIN["before"])).tap()
    await expect(tablet.locator(".pd-before img")).to_be_visible()
    await look("canvas/before", tablet)
    if taken_back:
        await said_aloud(sam, url, look)
        await expect(tablet.locator(".pd-before")).to_have_count(0, timeout=WITHIN)
        await expect(tablet.locator(".pm-board .pm-person").first).to_be_visible()
    else:
        await tablet.get_by_role("button", name=said(young.AGAIN["close"]), exact=True).tap()
    await tablet.get_by_role("button", name=said("I’m finished")).tap()
    await tablet.get_by_role("button", name=said("Don’t keep anything")).tap()
    await tablet.get_by_role("button", name=said("Yes, keep nothing")).tap()
    await expect(tablet.get_by_role("heading", name=said("Nothing was kept"))).to_be_visible()


async def handed_over(priya: Page, url: str, look: Look) -> None:
    """Priya's own phone becomes the young person's, and is given back. She is signed in."""
    await open_case(priya, url, "HX-2041")
    await offer(priya)
    await priya.get_by_role("button", name=dt.USE_THIS).click()
    await priya.wait_for_url(re.compile(r"/draw(/[\w-]+)?/?$"))
    if code := asked_for().rpartition("=")[2]:  # a worker's device is in English until they choose
        await priya.locator(".pd-language").select_option(code)
        await priya.wait_for_url(re.compile(rf"/draw/{code}/?$"))
    await expect(priya.get_by_role("button", name=said("Start drawing"))).to_be_visible()
    await look("tablet/handed-over", priya)
    await priya.get_by_role("button", name=said("Not today")).click()
    await expect(priya.locator(".pd-message")).to_be_visible()
    await look("tablet/handed-back", priya)
    await sign_in(priya, url, PRIYA)
    await priya.evaluate(
        """() => { const form = document.createElement("form");
          form.method = "post"; form.action = "/hand-over";
          document.body.append(form); form.submit(); }"""
    )
    await priya.wait_for_url(re.compile("/hand-over"))
    await look("hand-over/refused", priya)


async def said_aloud(sam: Page, url: str, look: Look) -> None:
    """Sam writes down that the young person took map 1 back."""
    case_id = await open_case(sam, url, "HX-1187")
    await sam.goto(f"{url}/cases/{case_id}/maps/1")
    await sam.locator("summary").filter(has_text=m.SAID_ALOUD).click()
    await look("kept-map/said-aloud", sam)
    await sam.get_by_role("button", name=m.SAID_WRITE).click()
    await expect(sam.locator("[aria-invalid=true]").first).to_be_visible()
    await look("kept-map/said-aloud-refused", sam)
    await sam.locator('[name="statement"][value="keep"]').check()
    await sam.locator('[name="answer"][value="no"]').check()
    await sam.locator('[name="said_on"]').fill(datetime.now(UTC).date().isoformat())
    await sam.get_by_role("button", name=m.SAID_WRITE).click()
    await sam.wait_for_url(re.compile(r"/cases/[0-9a-f]{32}/?$"))
    await expect(sam.get_by_text(m.CHANGED_MIND)).to_be_visible()
    await look("case/taken-back", sam)


async def locked(new_person: NewPerson, url: str, look: Look) -> None:
    """The data protection lead asks for the locked copy: refused, none there, opened."""
    robin = await new_person()
    await sign_in(robin, url, ROBIN)
    await robin.goto(f"{url}/locked")
    await expect(robin.get_by_role("button", name=m.LOCKED_OPEN)).to_be_visible()
    await look("locked", robin)
    await robin.get_by_role("button", name=m.LOCKED_OPEN).click()
    await expect(robin.locator("[aria-invalid=true]").first).to_be_visible()
    await look("locked/refused", robin)
    await robin.locator('[name="reference"]').fill("HX-1187")
    await robin.locator('[name="reason"][value="court"]').check()
    for number, shown in (("9", robin.get_by_text(m.LOCKED_NONE)), ("1", robin.locator("img"))):
        await robin.locator('[name="version"]').fill(number)
        await robin.get_by_role("button", name=m.LOCKED_OPEN).click()
        await expect(shown.first).to_be_visible()
        await look(f"locked/{'opened' if number == '1' else 'none'}", robin)
    await robin.get_by_role("button", name=m.LOCKED_PUT_AWAY).click()
    await expect(robin.locator("img")).to_have_count(0)
