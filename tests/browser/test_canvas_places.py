"""Places and stickers on the board, by touch and by keyboard."""

from __future__ import annotations

import re

from playwright.async_api import expect

from tests.browser.board import SAID, SPOT, on, status
from tests.browser.hand import Hand
from tests.browser.people import settled
from tests.browser.test_widths import press
from tests.browser.together import Begin


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
    drawing = await begin((768, 1024))
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
    drawing = await begin((1180, 820))
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
