"""A page's websocket without a browser: whatever an attacker sends, and all that comes back.

Engine.IO 4 and Socket.IO 5 framing by hand, so that frames can be wrong on purpose.
"""

from __future__ import annotations

import asyncio
import json
import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import websockets

SPACE = "/_event"
ROOT = "reflex___state____state"
HYDRATE = f"{ROOT}.hydrate"
WITHIN = 20.0
"""Seconds to wait for an answer: two cores are shared with other work."""
BURST, PER_SECOND = 100, 25.0
"""What one page sends at once and then in a second: a little less than the gate lets through."""


class Closed(Exception):
    """The server closed the socket, or never opened it."""


@dataclass
class Socket:
    """One open page. `frames` is every text that came back, oldest first."""

    connection: websockets.ClientConnection
    frames: list[str] = field(default_factory=list)
    shows: dict[str, dict[str, Any]] = field(default_factory=dict)
    """What the page has of each state, of all that it was told."""
    _queue: asyncio.Queue[str | None] = field(default_factory=asyncio.Queue)
    _reader: asyncio.Task[None] | None = None
    _left: float = BURST
    _at: float = field(default_factory=time.monotonic)

    @classmethod
    async def open(cls, url: str, cookie: str, *, auth: object = None) -> Socket:
        """Open it as a page of our own origin does; `auth` is the CONNECT packet's payload.

        Raises:
            Closed: the handshake or the namespace was refused.
        """
        place = url.removeprefix("http://")
        address = f"ws://{place}{SPACE}/?token={uuid.uuid4()}&EIO=4&transport=websocket"
        headers = {"Cookie": cookie} if cookie else {}
        try:
            connection = await websockets.connect(
                address,
                origin=url,  # type: ignore[arg-type]
                additional_headers=headers,
                compression=None,
                max_size=None,
                ping_interval=None,
            )
        except websockets.InvalidStatus as refused:
            raise Closed(str(refused.response.status_code)) from None
        page = cls(connection)
        page._reader = asyncio.create_task(page._read())
        said = "" if auth is None else json.dumps(auth)
        async with asyncio.timeout(WITHIN):
            await page._take("0")
            await page.raw(f"40{SPACE},{said}")
            await page._take(f"40{SPACE},")
        return page

    async def raw(self, text: str | bytes) -> None:
        """Send a frame as it is."""
        try:
            await self.connection.send(text)
        except websockets.ConnectionClosed:
            raise Closed("while sending") from None

    async def call(
        self, name: str, payload: object = None, path: str = "/", params: object = None
    ) -> None:
        """Send one event, with whatever page address and parameters it claims."""
        await self._keep_pace()
        said = {"pathname": path, "asPath": path, "query": params or {}}
        event = {"name": name, "payload": {} if payload is None else payload, "router_data": said}
        await self.raw(f"42{SPACE}," + json.dumps(["event", event]))

    async def settled(self) -> Mapping[str, Any]:
        """Ask for the whole state and wait for it: all that was sent before has run by then.

        That is also what an attacker would do. What was read of a case is no more among it
        (state/held.py), so what comes back here is what the page shows: all that it was told.
        """
        mark = f"/settled-{uuid.uuid4()}"
        await self.call(HYDRATE, path=mark)
        async with asyncio.timeout(WITHIN):
            while True:
                frame = await self._take(f"42{SPACE},")
                told = _told(frame) if mark in frame else None
                if told is not None and "is_hydrated_rx_state_" in told.get(ROOT, {}):
                    return self.shows

    async def until(self, wanted: str) -> str:
        """Wait for a frame that holds this."""
        async with asyncio.timeout(WITHIN):
            while True:
                frame = await self._take("42")
                if wanted in frame:
                    return frame

    async def _keep_pace(self) -> None:
        """Listen for as long as the gate would take us for a flood: what it drops tries nothing."""
        now = time.monotonic()
        self._left = min(BURST, self._left + (now - self._at) * PER_SECOND) - 1
        self._at = now
        if self._left < 0:
            try:
                async with asyncio.timeout(1.0):
                    await self._take("nothing begins like this")
            except TimeoutError:
                return

    async def _read(self) -> None:
        """Take whatever comes, all the time: a page that answers no ping is cut off."""
        try:
            async for frame in self.connection:
                if frame == "2":
                    await self.connection.send("3")
                else:
                    self.frames.append(str(frame))
                    self._show(str(frame))
                    self._queue.put_nowait(str(frame))
        except websockets.ConnectionClosed:
            pass  # whoever waits for more is told below
        self._queue.put_nowait(None)

    def _show(self, frame: str) -> None:
        """Put it on the page, as a browser does; a hydration only where nothing stood."""
        told = _told(frame) if frame.startswith(f'42{SPACE},["event"') else None
        whole = "is_hydrated_rx_state_" in (told or {}).get(ROOT, {})
        for state, values in (told or {}).items():
            shown = self.shows.get(state, {})
            self.shows[state] = {**values, **shown} if whole else {**shown, **values}

    async def _take(self, begins: str) -> str:
        """The next frame of this kind."""
        while True:
            frame = await self._queue.get()
            if frame is None or frame.startswith((f"44{SPACE}", f"41{SPACE}")):
                self._queue.put_nowait(None)
                raise Closed("by the server")
            if frame.startswith(begins):
                return frame

    async def close(self) -> None:
        """Close it."""
        await self.connection.close()
        if self._reader is not None:
            await self._reader


def _told(frame: str) -> Mapping[str, Any] | None:
    """The delta of a state update, None when it is another message."""
    packet = json.loads(frame.removeprefix(f"42{SPACE},"))
    said = packet[1] if len(packet) > 1 else None
    said = json.loads(said) if isinstance(said, str) else said
    return said.get("delta") if isinstance(said, dict) else None
