"""The board's cards, trays, list and questions, by touch and by keyboard alone."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest_asyncio
from playwright.async_api import Locator, Page, expect

from bench.story import send_edits
from peermap_app.words import young
from tests.browser.aloud import VOICE, heard, now_has
from tests.browser.controls import every_control
from tests.browser.hand import Hand
from tests.browser.people import settled
from tests.browser.test_widths import press
from tests.browser.together import Together
from tests.conftest import NewPerson
from tests.servers import PeerMapServer

SAID = young.BOARD
BOARD = ".pm-board:not(.pm-still)"
SPOT = """(el) => {
  const box = el.querySelector(":scope > :first-child").getBBox();
  return [Math.round(box.x + box.width / 2), Math.round(box.y + box.height / 2)];
}"""
"""The middle of something on the board, in its own units, whatever the view."""
Begin = Callable[..., Awaitable[Together]]


@pytest_asyncio.fixture(loop_scope="session")
async def begin(server: PeerMapServer, new_person: NewPerson) -> AsyncIterator[Begin]:
    """Begins a drawing on a screen of this size; ends it after the test."""
    begun: list[Together] = []

    async def one(width: int = 390, height: int = 844) -> Together:
        begun.append(await Together.begin(server, new_person, 1))
        await begun[-1].tablet.set_viewport_size({"width": width, "height": height})
        await settled(begun[-1].tablet)
        return begun[-1]

    yield one
    for drawing in begun:
        await drawing.end()


def on(page: Page, kind: str) -> Locator:
    """Everything of one kind on the board: person, place, tie, sticker."""
    return page.locator(f"{BOARD} .pm-svg .pm-{kind}")


def status(page: Page) -> Locator:
    """What the board tells a screen reader."""
    return page.locator(f'{BOARD} .pm-only-read[role="status"]')


async def twice(hand: Hand, what: Locator) -> None:
    """Two taps on one spot, as quick as a finger that trembles."""
    at = await hand.centre(what)
    await hand.tap(at)
    await hand.tap(at)


async def a_new_tap(page: Page) -> None:
    """Wait until a tap is no longer the second half of the one before (`ui/canvas/taps.js`)."""
    now = await page.evaluate("performance.now()")
    await page.wait_for_function("(then) => performance.now() > then", arg=now + 450)


async def test_doubled_taps_make_one_of_everything(begin: Begin) -> None:
    """The invitation, a letter's Add, a picture of a place, a sticker: tapped twice, there once."""
    drawing = await begin()
    hand, page = drawing.young, drawing.tablet
    await twice(hand, page.locator(".pm-invite circle"))
    await page.locator('[data-entry="person"] input').press_sequentially("QA")
    await twice(hand, page.locator('[data-do="add"]'))
    await hand.person("QA").wait_for()
    await hand.put_down()
    await hand.entry("place")
    await twice(hand, page.locator('[data-place="other"]'))
    await hand.place(SAID["place_other"]).wait_for()
    await hand.put_down()
    await hand.tool("sticker")
    await page.locator('.pm-tray [data-picture="star"]').tap()
    at = await hand.beside_me(-110, 60)
    for _ in range(2):
        await hand.tap(at)
    for kind in ("person", "place", "sticker"):
        await expect(on(drawing.worker, kind)).to_have_count(1)
        await expect(on(page, kind)).to_have_count(1)


async def test_our_own_letters_bring_no_keyboard(begin: Begin) -> None:
    """Someone is added letter by letter, no field has the focus, and the choice is remembered."""
    drawing = await begin()
    hand, page = drawing.young, drawing.tablet
    await hand.entry("person")
    await page.locator('[data-do="keypad"]').tap()
    typing = "document.activeElement.matches('input')"
    assert not await page.evaluate(typing)
    for key in ("J", "X", "delete", "S"):
        await page.locator(f'[data-key="{key}"]').tap()
    await expect(page.locator('[data-entry="person"] input')).to_have_value("JS")
    for key in await page.locator(".pm-keypad button").all():
        box = await key.bounding_box()
        assert box
        assert box["width"] >= 44
        assert box["height"] >= 44
    await page.locator('[data-do="add"]').tap()
    await hand.person("JS").wait_for()
    assert not await page.evaluate(typing)
    await hand.put_down()
    await hand.entry("person")
    await expect(page.locator(".pm-keypad")).to_be_visible()
    assert not await page.evaluate(typing)
    for key in "SAM":
        await page.locator(f'[data-key="{key}"]').tap()
    await expect(page.locator("#pm-why")).to_have_text(SAID["is_that_a_name"])
    await page.locator('[data-do="keypad"]').tap()
    assert await page.evaluate(typing)


