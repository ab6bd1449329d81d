"""Comfort: each setting does what it says, for this drawing only, and all stays legible."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import Page, expect

from bench.story import send_edits
from peermap_app.domain.picture import INKS
from peermap_app.words import young
from tests.browser.axe import findings
from tests.browser.comfort import choose, open_comfort
from tests.browser.people import settled
from tests.browser.together import Begin, Together

LYING = (1180, 820)
SAID = young.BOARD
STYLE = """([what, name]) =>
  getComputedStyle([...document.querySelectorAll(what)].at(-1)).getPropertyValue(name)"""
ON = """() => document.documentElement.getAttributeNames()
  .filter((name) => /^data-(big|calm|dark|spaced|left|still|sound)$/.test(name)).sort()"""
STORED = """() => Object.keys(sessionStorage)
  .filter((key) => !key.startsWith("react-router")).sort()"""
COUNTS_NOTES = """
  window.notes = 0;
  const started = OscillatorNode.prototype.start;
  OscillatorNode.prototype.start = function (...at) {
    window.notes += 1;
    return started.apply(this, at);
  };
"""
LEGIBLE = """() => {
  const board = [...document.querySelectorAll(".pm-board")].at(-1);
  const plain = (colour) => {
    const pen = document.createElement("canvas").getContext("2d");
    pen.fillStyle = colour;
    pen.fillRect(0, 0, 1, 1);
    return [...pen.getImageData(0, 0, 1, 1).data].slice(0, 3);
  };
  const light = (colour) => plain(colour)
    .map((v) => (v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4))
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const apart = (a, b) => {
    const [low, high] = [light(a), light(b)].sort((x, y) => x - y);
    return (high + 0.05) / (low + 0.05);
  };
  const style = (el) => getComputedStyle(el);
  const paper = style(document.body).backgroundColor;
  const found = [];
  const judge = (what, ink, ground, least) => {
    if (apart(ink, ground) < least) found.push(`${what}: ${apart(ink, ground).toFixed(2)}`);
  };
  for (const node of board.querySelectorAll(".pm-person, .pm-place, .pm-me")) {
    const word = node.querySelector("text");
    const [ink, ground] = [style(word).fill, style(node.firstElementChild).fill];
    judge(node.getAttribute("aria-label") || "me", ink, ground, 4.5);
  }
  for (const word of board.querySelectorAll(".pm-rings text"))
    judge(word.textContent, style(word).fill, paper, 4.5);
  for (const tie of board.querySelectorAll(".pm-tie"))
    judge(tie.dataset.feeling, style(tie).stroke, paper, 3);
  for (const ink of board.querySelectorAll(".pm-stroke")) judge("ink", style(ink).fill, paper, 3);
  return found;
}"""


MOVES = """() => {
  const long = (times) => times.split(",").some((each) => parseFloat(each) > 0);
  const found = new Set();
  for (const el of document.querySelectorAll("*"))
    for (const part of ["", "::before", "::after", "::backdrop"]) {
      const how = getComputedStyle(el, part);
      const runs = how.animationName !== "none" && long(how.animationDuration);
      if (runs || long(how.transitionDuration))
        found.add(`${el.getAttribute("class") || el.localName}${part}`);
    }
  return [...found].sort();
}"""
"""What would move, of all elements and what stands before and after them."""


async def style(page: Page, what: str, name: str) -> str:
    """A property as the browser computes it."""
    return str(await page.evaluate(STYLE, [what, name]))


def number(text: str) -> float:
    """The number at the beginning of a computed length; 0 for "normal"."""
    found = re.match(r"-?[\d.]+", text)
    return float(found.group()) if found else 0.0


async def a_friend(drawing: Together, initials: str = "QA") -> None:
    """A friend on the board, the card closed."""
    await drawing.young.add_friend(initials)
    await drawing.young.put_down()


async def test_each_setting_changes_what_it_says(begin: Begin) -> None:
    """Text, spaces, colours, stillness: the board's computed style changes, and changes back."""
    drawing = await begin(LYING)
    page = drawing.tablet
    await a_friend(drawing)
    tool, disc = ".pm-tool", ".pm-person > :first-child"
    for name, what, of in (
        ("big", tool, "font-size"),
        ("big", ".pm-person text", "font-size"),
        ("spaced", tool, "letter-spacing"),
        ("spaced", tool, "word-spacing"),
        ("spaced", ".pm-question", "line-height"),
        ("calm", disc, "fill"),
        ("dark", "body", "background-color"),
        ("dark", tool, "color"),
        ("dark", ".pm-tools", "background-color"),
    ):
        before = await style(page, what, of)
        await choose(page, name)
        after = await style(page, what, of)
        assert after != before, (name, what, of)
        if name in ("big", "spaced"):
            assert number(after) > number(before), (name, what, of)
        await choose(page, name)
        assert await style(page, what, of) == before
    assert await page.evaluate(ON) == []


