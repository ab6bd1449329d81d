"""Measures a touch canvas in Chromium: weight, readiness, drag, pinch, taps, ink.

The way of `quality.md`: a tablet's viewport, the processor slowed by DevTools, touch through the
DevTools protocol on a wall clock that never waits for the page, a new browser with a cold cache for
each run, pages interleaved so that their figures stand side by side.
"""

import asyncio
import json
import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.async_api import CDPSession, Page, Playwright, expect

from bench.numbers import percentile
from tests.conftest import CHROMIUM, CHROMIUM_FLAGS

PROBE = (Path(__file__).parent / "probe.js").read_text()
TABLET = {"width": 1180, "height": 820}
TAPS_APART = 0.5  # s: two taps within 400 ms are one to the board
# The middle of a stroke that nothing but the ground lies over.
BARE_STROKE = """() => {
  for (const el of document.querySelectorAll(".pm-stroke")) {
    const box = el.getBoundingClientRect(), x = box.x + box.width / 2, y = box.y + box.height / 2;
    const top = document.elementFromPoint(x, y);
    if (top?.closest(".pm-ground") && !top.closest("[data-id]")) return { x, y };
  }
  return null;
}"""
Points = Sequence[tuple[float, float]]


@dataclass(frozen=True)
class Subject:
    """A page to measure. `people` selects what can be dragged; `ink` the button of the pen."""

    name: str
    url: str
    people: str
    least: int
    ink: str | None = None
    cookies: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True)
class Device:
    """How slow the processor is made, and how dense the screen."""

    slower: float = 4
    density: float = 1


async def measure(
    playwright: Playwright, subject: Subject, device: Device, shot: Path | None = None
) -> dict[str, float]:
    """One run in a new browser: figure name -> value. KB are 1024 bytes on the wire; times ms."""
    browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=list(CHROMIUM_FLAGS))
    try:
        context = await browser.new_context(
            viewport=TABLET,
            device_scale_factor=device.density,
            has_touch=True,
            is_mobile=True,
        )
        if subject.cookies:
            await context.add_cookies(subject.cookies)  # type: ignore[arg-type]
        page = await context.new_page()
        cdp = await context.new_cdp_session(page)
        return await _run(page, cdp, subject, device, shot)
    finally:
        await browser.close()


async def _run(
    page: Page, cdp: CDPSession, subject: Subject, device: Device, shot: Path | None
) -> dict[str, float]:
    weights = await count_bytes(cdp)
    await cdp.send("Performance.enable")
    await cdp.send("Emulation.setCPUThrottlingRate", {"rate": device.slower})
    options = json.dumps({"people": subject.people, "least": subject.least})
    await page.add_init_script(PROBE.replace("__OPTIONS__", options))
    await page.goto(subject.url, wait_until="commit")
    await page.wait_for_function("() => window.__bench && __bench.ready > 0", timeout=60_000)
    await _quiet(page)
    loaded = await page.evaluate("({ready: __bench.ready, lcp: __bench.lcp, long: __bench.long})")
    figures = {
        "js_kb": weights.get("Script", 0) / 1024,
        "all_kb": sum(weights.values()) / 1024,
        "ready": loaded["ready"],
        "lcp": loaded["lcp"],
        "blocking": sum(max(0, length - 50) for _, length in loaded["long"]),
    }
    figures |= await _drag(page, cdp)
    figures["tap_worst"] = await _taps(page, cdp)
    figures |= await _pinch(page, cdp)
    if subject.ink:
        figures |= await _ink(page, cdp, subject.ink)
    if shot:
        await page.screenshot(path=shot)
    return figures


async def count_bytes(cdp: CDPSession) -> dict[str, float]:
    """Bytes on the wire by type of resource; filled while the page loads."""
    kinds: dict[str, str] = {}
    weights: dict[str, float] = {}

    def finished(event: dict[str, Any]) -> None:
        kind = kinds.get(event["requestId"], "Other")
        weights[kind] = weights.get(kind, 0) + event["encodedDataLength"]

    cdp.on("Network.responseReceived", lambda e: kinds.__setitem__(e["requestId"], e["type"]))
    cdp.on("Network.loadingFinished", finished)
    await cdp.send("Network.enable")
    return weights


async def _quiet(page: Page) -> None:
    """Until two seconds passed without a long task, at most twenty-five."""
    since = "performance.now() - Math.max(__bench.ready, ...__bench.long.map(([s, d]) => s + d))"
    until = time.monotonic() + 25
    while time.monotonic() < until and await page.evaluate(since) < 2000:
        await asyncio.sleep(0.25)


async def _task_ms(cdp: CDPSession) -> float:
    held = (await cdp.send("Performance.getMetrics"))["metrics"]
    return 1000 * next(m["value"] for m in held if m["name"] == "TaskDuration")


async def _touch(cdp: CDPSession, kind: str, points: Points) -> None:
    fingers = [{"x": round(x, 1), "y": round(y, 1), "id": i} for i, (x, y) in enumerate(points)]
    await cdp.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": fingers})


