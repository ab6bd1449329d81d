"""Small boards: who was chosen is in sight, trays leave the zoom free, words make way."""

from __future__ import annotations

import pytest
from playwright.async_api import Locator, Page, expect

from tests.browser.board import BOARD
from tests.browser.conftest import CUT
from tests.browser.going_on import GoOn, nothing
from tests.browser.people import resize, settled
from tests.browser.together import Begin, Together

Box = tuple[float, float, float, float]
SMALL = [(320, 720), (320, 568), (640, 320), (768, 1024)]
LYING = (640, 320)


async def box(what: Locator) -> Box:
    """Left, top, right and bottom of something that shows."""
    await expect(what).to_be_visible()
    found = await what.bounding_box()
    assert found is not None
    x, y, wide, high = (found[name] for name in ("x", "y", "width", "height"))
    return x, y, x + wide, y + high


def apart(a: Box, b: Box) -> bool:
    """Whether two boxes share nothing."""
    return a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]


async def bigger_text(page: Page) -> None:
    """As Comfort sets it."""
    await page.evaluate("document.documentElement.dataset.big = ''")
    await page.evaluate("window.dispatchEvent(new Event('pm-ease'))")
    await settled(page)


async def one_friend(drawing: Together) -> None:
    """QC, the card closed."""
    await drawing.young.add_friend("QC")
    await drawing.young.put_down()


@pytest.mark.parametrize("size", SMALL)
@pytest.mark.parametrize("big", [False, True])
async def test_who_was_chosen_is_in_sight(go_on: GoOn, size: tuple[int, int], big: bool) -> None:
    """The whole disc, with its letters, between what lies above, the card and the tools."""
    drawing = await go_on(one_friend, (390, 844))
    hand, page = drawing.young, drawing.tablet
    await resize(hand, size)
    if big:
        await bigger_text(page)
    await hand.person("QC").focus()
    await page.keyboard.press("Enter")
    card = await box(page.locator(".pm-panel"))
    await settled(page)
    disc = await box(hand.person("QC").locator("> :first-child"))
    assert disc[0] >= 0
    assert disc[2] <= size[0]
    assert apart(disc, card)
    for covers in (".pm-unsaved", ".pm-hide", ".pm-finish", ".pm-tools"):
        assert apart(disc, await box(page.locator(covers).first)), covers


@pytest.mark.parametrize("big", [False, True])
async def test_on_a_phone_lying_down_nothing_lies_over_me_or_the_tools(
    go_on: GoOn, big: bool
) -> None:
    """Pens beside ME; a card with more than the feelings; letters and places between Hide and the

    tools.
    """
    drawing = await go_on(one_friend, (390, 844))
    hand, page = drawing.young, drawing.tablet
    await resize(hand, LYING)
    if big:
        await bigger_text(page)
    around = [page.locator(f".pm-board:not(.pm-still) .pm-{what}") for what in ("tools", "hide")]
    await hand.turn("draw", True)
    pens = await box(page.locator(".pm-pens"))
    me = page.locator(".pm-board:not(.pm-still) .pm-me > :first-child")
    for other in (*around, me):
        assert apart(pens, await box(other))
    rubber = await box(page.locator('.pm-pen[data-tool="rub"]'))
    assert rubber[3] <= pens[3]
    await hand.turn("draw", False)
    await hand.person("QC").focus()
    await page.keyboard.press("Enter")
    card = await box(page.locator(".pm-panel"))
    row = await box(page.locator('.pm-panel [data-do="matters"] span'))
    assert row[3] <= card[3]
    await hand.put_down()
    for kind in ("person", "place"):
        await hand.entry(kind)
        entry = await box(page.locator(".pm-entry"))
        for other in around:
            assert apart(entry, await box(other)), kind
        await hand.put_down()


@pytest.mark.parametrize("size", [(320, 720), (390, 844), (768, 1024)])
@pytest.mark.parametrize("tool", ["draw", "sticker"])
async def test_a_tray_leaves_the_zoom_free(go_on: GoOn, size: tuple[int, int], tool: str) -> None:
    """Zooming without two fingers goes on while one draws or picks a sticker."""
    drawing = await go_on(nothing, size)
    await drawing.young.tool(tool)
    tray, zoom = drawing.tablet.locator(".pm-pens"), drawing.tablet.locator(".pm-zoom")
    assert apart(await box(tray), await box(zoom))
    assert apart(await box(tray), await box(drawing.tablet.locator(".pm-tools")))


