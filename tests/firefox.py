"""Debian's Firefox for Playwright, which speaks WebDriver BiDi (W3C) to it: run as a program.

The Firefox of a long term is a little behind what Playwright asks for: how a page prefers its
colours cannot be set in it. That one request is answered here, and all else passes untouched.
"""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path

from aiohttp import ClientSession, ClientWebSocketResponse, WSMsgType, web

FIREFOX = Path("/usr/bin/firefox-esr")
LISTENS = "WebDriver BiDi listening on "
UNKNOWN = frozenset({"emulation.setMediaFeaturesOverride"})
"""Commands that it does not know, and that change nothing which a test of ours looks at."""


async def run(arguments: list[str]) -> int:
    """Start it, stand between, and end with it; its exit code."""
    browser = await asyncio.create_subprocess_exec(
        FIREFOX, *arguments, stderr=asyncio.subprocess.PIPE, limit=2**20
    )
    assert browser.stderr is not None
    runner: web.AppRunner | None = None
    async for line in browser.stderr:
        said = line.decode(errors="replace").rstrip()
        if runner is None and said.startswith(LISTENS):
            runner, said = await _between(said.removeprefix(LISTENS))
        print(said, file=sys.stderr, flush=True)
    code = await browser.wait()
    if runner is not None:
        await runner.cleanup()
    return code


async def _between(address: str) -> tuple[web.AppRunner, str]:
    """A port of our own before the browser's, and the line that says so."""

    async def session(request: web.Request) -> web.WebSocketResponse:
        here = web.WebSocketResponse(max_msg_size=0)
        await here.prepare(request)
        async with (
            ClientSession() as client,
            client.ws_connect(f"{address}{request.path}", max_msg_size=0) as there,
        ):
            back = asyncio.create_task(_pass(there, here))
            async for message in here:
                if message.type is WSMsgType.TEXT and not await _answered(here, message.data):
                    await there.send_str(message.data)
            back.cancel()
        return here

    app = web.Application()
    app.router.add_get("/session", session)
    runner = web.AppRunner(app, shutdown_timeout=1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    return runner, f"{LISTENS}ws://127.0.0.1:{runner.addresses[0][1]}"


async def _pass(there: ClientWebSocketResponse, here: web.WebSocketResponse) -> None:
    async for message in there:
        if message.type is WSMsgType.TEXT:
            await here.send_str(message.data)
    await here.close()


async def _answered(here: web.WebSocketResponse, said: str) -> bool:
    asked = json.loads(said)
    if asked.get("method") not in UNKNOWN:
        return False
    await here.send_str(json.dumps({"type": "success", "id": asked["id"], "result": {}}))
    return True


if __name__ == "__main__":
    sys.exit(asyncio.run(run(sys.argv[1:])))
