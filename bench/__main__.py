"""`make bench`: prints the table, writes var/bench.json. A missed floor is printed, never hidden.

BENCH_RUNS (5) is how often each page is measured; BENCH_PARTS picks some of: canvas, pages,
server, alerts, cases, start, clone. What was not measured says so.
"""

import asyncio
import os
import statistics
import sys
import tempfile
from pathlib import Path

from playwright.async_api import Browser, Page, Playwright, async_playwright

from bench import canvas, pages, peers, server_side, signing_in, story
from bench.figures import BARE, rows, table, write
from bench.numbers import medians
from tests.conftest import CHROMIUM, CHROMIUM_FLAGS
from tests.servers import ROOT, PeerMapServer, build_pages

RUNS = int(os.environ.get("BENCH_RUNS", "5"))
PARTS = os.environ.get("BENCH_PARTS", "canvas pages server alerts cases start clone").split()
PEOPLE = {
    BARE: ("svg.html", ".person:not([data-id=me])"),
    "React Flow": ("flow.html", ".react-flow__node-person:not([data-id=me])"),
}
Figures = dict[str, float]
SLOW = canvas.Device(slower=8, density=2)


def say(text: str) -> None:
    """Progress, on standard error: the table alone goes to standard output."""
    print(text, file=sys.stderr, flush=True)


async def canvas_figures(
    playwright: Playwright, server: PeerMapServer, tablet: Page
) -> tuple[Figures, dict[str, Figures]]:
    """Ours and the peers, interleaved, medians; then the same, slower and denser."""
    cookies = [dict(cookie) for cookie in await tablet.context.cookies()]
    await tablet.close()
    ours = canvas.Subject(
        "ours", f"{server.url}/draw", story.PERSON, 20, ink=story.INK, cookies=cookies
    )
    with peers.served() as address:
        subjects = [ours] + [
            canvas.Subject(name, f"{address}/{page}", people, 20)
            for name, (page, people) in PEOPLE.items()
        ]
        reached = await _interleaved(playwright, subjects, canvas.Device(), "canvas")
        slow = await _interleaved(playwright, subjects, SLOW, "canvas, slower and denser")
    for name, seen in slow.items():
        reached[name] |= {f"slow_{way}": seen[way] for way in ("drag_p95", "pinch_p95")}
    return reached.pop("ours"), reached


async def _interleaved(
    playwright: Playwright, subjects: list[canvas.Subject], device: canvas.Device, what: str
) -> dict[str, Figures]:
    """The medians of each subject over all runs, its runs between those of the others.

    Beside the bare board: each run by that board's own in the same round. This machine is half as
    fast again in one minute as in another, and a ratio of two medians is then one of two minutes.
    """
    runs: dict[str, list[Figures]] = {subject.name: [] for subject in subjects}
    for number in range(RUNS):
        for subject in subjects:
            say(f"{what}, run {number + 1} of {RUNS}: {subject.name}")
            runs[subject.name].append(await canvas.measure(playwright, subject, device))
        floor = runs[BARE][-1]["drag_main"]
        for held in runs.values():
            held[-1]["drag_ratio"] = held[-1]["drag_main"] / floor
    return {name: medians(held) for name, held in runs.items()}


async def weight(browser: Browser, page: Page, address: str) -> float:
    """KB of JavaScript on the wire of a page in a browser with a cold cache."""
    context = await browser.new_context(storage_state=await page.context.storage_state())
    opened = await context.new_page()
    cdp = await context.new_cdp_session(opened)
    weights = await canvas.count_bytes(cdp)
    await opened.goto(address)
    await opened.locator("h1").first.wait_for()
    await asyncio.sleep(1.5)
    await context.close()
    return weights.get("Script", 0) / 1024


async def in_browsers(server: PeerMapServer) -> tuple[Figures, dict[str, Figures]]:
    """What needs a server and people at it: weights, edits, flags, the canvas."""
    ours: Figures = {}
    others: dict[str, Figures] = {}
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=CHROMIUM, args=list(CHROMIUM_FLAGS)
        )
        sam = await story.signed_in(browser, server.url, story.SAM)
        path = await story.case_path(sam, server.url, story.CASE)
        ours["inbox_js_kb"] = await weight(browser, sam, f"{server.url}/alerts")
        ours["case_js_kb"] = await weight(browser, sam, f"{server.url}{path}")
        tablet = await story.drawing(browser, server.url, sam, path)
        await story.fill(server.url, tablet)
        if "server" in PARTS:
            say("edits")
            ours |= await server_side.edits(server.url, tablet, sam)
            say("edits, twenty rooms at once")
            ours |= await server_side.edits_beside_others(browser, server, tablet, sam)
        if "canvas" in PARTS:
            say("building the peers")
            await asyncio.to_thread(peers.build)
            mine, others = await canvas_figures(playwright, server, tablet)
            ours |= mine
        await browser.close()
    return ours, others


def starts() -> float:
    """Median seconds of `make run` when all is built; the first run makes the demonstration."""
    with tempfile.TemporaryDirectory(prefix="peermap-bench-") as place:
        taken = [server_side.make_run(ROOT, Path(place)) for _ in range(RUNS + 1)]
    return statistics.median(taken[1:])


async def measured() -> tuple[Figures, dict[str, Figures]]:
    """All parts that were asked for."""
    ours: Figures = {}
    others: dict[str, Figures] = {}
    build_pages()
    if {"canvas", "server"} & set(PARTS):
        with tempfile.TemporaryDirectory(prefix="peermap-bench-") as place:
            server = PeerMapServer.start(Path(place) / "var")
            try:
                say("keeping maps")
                ours |= await asyncio.to_thread(server_side.keep_figures, server.var)
                say("five sign-ins a second")
                ours |= await signing_in.figures(server.url)
                mine, others = await in_browsers(server)
                ours |= mine
            finally:
                server.stop()
    if "pages" in PARTS:
        with tempfile.TemporaryDirectory(prefix="peermap-bench-") as place:
            server = PeerMapServer.start(Path(place) / "var")
            try:
                ours |= await pages.figures(server, RUNS, say)
            finally:
                server.stop()
    if "alerts" in PARTS:
        say("flags, with many pages open and with many phones to ring")
        ours |= await asyncio.to_thread(server_side.alert_figures)
    if "cases" in PARTS:
        say("ten thousand cases")
        ours |= medians([await asyncio.to_thread(server_side.case_figures) for _ in range(RUNS)])
    if "start" in PARTS:
        say("starting")
        ours["start_s"] = await asyncio.to_thread(starts)
    if "clone" in PARTS:
        say("make run from a fresh clone (once)")
        ours["fresh_s"] = await asyncio.to_thread(server_side.fresh_clone)
    return ours, others


def main() -> None:
    """Measure, print, write."""
    ours, others = asyncio.run(measured())
    held = rows(ours, others)
    print(table(held))
    print(f"\nMedians of {RUNS} runs; the fresh clone once. Load now: {os.getloadavg()[0]:.1f}.")
    write(held, ROOT / "var" / "bench.json")


if __name__ == "__main__":
    main()
