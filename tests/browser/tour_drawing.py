"""The tour's steps from the code to the choice: what the young person meets.

See `tests/browser/tour.py`: `look(name, page)` judges each screen.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from playwright.async_api import Page, expect

from tests.browser.comfort import choose, close_comfort, open_comfort
from tests.browser.hand import Hand, hand_on
from tests.browser.network import Network
from tests.browser.people import (
    answer,
    in_sight,
    join_by_code,
    offer,
    squiggle,
)
from tests.browser.said import said

Look = Callable[[str, Page], Awaitable[None]]


async def before(sam: Page, tablet: Page, url: str, look: Look) -> Hand:
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
    await _out_of_touch(tablet, "tablet", look)
    await _eased(tablet, look)
    await _practised(tablet, look)
    await look("draw-together/ready", sam)
    await tablet.get_by_role("button", name=said("Start drawing")).tap()
    await tablet.locator(".pm-board .pm-me").first.wait_for()
    return await hand_on(tablet)


async def _out_of_touch(tablet: Page, where: str, look: Look) -> None:
    """Each line that the page shows by itself when a tap was lost, held or is slow."""
    for name in ("lost-tap", "held-tap", "slow-tap"):
        await tablet.evaluate(_SHOW, [name, True])
        await expect(tablet.locator(f".pm-{name.partition('-')[0]}")).to_be_visible()
        await look(f"{where}/{name}", tablet)
        await tablet.evaluate(_SHOW, [name, False])


_SHOW = "([name, on]) => document.documentElement.toggleAttribute(`data-${name}`, on)"
"""As ui/lost_taps.js does."""


async def cut_off(tablet: Page, network: Network, name: str, look: Look) -> None:
    """A screen while the network is gone, and whole again."""
    line = tablet.locator(".pd-touch .pm-offline")
    network.cut()
    await expect(line).to_be_attached()
    await look(name, tablet)
    network.heal()
    await expect(line).to_have_count(0, timeout=BACK)


BACK = 60_000
"""Milliseconds: the socket tries again ever more slowly."""


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


async def canvas(sam: Page, young: Hand, look: Look) -> None:
    tablet = young.page
    await look("canvas/empty", tablet)
    await _out_of_touch(tablet, "canvas", look)
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
    await tablet.get_by_role("button", name=said("Show again")).tap()


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


async def choosing(sam: Page, young: Hand, look: Look) -> None:
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
    await expect(in_sight(sam, "The map is kept")).to_be_visible()
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
