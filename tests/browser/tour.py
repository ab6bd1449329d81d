"""A walk through every page and main state, for whoever looks at each: axe, widths, pictures.

    async def look(name: str, page: Page) -> None: ...
    await tour(server, new_person, look)

`name` says which screen it is, such as "tablet/choosing"; names are unique.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Awaitable, Callable

from playwright.async_api import Page, TimeoutError, expect

from tests.browser import (
    tour_endings,
    tour_flags,
    tour_linking,
    tour_my_map,
    tour_offices,
    tour_reviews,
    tour_sharing,
)
from tests.browser.people import (
    PRIYA,
    SAM,
    fill_sharing,
    join_by_code,
    open_case,
    sign_in,
    soon,
)
from tests.browser.said import said
from tests.browser.tour_drawing import before, canvas, choosing
from tests.conftest import PHONE, TABLET, NewPerson
from tests.servers import PeerMapServer

Look = Callable[[str, Page], Awaitable[None]]


async def tour(server: PeerMapServer, new_person: NewPerson, look: Look) -> None:
    """Every screen of the story and what goes wrong on the way, once."""
    sam, tablet = await new_person(PHONE), await new_person(TABLET)
    await _doors(sam, server.url, look)
    await _empty(sam, server.url, look)
    young = await before(sam, tablet, server.url, look)
    await canvas(sam, young, look)
    await choosing(sam, young, look)
    address = await tour_my_map.card_taken(tablet, look)
    await _case(sam, server.url, look)
    await _not_kept(sam, tablet, server.url, look)
    priya = await new_person(PHONE)
    await _linked(sam, priya, server.url, look)
    await tour_offices.offices(server, new_person, look)
    await tour_reviews.reviews(server, sam, look, flagger=priya)
    phone, other = await new_person(PHONE), await new_person(PHONE)
    await tour_my_map.my_map(phone, other, server.url, address, look)
    await tour_my_map.handed_over(priya, server.url, look)
    await tour_my_map.drawn_again(sam, tablet, server.url, look, taken_back=True)
    await tour_my_map.locked(new_person, server.url, look)
    await tour_endings.endings(server, new_person, look)
    await tour_sharing.without_agreement(server, new_person, look)
    await tour_linking.linking(server, new_person, look)


async def _doors(page: Page, url: str, look: Look) -> None:
    await page.goto(f"{url}/sign-in")
    await look("sign-in", page)
    await page.get_by_label("E-mail address").fill("nobody@demo.example")
    await page.get_by_label("Password").fill("not this one")
    await page.get_by_role("button", name="Sign in").click()
    await expect(page.get_by_text("There is a problem")).to_be_visible()
    await look("sign-in/error", page)
    await page.goto(f"{url}/join")
    await look("join", page)
    await page.get_by_label(said("Type the code")).fill("222222")
    await page.get_by_role("button", name=said("Join")).click()
    await expect(page.get_by_text("Nearly. Look again.")).to_be_visible()
    await look("join/error", page)
    await page.goto(f"{url}/offline.html")
    await look("offline", page)
    await page.goto(f"{url}/away")
    await look("tablet/away", page)


async def _empty(sam: Page, url: str, look: Look) -> None:
    await sign_in(sam, url, SAM)
    await sam.goto(f"{url}/alerts")
    await expect(sam.get_by_text("Loading")).to_have_count(0)
    await expect(sam.locator(".pm-empty")).to_be_visible()
    await look("alerts/empty", sam)
    await sam.goto(f"{url}/me")
    await expect(sam.get_by_role("button", name="Sign out")).to_be_visible()
    await expect(sam.get_by_role("heading", name="Where you are signed in")).to_be_visible()
    await look("me", sam)
    await sam.get_by_role("link", name="Change password").click()
    await look("change-password", sam)
    await sam.get_by_label("Current password").fill("not this one at all")
    await sam.get_by_label("New password").fill("paper boats in June")
    await sam.get_by_role("button", name="Change it").click()
    await expect(sam.get_by_text("There is a problem")).to_be_visible()
    await look("change-password/error", sam)
    await sam.goto(f"{url}/nowhere/at/all")
    await expect(sam.get_by_role("heading", level=1)).to_be_visible()
    await look("not-found", sam)
    await sam.goto(f"{url}/cases")
    await expect(sam.get_by_role("link", name=re.compile("HX-1187"))).to_be_visible()
    await look("cases", sam)
    await open_case(sam, url, "HX-1187")
    await look("case/empty", sam)


async def _case(sam: Page, url: str, look: Look) -> None:
    case_id = await open_case(sam, url, "HX-1187")
    await expect(sam.locator(".pm-picture img")).to_be_visible()
    await look("case/kept", sam)
    await sam.locator('[name="kind"][value="step"]').check()
    await sam.get_by_role("button", name="Save").tap()
    await expect(sam.locator("[aria-invalid=true]").first).to_be_visible()
    await look("case/step-refused", sam)
    await sam.locator('[name="text"]').fill("Visit from AK every second Saturday")
    await sam.locator('[name="review"]').fill(soon())
    await sam.get_by_role("button", name="Save").tap()
    await expect(sam.get_by_text("Visit from AK every second Saturday", exact=True)).to_be_visible()
    await look("case/step", sam)
    await sam.locator(f'a[href*="/cases/{case_id}/maps/"]').first.click()
    add = sam.locator("summary").filter(has_text="Add who was there")
    await expect(add).to_be_visible()
    await look("kept-map", sam)
    await add.click()
    await look("kept-map/add-later", sam)
    await sam.get_by_role("link", name="A copy for the young person").click()
    await expect(sam.get_by_role("heading", name="Is it safe to take this?")).to_be_visible()
    await look("kept-map/take", sam)


async def _not_kept(sam: Page, tablet: Page, url: str, look: Look) -> None:
    """Three more drawings, each ended another way."""
    for name, done in (
        ("not-today", _not_today),
        ("not-kept", _decline),
        ("ended", _end_by_worker),
    ):
        await open_case(sam, url, "HX-1187")
        await sam.get_by_role("link", name="Draw together").click()
        # A page that was left by its own links offers at once; one that was loaded anew asks first.
        again, code_shown = (
            sam.get_by_role("button", name="Draw together again"),
            sam.locator(".pd-code"),
        )
        await expect(again.or_(code_shown).first).to_be_visible(timeout=20_000)
        # It stands there for a moment too while the page that was left is on its way to offering.
        for _ in range(20):
            if await code_shown.is_visible():
                break
            with contextlib.suppress(TimeoutError):
                await again.click(timeout=1000)
        code = await sam.locator(".pd-code [aria-hidden=true]").all_inner_texts()
        await join_by_code(tablet, url, "".join(code))
        await sam.get_by_role("button", name="That’s our tablet").click()
        await done(sam, tablet)
        await look(f"tablet/{name}", tablet)
        await expect(sam.get_by_role("button", name="Draw together again")).to_be_visible()
        await look(f"draw-together/{name}", sam)


async def _not_today(sam: Page, tablet: Page) -> None:
    await tablet.get_by_role("button", name=said("Not today")).tap()
    await expect(tablet.locator(".pd-message")).to_be_visible()


async def _decline(sam: Page, tablet: Page) -> None:
    await tablet.get_by_role("button", name=said("Start drawing")).tap()
    await tablet.get_by_role("button", name=said("I’m finished")).tap()
    await tablet.get_by_role("button", name=said("Don’t keep anything")).tap()
    await tablet.get_by_role("button", name=said("Yes, keep nothing")).tap()
    await expect(tablet.get_by_role("heading", name=said("Nothing was kept"))).to_be_visible()


async def _end_by_worker(sam: Page, tablet: Page) -> None:
    await tablet.get_by_role("button", name=said("Start drawing")).tap()
    await sam.get_by_role("button", name="Back to Draw together").tap()
    await sam.get_by_role("button", name="End this drawing").tap()
    await sam.get_by_role("button", name="End it").tap()
    await expect(tablet.locator(".pd-message")).to_be_visible()


async def _linked(sam: Page, priya: Page, url: str, look: Look) -> None:
    await open_case(sam, url, "HX-1187")
    await sam.get_by_role("link", name="Ask to link").tap()
    await expect(sam.locator('[name="reference"]')).to_be_visible()
    await look("link/ask", sam)
    await sam.get_by_role("button", name="Ask", exact=True).tap()
    await expect(sam.locator("[aria-invalid=true]").first).to_be_visible()
    await look("link/ask-refused", sam)
    await sam.locator('[name="reference"]').fill("HX-2041")
    await fill_sharing(sam, soon())
    await sam.get_by_role("button", name="Ask", exact=True).tap()
    await expect(sam.get_by_text("HX-2041 · Asked")).to_be_visible()
    await look("case/asked", sam)
    await sign_in(priya, url, PRIYA)
    await priya.goto(f"{url}/alerts")
    asked = priya.get_by_role("link", name=re.compile("would like to link"))
    await expect(asked).to_be_visible()
    await look("alerts/link-asked", priya)
    await asked.tap()
    await expect(priya.locator('[name="consent"]')).to_be_visible()
    await look("link/answer", priya)
    await priya.get_by_role("button", name="Accept the link").tap()
    await expect(priya.locator("[aria-invalid=true]").first).to_be_visible()
    await look("link/answer-refused", priya)
    await fill_sharing(priya, soon())
    await priya.get_by_role("button", name="Accept the link").tap()
    await expect(priya.get_by_text("You accepted. The cases are linked.")).to_be_visible()
    await look("link/accepted", priya)
    await _flagged(sam, priya, url, look)


async def _flagged(sam: Page, priya: Page, url: str, look: Look) -> None:
    await open_case(priya, url, "HX-2041")
    await look("case/linked", priya)
    await priya.get_by_role("link", name="Flag this case").tap()
    await expect(priya.get_by_text("Sam O. (HX-1187)")).to_be_visible()
    await expect(priya.get_by_text("In danger now? Phone 999").first).to_be_visible()
    await look("flag", priya)
    await priya.get_by_role("button", name="Send flag").tap()
    await expect(priya.locator("[aria-invalid=true]").first).to_be_visible()
    await look("flag/refused", priya)
    await priya.locator('[name="kind"][value="missing"]').check()
    await priya.locator('[name="threshold"]').select_option("4")
    await priya.locator('[name="told"][value="yes"]').check()
    need = priya.locator('[name="need_to_know"]')
    await need.fill("Jordan Smith did not return. Ring 07700 900123.")
    await priya.get_by_role("button", name="Send flag").tap()
    await expect(priya.locator(".pm-warning")).to_be_visible()
    await look("flag/warned", priya)
    await need.fill("Did not return last night. Please call me before you visit.")
    await priya.get_by_role("button", name="Send flag").tap()
    await expect(priya.get_by_role("heading", name=re.compile("Flag · HX-2041"))).to_be_visible()
    await expect(priya.get_by_text("In danger now? Phone 999").first).to_be_visible()
    await look("flag/sent", priya)
    await sam.goto(f"{url}/alerts")
    alert = sam.get_by_role("link", name=re.compile("HX-2041 · went missing"))
    await expect(alert).to_be_visible()
    await look("alerts/filled", sam)
    await alert.tap()
    await expect(sam.get_by_role("button", name="I have seen this")).to_be_visible()
    await expect(sam.get_by_text("In danger now? Phone 999")).to_be_visible()
    await look("alert", sam)
    await sam.get_by_role("button", name="I have seen this").tap()
    await sam.get_by_role("button", name="We have been in touch").tap()
    await expect(sam.locator(".pm-done").first).to_be_visible()
    await look("alert/in-touch", sam)
    await tour_flags.changes(sam, priya, look)