async def test_left_handed_tools_lie_on_the_other_side(begin: Begin) -> None:
    """The card opens on the left, the zoom stands on the right, nobody is hidden beneath them."""
    drawing = await begin(LYING)
    page, hand = drawing.tablet, drawing.young
    await a_friend(drawing)
    await choose(page, "left")
    await settled(page)
    card = await hand.select("QA")
    box, zoom = await card.bounding_box(), await page.locator(".pm-zoom").bounding_box()
    assert box is not None
    assert zoom is not None
    assert box["x"] + box["width"] < LYING[0] / 2 < zoom["x"]
    x, _ = await hand.middle(hand.person("QA"))
    assert x > box["x"] + box["width"]


async def test_nothing_moves_where_nothing_shall(begin: Begin) -> None:
    """Still takes every transition and animation away; so does a device that asks for less."""
    drawing = await begin()
    page = drawing.tablet
    await a_friend(drawing)
    await drawing.young.select("QA")
    assert "pd-switch::after" in await page.evaluate(MOVES)
    await page.emulate_media(reduced_motion="reduce")
    assert await page.evaluate(MOVES) == []
    await page.emulate_media(reduced_motion="no-preference")
    await drawing.young.put_down()
    await choose(page, "still")
    await drawing.young.select("QA")
    assert await page.evaluate(MOVES) == []


async def test_it_is_remembered_over_a_reload_and_for_this_drawing_only(
    begin: Begin,
) -> None:
    """One neutral key holds it; it outlives a reload, ends with the drawing, and starts afresh."""
    drawing = await begin()
    page = drawing.tablet
    nothing = await page.evaluate(STORED)
    await choose(page, "dark", "big")
    assert await page.evaluate(STORED) == sorted([*nothing, "pm-ease"])
    assert re.fullmatch(r"\d{1,4} dark big", await page.evaluate('sessionStorage["pm-ease"]'))
    await page.reload()
    await page.locator(".pm-board .pm-me").first.wait_for()
    assert await page.evaluate(ON) == ["data-big", "data-dark"]
    await drawing.worker.locator(".pd-watch-back").tap()
    for press in ("End this drawing", "End it"):
        await drawing.worker.get_by_role("button", name=press, exact=True).tap()
    await expect(page.locator(".pm-board")).to_have_count(0)
    assert await page.evaluate(ON) == ["data-big", "data-dark"]  # the last screen keeps its looks
    assert await page.evaluate(STORED) == nothing
    await page.reload()
    await expect(page.locator(".pd-message")).to_be_visible()
    assert await page.evaluate(ON) == []
    await drawing.network.close()
    drawing.over = True


