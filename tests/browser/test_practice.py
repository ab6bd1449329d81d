"""Trying it first: a board of made-up animals that no server, no worker and no memory sees."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest_asyncio
from playwright.async_api import Page, expect

from peermap_app.words import young
from tests.browser.hand import Hand, hand_on
from tests.browser.people import SAM, join_by_code, offer, open_case, resize, sign_in
from tests.conftest import PHONE, TABLET, NewPerson
from tests.servers import PeerMapServer

SAID, TRY = young.BOARD, young.START["try_first"]
PRACTICE = ".pd-practice .pm-board"
STORED = """() => Object.keys(sessionStorage)
  .filter((key) => !key.startsWith("react-router")).sort()"""
ALIVE = ("2", "3")
"""Socket.IO's own signs of life."""


@dataclass
class Start:
    """A tablet at its first page, its worker's page, and what the tablet has sent so far."""

    worker: Page
    tablet: Page
    young: Hand
    sent: list[str] = field(repr=False)
    over: bool = False

    async def open(self) -> None:
        """Try it first."""
        await self.tablet.get_by_role("button", name=TRY).tap()
        await self.tablet.locator(f"{PRACTICE} .pm-me").wait_for()

    async def leave(self) -> None:
        """Go back."""
        await self.tablet.get_by_role("button", name=SAID["practice_back"]).tap()
        await expect(self.tablet.locator(PRACTICE)).to_have_count(0)


@pytest_asyncio.fixture(loop_scope="session")
async def start(server: PeerMapServer, new_person: NewPerson) -> AsyncIterator[Start]:
    """Offered, joined and let in; ended after the test."""
    worker, tablet = await new_person(PHONE), await new_person(TABLET)
    sent: list[str] = []
    tablet.on(
        "websocket",
        lambda socket: socket.on("framesent", lambda frame: sent.append(str(frame))),
    )
    await sign_in(worker, server.url, SAM)
    await open_case(worker, server.url, "HX-1187")
    await join_by_code(tablet, server.url, await offer(worker))
    await worker.get_by_role("button", name="That’s our tablet").tap()
    await expect(tablet.get_by_role("button", name=TRY)).to_be_visible()
    begun = Start(worker, tablet, await hand_on(tablet), sent)
    yield begun
    if begun.over:
        return
    await tablet.goto(f"{server.url}/draw")
    await tablet.get_by_role("button", name="Not today").tap()
    await expect(tablet.locator(".pd-message")).to_be_visible()


def said(sent: list[str]) -> list[str]:
    """What the tablet has sent but for signs of life."""
    return [frame for frame in sent if frame not in ALIVE]


async def practise(start: Start) -> None:
    """Somebody new, a place, a line and a move, as on the real board."""
    hand, page = start.young, start.tablet
    await page.locator(f"{PRACTICE} .pm-ground").wait_for()
    fox, owl = (page.locator(f"{PRACTICE} .pm-person", has_text=who) for who in ("FX", "OW"))
    await hand.drag_to(fox, await hand.centre(page.locator(f"{PRACTICE} .pm-rings text").first))
    await page.locator(f'{PRACTICE} [data-tool="tool_join"]').tap()
    for who in (fox, owl):
        await hand.tap(await hand.middle(who))
    await expect(page.locator(f"{PRACTICE} .pm-tie")).to_have_count(1)
    await page.locator(".pm-panel .pm-close").tap()
    await page.locator(f'{PRACTICE} [data-tool="tool_person"]').tap()
    await page.locator('[data-entry="person"] input').press_sequentially("BR")
    await page.locator('[data-entry="person"] [data-do="add"]').tap()
    await expect(page.locator(f"{PRACTICE} .pm-person")).to_have_count(3)
    await page.locator(".pm-panel .pm-close").tap()


async def test_practice_tells_nobody_anything(start: Start) -> None:
    """Nothing is sent, nothing is stored; the worker's page and the room know nothing."""
    before, stored = said(start.sent), await start.tablet.evaluate(STORED)
    there = await start.worker.locator("main").inner_text()
    await start.open()
    await expect(start.tablet.get_by_text(SAID["practice_only"])).to_be_visible()
    await practise(start)
    await start.leave()
    assert said(start.sent) == before
    assert await start.tablet.evaluate(STORED) == stored
    assert await start.worker.locator("main").inner_text() == there
    await start.tablet.get_by_role("button", name="Start drawing").tap()
    await expect(start.tablet.locator('.pm-board[data-ready="true"]')).to_be_visible()
    await expect(start.tablet.locator(".pm-board .pm-person, .pm-board .pm-place")).to_have_count(0)
    await start.worker.locator(".pm-board .pm-me").wait_for()
    await expect(start.worker.locator(".pm-board .pm-person")).to_have_count(0)
    await start.tablet.get_by_role("button", name=SAID["finished"]).tap()
    await start.tablet.get_by_role("button", name="Don’t keep anything").tap()
    await start.tablet.get_by_role("button", name="Yes, keep nothing").tap()
    await expect(start.tablet.locator(".pd-message")).to_be_visible()
    start.over = True


async def test_going_back_leads_to_the_start_and_forgets(start: Start) -> None:
    """The first page is there again, the focus where it was, and practice begins afresh."""
    await start.open()
    await practise(start)
    await start.leave()
    await expect(start.tablet.get_by_role("button", name=TRY)).to_be_focused()
    await expect(start.tablet.get_by_role("button", name="Start drawing")).to_be_visible()
    await start.open()
    await expect(start.tablet.locator(f"{PRACTICE} .pm-person")).to_have_count(2)
    await expect(start.tablet.locator(f"{PRACTICE} .pm-tie")).to_have_count(0)
    await start.leave()


async def test_hide_works_in_practice_on_a_phone_too(start: Start) -> None:
    """One tap hides, one tap brings it back, and nothing stays in the tab's memory."""
    await resize(start.young, (390, 844))
    stored = await start.tablet.evaluate(STORED)
    await start.open()
    await start.tablet.get_by_role("button", name=SAID["hide_label"]).tap()
    await expect(start.tablet.locator(".pd-practice .pm-cover")).to_be_visible()
    await start.tablet.get_by_role("button", name=SAID["show_again"]).tap()
    await expect(start.tablet.locator(".pm-cover")).to_have_count(0)
    await start.tablet.get_by_role("button", name=SAID["hide_label"]).tap()
    await start.tablet.get_by_role("button", name=SAID["show_again"]).tap()
    await start.leave()
    assert await start.tablet.evaluate(STORED) == stored
