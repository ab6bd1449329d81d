"""`make soak`: random single faults of a drawing; prints them, writes var/soak.json.

After each fault the tablet, the worker's page and the room must hold the same map, and in it
exactly what was drawn (tests/browser/together.py). What is not lost is not counted: a drawing that
does not come together counts as lost, and why is printed. A missed floor is printed, never hidden.

SOAK_FAULTS (100) is how many are tried, SOAK_MINUTES (90) ends it earlier, SOAK_SEED picks them:
the same seed makes the same faults. Then flags: bench/soak_flags.py. SOAK_PARTS picks some of
"drawings,times,flags".
"""

from __future__ import annotations

import asyncio
import os
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, BrowserContext, Page, WebSocketRoute, async_playwright
from playwright.async_api import Error as PlaywrightError

from bench import soak_flags, soak_times
from bench.figures import Row, table, write
from tests.browser.network import TurnedRound
from tests.browser.together import Together
from tests.conftest import CHROMIUM, CHROMIUM_FLAGS, PHONE
from tests.servers import ROOT, PeerMapServer, build_pages

FAULTS = int(os.environ.get("SOAK_FAULTS", "100"))
MINUTES = float(os.environ.get("SOAK_MINUTES", "90"))
SEED = int(os.environ.get("SOAK_SEED", "0")) or random.randrange(1, 1_000_000)
PARTS = os.environ.get("SOAK_PARTS", "drawings,times,flags").split(",")
EACH = 4
"""Faults on one drawing before the next begins: as many people as a board holds."""


def say(text: str) -> None:
    """Progress, on standard error: the table alone goes to standard output."""
    print(text, file=sys.stderr, flush=True)


# --- the faults: each leaves devices and server whole again, and something drawn meanwhile ---


async def _both_draw(drawing: Together) -> None:
    """While they cannot reach each other: so the tablet moves whom it has already."""
    await drawing.add(drawing.young)
    await drawing.move(drawing.young)
    await drawing.add(drawing.other)


async def killed(drawing: Together, chance: random.Random) -> None:
    """The server goes as in a power cut; both draw on; it comes back."""
    await drawing.add(drawing.young)
    drawing.server.kill()
    await _both_draw(drawing)
    await asyncio.to_thread(drawing.server.start_again)


async def reloaded(drawing: Together, chance: random.Random) -> None:
    """A page is loaded anew as soon as something was drawn on it."""
    page, hand = chance.choice(
        ((drawing.tablet, drawing.young), (drawing.worker, drawing.other)),
    )
    await drawing.add(hand)
    await drawing.ink()
    await page.reload()
    await drawing.add(drawing.young)


async def cut(drawing: Together, chance: random.Random) -> None:
    """The tablet's network is away, mostly for seconds, now and then for up to a minute."""
    seconds = chance.choice((1, 2, 3, 5, 5, 8, 8, 12, 20, 60))
    back = asyncio.get_running_loop().create_future()
    drawing.network.cut()
    asyncio.get_running_loop().call_later(seconds, back.set_result, None)
    await _both_draw(drawing)
    await back  # the fault is the time itself
    drawing.network.heal()


async def delayed(drawing: Together, chance: random.Random) -> None:
    """Everything is held both ways while both draw, and arrives late, or is lost and sent again."""
    drawing.network.hold()
    await _both_draw(drawing)
    if chance.random() < 0.5:
        drawing.network.cut()
        drawing.network.heal()
    drawing.network.release()


async def reordered(drawing: Together, chance: random.Random) -> None:
    """The tablet's messages and the pushes to it come two by two, turned round, each twice."""
    ways: list[TurnedRound] = []

    def between(route: WebSocketRoute) -> None:
        server = route.connect_to_server()
        out = TurnedRound(".edits", server.send)
        into = TurnedRound("incoming_rx_state_", route.send)
        ways.extend((out, into))
        route.on_message(out.on)
        server.on_message(into.on)

    await drawing.tablet.route_web_socket(lambda _: True, between)
    await drawing.tablet.reload()
    for hand in chance.sample((drawing.young, drawing.young, drawing.other, drawing.other), 4):
        await drawing.add(hand)
    await drawing.shows_all(drawing.worker)
    for way in ways:
        way.let_go()


