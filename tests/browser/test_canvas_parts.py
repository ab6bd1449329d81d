"""The board's cards, trays, lines and questions, by touch."""

from __future__ import annotations

import re

from playwright.async_api import Locator, Page, expect

from bench.story import send_edits
from peermap_app.words import young
from tests.browser.aloud import VOICE, heard, now_has
from tests.browser.board import BOARD, SAID, on, status
from tests.browser.hand import Hand
from tests.browser.test_widths import press
from tests.browser.together import Begin


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


async def test_a_finished_line_leaves_nothing_to_cancel(begin: Begin) -> None:
    """Done once two are joined, Cancel while the next line is half-way; Done leaves the tool."""
    drawing = await begin()
    hand, page = drawing.young, drawing.tablet
    stop = page.locator(".pm-stop")
    await hand.add_friend("QA")
    await hand.put_down()
    await hand.tool("join")
    await expect(stop).to_have_text(SAID["cancel"])
    people = [hand.person("QA"), page.locator(f"{BOARD} .pm-me")]
    for who, word in zip(people, ("cancel", "done"), strict=True):
        await who.focus()
        await page.keyboard.press("Enter")
        await expect(stop).to_have_text(SAID[word])
    await expect(on(page, "tie")).to_have_count(1)
    await hand.put_down()
    await expect(stop).to_have_text(SAID["done"])
    await people[0].focus()
    await page.keyboard.press("Enter")
    await expect(stop).to_have_text(SAID["cancel"])
    await a_new_tap(page)
    await page.keyboard.press("Enter")
    await expect(stop).to_have_text(SAID["done"])
    await stop.tap()
    await expect(stop).to_have_count(0)
    await expect(page.locator(".pm-told")).to_have_count(0)
    await a_new_tap(page)
    await hand.tool("join")
    await expect(stop).to_have_text(SAID["cancel"])


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
