"""Phones of those who are told, and the push service on this machine by which they are reached.

A phone that a push reaches says so, as assets/sw.js does. The service can be slow, refuse, be away
for a while or let pushes wait untaken, and says of a phone that was given away that there is none.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field

import aiohttp
from aiohttp import web

from peermap_app.api.push import REACHED
from tests.faults.hands import ANSWER_WITHIN
from tests.phones import Browser
from tests.servers import free_port

CAME_AGAIN = (0.0, 2.0)
"""Seconds before a phone says that a push came, and says it once more where that was not heard."""


@dataclass
class Phone:
    """One browser of a worker's. `got`: (when, what) of each push that the service took for it."""

    browser: Browser
    given_away: bool = False
    asked_for: list[str] = field(default_factory=list)
    """Of what there was a push for it after it was given away."""
    got: list[tuple[float, str]] = field(default_factory=list)


@dataclass
class PushHouse:
    """`answers`: with which status and after how many seconds; anything else than 201 is wrong."""

    peermap: str
    """The address of PeerMap, for phones that say that a push came."""
    port: int = field(default_factory=free_port)
    answers: tuple[int, float] = (201, 0.0)
    phones: dict[str, Phone] = field(default_factory=dict)
    refused: int = 0
    slow: int = 0
    at_the_door: int = 0
    """Pushes that came while the door was shut: each is on its way, and nobody has taken it."""
    _client: aiohttp.ClientSession | None = None
    _shut: asyncio.Event | None = None
    _runner: web.AppRunner | None = None
    _says: set[asyncio.Task[None]] = field(default_factory=set)

    async def open(self) -> None:
        """Listen, always on the same port."""
        app = web.Application()
        app.router.add_post("/{phone}", self._take)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self.port, reuse_address=True).start()

    async def close(self) -> None:
        """Refuse connections; what was on its way is cut."""
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def end(self) -> None:
        """For good."""
        await self.close()
        for each in self._says:
            each.cancel()
        await asyncio.gather(*self._says, return_exceptions=True)
        if self._client is not None:
            await self._client.close()

    def new_phone(self) -> Phone:
        """A phone that this service reaches."""
        name = f"phone{len(self.phones)}"
        phone = Phone(Browser(f"http://127.0.0.1:{self.port}/{name}"))
        self.phones[name] = phone
        return phone

    def shut(self) -> None:
        """Let whatever comes wait, untaken."""
        self._shut = asyncio.Event()

    def let_in(self) -> None:
        """Take pushes again; what waited is not taken, for whoever brought it is gone."""
        if self._shut is not None:
            self._shut.set()
            self._shut = None

    async def _take(self, request: web.Request) -> web.Response:
        if self._shut is not None:
            self.at_the_door += 1
            await self._shut.wait()
            return web.Response(status=503, headers={"Retry-After": "1"})
        phone, body = self.phones[request.match_info["phone"]], await request.read()
        status, after = self.answers
        if phone.given_away:
            phone.asked_for.append(phone.browser.opened(body).decode().partition(".")[0])
            return web.Response(status=410)
        if status != 201:
            self.refused += 1
            return web.Response(status=status, headers={"Retry-After": "1"})
        said = phone.browser.opened(body).decode()
        phone.got.append((time.monotonic(), said.partition(".")[0]))
        says = asyncio.create_task(self._came(said))
        self._says.add(says)
        says.add_done_callback(self._says.discard)
        self.slow += after > 0
        await asyncio.sleep(after)
        return web.Response(status=201)

    async def _came(self, said: str) -> None:
        """What the service worker does: it says it, and again where nobody heard."""
        if self._client is None:
            # One for all phones: to make one takes longer than what it is asked.
            within = aiohttp.ClientTimeout(total=ANSWER_WITHIN)
            self._client = aiohttp.ClientSession(trust_env=False, timeout=within)
        for wait in CAME_AGAIN:
            await asyncio.sleep(wait)
            try:
                place, of = f"{self.peermap}{REACHED}", {"Origin": self.peermap}
                async with self._client.post(place, data={"d": said}, headers=of) as heard:
                    if heard.ok:
                        return
            except (aiohttp.ClientError, TimeoutError):
                pass  # PeerMap is away just now
