"""Figures of the server: an edit, a flag, keeping a map, starting."""

import asyncio
import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, Page, WebSocket

from bench import rooms, story
from bench.full_board import full_board
from bench.numbers import percentile
from bench.wire import wire_page
from tests.servers import ROOT, PeerMapServer, free_port

EDITS = 40
SHOWN_WITHIN = 30
"""Seconds in which an edit must show at all: on a busy machine slow is a figure, not an end."""

LIFTED = "addEventListener('pointerup', () => { window.__lifted = performance.now(); }, true);"

# Resolves with the wall clock when the element has changed and the frame that shows it is painted.
CHANGED = """([selector, before]) => new Promise((done) => {
  const painted = () => requestAnimationFrame(() => {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => done(performance.timeOrigin + performance.now());
    channel.port2.postMessage(0);
  });
  const look = () => {
    const now = [...document.querySelectorAll(selector)].map((el) => el.outerHTML).join("");
    if (now !== before) { watch.disconnect(); painted(); }
  };
  const watch = new MutationObserver(look);
  const all = { subtree: true, childList: true, attributes: true, characterData: true };
  watch.observe(document.body, all);
  look();
})"""
LOOK = "(selector) => [...document.querySelectorAll(selector)].map((el) => el.outerHTML).join('')"


class Weigh:
    """Bytes of one page's websocket, by direction, since it was last asked."""

    def __init__(self, page: Page) -> None:
        self.sent = self.received = 0
        page.on("websocket", self._watch)

    def _watch(self, socket: WebSocket) -> None:
        socket.on("framesent", lambda frame: self._add("sent", frame))
        socket.on("framereceived", lambda frame: self._add("received", frame))

    def _add(self, way: str, frame: str | bytes) -> None:
        text = frame if isinstance(frame, bytes) else frame.encode()
        if len(text) > 1:  # not a ping
            setattr(self, way, getattr(self, way) + len(text))

    def take(self) -> tuple[int, int]:
        """Bytes sent and received since the last time."""
        both = self.sent, self.received
        self.sent = self.received = 0
        return both


async def edits(url: str, tablet: Page, worker: Page) -> dict[str, float]:
    """Drags on the tablet until the worker's phone shows them; what each kind of edit weighs."""
    waits, weights = await _drags(tablet, worker)
    weights += await _heavy_edits(url, tablet, worker)
    return {"edit_ms": percentile(waits, 95), "edit_bytes": percentile(weights, 95)}


async def _drags(tablet: Page, worker: Page) -> tuple[list[float], list[float]]:
    """(ms until each is seen on the other device, bytes of each)."""
    await tablet.evaluate(LIFTED)
    cdp = await tablet.context.new_cdp_session(tablet)
    there, here = Weigh(worker), Weigh(tablet)
    await worker.reload()
    await worker.locator(story.PERSON).first.wait_for()
    await tablet.reload()
    await tablet.locator(story.PERSON).first.wait_for()
    await tablet.evaluate(LIFTED)
    waits, weights = [], []
    for number in range(EDITS):
        selector = f'{story.PERSON}[data-id="person07"]'
        before = await worker.evaluate(LOOK, selector)
        there.take(), here.take()
        shown = asyncio.create_task(worker.evaluate(CHANGED, [selector, before]))
        lifted = await story.drag(tablet, cdp, "person07", 40 if number % 2 else -40, 0)
        waits.append(await asyncio.wait_for(shown, SHOWN_WITHIN) - lifted)
        await asyncio.sleep(0.3)
        weights += [float(max(*here.take(), *there.take()))]
    return waits, weights


async def _heavy_edits(url: str, tablet: Page, worker: Page) -> list[float]:
    """Bytes of strokes of ink, drawn with a pen that presses, and of places that are made anew.

    What a page sends is weighed on the wire; what it brings to the worker's page, there.
    """
    board = full_board()
    there = Weigh(worker)
    await worker.reload()
    await worker.locator(story.PERSON).first.wait_for()
    cookie = await story.cookie_header(tablet.context)
    weights = []
    async with wire_page(url, cookie, "/draw") as page:
        await page.send(f"{story.TABLET_STATE}.load")
        await page.until("tablet_state", "view")
        for number, op in enumerate(_anew(board)):
            there.take()
            edit = {"id": f"heavyedit{number:06}", "ops": [op]}
            await page.send(f"{story.TABLET_STATE}.edits", edits=[edit])
            answered = await page.until("tablet_state", "answered")
            if answered["refused"]:
                raise AssertionError(f"an edit was refused: {answered['refused']}")
            await asyncio.sleep(0.3)
            weights += [float(max(page.sent, *there.take()))]
    return weights


