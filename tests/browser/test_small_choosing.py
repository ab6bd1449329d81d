"""Choosing on small screens: nothing lies over what is pressed, drawn or looked at."""

from __future__ import annotations

import pytest
from playwright.async_api import Page, expect

from peermap_app.words import young
from tests.browser.going_on import GoOn
from tests.browser.people import answer, resize, settled, squiggle
from tests.browser.test_small_board import apart, bigger_text, box
from tests.browser.together import Begin, Together

_STOPS = """() => new Promise((done) => {
  addEventListener("scrollend", done, { once: true });
  const two = document.querySelector(".pd-last").getBoundingClientRect();
  scrollBy(0, (two.top + two.bottom) / 2 - (innerHeight - 46));
})"""
"""A scroll that would end with the two ways on half under Hide."""


async def choose(drawing: Together) -> Page:
    """A map with one friend, finished."""
    hand, page = drawing.young, drawing.tablet
    await hand.add_friend("QC")
    await hand.put_down()
    await page.get_by_role("button", name="I’m finished").tap()
    await expect(page.get_by_role("heading", name="Your map, your say")).to_be_visible()
    return page


@pytest.mark.parametrize("size", [(320, 568), (390, 844), (768, 1024), (1180, 820)])
@pytest.mark.parametrize("big", [False, True])
async def test_the_squiggle_has_its_box_to_itself(
    go_on: GoOn, size: tuple[int, int], big: bool
) -> None:
    """What is said of it, and the button that rubs it out, stand beside it or below."""
    drawing = await go_on(choose, (390, 844))
    page = drawing.tablet
    await resize(drawing.young, size)
    if big:
        await bigger_text(page)
    await expect(page.locator(".pd-mark-pad path[vector-effect]")).to_have_count(1)  # no mark yet
    await squiggle(drawing.young)
    pad = await box(page.locator(".pd-mark-pad"))
    assert pad[2] - pad[0] >= 180
    for other in (".pd-mark-label", ".pd-mark-clear"):
        assert apart(pad, await box(page.locator(other))), other
    await page.locator(".pd-mark-clear").tap()
    await expect(page.locator(".pd-mark-clear")).to_have_count(0)


_LINES = """() => [...document.querySelectorAll('.pd-answer > [class^="ask-"]')].map((word) => {
  const text = document.createRange(), { left, right } = word.parentElement.getBoundingClientRect();
  text.selectNodeContents(word);
  const all = [...text.getClientRects()];
  const inside = all.every((one) => one.left >= left + 2 && one.right <= right - 2);
  return [new Set(all.map((one) => Math.round(one.top))).size, inside, Math.round(right - left)];
})"""
"""Of each answer: how many lines its word takes, whether it stays inside, and how wide it is."""


@pytest.mark.parametrize("size", [(320, 568), (360, 740), (375, 667), (390, 844), (640, 320)])
async def test_an_answer_is_one_line(go_on: GoOn, size: tuple[int, int]) -> None:
    """Plain, with bigger text and with more space; and chosen, with its tick. All are as wide."""
    drawing = await go_on(choose, (390, 844))
    page = drawing.tablet
    await resize(drawing.young, size)
    for eased in ((), ("big",), ("spaced",), ("big", "spaced")):
        for name in ("big", "spaced"):
            await page.evaluate(
                "([name, on]) => document.documentElement.toggleAttribute(`data-${name}`, on)",
                [name, name in eased],
            )
        for value in ("yes", "not_sure"):
            await answer(page, "keep", value)
            await settled(page)
            seen = await page.evaluate(_LINES)
            assert len(seen) == 9
            assert all(lines == 1 and inside for lines, inside, _ in seen), (eased, seen)
            assert len({wide for *_, wide in seen}) == 1


@pytest.mark.parametrize("big", [False, True])
async def test_hide_does_not_cut_the_two_ways_on(go_on: GoOn, big: bool) -> None:
    """On a phone lying down a scroll that ends near them ends with both of them whole."""
    drawing = await go_on(choose, (390, 844))
    page = drawing.tablet
    await resize(drawing.young, (640, 320))
    if big:
        await bigger_text(page)
    await page.evaluate(_STOPS)
    await settled(page)
    ways, hide = await box(page.locator(".pd-last")), await box(page.locator(".pd-hide"))
    assert ways[1] >= 0
    assert apart(ways, hide)


