"""Fingers for browser tests: real touch through the DevTools protocol, on Playwright's sync pages.

Positions are CSS pixels of the viewport. The board's things are found by what a person reads (`person("JS")`), its
empty ground by `ground()`. Nothing sleeps: a gesture ends when the browser has taken every touch.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import CDPSession, Locator, Page

Point = tuple[float, float]

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
TABLET = {"width": 1180, "height": 820}
PHONE = {"width": 390, "height": 844}


@dataclass
class Touch:
    """One person's hand on one page."""

    page: Page
    _cdp: CDPSession = field(init=False)

    def __post_init__(self) -> None:
        self._cdp = self.page.context.new_cdp_session(self.page)

    def _send(self, kind: str, fingers: Sequence[Point]) -> None:
        points: list[dict[str, Any]] = [
            {"x": round(x, 1), "y": round(y, 1), "id": i} for i, (x, y) in enumerate(fingers)
        ]
        self._cdp.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    def tap(self, at: Point) -> None:
        """One finger down and up."""
        self._send("touchStart", [at])
        self._send("touchEnd", [])

    def double_tap(self, at: Point) -> None:
        """Two taps with nothing between them: well under 100 ms apart."""
        self.tap(at)
        self.tap(at)

    def path(self, points: Sequence[Point]) -> None:
        """One finger down at the first point, along the others, up at the last."""
        self._send("touchStart", points[:1])
        for point in points[1:]:
            self._send("touchMove", [point])
        self._send("touchEnd", [])

    def drag(self, start: Point, end: Point, steps: int = 12) -> None:
        """One finger in a straight line."""
        self.path([_between(start, end, i / steps) for i in range(steps + 1)])

    def draw(self, centre: Point, radius: float = 40, turns: float = 1, steps: int = 24) -> None:
        """A circle drawn by one finger (the Draw tool must be on)."""
        angles = [turns * math.tau * i / steps for i in range(steps + 1)]
        x, y = centre
        self.path([(x + radius * math.cos(a), y + radius * math.sin(a)) for a in angles])

    def pinch(
        self, centre: Point, start: float, end: float, angle: float = 0.0, steps: int = 12
    ) -> None:
        """Two fingers about a centre, from `start` to `end` pixels apart."""
        dx, dy = math.cos(angle) / 2, math.sin(angle) / 2
        x, y = centre

        def fingers(t: float) -> list[Point]:
            apart = start + (end - start) * t
            return [(x - dx * apart, y - dy * apart), (x + dx * apart, y + dy * apart)]

        self._send("touchStart", fingers(0))
        for i in range(1, steps + 1):
            self._send("touchMove", fingers(i / steps))
        self._send("touchEnd", [])

    # --- the board's own things -------------------------------------------------------------------------------------

    def person(self, name: str) -> Locator:
        """The node of a person by initials or role word."""
        return self.page.locator(".pm-person").filter(has_text=_whole(name))

    def place(self, label: str) -> Locator:
        """The outline of a place by its label."""
        return self.page.locator(".pm-place").filter(has_text=_whole(label))

    def centre(self, what: Locator) -> Point:
        """Where something is now: the middle of its first shape (badges and focus rings left out)."""
        box = what.locator("> :first-child").bounding_box()
        if box is None:
            raise AssertionError(f"{what} is not on the page")
        return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    def ground(self, dx: float = 0, dy: float = 0) -> Point:
        """A point of the board relative to the middle of ME."""
        x, y = self.centre(self.page.locator(".pm-me"))
        return x + dx, y + dy

    def drag_to(self, what: Locator, end: Point) -> None:
        """Drags a person or a place to a point."""
        self.drag(self.centre(what), end)

    def tool(self, word: str) -> None:
        """Taps a tool: person, place, join, draw, undo, redo or list."""
        box = self.page.locator(f'[data-tool="tool_{word}"]').bounding_box()
        if box is None:
            raise AssertionError(f"no tool {word}")
        self.tap((box["x"] + box["width"] / 2, box["y"] + box["height"] / 2))

    def add_friend(self, initials: str) -> None:
        """Adds a friend as a person would: the tool, the letters, Add."""
        self.tool("person")
        self.page.locator('[data-entry="person"] input').fill(initials)
        self.page.locator('[data-entry="person"] [data-do="add"]').tap()
        self.person(initials).wait_for()

    def add_place(self, kind: str) -> None:
        """Adds a place by its picture (home, school, park, …)."""
        self.tool("place")
        self.page.locator(f'[data-entry="place"] [data-place="{kind}"]').tap()


def _between(a: Point, b: Point, t: float) -> Point:
    return a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t


def _whole(text: str) -> Any:
    return re.compile(rf"^\s*{re.escape(text)}\s*$")