async def test_what_another_drawing_left_behind_counts_for_nothing(begin: Begin) -> None:
    """A tab that still holds the last drawing's settings shows none of them, and drops them."""
    page = (await begin()).tablet
    await page.evaluate('sessionStorage.setItem("pm-ease", "99999 dark big nonsense")')
    await page.reload()
    await page.locator(".pm-board .pm-me").first.wait_for()
    await page.wait_for_function('sessionStorage.getItem("pm-ease") === null')
    assert await page.evaluate(ON) == []


async def test_sounds_are_off_until_they_are_chosen(begin: Begin) -> None:
    """Silent by default; then two soft notes for somebody new, for a line, for an undo."""
    drawing = await begin(LYING)
    page, hand = drawing.tablet, drawing.young
    await page.add_init_script(COUNTS_NOTES)
    await page.reload()
    await page.locator(".pm-board .pm-me").first.wait_for()
    await a_friend(drawing)
    assert await page.evaluate("window.notes") == 0
    await choose(page, "sound")
    assert await page.evaluate("window.notes") == 2  # what was chosen is heard once
    await a_friend(drawing, "QB")
    assert await page.evaluate("window.notes") == 4
    await hand.tool("join")
    for who in ("QA", "QB"):
        await hand.tap(await hand.middle(hand.person(who)))
    await page.locator(".pm-tie").wait_for(state="attached")
    assert await page.evaluate("window.notes") == 6
    await hand.put_down()
    await hand.tool("undo")
    await page.wait_for_function("window.notes === 8")
    await choose(page, "sound")
    await a_friend(drawing, "QC")
    assert await page.evaluate("window.notes") == 8


async def draw_each_ink(drawing: Together) -> None:
    """A line in every ink there is."""
    ops = [
        {"op": "add_stroke", "id": f"stroke{n}", "colour": ink, "size": 6, "points": points}
        for n, ink in enumerate(INKS)
        for points in [[-300 + 40 * n, 240, -300 + 40 * n, 300]]
    ]
    await send_edits(drawing.server.url, drawing.tablet, [{"id": "eachink", "ops": ops}])
    await expect(drawing.tablet.locator(".pm-board .pm-stroke")).to_have_count(len(INKS))


@pytest.mark.parametrize("names", [(), ("dark",), ("dark", "calm"), ("calm",)])
async def test_everything_stays_legible(begin: Begin, names: tuple[str, ...]) -> None:
    """As it is, dark, calm: no axe finding, words on the board 4.5 to 1, lines and ink 3 to 1."""
    drawing = await begin(LYING)
    page, hand = drawing.tablet, drawing.young
    for place in ("home", "school", "park", "bus"):
        await hand.add_place(place)
        await hand.put_down()
    for initials, feeling in (("QA", "good"), ("QB", "up_and_down"), ("QC", "tricky")):
        await a_friend(drawing, initials)
        await hand.select(initials)
        await hand.tap_on(page.locator(f'.pm-panel [data-feeling="{feeling}"]'))
        await hand.put_down()
    await draw_each_ink(drawing)
    if names:
        await choose(page, *names)
    assert await page.evaluate(LEGIBLE) == []
    await hand.select("QA")
    assert await findings(page) == []
    await hand.put_down()
    await page.get_by_role("button", name=SAID["finished"]).tap()
    await page.locator(".pm-still .pm-person").first.wait_for()
    assert await page.evaluate(LEGIBLE) == []
    assert await findings(page) == []


@pytest.mark.parametrize("size", [(390, 844), LYING])
async def test_hide_works_over_the_open_menu(begin: Begin, size: tuple[int, int]) -> None:
    """Somebody comes in while the menu is open: one tap on Hide hides, one tap brings it back."""
    drawing = await begin(size)
    page = drawing.tablet
    await open_comfort(page)
    await page.get_by_role("button", name=SAID["hide_label"]).tap()
    await expect(page.locator(".pm-cover")).to_be_visible()
    await expect(page.locator("#pm-comfort")).to_be_hidden()
    await page.get_by_role("button", name=SAID["show_again"]).tap()
    await expect(page.locator(".pm-cover")).to_have_count(0)