async def test_someone_without_initials(begin: Begin) -> None:
    """A picture stands for a friend and for a grown-up; a shape and initials may come later."""
    drawing = await begin()
    hand, page = drawing.young, drawing.tablet
    for kind, picture in (("friend", "moon"), ("grown_up", "leaf")):
        await hand.entry("person")
        await page.locator(f'[data-kind="{kind}"]').tap()
        await page.locator('[data-do="nameless"]').tap()
        await page.locator(f'[data-entry] [data-picture="{picture}"]').tap()
        who = page.locator(f'{BOARD} .pm-person[aria-label^="{SAID["picture_" + picture]}"]')
        await who.wait_for()
        await expect(page.locator(".pm-panel h2")).to_have_text(SAID[f"picture_{picture}"])
        await page.locator('.pm-panel [data-do="look"]').tap()
        await expect(page.locator('.pm-panel [data-picture="none"]')).to_have_count(0)
        shapes = page.locator(".pm-panel [data-shape]")
        await expect(shapes).to_have_count(4 if kind == "friend" else 0)
        await hand.put_down()
    await expect(on(drawing.worker, "person")).to_have_count(2)
    await page.locator(f'{BOARD} .pm-person[aria-label^="{SAID["picture_moon"]}"]').focus()
    await page.keyboard.press("Enter")
    await page.locator('.pm-panel [data-do="look"]').tap()
    await page.locator('[data-shape="flower"]').tap()
    await page.locator('.pm-panel [data-do="rename"]').tap()
    await page.locator('[data-entry="person"] input').fill("JS")
    await page.locator('[data-do="add"]').tap()
    await drawing.other.person("JS").wait_for()
    said = await drawing.other.person("JS").get_attribute("aria-label")
    assert said
    assert SAID["shape_flower"] in said
    assert SAID["picture_moon"] in said


async def test_the_board_is_read_by_a_voice_of_the_device(begin: Begin) -> None:
    """No voice, no button; one button reads at a time, what is shown, and again is stop."""
    drawing = await begin()
    hand, page = drawing.young, drawing.tablet
    await page.evaluate(VOICE)
    every = page.locator(".pm-speak")
    await expect(every).to_have_count(0)
    await now_has(page, ("en-GB", False), ("fr-FR", True))
    await expect(every).to_have_count(0)
    await now_has(page, ("en-GB", True))
    await expect(every).to_have_count(3)  # the question, the hint, the buttons
    question, hint, buttons = (
        page.locator(f"{part} .pm-speak") for part in (".pm-strip", ".pm-told", ".pm-zoom")
    )
    await hint.tap()
    assert await heard(page) == [SAID["empty"]]
    await question.tap()
    assert await heard(page) == [SAID["question_1"], SAID["first_1"]]
    await expect(hint).to_have_attribute("aria-pressed", "false")
    await expect(question).to_have_attribute("aria-label", SAID["stop_reading"])
    await question.tap()
    await expect(question).to_have_attribute("aria-label", SAID["read_aloud"])
    await question.tap()
    await page.get_by_role("button", name=SAID["question_next"]).tap()
    await expect(question).to_have_attribute("aria-pressed", "false")
    await buttons.tap()
    read = await heard(page)
    assert {SAID["not_saved"], SAID["hide"], SAID["finished"], SAID["tool_list"]} <= set(read)
    assert SAID["question_2"] not in read
    await page.evaluate("window.endOfReading()")
    await expect(buttons).to_have_attribute("aria-pressed", "false")
    await hand.type_initials("SAM")
    await page.locator("[data-entry] .pm-speak").tap()
    assert (await heard(page))[0] == SAID["is_that_a_name"]
    for one in await every.all():
        box = await one.bounding_box()
        assert box
        assert min(box["width"], box["height"]) >= 44
    await hand.put_down()
    assert await page.evaluate("window.cutShort") >= 3


