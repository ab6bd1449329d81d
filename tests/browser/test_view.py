"""What moves the view onto the board, and what does not."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import Locator, Page, expect

from tests.browser.board import SPOT, on
from tests.browser.going_on import GoOn, nothing
from tests.browser.people import settled
from tests.browser.test_small_board import apart, box
from tests.browser.test_widths import press
from tests.browser.together import Begin

BOARD = ".pm-board:not(.pm-still)"
VIEW = f"""() => document.querySelector("{BOARD} .pm-svg").style.transform"""


async def view(page: Page) -> tuple[float, ...]:
    """Where the board is and how large: x, y, scale."""
    return tuple(float(n) for n in re.findall(r"-?[\d.]+", await page.evaluate(VIEW)))


async def add_by_key(page: Page, initials: str) -> None:
    """The tool, the letters, Enter, Escape: as a keyboard does it."""
    await press(page, page.locator(f'{BOARD} [data-tool="tool_person"]'))
    await page.keyboard.type(initials)
    await page.keyboard.press("Enter")
    await expect(page.locator(f"{BOARD} .pm-panel h2")).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(page.locator(f"{BOARD} .pm-panel")).to_have_count(0)
    await settled(page)


def middle_of(page: Page, initials: str) -> Locator:
    """Somebody's disc on a board."""
    whole = page.locator(f"{BOARD} .pm-person").filter(has_text=re.compile(f"^{initials}$"))
    return whole.locator("> :first-child")


async def test_a_worker_who_adds_friends_keeps_the_view(begin: Begin) -> None:
    """Five friends by keyboard: each is in sight, and the board stays as large and where it was."""
    drawing = await begin()
    page = drawing.worker
    first = await view(page)
    for initials in ("BC", "DF", "GH", "JK", "LM"):
        await add_by_key(page, initials)
        assert await view(page) == first, initials
        shown = await box(middle_of(page, initials))
        assert apart(shown, await box(page.locator(f"{BOARD} .pm-tools")))
        assert shown[0] >= 0
        assert shown[2] <= 390


@pytest.mark.parametrize("size", [(390, 844), (768, 1024), (1180, 820)])
async def test_me_is_in_the_middle_of_an_empty_board(go_on: GoOn, size: tuple[int, int]) -> None:
    """Between the question above and the tools below; where a card will stand beside it, of what
    is left."""
    page = (await go_on(nothing, size)).tablet
    above, tools = await box(page.locator(".pm-above")), await box(page.locator(".pm-tools"))
    left, top, right, bottom = await box(page.locator(f"{BOARD} .pm-me > :first-child"))
    across = size[0] / 2 - (150 if size[0] >= 1000 else 0)
    assert (left + right) / 2 == pytest.approx(across, abs=4)
    assert (top + bottom) / 2 == pytest.approx((above[3] + tools[1]) / 2, abs=32)


async def test_fingers_take_the_board_along(begin: Begin) -> None:
    """One finger on the ground, or two anywhere, on people too: the board goes with them, as large
    as before, and nobody on it has moved."""
    drawing = await begin((768, 1024))
    hand, page = drawing.young, drawing.tablet
    await hand.add_friend("QC")
    await hand.put_down()
    await settled(page)
    x, y, scale = await view(page)
    spot = await on(page, "person").evaluate(SPOT)
    start = await hand.beside_me(-160, 200)
    await hand.drag(start, (start[0] + 60, start[1] - 40))
    assert await view(page) == pytest.approx((x + 60, y - 40, scale), abs=1)
    one, other = await hand.middle(hand.person("QC")), await hand.beside_me(0, 0)
    await hand.touch("touchStart", [one])
    await hand.touch("touchStart", [one, other])
    for step in range(1, 9):
        moved = [(at[0] - 5 * step, at[1] + 10 * step) for at in (one, other)]
        await hand.touch("touchMove", moved)
    await hand.touch("touchEnd", [])
    assert await view(page) == pytest.approx((x + 20, y + 40, scale), abs=1)
    assert await on(page, "person").evaluate(SPOT) == spot
    [kept] = (await drawing.room())["people"]
    assert [kept["x"], kept["y"]] == spot


async def test_what_the_other_draws_stays_in_a_worker_s_sight(begin: Begin) -> None:
    """A friend whom the young person puts far out: the worker, who only watches, sees them."""
    drawing = await begin((1180, 820))
    hand = drawing.young
    await hand.add_friend("QC")
    await hand.put_down()
    await hand.drag_to(hand.person("QC"), (60, 700))
    await expect(middle_of(drawing.worker, "QC")).to_be_visible()
    await settled(drawing.worker)
    shown = await box(middle_of(drawing.worker, "QC"))
    assert shown[0] >= 0
    assert apart(shown, await box(drawing.worker.locator(f"{BOARD} .pm-tools")))


@pytest.mark.parametrize("size", [(390, 844), (768, 1024)])
async def test_a_places_card_leaves_people_clear_of_the_line_above(
    begin: Begin, size: tuple[int, int]
) -> None:
    """ME and a friend above a place are as clear of Hide and the question as before its card."""
    drawing = await begin(size)
    hand, page = drawing.young, drawing.tablet
    await hand.add_friend("QC")
    await hand.put_down()
    await hand.drag_to(hand.person("QC"), await hand.beside_me(60, -110))
    await hand.add_place("park")
    await hand.put_down()
    await hand.drag_to(hand.place("park"), await hand.beside_me(0, 150))
    await settled(page)
    before = await view(page)
    await hand.place("park").focus()
    await page.keyboard.press("Enter")
    card = await box(page.locator(".pm-panel"))
    await settled(page)
    above = await box(page.locator(".pm-strip"))
    for shape in (hand.person("QC"), page.locator(f"{BOARD} .pm-me"), hand.place("park")):
        shown = await box(shape.locator("> :first-child"))
        assert shown[1] >= above[3]
        assert apart(shown, card)
    await hand.put_down()
    await settled(page)
    assert await view(page) == before
