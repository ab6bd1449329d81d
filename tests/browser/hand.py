"""A person's hand on an open page: real touches through the DevTools protocol (async Playwright).

Positions are CSS pixels of the viewport. The board's things are found by what a person reads. A
gesture ends when the browser has taken every touch; nothing sleeps.
"""

from __future__ import annotations

import contextlib
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from playwright.async_api import CDPSession, Locator, Page, TimeoutError

Point = tuple[float, float]
TRIES = 6  # taps on a tool until what it leads to is in sight


@dataclass
class Hand:
    """One person's hand on one page; make it with `await hand_on(page)`."""

    page: Page
    _cdp: CDPSession = field(repr=False)

    async def touch(self, kind: str, fingers: Sequence[Point]) -> None:
        """One touch event of all fingers that are down."""
        points = [{"x": round(x, 1), "y": round(y, 1), "id": i} for i, (x, y) in enumerate(fingers)]
        await self._cdp.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    async def tap(self, at: Point) -> None:
        """One finger down and up."""
        await self.touch("touchStart", [at])
        await self.touch("touchEnd", [])

    async def tap_on(self, what: Locator) -> None:
        """Tap the middle of something."""
        await self.tap(await self.centre(what))

    async def path(self, points: Sequence[Point]) -> None:
        """One finger down at the first point, along the others, up at the last."""
        await self.touch("touchStart", points[:1])
        for point in points[1:]:
            await self.touch("touchMove", [point])
        await self.touch("touchEnd", [])

    async def drag(self, start: Point, end: Point, steps: int = 12) -> None:
        """One finger in a straight line."""
        await self.path([_between(start, end, i / steps) for i in range(steps + 1)])

    async def circle(self, centre: Point, radius: float = 40, steps: int = 24) -> None:
        """A circle drawn by one finger."""
        x, y = centre
        angles = [math.tau * i / steps for i in range(steps + 1)]
        await self.path([(x + radius * math.cos(a), y + radius * math.sin(a)) for a in angles])

    async def pinch(self, centre: Point, start: float, end: float, steps: int = 12) -> None:
        """Two fingers about a centre, from `start` to `end` pixels apart."""
        x, y = centre

        def fingers(t: float) -> list[Point]:
            apart = (start + (end - start) * t) / 2
            return [(x - apart, y), (x + apart, y)]

        await self.touch("touchStart", fingers(0))
        for i in range(1, steps + 1):
            await self.touch("touchMove", fingers(i / steps))
        await self.touch("touchEnd", [])

    async def centre(self, what: Locator) -> Point:
        """Where something is now."""
        await what.wait_for()
        box = await what.bounding_box()
        if box is None:
            raise AssertionError(f"{what} is not on the page")
        return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    # --- the board's own things -----------------------------------------------------------------

    def person(self, name: str) -> Locator:
        """Somebody on the board, by initials or role word."""
        return self.page.locator(".pm-board .pm-person").filter(has_text=_whole(name)).first

    def place(self, label: str) -> Locator:
        """A place on the board, by its label."""
        return self.page.locator(".pm-board .pm-place").filter(has_text=_whole(label)).first

    async def middle(self, node: Locator) -> Point:
        """The middle of the first shape of a node (badges and focus rings left out)."""
        return await self.centre(node.locator("> :first-child"))

    async def beside_me(self, dx: float, dy: float) -> Point:
        """A point of the board, from the middle of ME."""
        x, y = await self.middle(self.page.locator(".pm-board .pm-me").first)
        return x + dx, y + dy

    async def drag_to(self, node: Locator, end: Point) -> None:
        """Drag a person or a place to a point."""
        await self.drag(await self.middle(node), end)

    async def see_all(self) -> None:
        """Tap Show everything: a drag that missed somebody on their way moves the view."""
        await self.tap_on(self.page.locator(".pm-board:not(.pm-still) .pm-zoom > button").nth(2))

    async def tool(self, word: str) -> None:
        """Tap a tool: person, place, join, draw, undo, redo or list."""
        await self.tap_on(self.page.locator(f'[data-tool="tool_{word}"]'))

    async def turn(self, word: str, on: bool) -> None:
        """Tap a tool that stays on until it is off again (join, draw, sticker), if it is not so."""
        here = f'[data-tool="tool_{word}"]'
        now, wanted = (
            f'{here}:is([aria-pressed="{s}"], [aria-expanded="{s}"])' for s in _turned(on)
        )
        if await self.page.locator(now).count():
            await self._tool_until(word, self.page.locator(wanted))

    async def type_initials(self, typed: str) -> None:
        """Open the tool and type, without adding."""
        await self.entry("person")
        await self.page.locator('[data-entry="person"] input').press_sequentially(typed)

    async def entry(self, kind: str) -> None:
        """Open the entry of a person or a place."""
        await self._tool_until(kind, self.page.locator(f'[data-entry="{kind}"]'))

    async def _tool_until(self, word: str, wanted: Locator) -> None:
        """Tap a tool and wait for what it leads to.

        The board takes two taps on one tool within 400 ms for one; a test is that quick, a person
        who sees nothing happen taps again. On a busy machine the first tap may count only then,
        and the second one ends what it began.
        """
        for _ in range(TRIES):
            await self.tool(word)
            with contextlib.suppress(TimeoutError):
                return await wanted.wait_for(timeout=1000)
        return await wanted.wait_for(timeout=1000)

    async def add_friend(self, initials: str) -> None:
        """Add a friend as a person would: the tool, the letters, Add."""
        await self.type_initials(initials)
        await self.tap_on(self.page.locator('[data-entry="person"] [data-do="add"]'))
        await self.person(initials).wait_for()

    async def put_down(self) -> None:
        """Close the card or entry that is open, if there is one."""
        for closer in ("[data-entry] .pm-second", ".pm-panel .pm-close"):
            if await self.page.locator(closer).count():
                await self.tap_on(self.page.locator(closer).first)

    async def add_place(self, kind: str) -> None:
        """Add a place by its picture (home, school, park, …)."""
        await self.entry("place")
        await self.tap_on(self.page.locator(f'[data-entry="place"] [data-place="{kind}"]'))

    async def select(self, name: str) -> Locator:
        """Tap somebody; their card."""
        await self.tap(await self.middle(self.person(name)))
        card = self.page.locator(".pm-panel")
        await card.wait_for()
        return card


async def hand_on(page: Page) -> Hand:
    """A hand on this page."""
    return Hand(page, await page.context.new_cdp_session(page))


def _turned(on: bool) -> tuple[str, str]:
    """How a button says that it is to be turned, and that it was: as ARIA has it."""
    return ("false", "true") if on else ("true", "false")


def _between(a: Point, b: Point, t: float) -> Point:
    return a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t


def _whole(text: str) -> re.Pattern[str]:
    return re.compile(rf"^\s*{re.escape(text)}\s*$")
