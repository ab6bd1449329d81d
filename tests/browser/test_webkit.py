"""The young person's whole way in WebKit, beside a worker's phone in Chromium."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest_asyncio
from playwright.async_api import expect

from tests.browser.people import SAM, offer, open_case, sign_in
from tests.browser.webkit import WebKit
from tests.conftest import PHONE, NewPerson
from tests.servers import PeerMapServer

BOARD = ".pm-board:not(.pm-still)"


@pytest_asyncio.fixture(loop_scope="session")
async def ipad() -> AsyncIterator[WebKit]:
    """A WebKit browser about as large as an iPad."""
    browser = await WebKit.open()
    yield browser
    await browser.close()


async def test_the_story_in_webkit(
    server: PeerMapServer, new_person: NewPerson, ipad: WebKit
) -> None:
    """Join, draw a friend, drag them, draw a line, finish, answer three times, make a mark, keep;
    the worker's page is in step, and the kept map is on the case."""
    sam = await new_person(PHONE)
    await sign_in(sam, server.url, SAM)
    case_id = await open_case(sam, server.url, "HX-1187")
    await joined(ipad, server.url, await offer(sam))
    await sam.get_by_role("button", name="That’s our tablet").click()
    await ipad.tap("button", "Start drawing")
    await drawn(ipad)
    shown = sam.locator(f"{BOARD} .pm-person")
    await expect(shown).to_have_text("BK")
    await expect(sam.locator(f"{BOARD} .pm-stroke")).to_have_count(1)
    at = [round(each) for each in await ipad.run(PLACE)]
    moved = "(at) => JSON.stringify((() => {" + PLACE + "})()) === JSON.stringify(at)"
    await sam.wait_for_function(moved, arg=at)
    await chosen(ipad)
    await sam.goto(f"{server.url}/cases/{case_id}")
    await expect(sam.locator(".pm-picture img")).to_be_visible()


PLACE = f"""const shape = document.querySelector("{BOARD} .pm-person").firstElementChild;
return ["cx", "cy"].map((name) => Number(shape.getAttribute(name)));"""
"""Where the friend is, in units of the board."""


async def joined(ipad: WebKit, url: str, code: str) -> None:
    """Type the code at the door."""
    await ipad.goto(f"{url}/join")
    await ipad.type("#code", code.lower())
    await ipad.tap("button", "Join")
    await ipad.where("h1", "Nearly there")


async def drawn(ipad: WebKit) -> None:
    """A friend, dragged aside, and a line by finger."""
    await ipad.where(f"{BOARD} .pm-me")
    await ipad.tap('[data-tool="tool_person"]')
    await ipad.type('[data-entry="person"] input', "bk")
    await ipad.tap('[data-entry="person"] [data-do="add"]')
    friend = f"{BOARD} .pm-person"
    x, y = await ipad.where(friend, "BK")
    await ipad.tap(".pm-panel .pm-close")
    before = await ipad.run(PLACE)
    await ipad.path([(x, y), (x - 20, y + 10), (x - 60, y + 30), (x - 90, y + 40)])
    assert await ipad.run(PLACE) != before
    await ipad.tap('[data-tool="tool_draw"]')
    x, y = await ipad.where(f"{BOARD} .pm-me")
    await ipad.path([(x - 80 + 12 * n, y + 150 + 20 * (n % 2)) for n in range(12)])
    await ipad.where(f"{BOARD} .pm-stroke")


async def chosen(ipad: WebKit) -> None:
    """Finished, three times Yes, a squiggle, keep."""
    await ipad.tap("button", "I’m finished")
    await ipad.where("h1", "Your map, your say")
    for statement in ("keep", "plan", "talk"):
        await ipad.tap(f'label:has(input[name="answer-{statement}"][value="yes"])')
        await ipad.where(f'label:has(input[name="answer-{statement}"][value="yes"]:checked)')
    x, y = await ipad.where(".pd-mark-pad")
    await ipad.path([(x - 80 + 10 * n, y + (18 if n % 2 else -18)) for n in range(17)])
    await ipad.tap("button", "Keep what I said yes to")
    await ipad.where("h1", "Your map is in your file")
