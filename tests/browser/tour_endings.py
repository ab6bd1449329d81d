"""Closing a case and what is due: asked, agreed, and a year later held and erased."""

from __future__ import annotations

import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta

from playwright.async_api import Page, expect

from peermap_app.words import ending_words as w
from peermap_app.words import held_words as held
from peermap_app.words.recovery import SHOW_FIRST
from tests.browser.people import SAM, open_case, show_first, shown_a_while_ago, sign_in
from tests.conftest import NewPerson
from tests.servers import PeerMapServer

Look = Callable[[str, Page], Awaitable[None]]
DANA, ROBIN = "dana@demo.example", "robin@demo.example"
CASE = "HX-1187"


def a_year_ago(server: PeerMapServer) -> None:
    """Every case that is closed was closed more than a year ago: no test waits for that."""
    then = (datetime.now(UTC) - timedelta(days=400)).replace(tzinfo=None).isoformat(" ")
    with closing(sqlite3.connect(server.var / "peermap.db", timeout=30)) as database, database:
        database.execute("UPDATE case_file SET closed_at = ? WHERE closed_at NOT NULL", (then,))


async def endings(server: PeerMapServer, new_person: NewPerson, look: Look) -> None:
    """Last of all: the case of the story is gone after it."""
    await _asked(server, new_person, look)
    await _agreed(server, new_person, look)
    await _due(server, new_person, look)


async def _held(robin: Page, url: str, look: Look) -> None:
    """What is held of one young person: asked for, refused, made."""
    await robin.goto(f"{url}/what-is-held")
    make = robin.get_by_role("button", name=held.MAKE)
    await expect(make).to_be_visible()
    await look("held", robin)
    await make.click()
    await expect(robin.locator("[aria-invalid=true]")).to_be_visible()
    await look("held/refused", robin)
    await robin.locator("#reference").fill(CASE)
    await robin.locator('[name="asked_by"][value="themselves"]').check()
    await make.click()
    await expect(robin.locator("#passphrase")).to_be_visible()
    await look("held/made", robin)


async def _asked(server: PeerMapServer, new_person: NewPerson, look: Look) -> None:
    sam = await new_person()
    await sign_in(sam, server.url, SAM)
    await open_case(sam, server.url, CASE)
    await sam.get_by_role("link", name=w.CLOSE_THIS_CASE).click()
    ask = sam.get_by_role("button", name=w.ASK_TO_CLOSE)
    await expect(ask).to_be_visible()
    await look("close", sam)
    await ask.click()
    await expect(sam.locator("[aria-invalid=true], .pm-wrong").first).to_be_visible()
    await look("close/refused", sam)
    await sam.locator('[name="reason"][value="done"]').check()
    await ask.click()
    await expect(sam.get_by_text("It waits for the supervisor.")).to_be_visible()
    await look("close/asked", sam)


async def _agreed(server: PeerMapServer, new_person: NewPerson, look: Look) -> None:
    dana = await new_person()
    await sign_in(dana, server.url, DANA)
    await dana.goto(f"{server.url}/closings")
    agree = dana.get_by_role("button", name=w.AGREE)
    await expect(agree).to_be_visible()
    await look("closings", dana)
    await agree.click()
    await expect(dana.get_by_text(w.CLOSINGS_NONE, exact=True)).to_be_visible()
    await look("closings/none", dana)


async def _due(server: PeerMapServer, new_person: NewPerson, look: Look) -> None:
    robin = await new_person()
    await sign_in(robin, server.url, ROBIN)
    await _held(robin, server.url, look)
    await robin.goto(f"{server.url}/due")
    await expect(robin.get_by_text(w.DUE_NONE, exact=True)).to_be_visible()
    await look("due/none", robin)
    a_year_ago(server)
    await robin.reload()
    hold = robin.get_by_role("button", name=w.HOLD_SAVE)
    await hold.click()
    await expect(robin.locator("#faults").get_by_role("link").first).to_be_visible()
    await look("due/refused", robin)
    await robin.locator("#reference").fill(CASE)
    await robin.locator('[name="reason"]').fill("A complaint is being looked into.")
    review = (datetime.now(UTC).date() + timedelta(days=30)).isoformat()
    await robin.locator('[name="review"]').fill(review)
    await hold.click()
    await expect(robin.get_by_role("button", name=w.LET_GO)).to_be_visible()
    await look("due/held", robin)
    await robin.get_by_role("button", name=w.LET_GO).click()
    tick = robin.get_by_role("checkbox")
    await tick.check()
    await look("due", robin)
    shown_a_while_ago(server, ROBIN)
    erase = robin.get_by_role("button", name=w.ERASE)
    await erase.click()
    await expect(robin.get_by_role("link", name=SHOW_FIRST)).to_be_visible()
    await expect(tick).to_be_checked()
    await look("due/first", robin)
    await show_first(robin, server, ROBIN, "/due")
    await expect(tick).to_be_checked()
    await erase.click()
    await expect(robin.get_by_text(w.DUE_NONE, exact=True)).to_be_visible()
    await look("due/erased", robin)
