"""A page without a browser: speaks socket.io's few frames, to load a server and to fill a board."""

import asyncio
import contextlib
import json
import uuid
from collections.abc import AsyncIterator
from typing import Any

from websockets.asyncio.client import ClientConnection, connect

NAMESPACE = "/_event"
EVENT = f"42{NAMESPACE},"


class WirePage:
    """One open page: sends events, keeps what came back, answers pings."""

    def __init__(self, socket: ClientConnection, path: str, query: dict[str, str]) -> None:
        self._socket = socket
        self._router = {"pathname": path, "asPath": path, "query": query}
        self.deltas: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.sent = 0
        """Bytes of what it sent last."""

    async def listen(self) -> None:
        """Until the server closes; every change of state goes into `deltas`."""
        async for frame in self._socket:
            text = frame if isinstance(frame, str) else frame.decode()
            if text == "2":
                await self._socket.send("3")
            elif text.startswith(EVENT):
                name, update = json.loads(text[len(EVENT) :])
                if name == "event" and update.get("delta"):
                    self.deltas.put_nowait(update["delta"])

    async def send(self, handler: str, **payload: Any) -> None:
        """Call a handler by its full name, as a page does."""
        event = {"name": handler, "payload": payload, "router_data": self._router}
        frame = EVENT + json.dumps(["event", event])
        self.sent = len(frame.encode())
        await self._socket.send(frame)

    async def until(self, state: str, var: str, seconds: float = 20) -> Any:
        """The next value of a var of a state.

        Raises:
            TimeoutError: it did not come.
        """
        async with asyncio.timeout(seconds):
            while True:
                delta = await self.deltas.get()
                for name, changed in delta.items():
                    if name.endswith(state) and f"{var}_rx_state_" in changed:
                        return changed[f"{var}_rx_state_"]


@contextlib.asynccontextmanager
async def wire_page(
    url: str, cookie: str, path: str, query: dict[str, str] | None = None
) -> AsyncIterator[WirePage]:
    """Open a page at `path` with this Cookie header, and close it at the end."""
    address = url.replace("http", "ws", 1) + f"{NAMESPACE}/?token={uuid.uuid4()}"
    headers = {"Cookie": cookie, "Origin": url}
    async with connect(
        f"{address}&EIO=4&transport=websocket",
        additional_headers=headers,
        compression=None,
        max_size=None,
    ) as socket:
        await socket.recv()
        await socket.send(f"40{NAMESPACE},")
        await socket.recv()
        page = WirePage(socket, path, query or {})
        listening = asyncio.create_task(page.listen())
        try:
            yield page
        finally:
            listening.cancel()
            await asyncio.gather(listening, return_exceptions=True)
