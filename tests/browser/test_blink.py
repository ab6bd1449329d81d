"""A short cut takes nothing off the screen that somebody is in the middle of."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from peermap_app.words import my_map as w
from peermap_app.words import young
from tests.browser.hand import hand_on
from tests.browser.network import Network, blink
from tests.browser.people import (
    draw_and_keep,
    join_by_code,
    offer,
    resize,
)
from tests.browser.test_my_map import PIN, type_pin
from tests.browser.test_practice import PRACTICE, TRY, Start, practise
from tests.browser.together import of_the_case
from tests.conftest import PHONE, TABLET, NewPerson
from tests.servers import PeerMapServer

BROUGHT_BACK = "() => dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))"
"""As when a browser kept the page for Back."""
COVERED = """() => {
  const line = document.querySelector(".pd-touch"), over = [];
  for (const each of [line, ...line.querySelectorAll("*")]) each.style.pointerEvents = "auto";
  for (const el of document.querySelectorAll("button, a[href], input, summary")) {
    if (!el.checkVisibility({ visibilityProperty: true })) continue;
    const box = el.getBoundingClientRect();
    for (const part of [0.1, 0.5, 0.9]) {
      const there = document.elementFromPoint(box.x + box.width / 2, box.y + box.height * part);
      if (line.contains(there) && !line.contains(el)) over.push(el.textContent);
    }
  }
  for (const each of [line, ...line.querySelectorAll("*")]) each.style.pointerEvents = "";
  return over;
}"""
"""What can be pressed and lies under the line."""
NEXT, MAKE = (w.CARD[key] for key in ("pin_next", "pin_make"))


@dataclass
class Pair:
    """A worker at their case, and a tablet with a network of its own."""

    worker: Page
    tablet: Page
    network: Network


@pytest_asyncio.fixture(loop_scope="session")
async def pair(server: PeerMapServer, new_person: NewPerson) -> AsyncIterator[Pair]:
    """Nothing is offered yet."""
    network = await Network.open()
    worker, tablet = await new_person(PHONE), await new_person(TABLET, proxy=network.proxy)
    case_id = await of_the_case(worker, server.url, "HX-1187")
    await worker.goto(f"{server.url}/cases/{case_id}")
    yield Pair(worker, tablet, network)
    await network.close()


async def test_practice_goes_on(pair: Pair, server: PeerMapServer) -> None:
    """What was tried is still there, and the start page does not come before it.

    That the tablet was let in reached its page as a push: the server's state of it knows of none.
    """
    tablet = pair.tablet
    await join_by_code(tablet, server.url, await offer(pair.worker))
    await pair.worker.get_by_role("button", name="That’s our tablet").tap()
    await tablet.get_by_role("button", name=TRY).tap()
    start = Start(pair.worker, tablet, await hand_on(tablet), [])
    await practise(start)
    await blink(tablet, pair.network)
    await expect(tablet.locator(f"{PRACTICE} .pm-person")).to_have_count(3)
    await expect(tablet.locator(f"{PRACTICE} .pm-tie")).to_have_count(1)
    await start.leave()
    await tablet.get_by_role("button", name="Not today").tap()
    await expect(tablet.locator(".pd-message")).to_be_visible()


@pytest.mark.parametrize("size", [(390, 844), (320, 568), (1180, 820)])
async def test_the_line_lies_over_nothing_that_works(
    pair: Pair, server: PeerMapServer, size: tuple[int, int]
) -> None:
    """Practice needs no connection and shows no line; on the page before it all can be reached."""
    tablet = pair.tablet
    await join_by_code(tablet, server.url, await offer(pair.worker))
    await pair.worker.get_by_role("button", name="That’s our tablet").tap()
    await tablet.get_by_role("button", name=TRY).tap()
    start = Start(pair.worker, tablet, await hand_on(tablet), [])
    await resize(start.young, size)
    pair.network.cut()
    await expect(tablet.locator(".pm-offline")).to_be_attached()
    await tablet.locator(f'{PRACTICE} [data-tool="tool_draw"]').tap()
    await tablet.locator(f"{PRACTICE} .pm-pen").first.wait_for()
    assert await tablet.evaluate(COVERED) == []
    await start.leave()
    await expect(tablet.locator(".pm-offline")).to_be_in_viewport(ratio=1)
    await tablet.evaluate("() => scrollTo(0, document.scrollingElement.scrollHeight)")
    assert await tablet.evaluate(COVERED) == []
    pair.network.heal()
    await expect(tablet.locator(".pm-offline")).to_have_count(0)
    await tablet.get_by_role("button", name="Not today").tap()
    await expect(tablet.locator(".pd-message")).to_be_visible()


async def test_the_keypad_and_the_card_stay_and_coming_back_shows_neither(
    pair: Pair, server: PeerMapServer
) -> None:
    """From what was said to the card that is copied down, each over a cut of its own."""
    tablet, network = pair.tablet, pair.network
    await draw_and_keep(pair.worker, tablet, server, "JS")
    said = [young.KEPT[key] for key in ("said", "keep_yes", "plan_yes", "talk_yes")]
    await blink(tablet, network)
    for sentence in said:
        await expect(tablet.get_by_text(sentence)).to_be_visible()
    await tablet.get_by_role("button", name=w.CARD["safe_yes"]).tap()
    await type_pin(tablet, PIN)
    await tablet.get_by_role("button", name=NEXT).tap()
    await type_pin(tablet, PIN[:2])
    await blink(tablet, network)
    dots = tablet.locator(".pd-pin-dots [data-on]")
    await expect(dots).to_have_count(2)
    await expect(tablet.get_by_role("heading", name=w.CARD["again_title"])).to_be_visible()
    await type_pin(tablet, PIN[2:])
    network.hold()
    await tablet.get_by_role("button", name=MAKE).tap()
    await blink(tablet, network)  # what was sent is lost: it is typed again
    await expect(dots).to_have_count(0)
    await type_pin(tablet, PIN)
    await tablet.get_by_role("button", name=MAKE).tap()
    words = tablet.locator(".pd-receipt-words li")
    await expect(words).to_have_count(4)
    copied = await words.all_inner_texts()
    await blink(tablet, network)
    await expect(words).to_have_text(copied)
    for sentence in said:
        await expect(tablet.get_by_text(sentence)).to_be_visible()
    await tablet.evaluate(BROUGHT_BACK)
    await expect(tablet.get_by_text(young.KEPT["done"])).to_be_visible()
    await expect(words).to_have_count(0)
    await expect(tablet.get_by_text(young.KEPT["said"])).to_have_count(0)