async def put_in_place(hand: Hand, name: str, label: str) -> None:
    """By the card."""
    card = await hand.select(name)
    await card.locator('[data-do="place"]').tap()
    await card.get_by_role("button", name=label, exact=True).tap()
    await hand.put_down()


async def move_place(hand: Hand, label: str, dx: float, dy: float) -> None:
    """By the card's Move and a tap."""
    await hand.place(label).focus()
    await hand.page.keyboard.press("Enter")
    await hand.page.locator('.pm-panel [data-do="move"]').tap()
    await settled(hand.page)
    await hand.tap(await hand.beside_me(dx, dy))
    await settled(hand.page)


async def test_people_move_with_a_place_or_stay(begin: Begin) -> None:
    """Carrying is on at first; switched off the friend stays, and is in no place then."""
    drawing = await begin(768, 1024)
    hand, page = drawing.young, drawing.tablet
    await hand.add_friend("QA")
    await hand.put_down()
    await hand.add_place("park")
    await hand.put_down()
    await put_in_place(hand, "QA", SAID["place_park"])
    who, park = hand.person("QA"), hand.place(SAID["place_park"])
    before, stood = await who.evaluate(SPOT), await park.evaluate(SPOT)
    await move_place(hand, SAID["place_park"], -140, 150)
    went, stands = await who.evaluate(SPOT), await park.evaluate(SPOT)
    assert went != before
    assert [went[i] - before[i] for i in (0, 1)] == [stands[i] - stood[i] for i in (0, 1)]
    await park.focus()
    await page.keyboard.press("Enter")
    carries = page.locator('.pm-panel [data-do="carries"]')
    await expect(carries).to_have_attribute("aria-pressed", "true")
    await carries.tap()
    await expect(carries).to_have_attribute("aria-pressed", "false")
    await hand.put_down()
    await move_place(hand, SAID["place_park"], 190, -190)
    assert await who.evaluate(SPOT) == went
    await expect(who).not_to_have_attribute("data-place", re.compile("."))
    await expect(drawing.other.person("QA")).not_to_have_attribute("data-place", re.compile("."))
    await hand.tool("undo")
    await expect(who).to_have_attribute("data-place", re.compile("."))


async def test_how_a_place_is_and_when(begin: Begin) -> None:
    """A face, day and night and a size are kept, undone, and read in the other device's list."""
    drawing = await begin()
    hand, page = drawing.young, drawing.tablet
    await hand.add_place("bus")
    card = page.locator(".pm-panel")
    await card.locator('[data-feeling="tricky"]').tap()
    for when in ("day", "night"):
        await card.locator(f'[data-when="{when}"]').tap()
        pressed = card.locator(f'[data-when="{when}"]')
        await expect(pressed).to_have_attribute("aria-pressed", "true")
    await drawing.other.tool("list")
    item = drawing.worker.locator("[data-list] .pm-item").filter(has_text=SAID["place_bus"])
    await expect(item).to_contain_text(f"{SAID['feeling_tricky']} · {SAID['when_both']}")
    await card.locator('[data-when="day"]').tap()
    await expect(item).to_contain_text(f"{SAID['feeling_tricky']} · {SAID['when_night']}")
    sides = "(el) => { const b = el.firstElementChild.getBBox(); return [b.width, b.height]; }"
    before = await hand.place(SAID["place_bus"]).evaluate(sides)
    await card.locator('[data-do="look"]').tap()
    await card.locator('[data-do="wider"]').tap()
    wide = await hand.place(SAID["place_bus"]).evaluate(sides)
    await card.locator('[data-do="taller"]').tap()
    tall = await hand.place(SAID["place_bus"]).evaluate(sides)
    assert wide[0] > before[0]
    assert abs(wide[1] - before[1]) < 1
    assert tall[1] > wide[1]
    assert abs(tall[0] - wide[0]) < 1


