"""Firefox, which opens pushes for itself: Debian's, by Playwright, and the push service it asks.

Mozilla's service lies beyond this machine. Firefox takes another address for it, so one stands here
that speaks as Mozilla's does (the websocket of autopush on one side, RFC 8030 on the other), judges
who signed, and hears from the browser what became of each push.
"""

from __future__ import annotations

import asyncio
import base64
import json
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

from aiohttp import WSMsgType, web
from playwright.async_api import Browser, async_playwright
from py_vapid import Vapid02

FIREFOX = str(Path(__file__).parents[1] / "firefox.sh")
FOX_PHONE = {"viewport": {"width": 390, "height": 844}}
"""As large as a phone. Firefox makes no click of a tap that WebDriver gives, so it is clicked."""
OPENED = 100
"""What the browser says of a push that it opened and handed to a service worker."""
WITHIN = 40.0
PREFERENCES: dict[str, str | float | bool] = {
    "permissions.default.desktop-notification": 1,
    # Without a screen nothing but Firefox itself shows them.
    "alerts.useSystemBackend": False,
    # What Firefox prefers when a program drives it holds no line to a push service.
    "remote.prefs.recommended": False,
    "services.settings.server": "data:,#remote-settings-dummy/v1",
    "dom.push.testing.allowInsecureServerURL": True,
}
"""Its owner lets every site show notifications."""
SHOWN = """async () => {
  const worker = await navigator.serviceWorker.getRegistration("/");
  return (await worker.getNotifications()).map(({ title, body, data }) => ({ title, body, data }));
}"""
"""The notifications of a site, asked on any page of it."""


@dataclass
class PushServer:
    """A push service and its browser. `codes`: what became of each push, as the browser says."""

    port: int = 0
    codes: list[int] = field(default_factory=list)
    _channels: dict[str, tuple[str, str]] = field(default_factory=dict)
    _browser: web.WebSocketResponse | None = None
    _told: asyncio.Condition = field(default_factory=asyncio.Condition)

    @property
    def address(self) -> str:
        """Where a browser holds its line."""
        return f"ws://127.0.0.1:{self.port}/"

    async def heard(self, number: int) -> list[int]:
        """What became of the pushes, once the browser spoke of so many."""
        async with asyncio.timeout(WITHIN), self._told:
            await self._told.wait_for(lambda: len(self.codes) >= number)
        return self.codes

    async def browser(self, request: web.Request) -> web.WebSocketResponse:
        """The browser's own line."""
        line = web.WebSocketResponse(protocols=("push-notification",))
        await line.prepare(request)
        self._browser = line
        async for message in line:
            if message.type is WSMsgType.TEXT:
                await self._said(line, json.loads(message.data))
        return line

    async def _said(self, line: web.WebSocketResponse, said: dict[str, Any]) -> None:
        kind, channel = said.get("messageType"), said.get("channelID", "")
        answer = {"messageType": kind, "status": 200}
        if kind == "hello":
            more = {"uaid": uuid4().hex, "use_webpush": True, "broadcasts": {}}
            await line.send_json(answer | more)
        elif kind == "register":
            token = uuid4().hex
            self._channels[token] = channel, said.get("key", "")
            address = f"http://localhost:{self.port}/push/{token}"
            await line.send_json(answer | {"channelID": channel, "pushEndpoint": address})
        elif kind == "unregister":
            await line.send_json(answer | {"channelID": channel})
        elif kind == "ack":
            async with self._told:
                self.codes += [each["code"] for each in said["updates"]]
                self._told.notify_all()

    async def push(self, request: web.Request) -> web.Response:
        """A push for the browser, if whom it said yes to has signed."""
        channel, key = self._channels.get(request.match_info["token"], ("", ""))
        signed = request.headers.get("authorization", "")
        if not channel or self._browser is None:
            return web.Response(status=410)
        if not key or key.rstrip("=") not in signed or not Vapid02.verify(signed):
            return web.Response(status=403)
        body = base64.urlsafe_b64encode(await request.read()).decode().rstrip("=")
        headers = {"encoding": request.headers["content-encoding"]}
        told = {"channelID": channel, "version": uuid4().hex, "data": body, "headers": headers}
        await self._browser.send_json({"messageType": "notification"} | told)
        return web.Response(status=201)


@asynccontextmanager
async def push_server() -> AsyncIterator[PushServer]:
    """It listens on this machine."""
    made, app = PushServer(), web.Application()
    app.router.add_get("/", made.browser)
    app.router.add_post("/push/{token}", made.push)
    runner = web.AppRunner(app, shutdown_timeout=1)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        made.port = runner.addresses[0][1]
        yield made
    finally:
        await runner.cleanup()


@dataclass
class Fox:
    """A Firefox and its push service."""

    browser: Browser
    pushes: PushServer


@asynccontextmanager
async def a_firefox() -> AsyncIterator[Fox]:
    """One Firefox that knows this push service alone."""
    async with push_server() as pushes, async_playwright() as playwright:
        browser = await playwright.firefox.launch(
            channel="moz-firefox",
            executable_path=FIREFOX,
            env={**os.environ, "PEERMAP_PYTHON": sys.executable},
            firefox_user_prefs=PREFERENCES | {"dom.push.serverURL": pushes.address},
        )
        try:
            yield Fox(browser, pushes)
        finally:
            await browser.close()
