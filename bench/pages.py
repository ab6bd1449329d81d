"""Lighthouse's mobile figures of the pages, each load in a Chromium with an empty cache.

The story runs on, and at each page Lighthouse looks at it with that person's cookies.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, BrowserContext, async_playwright, expect

from bench import npm, story
from bench.numbers import medians
from peermap_app.words import my_map, young
from tests.browser.hand import hand_on
from tests.browser.people import answer, squiggle
from tests.browser.test_my_map import PIN, open_my_map, take_card
from tests.conftest import CHROMIUM, CHROMIUM_FLAGS, PHONE
from tests.servers import PeerMapServer

HERE = Path(__file__).resolve().parent / "lighthouse"
TRIES = 3
LONGEST = 180.0  # seconds of one look, on a machine that does much else

Say = Callable[[str], None]


@dataclass
class Looks:
    """What Lighthouse saw so far, page by page, by the names of `bench/figures.py`."""

    runs: int
    say: Say
    seen: dict[str, dict[str, float]] = field(default_factory=dict)

    async def at(self, page: str, address: str, context: BrowserContext | None = None) -> None:
        """Look at a page `runs` times, with what a browser holds as cookies; keep the medians."""
        cookies = [dict(each) for each in await context.cookies()] if context else []
        held = []
        for number in range(self.runs):
            self.say(f"Lighthouse, run {number + 1} of {self.runs}: {page}")
            look = await self._look(address, cookies)
            for each in look.pop("marked"):
                self.say(f"  {each}")
            if look.pop("address").rstrip("/") != address.rstrip("/"):
                raise AssertionError(f"{page} was turned away from {address}")
            held.append(look)
        self.seen[page] = medians(held)

    async def _look(self, address: str, cookies: list[dict[str, Any]]) -> dict[str, Any]:
        """One look; Lighthouse at times misses the beginning of a load, and is asked again."""
        for _ in range(TRIES - 1):
            try:
                return await asyncio.to_thread(look_at, address, cookies)
            except RuntimeError as problem:
                self.say(f"  once more: {problem}")
        return await asyncio.to_thread(look_at, address, cookies)

    def figures(self) -> dict[str, float]:
        """Each page's own figures, and the least of all pages for what each must reach."""
        own = {
            f"{way}_{page}": values[way]
            for page, values in self.seen.items()
            for way in ("performance", "lcp_ms", "cls")
        }
        least = {way: min(values[way] for values in self.seen.values()) for way in LEAST}
        return own | least


LEAST = ("accessibility", "practices")


def look_at(address: str, cookies: list[dict[str, Any]]) -> dict[str, Any]:
    """One look: scores of 0 to 100, largest paint in ms, layout shift, what was marked down.

    Raises:
        RuntimeError: Lighthouse could not, with what it said.
    """
    asked = {
        "chromium": CHROMIUM,
        "flags": list(CHROMIUM_FLAGS),
        "url": address,
        "cookies": cookies,
    }
    done = subprocess.run(
        ["node", "run.mjs"],
        cwd=HERE,
        env=npm.environment(),
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        check=False,
        timeout=LONGEST,
    )
    if done.returncode != 0:
        raise RuntimeError(f"Lighthouse at {address}: {done.stderr}")
    return dict(json.loads(done.stdout))


async def figures(server: PeerMapServer, runs: int, say: Say) -> dict[str, float]:
    """The story from the door to My map, looked at on its way."""
    await asyncio.to_thread(npm.install, HERE)
    looks = Looks(runs, say)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=CHROMIUM, args=list(CHROMIUM_FLAGS)
        )
        await _story(browser, server.url, looks)
        await browser.close()
    return looks.figures()


async def _story(browser: Browser, url: str, looks: Looks) -> None:
    await looks.at("sign-in", f"{url}/sign-in")
    await looks.at("join", f"{url}/join")
    sam = await story.signed_in(browser, url, story.SAM)
    await looks.at("inbox", f"{url}/alerts", sam.context)
    path = await story.case_path(sam, url, story.CASE)
    await looks.at("case", f"{url}{path}", sam.context)
    tablet = await story.drawing(browser, url, sam, path)
    await story.fill(url, tablet)
    await looks.at("canvas", f"{url}/draw", tablet.context)
    await tablet.get_by_role("button", name="I’m finished").tap()
    await expect(tablet.get_by_role("heading", name="Your map, your say")).to_be_visible()
    await looks.at("choosing", f"{url}/draw", tablet.context)
    for statement in ("keep", "plan", "talk"):
        await answer(tablet, statement, "yes")
    await squiggle(await hand_on(tablet))
    await tablet.get_by_role("button", name="Keep what I said yes to").tap()
    await expect(tablet.get_by_role("heading", name=young.KEPT["title"])).to_be_visible()
    address, _ = await take_card(tablet)
    phone = await (await browser.new_context(**PHONE)).new_page()
    await open_my_map(phone, address, PIN)
    await expect(phone.get_by_role("heading", name=my_map.MY_MAP["title"], level=1)).to_be_visible()
    await looks.at("My map", f"{url}/my-map", phone.context)
