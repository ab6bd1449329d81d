"""WebKit, which every iPad runs: Debian's WebKitGTK, driven over WebDriver (W3C) without a client.

Its screen is an Xvfb of its own. WebKitGTK makes a mouse of each finger (a pointer asked for as
"touch" arrives as `pointerType: "mouse"`, and no touch event comes), so this shows that WebKit runs
and draws the pages; real touches are tested in Chromium (`hand.py`).
"""

from __future__ import annotations

import asyncio
import json
import os
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.servers import Running, free_port

WITHIN = 20.0
Point = tuple[float, float]

_FOUND = """const [css, words] = arguments;
const all = [...document.querySelectorAll(css)].filter((el) => el.getClientRects().length
  && el.checkVisibility({ visibilityProperty: true }) // the board lies hidden under the first page
  && (!words || el.textContent.includes(words)));
const el = all[0];
if (!el) return null;
el.scrollIntoView({ block: "nearest", inline: "nearest" });
const shape = el.matches("g") ? el.firstElementChild : el;
const box = shape.getBoundingClientRect();
return [box.left + box.width / 2, box.top + box.height / 2];"""


@dataclass
class WebKit:
    """One WebKit browser with one window."""

    screen: Running
    driver: Running
    url: str
    session: str = ""

    @classmethod
    async def open(cls, width: int = 1180, height: int = 820) -> WebKit:
        """Start the screen, the driver and the browser."""
        return await asyncio.to_thread(cls._open, width, height)

    @classmethod
    def _open(cls, width: int, height: int) -> WebKit:
        logs = Path(tempfile.mkdtemp(prefix="peermap-webkit-"))
        display = next(n for n in range(90, 200) if not Path(f"/tmp/.X11-unix/X{n}").exists())
        screen = Running.start(
            ["Xvfb", f":{display}", "-screen", "0", "1280x960x24", "-nolisten", "tcp"],
            logs / "screen.log",
            ready=Path(f"/tmp/.X11-unix/X{display}").exists,
        )
        port = free_port()
        # Drawn by the processor: there is no graphics card here.
        own = {
            "DISPLAY": f":{display}",
            "LIBGL_ALWAYS_SOFTWARE": "1",
            "WEBKIT_DISABLE_DMABUF_RENDERER": "1",
            "GSETTINGS_BACKEND": "memory",
            "HOME": str(logs),
        }
        made = cls(screen, screen, f"http://127.0.0.1:{port}")
        try:
            made.driver = Running.start(
                ["WebKitWebDriver", f"--port={port}"],
                logs / "driver.log",
                ready=made._answers,
                env={**os.environ, **own},
            )
            options = {"binary": str(_browser()), "args": ["--automation"]}
            wanted = {"alwaysMatch": {"webkitgtk:browserOptions": options}}
            made.session = made._call("POST", "/session", {"capabilities": wanted})["sessionId"]
            made._ask("POST", "/window/rect", {"width": width, "height": height})
        except BaseException:
            made._close()
            raise
        return made

    async def close(self) -> None:
        """End the browser, the driver and the screen."""
        await asyncio.to_thread(self._close)

    def _close(self) -> None:
        if self.session:
            self._ask("DELETE", "")
        self.driver.stop()
        self.screen.stop()

    def _answers(self) -> bool:
        try:
            return bool(self._call("GET", "/status")["ready"])
        except OSError:
            return False

    def _ask(self, method: str, path: str, given: object = None) -> Any:
        return self._call(method, f"/session/{self.session}{path}", given)

    def _call(self, method: str, path: str, given: object = None) -> Any:
        body = None if given is None else json.dumps(given).encode()
        asked = urllib.request.Request(
            self.url + path, body, {"content-type": "application/json"}, method=method
        )
        try:
            with urllib.request.urlopen(asked, timeout=60) as answer:
                return json.loads(answer.read())["value"]
        except urllib.error.HTTPError as problem:
            raise AssertionError(f"{method} {path}: {problem.read().decode()}") from None

    # --- what a person does with it ---

    async def goto(self, url: str) -> None:
        """Open an address."""
        await asyncio.to_thread(self._ask, "POST", "/url", {"url": url})

    async def run(self, script: str, *given: object) -> Any:
        """What a script in the page returns."""
        told = {"script": script, "args": list(given)}
        return await asyncio.to_thread(self._ask, "POST", "/execute/sync", told)

    async def where(self, css: str, words: str = "") -> Point:
        """The middle of the first thing in sight that matches, once there is one."""
        until = time.monotonic() + WITHIN
        while (found := await self.run(_FOUND, css, words)) is None:
            if time.monotonic() > until:
                text = await self.run("return document.body.innerText")
                raise AssertionError(f"no {css} {words!r} in {text[:600]!r}")
            await asyncio.to_thread(self.driver.ended_within, 0.05)
        return found[0], found[1]

    async def tap(self, css: str, words: str = "") -> None:
        """Tap the first thing in sight that matches."""
        await self.path([await self.where(css, words)])

    async def path(self, points: Sequence[Point]) -> None:
        """One finger down at the first point, along the others, up at the last."""

        def to(point: Point, duration: int) -> dict[str, Any]:
            x, y = round(point[0]), round(point[1])
            return {"type": "pointerMove", "x": x, "y": y, "duration": duration}

        moves = [to(point, 20) for point in points[1:]]
        down, up = {"type": "pointerDown", "button": 0}, {"type": "pointerUp", "button": 0}
        finger = {
            "type": "pointer",
            "id": "finger",
            "parameters": {"pointerType": "touch"},
            "actions": [to(points[0], 0), down, *moves, up],
        }
        await asyncio.to_thread(self._ask, "POST", "/actions", {"actions": [finger]})

    async def type(self, css: str, words: str) -> None:
        """Tap a field and type."""
        await self.tap(css)
        keys = [{"type": kind, "value": sign} for sign in words for kind in ("keyDown", "keyUp")]
        board = {"type": "key", "id": "keyboard", "actions": keys}
        await asyncio.to_thread(self._ask, "POST", "/actions", {"actions": [board]})


def _browser() -> Path:
    """Debian keeps MiniBrowser beside the library, in the folder of the machine's kind."""
    found = sorted(Path("/usr/lib").glob("*/webkit2gtk-4.*/MiniBrowser"))
    if not found:
        raise AssertionError("MiniBrowser is not installed: `make test` as root installs it")
    return found[-1]
