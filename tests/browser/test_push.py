"""A worker's phone, end to end: turned on, tried, woken while an alert comes, ended.

Chromium reaches no push service from here, so its `PushManager` is given an address at one on this
machine, with a true key; what arrives there is opened and handed to the page's own service worker.
Firefox can be told of another push service: there all of it is the browser's own.
"""

from __future__ import annotations

import asyncio
import json
import re
import shutil
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.async_api import BrowserContext, CDPSession, Page, expect

from peermap_app.words import push_words as w
from tests.browser.firefox import FOX_PHONE, OPENED, SHOWN, Fox
from tests.browser.looked import picture
from tests.browser.people import PRIYA, SAM, open_case, sign_in
from tests.conftest import PHONE, NewPerson
from tests.notify.push_service import Service, serving
from tests.phones import Browser
from tests.servers import PeerMapServer, free_port

REACHED_THERE = """(said) => {
  let held = null;
  const gone = async () => ((held = null), true);
  const made = () => ({ toJSON: () => said, unsubscribe: gone, ...said });
  PushManager.prototype.getSubscription = async () => held;
  PushManager.prototype.subscribe = async () => (held = made());
}"""
"""What a browser with a push service does."""


class Nearby:
    """A push service in a thread of its own: the test's loop may be busy with pages."""

    def __init__(self) -> None:
        self.ready = threading.Event()
        self.loop = asyncio.new_event_loop()
        self.over = asyncio.Event()
        self.service: Service | None = None
        self._thread = threading.Thread(target=self.loop.run_until_complete, args=(self._serve(),))
        self._thread.start()
        assert self.ready.wait(10)

    async def _serve(self) -> None:
        async with serving() as self.service:
            self.ready.set()
            await self.over.wait()

    def stop(self) -> None:
        self.loop.call_soon_threadsafe(self.over.set)
        self._thread.join(10)
        self.loop.close()


@pytest.fixture
def service() -> Iterator[Service]:
    nearby = Nearby()
    assert nearby.service is not None
    yield nearby.service
    nearby.stop()


@pytest.fixture
def server(pages: None, demonstration: Path, tmp_path: Path) -> Iterator[PeerMapServer]:
    """A server that may push to this machine."""
    var = Path(shutil.copytree(demonstration, tmp_path / "var"))
    hosts = {"PEERMAP_PUSH_HOSTS": "127.0.0.1, localhost"}
    started = PeerMapServer.start(var, prepare=False, port=free_port(), **hosts)
    yield started
    started.stop()


async def came(service: Service, number: int) -> None:
    """Until so many pushes are there."""
    async with asyncio.timeout(30):
        while len(service.got) < number:  # noqa: ASYNC110 - another thread's list
            await asyncio.sleep(0.05)


class Worker:
    """The service worker of a page, by DevTools."""

    def __init__(self, page: Page, devtools: CDPSession, origin: str) -> None:
        self._page, self._devtools, self._origin = page, devtools, origin
        self._known: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        devtools.on("ServiceWorker.workerRegistrationUpdated", self._heard)

    def _heard(self, said: dict[str, list[dict[str, str]]]) -> None:
        for one in said["registrations"]:
            if one["scopeURL"].startswith(self._origin) and not self._known.done():
                self._known.set_result(one["registrationId"])

    @classmethod
    async def of(cls, context: BrowserContext, page: Page, origin: str) -> Worker:
        devtools = await context.new_cdp_session(page)
        made = cls(page, devtools, origin)
        await page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        await devtools.send("ServiceWorker.enable")
        return made

    async def hears(self, said: bytes) -> None:
        """A push comes."""
        push = {"origin": self._origin, "data": said.decode()}
        push["registrationId"] = await asyncio.wait_for(self._known, 20)
        await self._devtools.send("ServiceWorker.deliverPushMessage", push)

    async def shows(self) -> list[dict[str, object]]:
        """The notifications that stand there now."""
        found: list[dict[str, object]] = await self._page.evaluate(
            """async () => {
              const held = await (await navigator.serviceWorker.ready).getNotifications();
              return held.map(({ title, body, silent, data }) => ({ title, body, silent, data }));
            }"""
        )
        return found

    async def shows_some(self) -> list[dict[str, object]]:
        async with asyncio.timeout(20):
            while not (found := await self.shows()):  # noqa: ASYNC110 - the browser's own list
                await asyncio.sleep(0.05)
        return found


