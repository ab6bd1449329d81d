"""The board's controls that no story presses otherwise, each by keyboard, and what each one did.

await every_control(drawing)   # JS and AK are on the map, the list is open, the screen is wide
"""

from __future__ import annotations

import re
from math import dist

from playwright.async_api import Locator, Page, expect

from peermap_app.words import young
from tests.browser.test_widths import press, to
from tests.browser.together import Together

SAID = young.BOARD
BOARD = ".pm-board:not(.pm-still)"
_SPOT = """(el) => {
  const box = el.querySelector(":scope > :first-child").getBBox();
  return [box.x + box.width / 2, box.y + box.height / 2];
}"""
_SCALE = f"""() => Number(document.querySelector("{BOARD} .pm-svg").style.transform
  .match(/-?[\\d.]+/g)[2])"""
_ALL_IN_SIGHT = f"""() => [...document.querySelectorAll("{BOARD} :is(.pm-person, .pm-place)")]
  .every((el) => {{
    const box = el.getBoundingClientRect();
    return box.left >= 0 && box.top >= 0 && box.right <= innerWidth && box.bottom <= innerHeight;
  }})"""
_AN_ARROW_LATER = "(then) => performance.now() > then + 100"
_COLOURS = ("sky", "sun", "lilac", "mint", "peach", "rose")
_INKS = ("ink", "coral", "teal", "sky", "sun", "lilac")
_ARROWS = {"ArrowRight": (20, 0), "ArrowLeft": (-20, 0), "ArrowUp": (0, -20), "ArrowDown": (0, 20)}


async def every_control(drawing: Together) -> None:
    """Presets, closer and further, colours, arrows, Delete, a grown-up, zoom, inks and sizes."""
    page = drawing.tablet
    await two_more_places(page)
    for kind, name in (("person", "JS"), ("place", SAID["place_shop"])):
        thing = of(page, kind, name)
        await from_the_list(page, thing, name)
        await from_the_card(page, thing, name)
    await page.keyboard.press("Escape")
    await expect(page.locator("[data-list]")).to_have_count(0)
    for kind, name in (("person", "JS"), ("place", SAID["place_shop"])):
        await by_arrows(page, of(page, kind, name))
    await taken_off(drawing)
    await a_grown_up_looks_different(drawing)
    await closer_and_back(page)
    await inks_and_sizes(drawing)


def of(page: Page, kind: str, name: str) -> Locator:
    """Somebody or a place on the board."""
    whole = re.compile(rf"^\s*{re.escape(name)}\s*$")
    return page.locator(f"{BOARD} .pm-{kind}").filter(has_text=whole)


async def from_me(thing: Locator) -> float:
    """How far it stands from ME, in the board's units."""
    return dist((0, 0), await thing.evaluate(_SPOT))


async def moves(thing: Locator, page: Page, further: Locator, closer: Locator) -> None:
    """One press takes it away from ME, the other back towards ME."""
    here = await from_me(thing)
    await press(page, further)
    away = await from_me(thing)
    await press(page, closer)
    assert here < away
    assert await from_me(thing) < away


async def two_more_places(page: Page) -> None:
    """The pictures of a shop and of being online each add a place of that kind."""
    for kind in ("shop", "online"):
        twin = page.locator("[data-list]")
        await press(page, twin.get_by_role("button", name=SAID["tool_place_label"]))
        await press(page, page.locator(f'[data-place="{kind}"]'))
        await expect(page.locator(".pm-panel h2")).to_have_text(SAID[f"place_{kind}"])
        await expect(page.locator(f'{BOARD} .pm-place[data-kind="{kind}"]')).to_have_count(1)
        await page.keyboard.press("Escape")
        await expect(twin).to_be_visible()


async def from_the_list(page: Page, thing: Locator, name: str) -> None:
    """Closer and further beside its line."""
    lines = page.locator("[data-list] li")
    ways = (
        lines.get_by_role("button", name=young.fill(SAID[key], who=name), exact=True)
        for key in ("further_who", "closer_who")
    )
    await moves(thing, page, *ways)