ZOOMED = """() => {
  const drawn = document.querySelector(".pm-board:not(.pm-still) .pm-svg");
  return Number(drawn.style.transform.match(/scale\\((.*)\\)/)[1]);
}"""
"""The scale of the map."""


async def test_a_phone_lying_down_shows_the_map_as_large_as_it_can(go_on: GoOn) -> None:
    """The question stands beside the other buttons, so that the map has most of the height."""
    drawing = await go_on(nothing, (390, 844))
    hand, page = drawing.young, drawing.tablet
    await resize(hand, LYING)
    await hand.see_all()
    above, tools = page.locator(f"{BOARD} .pm-above"), page.locator(f"{BOARD} .pm-tools")
    assert (await box(tools))[1] - (await box(above))[3] >= 0.62 * LYING[1]
    assert await page.evaluate(ZOOMED) >= 0.38


AROUND = ((-170, 120), (0, 170), (170, 120), (-170, -110), (170, -110))
"""Five friends about ME, as they often stand, in px of a tablet."""


async def five_friends(drawing: Together) -> None:
    """Put five on the map of a tablet, about ME."""
    hand = drawing.young
    for initials, (x, y) in zip(("QA", "QB", "QC", "QD", "QE"), AROUND, strict=True):
        await hand.add_friend(initials)
        await hand.put_down()
        await hand.drag_to(hand.person(initials), await hand.beside_me(x, y))


@pytest.mark.parametrize("big", [False, True])
async def test_show_everything_shows_everybody(go_on: GoOn, big: bool) -> None:
    """Under no button of the zoom, the tools or the line above, nor under pens."""
    drawing = await go_on(five_friends, (1180, 820))
    hand, page = drawing.young, drawing.tablet
    if big:
        await bigger_text(page)
    discs = page.locator(f"{BOARD} :is(.pm-me, .pm-person) > :first-child")
    covers = [".pm-zoom", ".pm-tools", ".pm-above"]
    for size in ((320, 568), (390, 844), (640, 320), (768, 1024)):
        await resize(hand, size)
        await hand.see_all()
        for pens in (False, True):
            await hand.turn("draw", pens)
            await settled(page)
            lying_over = [await box(page.locator(f"{BOARD} {what}")) for what in covers]
            lying_over += [await box(page.locator(".pm-pens"))] if pens else []
            for n in range(6):
                disc = await box(discs.nth(n))
                assert all(apart(disc, each) for each in lying_over), (size, pens, n)
        await hand.turn("draw", False)


async def test_the_view_comes_back_when_the_pens_go(begin: Begin) -> None:
    """They take room only while they lie there; a view that was moved meanwhile stays."""
    drawing = await begin((320, 568))
    hand, page = drawing.young, drawing.tablet
    me = page.locator(f"{BOARD} .pm-me > :first-child")
    before = await hand.middle(page.locator(f"{BOARD} .pm-me"))
    await hand.turn("draw", True)
    await settled(page)
    assert apart(await box(me), await box(page.locator(".pm-pens")))
    await hand.turn("draw", False)
    await settled(page)
    assert await hand.middle(page.locator(f"{BOARD} .pm-me")) == pytest.approx(before, abs=1)
    await hand.turn("draw", True)
    await hand.pinch((160, 200), 80, 120)
    moved = await hand.middle(page.locator(f"{BOARD} .pm-me"))
    await hand.turn("draw", False)
    await settled(page)
    assert await hand.middle(page.locator(f"{BOARD} .pm-me")) == pytest.approx(moved, abs=1)


async def test_a_card_on_a_standing_tablet_leaves_most_of_the_board(begin: Begin) -> None:
    """No more than 36 % of its height."""
    drawing = await begin((768, 1024))
    await drawing.young.add_friend("QC")
    _, top, _, bottom = await box(drawing.tablet.locator(".pm-panel"))
    assert bottom - top <= 0.36 * 1024


async def test_a_ring_word_makes_way_for_a_friend(begin: Begin) -> None:
    """A friend who is put onto it stays there, and the word is read beside them."""
    drawing = await begin((1180, 820))
    hand, page = drawing.young, drawing.tablet
    word = page.locator(".pm-board .pm-rings text").first
    await hand.add_friend("QC")
    await hand.put_down()
    there = await hand.centre(word)
    await hand.drag_to(hand.person("QC"), there)
    await settled(page)
    disc = await box(hand.person("QC").locator("> :first-child"))
    assert apart(disc, await box(word))
    middle = ((disc[0] + disc[2]) / 2, (disc[1] + disc[3]) / 2)
    assert middle == pytest.approx(there, abs=3)