async def _gesture(
    page: Page, cdp: CDPSession, path: Callable[[float], Points], seconds: float
) -> dict[str, float]:
    """Move fingers along `path(0..1)` at 60 Hz; frame intervals, main thread a frame, lateness."""
    await page.evaluate("__bench.begin()")
    before = await _task_ms(cdp)
    await _touch(cdp, "touchStart", path(0))
    await asyncio.sleep(0.05)
    begun, sent = time.perf_counter(), []
    steps = int(seconds * 60)
    for step in range(1, steps + 1):
        await asyncio.sleep(max(0, begun + step / 60 - time.perf_counter()))
        sent.append(asyncio.create_task(_touch(cdp, "touchMove", path(step / steps))))
    await asyncio.gather(*sent)
    seen = await page.evaluate("__bench.end()")
    spent = await _task_ms(cdp) - before
    await _touch(cdp, "touchEnd", [])
    intervals = [b - a for a, b in zip(seen["frames"], seen["frames"][1:], strict=False)]
    return {
        "p95": percentile(intervals, 95),
        "main": spent / max(1, len(intervals)),
        "late": percentile(seen["late"], 95),
    }


async def _drag(page: Page, cdp: CDPSession) -> dict[str, float]:
    """Two seconds with one finger, back to where it began, so that every run meets one board."""
    people = await page.evaluate("__bench.reachable()")
    if not people:
        raise AssertionError("no person can be reached by a finger")
    who = min(people, key=lambda p: math.hypot(p["x"] - 590, p["y"] - 410))

    def path(t: float) -> Points:
        turn = 2 * math.pi * t
        return [(who["x"] + 120 * math.sin(2 * turn), who["y"] + 80 * math.sin(turn))]

    moved = asyncio.create_task(_moved(page, who))
    figures = await _gesture(page, cdp, path, 2)
    if not await moved:
        raise AssertionError(f"the drag moved nothing: {who}")
    await asyncio.sleep(0.5)
    return {f"drag_{name}": value for name, value in figures.items()}


async def _moved(page: Page, who: dict[str, Any]) -> bool:
    """Whether the person is seen elsewhere during the drag; asks no more once it was."""
    for _ in range(4):
        await asyncio.sleep(0.35)
        there = await page.evaluate("(id) => __bench.at(id)", who["id"])
        if math.hypot(there["x"] - who["x"], there["y"] - who["y"]) >= 20:
            return True
    return False


TAPS = 6


async def _taps(page: Page, cdp: CDPSession) -> float:
    """The slowest of six taps on people, as Event Timing has it (at least 16 ms).

    Raises:
        AssertionError: fewer than six people can be reached, or a tap did nothing.
    """
    people = await page.evaluate("__bench.reachable()")
    if len(people) < TAPS:
        raise AssertionError(f"only {len(people)} people can be reached by a finger")
    await page.evaluate("__bench.taps = {}")
    for person in people[:: len(people) // TAPS][:TAPS]:
        before = await page.evaluate("(id) => __bench.looks(id)", person["id"])
        await _touch(cdp, "touchStart", [(person["x"], person["y"])])
        await asyncio.sleep(0.04)
        await _touch(cdp, "touchEnd", [])
        await asyncio.sleep(0.6)
        if await page.evaluate("(id) => __bench.looks(id)", person["id"]) == before:
            raise AssertionError(f"a tap on {person['id']} did nothing")
    return float(max([16, *await page.evaluate("Object.values(__bench.taps)")]))


async def _pinch(page: Page, cdp: CDPSession) -> dict[str, float]:
    """One and a half seconds with two fingers that part."""
    at = await page.evaluate("__bench.pinch()")

    def path(t: float) -> Points:
        far = 60 + 130 * t
        return [(at["x"] + s * at["ux"] * far, at["y"] + s * at["uy"] * far) for s in (-1, 1)]

    figures = await _gesture(page, cdp, path, 1.5)
    return {"pinch_p95": figures["p95"]}


async def _ink(page: Page, cdp: CDPSession, button: str) -> dict[str, float]:
    """Two seconds of a wave with the pen across the middle; the board is then as it was.

    The board is full of strokes, and beside the sixtieth there is no pen: one is rubbed out before.

    Raises:
        AssertionError: the pen drew nothing, or the board is not as it was.
    """
    strokes = page.locator(".pm-stroke")
    held = await strokes.count()
    await asyncio.sleep(0.3)
    await page.tap(button)
    await expect(page.locator('.pm-board[data-tool="rub"]')).to_be_attached()
    at = await page.evaluate(BARE_STROKE)
    await _touch(cdp, "touchStart", [(at["x"], at["y"])])
    await _touch(cdp, "touchEnd", [])
    await expect(strokes).to_have_count(held - 1)
    await asyncio.sleep(TAPS_APART)
    await page.tap('[data-ink="coral"]')
    await expect(page.locator('.pm-board[data-tool="draw"]')).to_be_attached()
    await asyncio.sleep(0.4)

    def path(t: float) -> Points:
        return [(340 + 500 * t, 410 + 90 * math.sin(9 * math.pi * t))]

    figures = await _gesture(page, cdp, path, 2)
    await expect(strokes).to_have_count(held)
    for left in (held - 1, held):
        await asyncio.sleep(TAPS_APART)
        await page.tap('[data-tool="tool_undo"]')
        await expect(strokes).to_have_count(left)
    return {"ink_p95": figures["p95"]}