async def test_who_chose_to_wait_can_go_on_at_once(begin: Begin) -> None:
    """Carry on drawing comes first; the way that ends it is as large, and comes after."""
    drawing = await begin()
    page = await choose(drawing)
    await page.get_by_role("button", name=young.CONSENT["later_button"]).tap()
    await page.get_by_role("button", name=young.FINISH_LATER["yes"]).tap()
    await expect(page.get_by_role("heading", name=young.LATER["title"])).to_be_visible()
    ways = page.locator(".pd-pair .pd-button")
    await expect(ways).to_have_text([young.LATER["carry_on"], young.LATER["dont_keep"]])
    first, second = await box(ways.nth(0)), await box(ways.nth(1))
    assert first[:2] < second[:2] or first[1] < second[1]
    assert first[2] - first[0] == pytest.approx(second[2] - second[0], abs=1)
    await ways.nth(0).tap()
    await expect(drawing.young.person("QC")).to_be_visible()


async def test_bigger_hides_nobody(begin: Begin) -> None:
    """On the smallest phone, whoever stands in the corner of the still map is beside the button."""
    drawing = await begin((320, 568))
    hand = drawing.young
    await hand.add_friend("ZK")
    await hand.put_down()
    await hand.drag_to(hand.person("ZK"), await hand.beside_me(110, 90))
    page = await choose(drawing)
    still = page.locator(".pm-still")
    button = await box(still.locator(".pm-bigger"))
    for disc in await still.locator(".pm-person > :first-child").all():
        assert apart(await box(disc), button)


ANSWERS = """() => [...document.querySelectorAll(".pd-answers > *:not(legend)")].map((each) => {
  const seen = (el) => el.checkVisibility({ visibilityProperty: true, opacityProperty: true });
  const lines = (el) => Math.round(el.getBoundingClientRect().height
    / parseFloat(getComputedStyle(el).lineHeight) || 1);
  const words = each.querySelector("span:last-child"), sign = each.querySelector("svg");
  return { sign: seen(sign) && sign.innerHTML, lines: lines(words),
    fits: each.scrollWidth <= each.clientWidth + 1 && words.getBoundingClientRect().right
      <= each.getBoundingClientRect().right };
})"""
"""Of each answer: its sign, if that is seen; how many lines its words take; whether they fit."""


async def test_each_answer_has_its_sign_before_and_after(begin: Begin) -> None:
    """Three signs, each another shape, seen from the start and when one is chosen; the words stay
    on one line, with bigger text too: for the statements and for who is here."""
    drawing = await begin()
    page = await choose(drawing)
    await _signs(drawing, 9)
    await answer(page, "keep", "not_sure")
    await answer(page, "plan", "yes")
    await _signs(drawing, 9)
    await page.get_by_role("button", name="Who is here with you?").tap()
    await page.get_by_role("button", name="A friend", exact=True).tap()
    await page.get_by_role("button", name="No", exact=True).tap()
    await expect(page.get_by_text("Thank you for saying so.")).to_be_visible()
    await _signs(drawing, 3)


BIG = "(big) => document.documentElement.toggleAttribute('data-big', big)"


async def _signs(drawing: Together, count: int) -> None:
    """At every width, usual and bigger: what each answer shows."""
    page = drawing.tablet
    for big in (False, True):
        await page.evaluate(BIG, big)
        for size in ((320, 568), (390, 844), (768, 1024), (1180, 820)):
            await resize(drawing.young, size)
            shown = await page.evaluate(ANSWERS)
            assert len(shown) == count
            assert len({each["sign"] for each in shown}) == 3, (size, big)
            assert all(each["sign"] and each["fits"] for each in shown), (size, big, shown)
            assert {each["lines"] for each in shown} == {1}, (size, big, shown)
    await page.evaluate(BIG, False)
