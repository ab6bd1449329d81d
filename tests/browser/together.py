"""A tablet and a worker's phone on one drawing, and whether they and the server hold the same."""

from __future__ import annotations

import asyncio
import contextlib
import math
import random
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from playwright.async_api import Page, TimeoutError, expect

from bench.story import TABLET_STATE, cookie_header
from bench.wire import WirePage, wire_page
from peermap_app.domain.screening import NAME_LIKE
from tests.browser.hand import Hand, hand_on
from tests.browser.network import Network
from tests.browser.people import SAM, open_case, sign_in
from tests.browser.short_way import WORKER_STATE, on_the_board
from tests.conftest import PHONE, TABLET, NewPerson
from tests.servers import PeerMapServer

PATIENCE = 40
"""Seconds in which all must come to hold the same; what is unanswered goes again after 3, 6, 12."""
LETTERS = "BCDFGHJKLMNPRSTVWZ"
BOARD = ".pm-board:not(.pm-still)"
KINDS = ("people", "places", "ties", "strokes", "stickers")
SHOWN = """() => {
  const at = (el, name) => Math.round(Number(el?.getAttribute(name)));
  const kinds = ["pm-person", "pm-place", "pm-tie", "pm-stroke", "pm-sticker"];
  return [...document.querySelectorAll(".pm-board:not(.pm-still) svg [data-id]")]
    .filter((el) => el.dataset.id !== "me")
    .map((el) => {
      const inside = el.firstElementChild;
      return {
        id: el.dataset.id, kind: kinds.find((kind) => el.classList.contains(kind)),
        said: el.getAttribute("aria-label") || "", place: el.dataset.place || "",
        feeling: el.dataset.feeling || "", a: el.dataset.a || "", b: el.dataset.b || "",
        shape: el.getAttribute("d") || inside?.getAttribute("d") || "",
        x: at(inside, "cx"), y: at(inside, "cy"),
        corner: [at(inside, "x"), at(inside, "y")],
      };
    })
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}"""
"""Everything that the board shows, whatever is selected, in the order of ids."""
SAME = f"(there) => JSON.stringify(({SHOWN})()) === JSON.stringify(there)"
HAS = """({ people, strokes }) => {
  const found = (name) => [...document.querySelectorAll(`.pm-board:not(.pm-still) .${name}`)];
  const who = found("pm-person").map((el) => el.textContent).sort();
  return JSON.stringify(who) === JSON.stringify(people)
    && found("pm-stroke").length === strokes;
}"""