Fault = Callable[[Together, random.Random], Awaitable[None]]
KINDS: dict[str, Fault] = {
    "server killed": killed,
    "page reloaded": reloaded,
    "network cut": cut,
    "messages delayed": delayed,
    "messages reordered": reordered,
}


class Devices:
    """New devices for each drawing, taken away with it."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._contexts: list[BrowserContext] = []

    async def person(self, device: dict[str, Any] = PHONE, **more: Any) -> Page:
        """Somebody with a device of their own."""
        self._contexts.append(await self._browser.new_context(**device, **more))
        return await self._contexts[-1].new_page()

    async def gone(self) -> None:
        """Switch them all off."""
        for context in self._contexts:
            await context.close()
        self._contexts.clear()


async def soaked(browser: Browser, server: PeerMapServer) -> tuple[Counter[str], Counter[str]]:
    """How many faults of each kind were tried, and after how many something was lost."""
    chance, until = random.Random(SEED), time.monotonic() + 60 * MINUTES
    kinds = [name for _ in range(-(-FAULTS // len(KINDS))) for name in KINDS][:FAULTS]
    chance.shuffle(kinds)
    tried, lost = Counter[str](), Counter[str]()
    while kinds and time.monotonic() < until:
        devices = Devices(browser)
        drawing = await Together.begin(server, devices.person, chance.randrange(10**6))
        await drawing.add(drawing.young)
        for _ in range(min(EACH, len(kinds))):
            name = kinds.pop()
            tried[name] += 1
            say(f"{tried.total()} of {FAULTS}: {name}")
            if not await _stood(drawing, name, chance):
                lost[name] += 1
                break  # this drawing is not whole: the next fault needs one that is
            if KINDS[name] is reordered or time.monotonic() > until:
                break  # this tablet's messages are turned round for good
        if server.running is None or server.running.process.poll() is not None:
            await asyncio.to_thread(server.start_again)
        await drawing.end()
        await devices.gone()
    return tried, lost


async def _stood(drawing: Together, name: str, chance: random.Random) -> bool:
    """Whether everything that was drawn is everywhere after this fault."""
    try:
        await KINDS[name](drawing, chance)
        await drawing.in_step()
    except (AssertionError, PlaywrightError, OSError) as problem:
        say(f"  LOST after {name} (seed {SEED}): {problem}")
        return False
    return True


def rows(tried: Counter[str], lost: Counter[str]) -> list[Row]:
    """The lines of var/soak.json: all faults, then each kind."""
    all_of_them = f"drawings lost over {tried.total()} random faults"
    held = [Row(all_of_them, "drawings", "lower", float(lost.total()), 0, 0)]
    for name in KINDS:
        said = f"  of them, {name} ({tried[name]})"
        ours = float(lost[name]) if tried[name] else None
        held.append(Row(said, "drawings", "lower", ours, 0, 0))
    return held


async def drawings() -> list[Row]:
    """Faults of drawings, in browsers."""
    with tempfile.TemporaryDirectory(prefix="peermap-soak-") as place:
        server = PeerMapServer.start(Path(place) / "var")
        try:
            async with async_playwright() as playwright:
                browser = await playwright.chromium.launch(
                    executable_path=CHROMIUM, args=list(CHROMIUM_FLAGS)
                )
                tried, lost = await soaked(browser, server)
                await browser.close()
        finally:
            server.stop()
    say(f"{tried.total()} of {FAULTS} faults were tried")
    return rows(tried, lost)


async def main() -> None:
    """Try, print, write."""
    build_pages()
    held: list[Row] = []
    if "drawings" in PARTS:
        held += await drawings()
    if "times" in PARTS:
        say(f"{soak_times.TRIES} refusals of each door, timed")
        held += await soak_times.rows()
    if "flags" in PARTS:
        say("flags, while processes, database and Redis are killed")
        held += await soak_flags.rows(SEED, say)
    print(table(held))
    print(f"\nSeed: {SEED}. Parts: {', '.join(PARTS)}.")
    write(held, ROOT / "var" / "soak.json")


if __name__ == "__main__":
    asyncio.run(main())
