"""What is looked at again: asked about, kept, lapsed while the page is open, taken up again."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta

from playwright.async_api import Page, expect

from peermap_app.words import review_words as w
from tests.browser.people import open_case, soon
from tests.servers import PeerMapServer

Look = Callable[[str, Page], Awaitable[None]]
CASE, LINKED = "HX-1187", "HX-2041"
WITHIN = 20_000
"""Milliseconds until an open page hears that something lapsed, on a busy machine."""


def due_in(server: PeerMapServer, days: int, kind: str) -> None:
    """Everything of a kind is due in so many days: no test waits half a year."""
    day = (datetime.now(UTC).date() + timedelta(days=days)).isoformat()
    with closing(sqlite3.connect(server.var / "peermap.db", timeout=30)) as database, database:
        database.execute("UPDATE review SET due = ? WHERE kind = ?", (day, kind))


async def reviews(server: PeerMapServer, sam: Page, look: Look, *, flagger: Page | None) -> None:
    """Sam is asked about the map of his case, and about its link where somebody flagged the linked

    case: `flagger`, who is asked about that flag.
    """
    url = server.url
    due_in(server, 2, "map")
    if flagger is not None:
        await _flags(flagger, url)  # the one of before was sent in error
        due_in(server, 2, "link")
        due_in(server, 2, "flag")
    await sam.goto(f"{url}/cases")
    await expect(sam.get_by_text("to look at again").first).to_be_visible()
    await look("cases/again", sam)
    case = await open_case(sam, url, CASE)
    await expect(sam.get_by_role("heading", name=w.AGAIN)).to_be_visible()
    await look("case/again", sam)
    if flagger is not None:
        await _asked(sam, f"{url}/cases/{case}", "link", "still needed", look)
        other = await open_case(flagger, url, LINKED)
        await _asked(flagger, f"{url}/cases/{other}", "flag", "still hold", look)
    await sam.get_by_role("link", name=re.compile("Is map .* still right")).first.click()
    await expect(sam.get_by_role("button", name=w.SAVE)).to_be_visible()
    await look("review/map", sam)
    await sam.locator('[name="answer"][value="keep"]').check()
    await sam.get_by_role("button", name=w.SAVE).click()
    await expect(sam.locator("[aria-invalid=true]").first).to_be_visible()
    await look("review/map-refused", sam)
    await _keep(sam, f"{url}/cases/{case}")
    await expect(sam.locator(".pm-picture img").first).to_be_visible()
    due_in(server, 0, "map")
    await expect(sam.get_by_text(re.compile("Map .* lapsed on")).first).to_be_visible(
        timeout=WITHIN
    )
    await look("case/lapsed", sam)
    await sam.get_by_role("link", name=re.compile("Map .* lapsed on")).first.click()
    await expect(sam.get_by_role("heading", name=w.TAKE_UP)).to_be_visible()
    await look("review/take-up", sam)
    await _fill(sam)
    await sam.get_by_role("button", name=w.SAVE).click()
    await sam.wait_for_url(f"{url}/cases/{case}")
    await sam.get_by_text(w.AGAIN_SAID).click()
    await expect(sam.get_by_text(re.compile("taken up again until")).first).to_be_visible()
    await look("case/again-said", sam)
    due_in(server, 100, "map")


async def _flags(flagger: Page, url: str) -> None:
    case = await open_case(flagger, url, LINKED)
    await flagger.goto(f"{url}/cases/{case}/flag")
    await flagger.locator('[name="kind"][value="missing"]').check()
    await flagger.locator('[name="need_to_know"]').fill("Call before you visit.")
    await flagger.locator('[name="threshold"]').select_option("4")
    await flagger.locator('[name="told"][value="yes"]').check()
    await flagger.get_by_role("button", name="Send flag").click()
    await flagger.wait_for_url("**/flags/*")


async def _asked(page: Page, case: str, what: str, ask: str, look: Look) -> None:
    await page.get_by_role("link", name=re.compile(ask)).first.click()
    await expect(page.get_by_role("button", name=w.SAVE)).to_be_visible()
    await look(f"review/{what}", page)
    await _keep(page, case)


async def _keep(sam: Page, back: str) -> None:
    await sam.locator('[name="answer"][value="keep"]').check()
    await _fill(sam)
    await sam.get_by_role("button", name=w.SAVE).click()
    await sam.wait_for_url(back)


async def _fill(sam: Page) -> None:
    await sam.locator('[name="why"]').fill("We looked at it together.")
    await sam.locator('[name="until"]').fill(soon())
