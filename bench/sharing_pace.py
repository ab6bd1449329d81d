"""How long the form "Share without agreement" takes on a phone, filled in at a person's pace.

    python -m bench.sharing_pace

A tap takes 200 ms with the looking for the next field, a sign 200 ms (five a second, which is slow
for a phone's keyboard), a choice from a list two taps. Reading and thinking are not in it: it is
what the form itself asks of a hand. The goal is three minutes for the whole (issue 6).
"""

from __future__ import annotations

import asyncio
import re
import tempfile
import time
from pathlib import Path

from playwright.async_api import Locator, Page, async_playwright, expect

from peermap_app.words import sharing_words as w
from tests.browser.people import SAM, open_case, sign_in
from tests.browser.tour_sharing import CASE
from tests.conftest import CHROMIUM, CHROMIUM_FLAGS, PHONE
from tests.servers import PeerMapServer, build_pages, free_port

TAP, SIGN = 0.2, 0.2
"""Seconds of a tap and of one sign that is typed."""
CHOSEN = (("position", "refused"), ("told", "no"), ("urgent", "yes"))
LISTS = (("threshold", "4"), ("lawful", "s47"))
TYPED = (
    ("reference", "HX-7777"),
    ("consent", "Said on the phone that they do not want it."),
    ("why", "They were hurt last night, and the other one may be next."),
    ("proportionality", "Only that they are friends."),
    ("not_told_because", "Nobody reaches them."),
)


async def tap(spot: Locator) -> None:
    """By finger, where it can be seen."""
    await spot.scroll_into_view_if_needed()
    await spot.tap()
    await asyncio.sleep(TAP)


async def fill(page: Page) -> tuple[int, int]:
    """All of the form; how many taps and signs it took."""
    taps = signs = 0
    for name, value in CHOSEN:
        await tap(page.locator("label", has=page.locator(f'[name="{name}"][value="{value}"]')))
        taps += 1
    for name, words in TYPED:
        field = page.locator(f'[name="{name}"]')
        await tap(field)
        await field.press_sequentially(words, delay=SIGN * 1000)
        taps, signs = taps + 1, signs + len(words)
    for name, value in LISTS:
        await asyncio.sleep(TAP)  # opens the list, which the phone itself shows
        await page.locator(f'[name="{name}"]').select_option(value)
        await asyncio.sleep(TAP)
        taps += 2
    return taps, signs


async def measure(server: PeerMapServer) -> str:
    """One line: what was done, and how long from the open form to what came of it."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_FLAGS)
        page = await (await browser.new_context(**PHONE)).new_page()
        await sign_in(page, server.url, SAM)
        await open_case(page, server.url, CASE)
        await page.get_by_role("link", name=w.TO_WITHOUT).tap()
        await expect(page.locator('[name="reference"]')).to_be_visible()
        began = time.monotonic()
        taps, signs = await fill(page)
        await tap(page.get_by_role("button", name=w.SEND_ON))
        await page.wait_for_url(re.compile(r"/sharings/[0-9a-f]{32}"), timeout=30_000)
        took = time.monotonic() - began
        await browser.close()
    return f"sharing form on a phone: {took:.0f} s ({taps + 1} taps, {signs} signs typed)"


def main() -> None:
    """Build, start, measure, stop."""
    build_pages()
    with tempfile.TemporaryDirectory() as folder:
        server = PeerMapServer(Path(folder) / "var", free_port(), {})
        server.peermap("migrate")
        server.peermap("demo", "--if-empty")
        server.start_again()
        try:
            print(asyncio.run(measure(server)))
        finally:
            server.stop()


if __name__ == "__main__":
    main()
