"""The same board on a phone, standing, lying, narrow: nothing missing, nothing lost by turning."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from tests.browser.comfort import choose
from tests.browser.going_on import GoOn, nothing
from tests.browser.people import resize, settled
from tests.browser.together import Begin

STANDING, LYING, NARROW, TABLET = (390, 844), (844, 390), (320, 640), (768, 1024)
LARGE = (1180, 820)
MISSING = """(least) => {
  const board = document.querySelector(".pm-board:not(.pm-still)");
  const wanted = board.querySelectorAll(".pm-above button, .pm-tools button, .pm-zoom button");
  const found = [];
  for (const one of wanted) {
    const box = one.getBoundingClientRect();
    const name = one.getAttribute("aria-label") || one.textContent;
    if (box.left < 0 || box.top < 0 || box.right > innerWidth || box.bottom > innerHeight)
      found.push(`${name}: out of sight`);
    if (box.width < least || box.height < least)
      found.push(`${name}: ${box.width.toFixed(0)} by ${box.height.toFixed(0)}`);
    const top = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
    if (!one.contains(top)) found.push(`${name}: something lies over it`);
  }
  const name = (one) => one.getAttribute("aria-label") || one.textContent;
  return { found, names: [...wanted].map(name).sort() };
}"""
ROOM = """() => {
  const rect = (what) => document.querySelector(what).getBoundingClientRect();
  return rect(".pm-tools").top - rect(".pm-above").bottom;
}"""
SEEN = """(name) => {
  const board = document.querySelector(".pm-board:not(.pm-still)");
  const disc = [...board.querySelectorAll(".pm-person")].find((el) => el.textContent === name);
  const box = disc.firstElementChild.getBoundingClientRect();
  const card = board.querySelector(".pm-panel")?.getBoundingClientRect();
  const x = box.left + box.width / 2, y = box.top + box.height / 2;
  const under = card && x > card.left && x < card.right && y > card.top && y < card.bottom;
  return !under && box.left >= 0 && box.right <= innerWidth && box.top >= 0
    && box.bottom <= board.querySelector(".pm-tools").getBoundingClientRect().top;
}"""
MIDDLE = """() => {
  const at = document.querySelector(".pm-board:not(.pm-still) .pm-svg").style.transform
    .match(/-?[\\d.]+/g).map(Number);
  return [(innerWidth / 2 - at[0]) / at[2], (innerHeight / 2 - at[1]) / at[2], at[2]];
}"""


@pytest.mark.parametrize("eased", [(), ("big",), ("spaced",), ("big", "spaced", "left")])
async def test_every_control_is_in_reach(begin: Begin, eased: tuple[str, ...]) -> None:
    """At 390, 320 and lying down each control of the large screen is in sight, uncovered and a

    finger wide.
    """
    drawing = await begin()
    await resize(drawing.young, LARGE)
    everything = await drawing.tablet.evaluate(MISSING, 44)
    assert len(everything["names"]) == len(set(everything["names"])) > 15
    if eased:
        await choose(drawing.tablet, *eased)
    for size in (STANDING, NARROW, LYING, TABLET):
        await resize(drawing.young, size)
        seen = await drawing.tablet.evaluate(MISSING, 44)
        assert seen["found"] == [], size
        assert seen["names"] == everything["names"], size
        assert await drawing.tablet.evaluate(ROOM) > size[1] * 0.4, size


async def test_turning_keeps_what_was_typed(begin: Begin) -> None:
    """Initials that stand in an open entry are still there after turning twice, and are added."""
    drawing = await begin()
    hand = drawing.young
    await hand.type_initials("QA")
    field = hand.page.locator('[data-entry="person"] input')
    for size in (LYING, STANDING):
        await resize(hand, size)
        await expect(field).to_have_value("QA")
        await expect(field).to_be_focused()
        await expect(hand.page.locator('[data-do="add"]')).to_be_in_viewport(ratio=1)
    await hand.page.keyboard.press("Enter")
    await hand.person("QA").wait_for()


KEYBOARD = """(height) => {
  Object.defineProperty(visualViewport, "height", { value: height, configurable: true });
  visualViewport.dispatchEvent(new Event("resize"));
}"""
BELOW = """(seen) => [".pm-entry input", '.pm-entry [data-do="add"]']
  .map((what) => [what, document.querySelector(what).getBoundingClientRect()])
  .filter(([, box]) => box.top < 0 || box.bottom > seen)
  .map(([what, box]) => `${what} at ${box.top} to ${box.bottom}`)"""


@pytest.mark.parametrize(("size", "keys"), [(STANDING, 336), (NARROW, 260), (LYING, 200)])
async def test_a_keyboard_lies_over_nothing_that_is_needed(
    go_on: GoOn, size: tuple[int, int], keys: int
) -> None:
    """Phones of today lay it over the page: what is typed and Add stand above it."""
    drawing = await go_on(nothing, size)
    page = drawing.tablet
    await drawing.young.type_initials("QA")
    await page.evaluate(KEYBOARD, size[1] - keys)
    await settled(page)
    assert await page.evaluate(BELOW, size[1] - keys) == []
    await drawing.young.put_down()


async def test_turning_keeps_the_view_that_a_hand_chose(go_on: GoOn) -> None:
    """What was in the middle is in the middle again, as large as before."""
    drawing = await go_on(nothing, STANDING)
    hand = drawing.young
    await hand.pinch(await hand.beside_me(40, 60), 100, 220)
    await settled(hand.page)
    before = await hand.page.evaluate(MIDDLE)
    for size in (LYING, STANDING):
        await resize(hand, size)
        after = await hand.page.evaluate(MIDDLE)
        assert after == pytest.approx(before, abs=1)


async def test_turning_keeps_the_card_and_its_person_in_sight(begin: Begin) -> None:
    """The card stays open, and who it is about is beside or above it."""
    drawing = await begin()
    hand = drawing.young
    await hand.add_friend("QA")
    await hand.put_down()
    await settled(hand.page)
    card = await hand.select("QA")
    for size in (LYING, STANDING, TABLET, NARROW):
        await resize(hand, size)
        await expect(card).to_be_visible()
        await hand.page.wait_for_function(SEEN, arg="QA")