_UNDER = """() => {
  const above = document.querySelector(".pm-board:not(.pm-still) .pm-above");
  const low = above.getBoundingClientRect().bottom;
  const discs = ":is(.pm-me, .pm-person) > :first-child";
  return [...document.querySelectorAll(`.pm-board:not(.pm-still) ${discs}`)].flatMap((disc) => {
    const { left, right, top, bottom } = disc.getBoundingClientRect();
    const [x, y] = [(left + right) / 2, (top + bottom) / 2];
    if (bottom <= 0 || y >= low) return [];
    return [above.contains(document.elementFromPoint(x, Math.max(1, y)))];
  });
}"""
"""Of each whose middle lies in the line above: whether that line covers it whole."""


async def one_above_and_one_below(drawing: Together) -> None:
    """LB above ME, QC below."""
    hand = drawing.young
    for initials, (x, y) in (("QC", (0, 160)), ("LB", (-90, -150))):
        await hand.add_friend(initials)
        await hand.put_down()
        await hand.drag_to(hand.person(initials), await hand.beside_me(x, y))


@pytest.mark.parametrize("big", [False, True])
async def test_on_the_smallest_phone_nobody_looks_out_between_the_buttons(
    go_on: GoOn, big: bool
) -> None:
    """Who had to make way for a card goes under the line above, out of sight and of touch."""
    drawing = await go_on(one_above_and_one_below, (390, 844))
    hand, page = drawing.young, drawing.tablet
    await resize(hand, (320, 568))
    if big:
        await bigger_text(page)
    await hand.person("QC").focus()
    await page.keyboard.press("Enter")
    await expect(page.locator(".pm-panel")).to_be_visible()
    await settled(page)
    covered = await page.evaluate(_UNDER)
    assert all(covered), covered
    if big:
        assert covered


_KEYS = """() => [...document.querySelectorAll(".pm-entry button")].flatMap((one) => {
  const { width, height } = one.getBoundingClientRect();
  const cut = one.scrollWidth > one.clientWidth + 1;
  const name = one.getAttribute("aria-label") || one.textContent;
  return width < 44 || height < 44 || cut ? [`${name}: ${width} by ${height}, cut: ${cut}`] : [];
})"""
"""Which buttons of the open entry are smaller than a finger, or cut."""
ROWS = """() => {
  const end = document.querySelector(".pm-entry-end").getBoundingClientRect().top;
  const keys = [...document.querySelectorAll(".pm-keypad button")];
  const rows = keys.map((one) => one.getBoundingClientRect());
  return new Set(rows.filter((one) => one.bottom <= end).map((one) => one.top)).size;
}"""
"""How many rows of letters show whole above Cancel and Add."""


@pytest.mark.parametrize(("size", "rows"), [((320, 568), 3), ((320, 720), 5), ((390, 844), 4)])
async def test_letters_and_roles_with_bigger_text(
    begin: Begin, size: tuple[int, int], rows: int
) -> None:
    """Each is a finger wide and whole; so is the chip that leads on to the next friend."""
    drawing = await begin((390, 844))
    hand, page = drawing.young, drawing.tablet
    await resize(hand, size)
    await bigger_text(page)
    await hand.entry("person")
    await page.locator('[data-do="keypad"]').tap()
    await settled(page)
    assert await page.evaluate(_KEYS) == []
    assert await page.evaluate(ROWS) >= rows
    await page.locator('[data-kind="grown_up"]').tap()
    await settled(page)
    assert await page.evaluate(_KEYS) == []
    assert await page.evaluate(CUT) == []
    await page.locator('[data-kind="friend"]').tap()
    for key in ("Q", "C"):
        await page.locator(f'[data-key="{key}"]').tap()
    await page.locator('[data-do="add"]').tap()
    another = await box(page.locator('[data-do="another"]'))
    assert another[2] - another[0] >= 44
    assert another[3] - another[1] >= 44
    assert apart(another, await box(page.locator(".pm-panel .pm-close")))
    assert apart(another, await box(page.locator(".pm-panel h2")))
    assert await page.evaluate(CUT) == []
