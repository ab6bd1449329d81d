"""A walk through every page and main state, for whoever looks at each: axe, widths, pictures.

    async def look(name: str, page: Page) -> None: ...
    await tour(server, new_person, look)

`name` says which screen it is, such as "tablet/choosing"; names are unique.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable

from playwright.async_api import Page, expect

from tests.browser import tour_my_map
from tests.browser.comfort import choose, close_comfort, open_comfort
from tests.browser.hand import Hand, hand_on
from tests.browser.people import (
    PRIYA,
    SAM,
    answer,
    fill_sharing,
    join_by_code,
    offer,
    open_case,
    sign_in,
    soon,
    squiggle,
)
from tests.browser.said import said
from tests.conftest import PHONE, TABLET, NewPerson
from tests.servers import PeerMapServer

Look = Callable[[str, Page], Awaitable[None]]


async def tour(server: PeerMapServer, new_person: NewPerson, look: Look) -> None:
    """Every screen of the story and what goes wrong on the way, once."""
    sam, tablet = await new_person(PHONE), await new_person(TABLET)
    await _doors(sam, server.url, look)
    await _empty(sam, server.url, look)
    young = await _before(sam, tablet, server.url, look)
    await _canvas(sam, young, look)
    await _choosing(sam, young, look)
    address = await tour_my_map.card_taken(tablet, look)
    await _case(sam, server.url, look)
    await _not_kept(sam, tablet, server.url, look)
    priya = await new_person(PHONE)
    await _linked(sam, priya, server.url, look)
    phone, other = await new_person(PHONE), await new_person(PHONE)
    await tour_my_map.my_map(phone, other, server.url, address, look)
    await tour_my_map.handed_over(priya, server.url, look)
    await tour_my_map.drawn_again(sam, tablet, server.url, look, taken_back=True)
    await tour_my_map.locked(new_person, server.url, look)


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


async def _empty(sam: Page, url: str, look: Look) -> None:
    await sign_in(sam, url, SAM)
    await sam.goto(f"{url}/alerts")
    await expect(sam.get_by_text("Loading")).to_have_count(0)
    await expect(sam.locator(".pm-empty")).to_be_visible()
    await look("alerts/empty", sam)
    await sam.goto(f"{url}/me")
    await expect(sam.get_by_role("button", name="Sign out")).to_be_visible()
    await look("me", sam)
    await sam.goto(f"{url}/nowhere/at/all")
    await expect(sam.get_by_role("heading", level=1)).to_be_visible()
    await look("not-found", sam)
    await sam.goto(f"{url}/cases")
    await expect(sam.get_by_role("link", name=re.compile("HX-1187"))).to_be_visible()
    await look("cases", sam)
    await open_case(sam, url, "HX-1187")
    await look("case/empty", sam)


async def _before(sam: Page, tablet: Page, url: str, look: Look) -> Hand:
    code = await offer(sam)
    await look("draw-together/offered", sam)
    await join_by_code(tablet, url, code)
    await expect(tablet.get_by_role("heading", name=said("Nearly there"))).to_be_visible()
    await look("tablet/waiting", tablet)
    await expect(sam.get_by_role("button", name="That’s our tablet")).to_be_visible()
    await look("draw-together/asked", sam)
    await sam.get_by_role("button", name="That’s our tablet").tap()
    await expect(tablet.get_by_role("heading", name=said("This is your map"))).to_be_visible()
    await look("tablet/start", tablet)
    await _eased(tablet, look)
    await _practised(tablet, look)
    await look("draw-together/ready", sam)
    await tablet.get_by_role("button", name=said("Start drawing")).tap()
    await tablet.locator(".pm-board .pm-me").first.wait_for()
    return await hand_on(tablet)


async def _eased(tablet: Page, look: Look) -> None:
    """The Comfort menu, and the first page with each setting that changes how it looks."""
    await open_comfort(tablet)
    await look("tablet/comfort", tablet)
    await close_comfort(tablet)
    for name in ("big", "dark", "spaced"):
        await choose(tablet, name)
        await look(f"tablet/start-{name}", tablet)
        await choose(tablet, name)


async def _practised(tablet: Page, look: Look) -> None:
    await tablet.get_by_role("button", name=said("Try it first")).tap()
    await tablet.locator(".pd-practice .pm-me").wait_for()
    await look("practice", tablet)
    await choose(tablet, "dark", "big", "spaced", "left", "calm")
    await look("practice/comfort", tablet)
    await choose(tablet, "dark", "big", "spaced", "left", "calm")
    await tablet.get_by_role("button", name=said("Go back")).tap()


async def _canvas(sam: Page, young: Hand, look: Look) -> None:
    tablet = young.page
    await look("canvas/empty", tablet)
    await _friends(young)
    await look("canvas/drawn", tablet)
    await young.type_initials("SAM")
    await look("canvas/is-that-a-name", tablet)
    await tablet.locator('[data-kind="grown_up"]').tap()
    await look("canvas/grown-up", tablet)
    await tablet.locator('[data-do="nameless"]').tap()
    await look("canvas/nameless", tablet)
    await tablet.locator('[data-do="keypad"]').tap()
    await look("canvas/letter-keys", tablet)
    await tablet.locator('[data-do="keypad"]').tap()
    await young.put_down()
    await young.entry("place")
    await look("canvas/place-entry", tablet)
    await young.put_down()
    card = await young.select("JS")
    await look("canvas/person-card", tablet)
    await choose(tablet, "dark", "big")
    await look("canvas/person-card-dark-big", tablet)
    await choose(tablet, "dark", "big")
    await young.tap_on(card.locator('[data-do="look"]'))
    await look("canvas/person-card-look", tablet)
    await young.tap_on(card.locator('[data-do="join"]'))
    await look("canvas/person-card-join", tablet)
    await young.tap_on(card.locator('[data-do="place"]'))
    await look("canvas/person-card-place", tablet)
    await young.put_down()
    await young.tap(await young.middle(young.place(said("skate park"))))
    await tablet.locator(".pm-panel").wait_for()
    await look("canvas/place-card", tablet)
    await tablet.locator('.pm-panel [data-do="look"]').tap()
    await look("canvas/place-card-look", tablet)
    await young.put_down()
    await _stuck_and_joined(tablet, young, look)
    await _more_of_the_canvas(tablet, young, look)
    await _watched(sam, look)


async def _friends(young: Hand) -> None:
    await young.add_friend("JS")
    await young.put_down()
    await young.add_friend("DW")
    await young.put_down()
    await young.drag_to(young.person("DW"), await young.beside_me(-90, 200))
    await young.add_place("skate")
    await young.put_down()
    await young.drag_to(young.place(said("skate park")), await young.beside_me(230, 130))
    for name, feeling in (("JS", "good"), ("DW", "tricky")):
        card = await young.select(name)
        await young.tap_on(card.locator(f'[data-feeling="{feeling}"]'))
        await young.put_down()
    card = await young.select("JS")
    await young.tap_on(card.locator('[data-do="matters"]'))
    await young.put_down()


async def _stuck_and_joined(tablet: Page, young: Hand, look: Look) -> None:
    await young.tool("sticker")
    await look("canvas/stickers", tablet)
    await tablet.locator('.pm-tray [data-picture="heart"]').tap()
    await young.tap(await young.beside_me(-190, -60))
    await tablet.locator(".pm-sticker").wait_for()
    await tablet.locator(".pm-sticker").focus()
    await tablet.keyboard.press("Enter")
    await tablet.locator(".pm-panel").wait_for()
    await look("canvas/sticker-card", tablet)
    await young.put_down()
    await young.tool("join")
    await young.tap(await young.middle(young.person("JS")))
    await look("canvas/joining", tablet)
    await tablet.locator(".pm-stop").tap()
    for _ in range(2):
        await tablet.get_by_role("button", name=said("Next question")).tap()
    await tablet.locator('[data-first="3"]').tap()
    await look("canvas/who-matters", tablet)
    for _ in range(4):
        await tablet.get_by_role("button", name=said("Next question")).tap()
    await tablet.locator('[data-first="7"]').tap()
    await look("canvas/not-joined-up", tablet)


async def _more_of_the_canvas(tablet: Page, young: Hand, look: Look) -> None:
    await young.tool("list")
    await tablet.locator("[data-list]").wait_for()
    await look("canvas/list", tablet)
    for adder in ("add_line", "add_sticker"):
        await tablet.locator(f'[data-add="{adder}"]').tap()
    await look("canvas/list-adding", tablet)
    await (
        tablet.locator("[data-list] section")
        .filter(has_text=said("Lines"))
        .locator("button.pm-item")
        .first.tap()
    )
    await tablet.locator(".pm-feelings").wait_for()
    await look("canvas/line-card", tablet)
    await young.put_down()
    await young.tool("draw")
    await young.circle(await young.beside_me(90, 190), 30)
    await look("canvas/pens", tablet)
    await tablet.get_by_role("button", name=said("Hide the map")).tap()
    await tablet.locator(".pm-cover").wait_for()
    await look("canvas/hidden", tablet)
    await tablet.get_by_role("button", name=said("Show my map")).tap()


async def _watched(sam: Page, look: Look) -> None:
    await sam.locator(".pm-board .pm-me").first.wait_for()
    await look("draw-together/watched", sam)
    await sam.get_by_role("button", name="Back to Draw together").tap()
    await expect(sam.get_by_role("button", name="Watch live")).to_be_visible()
    await look("draw-together/drawing", sam)
    await sam.get_by_role("button", name="End this drawing").tap()
    await expect(sam.get_by_role("button", name="End it")).to_be_visible()
    await look("draw-together/asks-to-end", sam)
    await sam.get_by_role("button", name="Go on").tap()


async def _choosing(sam: Page, young: Hand, look: Look) -> None:
    tablet = young.page
    await tablet.get_by_role("button", name=said("I’m finished")).tap()
    await expect(tablet.get_by_role("heading", name=said("Your map, your say"))).to_be_visible()
    await look("tablet/choosing", tablet)
    await choose(tablet, "dark", "calm")
    await look("tablet/choosing-dark", tablet)
    await choose(tablet, "dark", "calm", "spaced", "big")
    await look("tablet/choosing-spaced", tablet)
    await choose(tablet, "spaced", "big")
    await expect(sam.get_by_role("button", name="Note this")).to_be_visible()
    await look("draw-together/choosing", sam)
    await tablet.get_by_role("button", name=said("What happens if you say yes?")).tap()
    await tablet.locator(".pd-pick summary").first.tap()
    await look("tablet/what-if", tablet)
    await tablet.get_by_role("button", name=said("Go on and choose")).tap()
    await tablet.get_by_role("button", name=said("Who is here with you?")).tap()
    await tablet.get_by_role("button", name=said("A friend"), exact=True).tap()
    await tablet.get_by_role("button", name=said("Not sure"), exact=True).tap()
    await expect(
        tablet.get_by_text(said("You can ask them to step out. Your worker can help."))
    ).to_be_visible()
    await look("tablet/here", tablet)
    await tablet.get_by_role("button", name=said("Go on"), exact=True).tap()
    await answer(tablet, "keep", "yes")
    await tablet.get_by_role("button", name=said("Keep what I said yes to")).tap()
    await expect(tablet.locator(".pd-fault")).to_be_visible()
    await look("tablet/choosing-refused", tablet)
    await answer(tablet, "keep", "no")
    await expect(tablet.locator(".pd-answers:disabled")).to_have_count(2)
    await look("tablet/choosing-no", tablet)
    await answer(tablet, "keep", "not_sure")
    await expect(tablet.locator(".pd-answers:disabled")).to_have_count(0)
    await squiggle(young)
    await look("tablet/choosing-not-sure", tablet)
    await tablet.get_by_role("button", name=said("Keep what I said yes to")).tap()
    await look("tablet/not-sure", await _at(tablet, said("Finish later")))
    await tablet.get_by_role("button", name=said("Finish later")).tap()
    await look("tablet/finish-later", await _at(tablet, said("Yes, finish later")))
    await tablet.get_by_role("button", name=said("Yes, finish later")).tap()
    await look("tablet/later", await _at(tablet, said("Carry on drawing")))
    await expect(sam.get_by_role("button", name="Carry on now")).to_be_visible()
    await look("draw-together/later", sam)
    await tablet.get_by_role("button", name=said("Carry on drawing")).tap()
    await tablet.get_by_role("button", name=said("I’m finished")).tap()
    await tablet.get_by_role("button", name=said("Don’t keep anything")).tap()
    await look("tablet/dont-keep", await _at(tablet, said("No, go back")))
    await tablet.get_by_role("button", name=said("No, go back")).tap()
    await _keep(tablet, young)
    await look("tablet/kept", tablet)
    await expect(sam.get_by_text("The map is kept")).to_be_visible()
    await look("draw-together/kept", sam)


async def _keep(tablet: Page, young: Hand) -> None:
    for statement in ("keep", "plan", "talk"):
        await answer(tablet, statement, "yes")
    await squiggle(young)
    await tablet.get_by_role("button", name=said("Keep what I said yes to")).tap()
    kept = tablet.get_by_role("heading", name=said("Your map is in your file"))
    await expect(kept).to_be_visible()


async def _at(page: Page, button: str) -> Page:
    """The page, once it shows this button."""
    await expect(page.get_by_role("button", name=button).first).to_be_visible()
    return page


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
        if await again.is_visible():
            await again.click()
        await expect(code_shown).to_be_visible(timeout=20_000)
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
