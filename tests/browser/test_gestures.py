"""What fingers, a pen and the rubber do on a tablet's board, by real touch events."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest_asyncio
from playwright.async_api import Locator, Page, expect

from bench.story import send_edits
from peermap_app.words import young
from tests.browser.hand import Hand, Point
from tests.browser.people import settled
from tests.browser.together import Together
from tests.conftest import NewPerson
from tests.servers import PeerMapServer

SAID = young.BOARD
Begin = Callable[[], Awaitable[Together]]
SCALE = """Number(document.querySelector(".pm-svg").style.transform.match(/scale\\((.*)\\)/)[1])"""
MIDDLE_OF_ME = """() => {
  const box = document.querySelector(".pm-board .pm-me circle").getBoundingClientRect();
  return [box.x + box.width / 2, box.y + box.height / 2];
}"""
SLEEPS = """(asleep) => {
  Object.defineProperty(document, "hidden", { value: asleep, configurable: true });
  document.dispatchEvent(new Event("visibilitychange"));
}"""
DOT_THERE = """() => {
  const box = (what) => document.querySelector(`.pm-board ${what}`).getBoundingClientRect();
  const dot = box(".pm-finger"), me = box(".pm-me circle");
  const scale = me.width / 112;
  const x = dot.x + dot.width / 2 - me.x - me.width / 2;
  const y = dot.y + dot.height / 2 - me.y - me.height / 2;
  return Math.hypot(x / scale - 130, y / scale - 150) < 4;
}"""


@pytest_asyncio.fixture(loop_scope="session")
async def begin(server: PeerMapServer, new_person: NewPerson) -> AsyncIterator[Begin]:
    """Begins a drawing on a tablet; ends it after the test."""
    begun: list[Together] = []

    async def one() -> Together:
        begun.append(await Together.begin(server, new_person, 4))
        return begun[-1]

    yield one
    for drawing in begun:
        await drawing.end()


async def draw(drawing: Together, *ops: dict[str, Any]) -> None:
    """Put things on the board as another page of the tablet would; wait until they show."""
    edit = {"id": f"given{ops[0]['id']}", "ops": list(ops)}
    await send_edits(drawing.server.url, drawing.tablet, [edit])
    for op in ops:
        await drawing.tablet.locator(f'.pm-svg [data-id="{op["id"]}"]').wait_for(state="attached")
    await settled(drawing.tablet)


def friend(initials: str, x: int, y: int, place: str | None = None) -> dict[str, Any]:
    """An op that adds a friend; their id is `friend` and the initials."""
    return {
        "op": "add_person",
        "id": f"friend{initials.lower()}",
        "kind": "friend",
        "initials": initials,
        "x": x,
        "y": y,
        "colour": "sky",
        "place": place,
    }


def line(n: int, x: int) -> dict[str, Any]:
    """An op that adds an upright line of ink."""
    points = [x, 120, x, 220]
    return {"op": "add_stroke", "id": f"stroke{n}", "colour": "ink", "size": 6, "points": points}


def park(*, carries: bool) -> dict[str, Any]:
    """An op that adds a place left of ME."""
    return {
        "op": "add_place",
        "id": "thepark",
        "kind": "park",
        "label": "park",
        "x": -260,
        "y": 140,
        "w": 220,
        "h": 160,
        "colour": "mint",
        "carries": carries,
        "reason": None,
    }


async def at(hand: Hand, x: float, y: float) -> Point:
    """Where a spot of the board is on the screen."""
    scale = await hand.page.evaluate(SCALE)
    me = await hand.page.evaluate(MIDDLE_OF_ME)
    return me[0] + x * scale, me[1] + y * scale


async def until(drawing: Together, kind: str, id: str, **wanted: Any) -> dict[str, Any]:
    """Asks the server until a thing is as wanted; that thing."""
    for _ in range(60):
        room = await drawing.room()
        found = next((each for each in room[kind] if each["id"] == id), None)
        if found and all(found[name] == value for name, value in wanted.items()):
            return dict(found)
    raise AssertionError(f"{found} is not {wanted}")


def ties(page: Page) -> Locator:
    """The lines between people."""
    return page.locator(".pm-board .pm-tie")


def strokes(page: Page) -> Locator:
    """The ink."""
    return page.locator(".pm-board .pm-stroke")


async def pen(hand: Hand, kind: str, where: Point, force: float = 0.0) -> None:
    """One event of a pen: mousePressed, mouseMoved or mouseReleased; `force` 0 to 1."""
    await hand._cdp.send(
        "Input.dispatchMouseEvent",
        {
            "type": kind,
            "x": where[0],
            "y": where[1],
            "button": "none" if kind == "mouseMoved" and not force else "left",
            "buttons": 1 if force else 0,
            "clickCount": 0 if kind == "mouseMoved" else 1,
            "pointerType": "pen",
            "force": force,
        },
    )


async def test_a_line_drawn_from_one_to_another_joins_them(begin: Begin) -> None:
    """Released on somebody it joins; on nobody, or after Escape, nothing happens; taps still do."""
    drawing = await begin()
    hand, page = drawing.young, drawing.tablet
    await draw(drawing, friend("QA", -150, 150), friend("QB", 150, 150))
    one, other = await at(hand, -150, 150), await at(hand, 150, 150)
    await hand.tool("join")
    await hand.drag(one, await at(hand, 0, 250))
    await expect(page.locator(".pm-rubber")).to_have_class("pm-rubber pm-gone")
    await hand.touch("touchStart", [one])
    for step in (0.3, 0.6, 0.9):
        await hand.touch("touchMove", [(one[0] + (other[0] - one[0]) * step, one[1])])
    shown = page.locator(".pm-rubber:not(.pm-gone)")
    await expect(shown).to_have_attribute("d", "M-150 150L150.0 150.0")
    await page.keyboard.press("Escape")
    await hand.touch("touchEnd", [])
    await expect(ties(page)).to_have_count(0)
    await expect(page.locator('[data-tool="tool_join"]')).to_have_attribute("aria-pressed", "true")
    await hand.drag(one, (other[0] - 40, other[1] + 20))
    await expect(ties(page)).to_have_count(1)
    await expect(page.locator(".pm-aim")).to_have_count(0)
    await expect(page.locator(".pm-panel")).to_have_attribute(
        "data-open", await ties(page).get_attribute("data-id") or ""
    )
    await hand.put_down()
    await settled(page)
    await hand.tap(await at(hand, 0, 0))
    await settled(page)
    await hand.tap(await hand.middle(hand.person("QB")))
    await expect(ties(page)).to_have_count(2)


async def test_a_loop_joins_a_group_and_one_undo_parts_it(begin: Begin) -> None:
    """All who lie inside, ME too, in one edit; a loop round one person only says a kind word."""
    drawing = await begin()
    hand, page = drawing.young, drawing.tablet
    await draw(drawing, friend("QA", -100, 90), friend("QB", 100, 90), friend("QC", -320, 0))
    await hand.tool("join")
    await hand.circle(await at(hand, -320, 0), 70)
    await expect(page.locator(".pm-told")).to_have_text(SAID["lasso_few"])
    await expect(ties(page)).to_have_count(0)
    await hand.circle(await at(hand, 0, 40), 190)
    await expect(ties(page)).to_have_count(3)
    await expect(page.locator(".pm-told")).to_have_text(young.fill(SAID["lasso_done"], most="3"))
    await hand.circle(await at(hand, 0, 40), 190)
    await expect(page.locator(".pm-told")).to_have_text(SAID["lasso_joined"])
    await hand.tool("undo")
    await expect(ties(page)).to_have_count(0)
    await expect(ties(drawing.worker)).to_have_count(0)


async def test_a_place_is_stretched_by_its_edges(begin: Begin) -> None:
    """Its handles are as large as a finger; pulled, the other edges stay; undo takes it back."""
    drawing = await begin()
    hand, page = drawing.young, drawing.tablet
    await draw(drawing, park(carries=True))
    await hand.tap(await at(hand, -260, 140))
    handles = page.locator(".pm-handles.pm-on i")
    await expect(handles).to_have_count(3)
    for handle in await handles.all():
        box = await handle.bounding_box()
        assert box
        assert min(box["width"], box["height"]) >= 44
    scale = await page.evaluate(SCALE)
    start = await hand.centre(page.locator('[data-handle="se"]'))
    await hand.drag(start, (start[0] + 60 * scale, start[1] + 40 * scale))
    await until(drawing, "places", "thepark", w=280, h=200, x=-230, y=160)
    await settled(page)
    await hand.tool("undo")
    await until(drawing, "places", "thepark", w=220, h=160, x=-260, y=140)


async def test_a_place_that_does_not_carry_leaves_its_people(begin: Begin) -> None:
    """They stay where they are and are in no place; a place that carries takes them along."""
    drawing = await begin()
    hand = drawing.young
    await draw(drawing, park(carries=False), friend("QA", -260, 170, "thepark"))
    await hand.drag(await at(hand, -330, 120), await at(hand, -330, -200))
    await until(drawing, "places", "thepark", x=-260, y=-180)
    await until(drawing, "people", "friendqa", x=-260, y=170, place=None)


async def test_a_sticker_is_dragged(begin: Begin) -> None:
    """It goes where the finger lets it go, on the server too, and undo brings it back."""
    drawing = await begin()
    hand = drawing.young
    op = {"op": "add_sticker", "id": "sticker1", "picture": "star", "x": 200, "y": 100, "size": 64}
    await draw(drawing, op)
    await hand.drag(await at(hand, 210, 95), await at(hand, 110, 195))
    await until(drawing, "stickers", "sticker1", x=100, y=200)
    await hand.tool("undo")
    await until(drawing, "stickers", "sticker1", x=200, y=100)


DOWNS = """() => {
  if (!window.downs)
    addEventListener("pointerdown", () => window.downs.push(performance.now()), { capture: true });
  window.downs = [];
}"""


async def tap_twice(hand: Hand, at: Point) -> float:
    """Two taps, the second without waiting for what the first one does; milliseconds between."""
    await hand.page.evaluate(DOWNS)
    down, up = ("touchStart", [at]), ("touchEnd", [])
    await asyncio.gather(*(hand.touch(*each) for each in (down, up, down, up)))
    first, second = await hand.page.evaluate("window.downs")
    return float(second - first)


async def test_doubled_taps_make_one_person(begin: Begin) -> None:
    """Person, then Add, each tapped twice within 100 ms by a shaking hand: one friend."""
    drawing = await begin()
    hand, page = drawing.young, drawing.tablet
    people = page.locator(".pm-board .pm-person")
    for _ in range(12):
        tool = await hand.centre(page.locator('[data-tool="tool_person"]'))
        apart = await tap_twice(hand, tool)
        await settled(page)
        await page.locator('[data-entry="person"] input').press_sequentially("QA")
        add = await hand.centre(page.locator('[data-entry="person"] [data-do="add"]'))
        apart = max(apart, await tap_twice(hand, add))
        await settled(page)
        await expect(people).to_have_count(1)
        assert len((await drawing.room())["people"]) == 1
        if apart < 100:
            return
        await hand.put_down()  # this machine was too slow for a shaking hand: again
        await hand.tool("undo")
        await expect(people).to_have_count(0)
    raise AssertionError(f"two taps were {apart} ms apart")


async def test_what_ends_a_drag_badly_leaves_nothing_half_moved(begin: Begin) -> None:
    """The finger is taken, the device sleeps or turns, or it leaves the window: all end well."""
    drawing = await begin()
    hand, page = drawing.young, drawing.tablet
    await draw(drawing, friend("QA", 150, 100))
    for way in ("taken", "asleep", "turned"):
        start = await hand.middle(hand.person("QA"))
        await hand.touch("touchStart", [start])
        await hand.touch("touchMove", [(start[0] + 60, start[1])])
        await hand.touch("touchMove", [(start[0] + 120, start[1] + 40)])
        await expect(page.locator(".pm-person.pm-lifted")).to_have_count(1)
        if way == "taken":
            await hand.touch("touchCancel", [])
        elif way == "asleep":
            await page.evaluate(SLEEPS, True)
        else:
            await page.set_viewport_size({"width": 768, "height": 1024})
        await expect(page.locator(".pm-person.pm-lifted, .pm-person[transform]")).to_have_count(0)
        if way != "taken":
            await page.evaluate(SLEEPS, False)
            await hand.touch("touchEnd", [])
        await settled(page)
    assert (await drawing.room())["people"][0]["x"] == 150
    start = await hand.middle(hand.person("QA"))
    await hand.path([start, (300, 500), (60, 500), (-90, 500)])
    await expect(page.locator(".pm-person.pm-lifted, .pm-person[transform]")).to_have_count(0)
    await settled(page)
    moved = (await drawing.room())["people"][0]
    assert moved["x"] < -300
    box = await hand.person("QA").locator("> :first-child").bounding_box()
    assert box
    assert box["x"] >= 0


async def test_a_pinch_may_begin_on_two_people(begin: Begin) -> None:
    """Both hands on friends: the board zooms, nobody moves; turned, the view keeps its middle."""
    drawing = await begin()
    hand, page = drawing.young, drawing.tablet
    await draw(drawing, friend("QA", -140, 150), friend("QB", 140, 150))
    a, b = await at(hand, -140, 150), await at(hand, 140, 150)
    before = await page.evaluate(SCALE)
    await hand.touch("touchStart", [a])
    await hand.touch("touchStart", [a, b])
    for step in range(1, 9):
        await hand.touch("touchMove", [(a[0] - 8 * step, a[1]), (b[0] + 8 * step, b[1])])
    await hand.touch("touchEnd", [])
    zoomed = await page.evaluate(SCALE)
    assert zoomed > before * 1.2
    people = (await drawing.room())["people"]
    assert [(each["x"], each["y"]) for each in people] == [(-140, 150), (140, 150)]
    await page.set_viewport_size({"width": 820, "height": 1180})
    await settled(page)
    assert await page.evaluate(SCALE) == zoomed
    me = await page.evaluate(MIDDLE_OF_ME)
    assert 0 < me[0] < 820
    assert 0 < me[1] < 1180


async def test_a_pen_presses_and_the_palm_does_nothing(begin: Begin) -> None:
    """A pen's pressure stays with its line; a hand that rests meanwhile draws and drags nothing."""
    drawing = await begin()
    hand, page = drawing.young, drawing.tablet
    await draw(drawing, friend("QA", 150, -150))
    await hand.tool("draw")
    x, y = await at(hand, -200, 150)
    await pen(hand, "mousePressed", (x, y), 0.2)
    await hand.path([(x + 200, y + 60), (x + 240, y + 60), (x + 260, y + 80)])
    for step in range(1, 21):
        force = 0.2 + 0.03 * step
        await pen(hand, "mouseMoved", (x + 8 * step, y + (step % 3)), force)
    await pen(hand, "mouseReleased", (x + 160, y))
    await expect(strokes(page)).to_have_count(1)
    [stroke] = (await drawing.room())["strokes"]
    assert len(stroke["press"]) == len(stroke["points"]) // 2
    assert max(stroke["press"]) - min(stroke["press"]) > 40
    await pen(hand, "mouseMoved", (x, y))
    await hand.path([(x, y + 80), (x + 40, y + 80), (x + 80, y + 90)])
    await hand.tool("draw")
    await expect(page.locator(".pm-board")).to_have_attribute("data-tool", "hand")
    await pen(hand, "mouseMoved", (x, y))
    before = await page.evaluate(SCALE)
    await hand.drag_to(hand.person("QA"), (x + 300, y))
    await pen(hand, "mouseMoved", (x, y))
    await hand.pinch(await at(hand, 0, 0), 160, 220)
    assert await page.evaluate(SCALE) > before
    room = await drawing.room()
    assert (room["people"][0]["x"], len(room["strokes"])) == (150, 1)


