"""Sharing without agreement on a case without a Yes: the form, its own page, the second person."""

from __future__ import annotations

import asyncio
import re
import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import closing
from datetime import UTC, datetime

from playwright.async_api import Page, expect

from peermap_app.bootstrap import build_house, close_house
from peermap_app.settings import Settings
from peermap_app.words import half_written_words as half
from peermap_app.words import sharing_words as w
from tests.browser.linked import found_case, the_pair
from tests.browser.people import SAM, open_case, sign_in
from tests.conftest import LAPTOP, PHONE, NewPerson
from tests.servers import PeerMapServer
from tests.services.world import SAM as WHO
from tests.services.world import choose

Look = Callable[[str, Page], Awaitable[None]]
DANA = "dana@demo.example"
CASE = "HX-1950"


async def without_agreement(server: PeerMapServer, new_person: NewPerson, look: Look) -> None:
    """Asked for, waited for, decided: by people who have just signed in, so none is asked again."""
    sam, dana = await new_person(PHONE), await new_person(LAPTOP)
    await sign_in(sam, server.url, SAM)
    await open_case(sam, server.url, CASE)
    await sam.get_by_role("link", name=w.TO_WITHOUT).click()
    await expect(sam.get_by_label("Case reference")).to_be_visible()
    await look("sharing/form", sam)
    await sam.get_by_role("button", name=w.SEND_ON).click()
    await expect(sam.locator("[aria-invalid=true]").first).to_be_visible()
    await look("sharing/form-refused", sam)
    await kept_since(server, await fill_without(sam))
    await expect(sam.get_by_text(half.SHARING["kept"])).to_be_visible()
    await open_case(sam, server.url, CASE)
    await expect(sam.get_by_text(half.SHARINGS["ask_without"])).to_be_visible()
    await look("case/sharing-half-written", sam)
    await sam.get_by_role("link", name=half.GO_ON).click()
    await stands_there(sam)
    await sam.get_by_role("button", name=w.SEND_ON).click()
    await expect(sam.get_by_text(w.STANDINGS["waits"])).to_be_visible()
    await look("sharing/waits", sam)
    await open_case(sam, server.url, CASE)
    await expect(sam.get_by_role("heading", name=w.SHARINGS)).to_be_visible()
    await look("case/sharing-waits", sam)
    await sign_in(dana, server.url, DANA)
    await dana.goto(f"{server.url}/waiting")
    await dana.get_by_role("link", name="Sam O. asks to share without agreement").click()
    await expect(dana.get_by_text(w.SECOND_AGREE)).to_be_visible()
    await look("sharing/second", dana)
    await dana.get_by_role("button", name=w.SAVE).click()
    await expect(dana.locator("#faults").get_by_role("link").first).to_be_visible()
    await look("sharing/second-refused", dana)
    await _yes_since(server, sam, look)


async def _yes_since(server: PeerMapServer, sam: Page, look: Look) -> None:
    """The young person says Yes while it waits: it leads to asking by agreement."""
    house = await build_house(Settings.from_env(server.env))
    try:
        found = await the_pair(house)
        await found_case(found, CASE)
        await choose(found, WHO, CASE)
    finally:
        await close_house(house)
    await open_case(sam, server.url, CASE)
    await sam.get_by_role("link", name=re.compile("HX-7777")).click()
    await expect(sam.get_by_role("link", name=w.TO_AGREEMENT)).to_be_visible()
    await look("sharing/yes-since", sam)


async def kept_since(server: PeerMapServer, moment: datetime) -> None:
    """What was written then is kept: on a slow machine a part is kept before the rest."""
    wanted = moment.strftime("%Y-%m-%d %H:%M:%S.%f")
    for _ in range(600):
        with closing(sqlite3.connect(server.var / "peermap.db", timeout=30)) as database:
            ((last,),) = database.execute("SELECT max(at) FROM sharing_draft").fetchall()
        if last is not None and last > wanted:
            return
        await asyncio.sleep(0.1)
    raise AssertionError("what was typed was never kept")


async def stands_there(page: Page) -> None:
    """What `fill_without` typed and chose, after another look at the case."""
    for name, value in (("position", "refused"), ("told", "no"), ("urgent", "yes")):
        await expect(page.locator(f'[name="{name}"][value="{value}"]')).to_be_checked()
    await expect(page.locator('[name="reference"]')).to_have_value("HX-7777")
    await expect(page.locator('[name="not_told_because"]')).to_have_value("Nobody reaches them.")
    await expect(page.locator('[name="lawful"]')).to_have_value("s47")


async def fill_without(page: Page) -> datetime:
    """The record without agreement; what PeerMap knows stands there already. Gives the moment
    before the last choice."""
    for name, value in (("position", "refused"), ("told", "no"), ("urgent", "yes")):
        await page.locator(f'[name="{name}"][value="{value}"]').check()
    for name, words in (
        ("reference", "HX-7777"),
        ("consent", "Said on the phone that they do not want it."),
        ("why", "They were hurt last night, and the other one may be next."),
        ("proportionality", "Only that they are friends."),
        ("not_told_because", "Nobody reaches them."),
    ):
        await page.locator(f'[name="{name}"]').fill(words)
    await page.locator('[name="threshold"]').select_option("4")
    last = datetime.now(UTC)
    await page.locator('[name="lawful"]').select_option("s47")
    return last
