"""A flag to an open phone while so many workers have their inbox open, and what each of them takes.

The phone is a browser; the others are pages without one (bench/wire.py), each of a worker of their
own. Prints its figures as JSON: `python -m bench.connected`.
"""

from __future__ import annotations

import asyncio
import json
import random
import tempfile
from contextlib import AsyncExitStack
from pathlib import Path

from playwright.async_api import Browser, Page, async_playwright

from bench.numbers import percentile
from bench.server_side import CHANGED, LOOK, next_flag
from bench.wire import wire_page
from peermap_app.state.alerts import AlertsState
from peermap_app.state.live import LiveState
from tests.conftest import CHROMIUM, CHROMIUM_FLAGS, PHONE
from tests.faults.hands import Hand
from tests.faults.ledger import linked
from tests.faults.street import Street, a_street, many_workers
from tests.servers import build_pages

CONNECTED = (1, 200, 1000)
FLAGS = 30
WARM = 3
"""Flags before those that count: a server that has just started prepares its statements then."""
AT_ONCE = 20
"""So many pages are opened side by side."""
APART_S = 1.0
"""Between flags: one is with its phones, and in the mail, before the next."""
SETTLE_S = 3.0
"""After the last page was opened, until it is measured."""
LIVE, ALERTS = LiveState.get_full_name(), AlertsState.get_full_name()


def resident(pid: int) -> int:
    """KB that a process holds in memory."""
    said = Path(f"/proc/{pid}/status").read_text()
    return int(next(line for line in said.splitlines() if line.startswith("VmRSS")).split()[1])


async def _open(stack: AsyncExitStack, url: str, cookies: tuple[str, ...]) -> None:
    """An inbox of each, as a page that loads opens it."""

    async def one(cookie: str) -> None:
        page = await stack.enter_async_context(wire_page(url, cookie, "/alerts"))
        await page.send(f"{LIVE}.enter")
        await page.send(f"{ALERTS}.load")
        await page.until("alerts_state", "rows", 60)

    for start in range(0, len(cookies), AT_ONCE):
        await asyncio.gather(*(one(each) for each in cookies[start : start + AT_ONCE]))


async def _phone(browser: Browser, street: Street) -> Page:
    """The inbox of whoever is told, open on a phone."""
    name, _, token = street.cookies[street.pairs[0].told].partition("=")
    context = await browser.new_context(**PHONE)
    await context.add_cookies([{"name": name, "value": token, "url": street.server.url}])
    page = await context.new_page()
    await page.goto(f"{street.server.url}/alerts")
    await page.locator("h1").first.wait_for()
    return page


async def _flags(street: Street, phone: Page) -> float:
    """From the commit of a flag to the picture of it, p95 in ms."""
    pair, waits = street.pairs[0], []
    hand = Hand(street.server.url, street.cookies[pair.flagger])
    for number in range(WARM + FLAGS):
        before = await phone.evaluate(LOOK, "main")
        shown = asyncio.create_task(phone.evaluate(CHANGED, ["main", before]))
        committed = asyncio.create_task(asyncio.to_thread(next_flag, street.server))
        await asyncio.sleep(0.1)  # both watchers are there before the flag
        await hand.flag(street.case(pair.flagged_case), f"Bench flag {number}.")
        waits.append(await asyncio.wait_for(shown, 30) - await committed)
        await asyncio.sleep(APART_S)
    await hand.drop()
    return percentile(waits[WARM:], 95)


async def figures() -> dict[str, float]:
    """flag_ms_<n> for each number of connected workers, and memory_kb for one of them."""
    held: dict[str, float] = {}
    with tempfile.TemporaryDirectory(prefix="peermap-bench-") as place:
        async with a_street(Path(place), 1, two=False) as street, async_playwright() as playwright:
            browser = await playwright.chromium.launch(
                executable_path=CHROMIUM, args=list(CHROMIUM_FLAGS)
            )
            await linked(street, street.pairs[0])
            more = await many_workers(street, CONNECTED[-1] - 1)
            phone, opened = await _phone(browser, street), 0
            assert street.server.running is not None
            pid = street.server.running.process.pid
            async with AsyncExitStack() as stack:
                for count in CONNECTED:
                    before = resident(pid)
                    await _open(stack, street.server.url, more[opened : count - 1])
                    await asyncio.sleep(SETTLE_S)
                    if count > 1:
                        held["memory_kb"] = (resident(pid) - before) / (count - 1 - opened)
                    opened = count - 1
                    held[f"flag_ms_{count}"] = await _flags(street, phone)
            await browser.close()
    return held


if __name__ == "__main__":
    random.seed(0)
    build_pages()
    print(json.dumps(asyncio.run(figures())))