async def test_a_palm_is_no_ink(begin: Begin) -> None:
    """A contact wider than a fingertip draws nothing; a finger does."""
    drawing = await begin()
    hand, page = drawing.young, drawing.tablet
    await hand.tool("draw")
    x, y = await at(hand, -100, 150)
    wide = {"id": 0, "radiusX": 45, "radiusY": 40}
    for kind, dx in (("touchStart", 0), ("touchMove", 40), ("touchMove", 80)):
        points = [{**wide, "x": x + dx, "y": y}]
        await hand._cdp.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    await hand.touch("touchEnd", [])
    await hand.path([(x, y + 40), (x + 40, y + 40), (x + 80, y + 60)])
    await expect(strokes(page)).to_have_count(1)
    await settled(page)
    await expect(strokes(page)).to_have_count(1)


async def test_one_sweep_of_the_rubber_takes_all_that_it_crosses(begin: Begin) -> None:
    """Each line is hidden as it is crossed; one undo brings all of them back; a tap takes one."""
    drawing = await begin()
    hand, page = drawing.young, drawing.tablet
    await draw(drawing, line(1, -120), line(2, -60), line(3, 200))
    await hand.tool("draw")
    await hand.tap_on(page.locator('.pm-pen[data-tool="rub"]'))
    await settled(page)
    await hand.touch("touchStart", [await at(hand, -180, 170)])
    for x in (-140, -90):
        await hand.touch("touchMove", [await at(hand, x, 170)])
    await expect(page.locator('.pm-stroke[visibility="hidden"]')).to_have_count(1)
    await hand.touch("touchMove", [await at(hand, 20, 170)])
    await hand.touch("touchEnd", [])
    await expect(strokes(page)).to_have_count(1)
    await expect(strokes(drawing.worker)).to_have_count(1)
    await hand.tool("undo")
    await expect(strokes(page)).to_have_count(3)
    await expect(page.locator(".pm-stroke[visibility]")).to_have_count(0)
    await hand.tap(await at(hand, 200, 170))
    await expect(strokes(page)).to_have_count(2)