def _anew(board: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Each taken away, and put back: the board is full, and stays as it is."""
    for stroke in board["strokes"][:10]:
        pressed = {"press": [50 + i % 40 for i in range(len(stroke["points"]) // 2)]}
        yield {"op": "remove_stroke", "id": stroke["id"]}
        yield {"op": "add_stroke"} | stroke | pressed
    for place in board["places"][:4]:
        yield {"op": "change_place", "id": place["id"], "feeling": "good", "when": "both"}
        yield {"op": "move_place", "id": place["id"], "x": place["x"], "y": place["y"]}


async def edits_beside_others(
    browser: Browser, server: PeerMapServer, tablet: Page, worker: Page
) -> dict[str, float]:
    """As `edits`, in one of twenty rooms that draw at once."""
    added = await asyncio.to_thread(rooms.add_cases, server)
    cases = []
    for email, references in added.items():
        look = await story.signed_in(browser, server.url, email)
        cookie = await story.cookie_header(look.context)
        paths = await story.case_paths(look, server.url, references)
        cases += [(cookie, path.rsplit("/", 1)[-1]) for path in paths]
        await look.close()
    async with rooms.drawing(server.url, cases):
        return {"rooms_edit_ms": percentile((await _drags(tablet, worker))[0], 95)}


def next_flag(server: PeerMapServer) -> float:
    """Waits for one more flag than there are; when it could be read, on the wall clock in ms.

    That is its commit, up to 2 ms late: another connection sees nothing earlier.
    """
    import sqlite3

    held = sqlite3.connect(f"file:{server.var / 'peermap.db'}?mode=ro", uri=True)
    with contextlib.closing(held) as database:
        first = _flags(database)
        until = time.monotonic() + 10
        while _flags(database) == first and time.monotonic() < until:
            time.sleep(0.002)
        return 1000 * time.time()


def _flags(database: Any) -> int:
    return int(database.execute("SELECT count(*) FROM flag").fetchone()[0])


def make_run(folder: Path, var: Path) -> float:
    """Seconds from `make run`, with a bare PATH, until it answers; then it is ended."""
    port = free_port()
    env = {"PATH": "/usr/bin:/bin", "HOME": os.environ.get("HOME", "/"), "PORT": str(port)}
    env |= {k: v for k, v in os.environ.items() if k.startswith(("PIP_", "NPM_", "npm_"))}
    env |= {"PEERMAP_VAR": str(var)}
    begun = time.perf_counter()
    process = subprocess.Popen(
        ["make", "run"],
        cwd=folder,
        env=env,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        while not _answers(port):
            if process.poll() is not None or time.perf_counter() - begun > 600:
                raise AssertionError(f"make run ended with {process.returncode}")
            time.sleep(0.02)
        return time.perf_counter() - begun
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(20)


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://localhost:{port}/healthz", timeout=2) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def fresh_clone() -> float:
    """Seconds of `make run` in a fresh clone of what is committed."""
    with tempfile.TemporaryDirectory(prefix="peermap-clone-") as place:
        clone = Path(place) / "peermap"
        subprocess.run(["git", "clone", "-q", str(ROOT), str(clone)], check=True)
        return make_run(clone, clone / "var")


def keep_figures(var: Path) -> dict[str, Any]:
    """Keeping a map, on a demonstration's database."""
    return _printed("bench.keeping", var)


def alert_figures() -> dict[str, Any]:
    """Flags, with many pages open and with many phones to ring."""
    connected = _printed("bench.connected")
    beside = _printed("bench.handing_over")
    return connected | beside | {"inbox_beside": beside["inbox_beside_ms"] / beside["inbox_ms"]}


def case_figures() -> dict[str, Any]:
    """Ten thousand cases, on a new database each time."""
    with tempfile.TemporaryDirectory(prefix="peermap-bench-") as place:
        return _printed("bench.many_cases", Path(place))


def _printed(module: str, *var: Path) -> dict[str, Any]:
    """Run one of our modules in a process of its own; what it printed last."""
    done = subprocess.run(
        [sys.executable, "-m", module, *map(str, var)],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    return dict(json.loads(done.stdout.splitlines()[-1]))