@dataclass
class Together:
    """One drawing that goes on, what was drawn in it so far, and the network of its tablet."""

    server: PeerMapServer
    worker: Page
    tablet: Page
    network: Network
    chance: random.Random
    young: Hand
    other: Hand
    case_id: str
    people: list[str] = field(default_factory=list)
    strokes: int = 0
    over: bool = False

    @classmethod
    async def begin(
        cls,
        server: PeerMapServer,
        new_person: NewPerson,
        seed: int,
        *,
        reference: str = "HX-1187",
        tablet_at: str | None = None,
    ) -> Together:
        """Sam and a tablet at an empty board; the tablet reaches the server by its own network.

        They come there by the short way (`tests/browser/short_way.py`).
        """
        network = await Network.open()
        worker, tablet = await new_person(PHONE), await new_person(TABLET, proxy=network.proxy)
        case_id = await of_the_case(worker, server.url, reference)
        young_at = tablet_at or server.url
        await on_the_board(worker.context, tablet.context, case_id, server.url, young_at)
        await asyncio.gather(
            worker.goto(f"{server.url}/cases/{case_id}/draw"), tablet.goto(f"{young_at}/draw")
        )
        for page in (worker, tablet):
            await page.locator(f"{BOARD} .pm-me").wait_for()
        young = await hand_on(tablet)
        chance = random.Random(seed)
        return cls(server, worker, tablet, network, chance, young, await hand_on(worker), case_id)

    async def add(self, hand: Hand) -> None:
        """One friend more, on either device, with initials that nobody has yet."""
        while True:
            initials = "".join(self.chance.sample(LETTERS, 2))
            if initials not in self.people and initials not in NAME_LIKE:
                break
        # A board that was only now loaded takes nothing yet, says so and keeps the letters.
        await hand.page.locator(f'{BOARD}[data-ready="true"]').wait_for()
        await hand.add_friend(initials)
        await hand.put_down()
        self.people.append(initials)

    async def move(self, hand: Hand) -> None:
        """Drag anyone somewhere near ME."""
        who = self.chance.choice(self.people)
        to = await hand.beside_me(self.chance.randint(-110, 110), self.chance.randint(-110, 110))
        await hand.drag_to(hand.person(who), to)

    async def ink(self) -> None:
        """A ring by finger on the tablet."""
        await self.young.turn("draw", True)
        spot = await self.young.beside_me(self.chance.randint(-150, 150), 180)
        await self.young.circle(spot, 25, steps=10)
        self.strokes += 1
        await expect(self.tablet.locator(f"{BOARD} .pm-stroke")).to_have_count(self.strokes)
        await self.young.turn("draw", False)

    async def in_step(self) -> None:
        """All that was drawn is on the tablet, on the worker's page and in the room, each once."""
        for page in (self.tablet, self.worker):
            await self.shows_all(page)
        # What went lost on the way is sent again by and by: the tablet may change while we wait.
        until = time.monotonic() + PATIENCE
        while (apart := await self._apart()) and time.monotonic() < until:
            pass
        assert not apart, apart

    async def _apart(self) -> str:
        """How the tablet, the worker's page and the room differ now, or nothing."""
        here = await self.tablet.evaluate(SHOWN)
        try:
            await self.worker.wait_for_function(SAME, arg=here, timeout=400)
        except TimeoutError:
            return f"the worker's page shows {await self.worker.evaluate(SHOWN)}, not {here}"
        room = await self.room()
        held = {each["id"]: _as_shown(each) for kind in KINDS for each in room[kind]}
        shown = {each["id"]: _as_shown(each) for each in here}
        return "" if held == shown else f"the room holds {room}, not {here}"

    async def shows_all(self, page: Page) -> None:
        """Wait until a page shows everybody and all ink that was drawn, or say what it shows."""
        wanted = {"people": sorted(self.people), "strokes": self.strokes}
        try:
            await page.wait_for_function(HAS, arg=wanted)
        except TimeoutError:
            shown = [each["said"] or each["kind"] for each in await page.evaluate(SHOWN)]
            raise AssertionError(f"{page.url} shows {shown}, drawn was {wanted}") from None

    async def room(self) -> dict[str, Any]:
        """The map as the server holds it, read by a second page with the tablet's cookie."""
        async with self.second_page() as page:
            return dict((await load(page))["map"])

    @contextlib.asynccontextmanager
    async def second_page(self) -> AsyncIterator[WirePage]:
        """A page without a browser, with the tablet's cookie."""
        cookie = await cookie_header(self.tablet.context)
        async with wire_page(self.server.url, cookie, "/draw") as page:
            yield page

    async def end(self) -> None:
        """The worker ends it, so that the next test finds the case free."""
        await self.network.close()
        if self.over:
            return
        cookie = await cookie_header(self.worker.context)
        path, query = f"/cases/{self.case_id}/draw", {"case_id": self.case_id}
        async with wire_page(self.server.url, cookie, path, query) as page:
            await page.send(f"{WORKER_STATE}.load")
            await page.until("drawing_state", "view")
            await page.send(f"{WORKER_STATE}.end")
            while (await page.until("drawing_state", "view"))["screen"] != "over":
                pass


_been_at: dict[tuple[str, str], tuple[list[Any], str]] = {}
"""Of a server and a case's reference: Sam's cookies and the case's id, once Sam was there."""


async def of_the_case(worker: Page, url: str, reference: str) -> str:
    """Sam, signed in, on a device of their own; the id of a case of theirs.

    The first time on a server by the door and My cases, as people go; then in the session that this
    began. Whoever was signed out meanwhile goes the long way again.
    """
    if (url, reference) in _been_at:
        cookies, case_id = _been_at[url, reference]
        await worker.context.add_cookies(cookies)
        there = await worker.request.get(f"{url}/cases/{case_id}", max_redirects=0)
        if there.status == 200:
            return case_id
        await worker.context.clear_cookies()
    await sign_in(worker, url, SAM)
    case_id = await open_case(worker, url, reference)
    _been_at[url, reference] = [*await worker.context.cookies()], case_id
    return case_id


def _as_shown(each: dict[str, Any]) -> tuple[Any, ...]:
    """What both the board and the room tell of a thing: who is joined and how, or where it is."""
    if each.get("a"):
        return each["a"], each["b"], each["feeling"] or "none"
    if each.get("kind") == "pm-sticker":
        return tuple(each["corner"])
    if "picture" in each and "size" in each:
        return tuple(math.floor(each[at] - each["size"] / 2 + 0.5) for at in ("x", "y"))
    return (each["x"], each["y"]) if each.get("kind") in ("pm-person", "friend") else ()


Begin = Callable[..., Awaitable[Together]]
"""Begins a drawing: `await begin()`, on a phone, or `await begin((1180, 820))`."""


async def load(page: WirePage) -> dict[str, Any]:
    """The snapshot that a page is given when it opens."""
    await page.send(f"{TABLET_STATE}.load")
    while not (snapshot := await page.until("tablet_state", "snapshot")).get("serial"):
        pass
    return dict(snapshot)