async def from_the_card(page: Page, thing: Locator, name: str) -> None:
    """Closer and further, and each colour: one is chosen, and it is seen."""
    lines = page.locator("[data-list] .pm-item").filter(has_text=re.compile(f"^{name}"))
    await press(page, lines.first)
    card = page.locator(".pm-panel[data-open]")
    await moves(
        thing, page, card.locator('[data-do="further"]'), card.locator('[data-do="closer"]')
    )
    shown = set()
    for colour in _COLOURS:
        await press(page, card.locator(f'[data-colour="{colour}"]'))
        chosen = card.locator('[data-colour][aria-pressed="true"]')
        await expect(chosen).to_have_attribute("data-colour", colour)
        shown.add(await thing.locator("> :first-child").get_attribute("fill"))
    assert len(shown) == len(_COLOURS)
    await page.keyboard.press("Escape")
    await expect(page.locator("[data-list]")).to_be_visible()


async def by_arrows(page: Page, thing: Locator) -> None:
    """Each arrow moves it by one step in its own direction."""
    for key, (right, down) in _ARROWS.items():
        await page.wait_for_function(_AN_ARROW_LATER, arg=await page.evaluate("performance.now()"))
        x, y = await thing.evaluate(_SPOT)
        await press(page, thing, key)
        assert dist(await thing.evaluate(_SPOT), (x + right, y + down)) < 2, key


async def taken_off(drawing: Together) -> None:
    """Delete takes a person off, Backspace a place: from both boards."""
    page, places = drawing.tablet, SAID["place_online"]
    for kind, name, key in (("person", "AK", "Delete"), ("place", places, "Backspace")):
        await press(page, of(page, kind, name), key)
        await expect(of(page, kind, name)).to_have_count(0)
        await expect(of(drawing.worker, kind, name)).to_have_count(0)
        await expect(page.locator(f"{BOARD} .pm-ground")).to_be_focused()


async def a_grown_up_looks_different(drawing: Together) -> None:
    """A role stands on a card with corners, a friend on a disc: no colour needs to tell them."""
    page = drawing.tablet
    await press(page, page.locator('[data-tool="tool_person"]'))
    await press(page, page.locator('[data-kind="grown_up"]'))
    await press(page, page.locator('[data-role="coach"]'))
    await page.keyboard.press("Escape")
    for board in (page, drawing.worker):
        coach = of(board, "person", SAID["role_coach"])
        await expect(coach.locator("> rect")).to_have_count(1)
        await expect(of(board, "person", "JS").locator("> circle")).to_have_count(1)


async def closer_and_back(page: Page) -> None:
    """Look closer, see more, see all of it."""
    plain = await page.evaluate(_SCALE)
    for _ in range(4):
        await press(page, page.get_by_role("button", name=SAID["zoom_in"]))
    close = await page.evaluate(_SCALE)
    assert close > plain * 1.5
    await press(page, page.get_by_role("button", name=SAID["zoom_out"]))
    assert plain < await page.evaluate(_SCALE) < close
    await press(page, page.get_by_role("button", name=SAID["zoom_fit"]))
    assert await page.evaluate(_SCALE) < close
    assert await page.evaluate(_ALL_IN_SIGHT)


async def inks_and_sizes(drawing: Together) -> None:
    """Each ink and each size is chosen by key; what a finger then draws shows it on both boards."""
    page = drawing.tablet
    await to(page, page.locator('[data-tool="tool_draw"]'))
    await page.keyboard.press("Enter")
    widths, strokes = [], page.locator(f"{BOARD} .pm-stroke")
    pens = [*(("ink", name) for name in _INKS), *(("size", size) for size in ("4", "8", "14"))]
    for n, (what, which) in enumerate(pens):
        pen = page.locator(f'[data-{what}="{which}"]')
        await press(page, pen)
        await expect(page.locator(f'[data-{what}][aria-pressed="true"]')).to_have_count(1)
        await expect(pen).to_have_attribute("aria-pressed", "true")
        x, y = await drawing.young.beside_me(-90 + 20 * n, 150)
        await drawing.young.drag((x, y), (x, y + 40))
        await expect(strokes).to_have_count(n + 1)
        widths.append(await strokes.last.evaluate("(el) => el.getBBox().width"))
    await expect(drawing.worker.locator(f"{BOARD} .pm-stroke")).to_have_count(len(pens))
    for board in (page, drawing.worker):
        fills = [
            await each.get_attribute("fill")
            for each in await board.locator(f"{BOARD} .pm-stroke").all()
        ]
        assert len(set(fills[: len(_INKS)])) == len(_INKS)
    thin, middle, thick = widths[-3:]
    assert thin < middle < thick