async def test_a_sticker_by_tap_and_by_keyboard(begin: Begin) -> None:
    """Tapped where it goes, moved by tap and by arrows, taken off by card and by Delete."""
    drawing = await begin(1180, 820)
    hand, page = drawing.young, drawing.tablet
    await hand.tool("sticker")
    await page.locator('.pm-tray [data-picture="heart"]').tap()
    await hand.tap(await hand.beside_me(-200, -100))
    sticker = on(page, "sticker").first
    await expect(sticker).to_have_attribute("aria-label", re.compile(SAID["sticker_heart"]))
    await expect(on(drawing.worker, "sticker")).to_have_count(1)
    first = await sticker.evaluate(SPOT)
    await page.keyboard.press("Escape")
    await expect(page.locator(".pm-tray")).to_have_count(0)
    await hand.tap(await hand.beside_me(-200, -100 + 30))  # another spot of the same sticker
    await expect(page.locator(".pm-panel h2")).to_have_text(SAID["sticker_heart"])
    await page.locator('.pm-panel [data-do="move"]').tap()
    await hand.tap(await hand.beside_me(200, 100))
    await settled(page)
    moved = await sticker.evaluate(SPOT)
    assert moved[0] > first[0] + 300
    await sticker.focus()
    await page.keyboard.press("ArrowLeft")
    await expect(status(page)).to_contain_text(SAID["sticker_heart"])
    assert (await sticker.evaluate(SPOT))[0] == moved[0] - 20
    await page.keyboard.press("Delete")
    await expect(on(page, "sticker")).to_have_count(0)
    await press(page, page.locator('[data-tool="tool_sticker"]'))
    await press(page, page.locator('.pm-tray [data-picture="crown"]'))
    await expect(on(drawing.worker, "sticker")).to_have_count(1)
    await press(page, on(page, "sticker").first)
    await press(page, page.locator('.pm-panel [data-do="remove"]'))
    await expect(on(drawing.worker, "sticker")).to_have_count(0)


async def test_who_is_not_joined_up_is_shown(begin: Begin) -> None:
    """Show me marks those without a line and names them; joined, they are marked no longer."""
    drawing = await begin()
    hand, page = drawing.young, drawing.tablet
    for _ in range(6):
        await page.get_by_role("button", name=SAID["question_next"]).tap()
    show, told = page.locator('[data-first="7"]'), page.locator(".pm-told")
    await show.tap()
    await expect(told).to_have_text(SAID["empty"])
    for name in ("QA", "QB", "QC"):
        await hand.add_friend(name)
        await hand.put_down()
    card = await hand.select("QA")
    await card.locator('[data-do="join"]').tap()
    await card.get_by_role("button", name="QB", exact=True).tap()
    await hand.put_down()
    await show.tap()
    await expect(told).to_have_text(young.fill(SAID["alone"], who="QC"))
    await expect(status(page)).to_have_text(young.fill(SAID["alone"], who="QC"))
    await expect(page.locator(f"{BOARD} .pm-alone")).to_have_count(1)
    await expect(hand.person("QC")).to_have_class(re.compile("pm-alone"))
    await page.get_by_role("button", name=SAID["question_back"]).tap()
    await expect(page.locator(f"{BOARD} .pm-alone")).to_have_count(0)
    card = await hand.select("QC")
    await card.locator('[data-feeling="good"]').tap()
    await hand.put_down()
    await page.get_by_role("button", name=SAID["question_next"]).tap()
    await show.tap()
    await expect(told).to_have_text(SAID["alone_nobody"])


