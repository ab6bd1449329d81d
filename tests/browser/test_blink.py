"""A short cut takes nothing off the screen that somebody is in the middle of."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest_asyncio
from playwright.async_api import Page, expect

from peermap_app.words import my_map as w
from peermap_app.words import young
from tests.browser.hand import hand_on
from tests.browser.network import Network, blink
from tests.browser.people import SAM, draw_and_keep, join_by_code, offer, open_case, sign_in
from tests.browser.test_my_map import PIN, type_pin
from tests.browser.test_practice import PRACTICE, TRY, Start, practise
from tests.conftest import PHONE, TABLET, NewPerson
from tests.servers import PeerMapServer

BROUGHT_BACK = "() => dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))"
"""As when a browser kept the page for Back."""
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
    await sign_in(worker, server.url, SAM)
    await open_case(worker, server.url, "HX-1187")
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