async def test_the_others_finger_is_a_dot_that_goes(begin: Begin) -> None:
    """It shows where the finger is, goes when it is lifted or rests, and wipes no sentence."""
    drawing = await begin()
    hand, other = drawing.young, drawing.worker
    dot = other.locator(".pm-board .pm-finger")
    await hand.touch("touchStart", [await at(hand, -100, 200)])
    await hand.touch("touchMove", [await at(hand, -80, 200)])
    await hand.touch("touchMove", [await at(hand, 120, 160)])
    await expect(dot).to_have_class("pm-finger pm-on")
    await expect(drawing.tablet.locator(".pm-finger.pm-on")).to_have_count(0)
    await hand.touch("touchEnd", [])
    await expect(dot).to_have_class("pm-finger")
    await draw(drawing, friend("QA", -150, 150))
    start = await at(hand, -150, 150)
    await hand.touch("touchStart", [start])
    await hand.touch("touchMove", [(start[0] + 40, start[1])])
    await hand.touch("touchMove", [await at(hand, 130, 150)])
    await expect(dot).to_have_class("pm-finger pm-on")
    await other.wait_for_function(DOT_THERE)
    await expect(dot).to_have_class("pm-finger")  # it rests: nothing more is heard
    await hand.touch("touchEnd", [])