def told(server: PeerMapServer, what: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(server.var / "peermap.db", timeout=30)) as database:
        return database.execute(what).fetchall()


async def turned_on(page: Page, server: PeerMapServer, browser: Browser) -> None:
    """On Me, by its button."""
    await page.context.grant_permissions(["notifications"], origin=server.url)
    await page.add_init_script(f"({REACHED_THERE})({json.dumps(browser.subscription)})")
    await page.goto(f"{server.url}/me")
    await page.get_by_role("button", name=w.CARD["turn_on"]).click()
    await expect(page.get_by_text(w.CARD["on"])).to_be_visible()


async def test_a_phone_is_turned_on_tried_and_ended(
    server: PeerMapServer, service: Service, new_person: NewPerson
) -> None:
    """One tap; a test goes the whole way and the page hears that it came; turned off again."""
    page = await new_person(PHONE)
    browser = Browser(service.address("sams"))
    await sign_in(page, server.url, SAM)
    await page.goto(f"{server.url}/me")
    await expect(page.get_by_text(w.CARD["off"])).to_be_visible()
    await turned_on(page, server, browser)
    await picture(page, "phones", 390)
    worker = await Worker.of(page.context, page, server.url)
    await page.get_by_role("button", name=re.compile(w.TRY)).click()
    await expect(page.get_by_text(w.TRIED)).to_be_visible()
    await came(service, 1)
    await worker.hears(browser.opened(service.got[0].body))
    assert [one["title"] for one in await worker.shows_some()] == [w.WAITS]
    await expect(page.get_by_text(w.REACHED.format(when="just now"))).to_be_visible()
    await page.get_by_role("button", name=w.CARD["turn_off"]).click()
    await expect(page.get_by_text(w.CARD["off"])).to_be_visible()
    await expect(page.get_by_text(w.NO_PHONES)).to_be_visible()
    assert told(server, "SELECT ended_why FROM push_phone") == [("own",)]


async def test_firefox_opens_a_push_by_itself(server: PeerMapServer, firefox: Fox) -> None:
    """Turned on by its own subscription, tried: Firefox takes our key, opens what we sealed, its
    service worker shows the one sentence and says that it came; turned off, there is no phone."""
    page = await (await firefox.browser.new_context(**FOX_PHONE)).new_page()
    await sign_in(page, server.url, SAM)
    await page.goto(f"{server.url}/me")
    await page.get_by_role("button", name=w.CARD["turn_on"]).click()
    await expect(page.get_by_text(w.CARD["on"])).to_be_visible()
    await page.get_by_role("button", name=re.compile(w.TRY)).click()
    assert await firefox.pushes.heard(1) == [OPENED]
    await expect(page.get_by_text(w.REACHED.format(when="just now"))).to_be_visible()
    assert await page.evaluate(SHOWN) == [{"title": w.WAITS, "body": "", "data": None}]
    await page.get_by_role("button", name=w.CARD["turn_off"]).click()
    await expect(page.get_by_text(w.NO_PHONES)).to_be_visible()


async def test_an_alert_wakes_a_phone_and_says_nothing(
    server: PeerMapServer, service: Service, new_person: NewPerson
) -> None:
    """One plain sentence, however many come. While a drawing lies open: a dot without words."""
    sam, priya = await new_person(PHONE), await new_person(PHONE)
    browser = Browser(service.address("sams"))
    await sign_in(sam, server.url, SAM)
    await turned_on(sam, server, browser)
    worker = await Worker.of(sam.context, sam, server.url)
    said = [push_of(server, number) for number in (1, 2)]
    for one in said:
        await worker.hears(one)
    shown = await worker.shows_some()
    assert [(one["title"], one["body"], one["data"]) for one in shown] == [(w.WAITS, "", None)]
    await sign_in(priya, server.url, PRIYA)
    case_id = await open_case(sam, server.url, "HX-1187")
    await sam.evaluate(
        "navigator.serviceWorker.ready.then(async (one) => "
        "(await one.getNotifications()).forEach((each) => each.close()))"
    )
    await sam.goto(f"{server.url}/cases/{case_id}/draw")
    await worker.hears(said[0])
    assert [(one["title"], one["body"], one["silent"]) for one in await worker.shows_some()] == [
        ("•", "", True)
    ]


def push_of(server: PeerMapServer, number: int) -> bytes:
    """As long as a true one, and of nothing that there is."""
    return f"{number:032}.{number:032}".encode()