async def test_joining_stops_half_way(begin: Begin) -> None:
    """Cancel, Escape and a tap on nothing each make no line, and say so."""
    drawing = await begin()
    hand, page = drawing.young, drawing.tablet
    told, stop = page.locator(".pm-told"), page.locator(".pm-stop")
    await hand.add_friend("QA")
    await hand.put_down()
    await hand.tool("join")
    await expect(stop).to_be_visible()
    await hand.tap(await hand.middle(hand.person("QA")))
    await expect(told).to_have_text(young.fill(SAID["hint_join_second"], who="QA"))
    await hand.tap(await hand.beside_me(120, 130))
    await expect(told).to_have_text(SAID["join_stopped"])
    await expect(page.locator(".pm-chosen")).to_have_count(0)
    for way in ("tap", "Escape"):
        await a_new_tap(page)
        if way == "Escape":
            await hand.tool("join")
        await page.locator(f"{BOARD} .pm-person").first.focus()
        await page.keyboard.press("Enter")
        await expect(page.locator(".pm-chosen")).to_have_count(1)
        await (stop.tap() if way == "tap" else page.keyboard.press(way))
        await expect(told).to_have_text(SAID["join_stopped"])
        await expect(stop).to_have_count(0)
        await expect(page.locator(f"{BOARD} .pm-chosen")).to_have_count(0)
    await expect(on(page, "tie")).to_have_count(0)


async def test_each_question_has_a_first_move(begin: Begin) -> None:
    """Person, place, hearts by tapping, somebody, a grown-up: on the board, with no form."""
    drawing = await begin()
    hand, page = drawing.young, drawing.tablet
    following = page.get_by_role("button", name=SAID["question_next"])
    await page.locator('[data-first="1"]').tap()
    await page.locator('[data-entry="person"] input').press_sequentially("QA")
    await page.locator('[data-do="add"]').tap()
    await hand.person("QA").wait_for()
    await hand.put_down()
    await following.tap()
    await page.locator('[data-first="2"]').tap()
    await expect(page.locator('[data-entry="place"]')).to_be_visible()
    await hand.put_down()
    await following.tap()
    await page.locator('[data-first="3"]').tap()
    await hand.tap(await hand.middle(hand.person("QA")))
    await expect(hand.person("QA").locator(".pm-heart")).to_have_count(1)
    await expect(page.locator(".pm-panel")).to_have_count(0)
    await page.get_by_role("button", name=SAID["done"], exact=True).tap()
    await following.tap()
    await page.locator('[data-first="4"]').tap()
    await expect(page.locator(".pm-told")).to_have_text(SAID["hint_someone"])
    await a_new_tap(page)
    await hand.select("QA")
    await following.tap()
    await following.tap()
    await page.locator('[data-first="6"]').tap()
    await expect(page.locator('[data-kind="grown_up"]')).to_have_attribute("aria-pressed", "true")
    await page.locator('[data-role="nan"]').tap()
    await drawing.other.person(SAID["role_nan"]).wait_for()


async def test_full_of_stickers_is_told_kindly(begin: Begin) -> None:
    """At 38 of 40 it says how many fit; full is told when the tool is tapped."""
    drawing = await begin()
    hand, page = drawing.young, drawing.tablet
    ops = [
        {"op": "add_sticker", "id": f"full{n:08}", "picture": "sun", "x": 0, "y": 900, "size": 40}
        for n in range(37)
    ]
    await send_edits(drawing.server.url, page, [{"id": "stickersfull0001", "ops": ops}])
    await expect(on(page, "sticker")).to_have_count(37)
    await press(page, page.locator('[data-tool="tool_sticker"]'))
    for said in ("fits_stickers_2", "fits_stickers_1"):
        await press(page, page.locator('.pm-tray [data-picture="star"]'))
        await expect(page.locator(".pm-told")).to_have_text(SAID[said])
    await press(page, page.locator('.pm-tray [data-picture="star"]'))
    await a_new_tap(page)
    await hand.tool("sticker")
    await expect(page.locator(".pm-tray")).to_have_count(0)
    await a_new_tap(page)
    await press(page, page.locator('[data-tool="tool_sticker"]'))
    await expect(page.locator(".pm-told")).to_have_text(SAID["no_stickers_full"])
    await expect(page.locator(".pm-tray")).to_have_count(0)


async def listed(page: Page, text: str) -> Locator:
    """The list's line of something, once it is there."""
    title = page.locator("b", has_text=re.compile(f"^{re.escape(text)}$"))
    item = page.locator("[data-list] li").filter(has=title)
    await item.wait_for()
    return item


async def test_a_whole_map_from_the_list_by_keyboard(begin: Begin) -> None:
    """Add, put in a place, join, say how it is, who matters, a sticker, remove, undo: no touch;

    then every other control of the board, and what each of them did.
    """
    drawing = await begin(1180, 820)
    page, worker = drawing.tablet, drawing.worker
    await press(page, page.locator('[data-tool="tool_list"]'))
    twin = page.locator("[data-list]")
    await expect(twin.locator("h2")).to_be_focused()
    for initials in ("JS", "AK"):
        await press(page, twin.get_by_role("button", name=SAID["tool_person_label"]))
        await page.keyboard.type(initials)
        await page.keyboard.press("Enter")
        await expect(page.locator(".pm-panel h2")).to_be_focused()
        await page.keyboard.press("Escape")
        await expect((await listed(page, initials)).locator(".pm-item")).to_be_focused()
    await press(page, twin.get_by_role("button", name=SAID["tool_place_label"]))
    await press(page, page.locator('[data-place="park"]'), "Space")
    await page.keyboard.press("Escape")
    await from_the_cards(page)
    await lines_and_stickers(page)
    await expect(on(worker, "person")).to_have_count(2)
    await expect(on(worker, "tie")).to_have_count(2)
    await expect(on(worker, "sticker")).to_have_count(1)
    await press(page, (await listed(page, "AK")).locator('button[aria-label*="off"]'))
    await expect(status(page)).to_have_text(young.fill(SAID["news_off"], who="AK"))
    await expect(twin.locator("h2")).to_be_focused()
    await expect(on(worker, "person")).to_have_count(1)
    await expect(on(worker, "tie")).to_have_count(1)
    await page.keyboard.press("Control+z")
    await expect(on(worker, "person")).to_have_count(2)
    await expect(status(page)).to_contain_text(SAID["news_undone"])
    await every_control(drawing)


async def from_the_cards(page: Page) -> None:
    """JS: put in the park, good, really matters; the focus comes back to the line in the list."""
    await press(page, (await listed(page, "JS")).locator(".pm-item"))
    card = page.locator(".pm-panel")
    await press(page, card.locator('[data-do="place"]'))
    await press(page, card.get_by_role("button", name=SAID["place_park"], exact=True))
    await press(page, card.locator('[data-feeling="good"]'), "Space")
    await press(page, card.locator('[data-do="matters"]'), "Space")
    await page.keyboard.press("Escape")
    line = await listed(page, "JS")
    await expect(line.locator(".pm-item")).to_be_focused()
    for said in (SAID["feeling_good"], SAID["matters_short"], "In park"):
        await expect(line).to_contain_text(said)


async def lines_and_stickers(page: Page) -> None:
    """A line between two friends in two picks, said tricky; a sticker, moved and left there."""
    await press(page, page.locator('[data-add="add_line"]'))
    for who in ("JS", "AK"):
        await press(page, page.locator("[data-line]").filter(has_text=who))
    await expect(status(page)).to_have_text(young.fill(SAID["news_joined"], a="JS", b="AK"))
    await press(page, (await listed(page, "JS and AK")).locator(".pm-item"))
    await press(page, page.locator('.pm-panel [data-feeling="tricky"]'))
    await page.keyboard.press("Escape")
    await expect(await listed(page, "JS and AK")).to_contain_text(SAID["feeling_tricky"])
    await press(page, page.locator('[data-add="add_sticker"]'))
    await press(page, page.locator('[data-list] [data-picture="smile"]'))
    line = await listed(page, SAID["sticker_smile"])
    before = await on(page, "sticker").evaluate(SPOT)
    further = young.fill(SAID["further_who"], who=SAID["sticker_smile"])
    await press(page, line.get_by_role("button", name=further))
    assert await on(page, "sticker").evaluate(SPOT) != before
