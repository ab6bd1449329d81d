"""A network between one browser and the server that a test can hold, cut and heal.

A SOCKS5 proxy of the test's own (RFC 1928, CONNECT without authentication). The browser keeps the
true address, Origin and cookies; every byte of it, page or websocket, passes through here:

    network = await Network.open()
    tablet = await new_person(TABLET, proxy=network.proxy)
"""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from playwright.async_api import Page, WebSocket, WebSocketRoute

_NO_AUTHENTICATION = b"\x05\x00"
_CONNECTED = b"\x05\x00\x00\x01\x00\x00\x00\x00\x00\x00"
_UNREACHABLE = b"\x05\x03\x00\x01\x00\x00\x00\x00\x00\x00"
_DOMAIN, _IPV4 = 3, 1
_PATIENCE = 40  # seconds


@dataclass
class Network:
    """One device's way to the server."""

    _server: asyncio.Server | None = None
    _flows: asyncio.Event = field(default_factory=asyncio.Event)
    _down: bool = False
    _open: set[asyncio.StreamWriter] = field(default_factory=set)
    refused: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when the device tried to reach the server while it was cut off."""

    @classmethod
    async def open(cls) -> Network:
        """A network that works, on a free port of this machine."""
        network = cls()
        network._flows.set()
        network._server = await asyncio.start_server(network._device, "127.0.0.1", 0)
        return network

    @property
    def proxy(self) -> dict[str, str]:
        """For a browser context; it would otherwise go to its own machine without a proxy."""
        assert self._server is not None
        port = self._server.sockets[0].getsockname()[1]
        return {"server": f"socks5://127.0.0.1:{port}", "bypass": "<-loopback>"}

    def hold(self) -> None:
        """Nothing arrives any more, either way, and nobody is told: the wall between two rooms."""
        self._flows.clear()

    def release(self) -> None:
        """What was held arrives, late and in order."""
        self._flows.set()

    def cut(self) -> None:
        """Every connection breaks and none can be made; what was held is lost."""
        self._down = True
        self.refused.clear()
        for writer in tuple(self._open):
            writer.transport.abort()
        self._flows.set()

    def heal(self) -> None:
        """Connections can be made again."""
        self._down = False

    async def close(self) -> None:
        """End it."""
        self.cut()
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()

    async def _device(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._open.add(writer)
        try:
            await self._joined(reader, writer)
        except (OSError, asyncio.IncompleteReadError):
            pass  # either side went away: what a network is like
        finally:
            self._open.discard(writer)
            writer.transport.abort()

    async def _joined(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        _, methods = await reader.readexactly(2)
        await reader.readexactly(methods)
        writer.write(_NO_AUTHENTICATION)
        _, _, _, kind = await reader.readexactly(4)
        if kind == _DOMAIN:
            host = (await reader.readexactly((await reader.readexactly(1))[0])).decode()
        elif kind == _IPV4:
            host = ".".join(str(part) for part in await reader.readexactly(4))
        else:
            raise ConnectionError("an address of a kind that no test uses")
        port = int.from_bytes(await reader.readexactly(2), "big")
        if self._down:
            self.refused.set()
            writer.write(_UNREACHABLE)
            await writer.drain()
            return
        far_reader, far_writer = await asyncio.open_connection(host, port)
        self._open.add(far_writer)
        try:
            writer.write(_CONNECTED)
            ways = (self._carry(reader, far_writer), self._carry(far_reader, writer))
            tasks = [asyncio.create_task(way) for way in ways]
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        finally:
            self._open.discard(far_writer)
            far_writer.transport.abort()

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while data := await reader.read(65536):
                await self._flows.wait()
                if self._down:
                    return
                writer.write(data)
                await writer.drain()


READS_ANEW = '"is_hydrated_rx_state_":false'
READ_ANEW = '"is_hydrated_rx_state_":true'
"""What the server says before a page reads all of its state anew, and after it."""


_A_FRAME = "() => new Promise((done) => requestAnimationFrame(() => setTimeout(done)))"


async def blink(page: Page, network: Network) -> None:
    """A short cut, as long as the device needs to notice it; afterwards all was read anew."""
    whole = asyncio.Event()

    def hears(socket: WebSocket) -> None:
        socket.on("framereceived", lambda said: whole.set() if READ_ANEW in str(said) else None)

    page.on("websocket", hears)
    try:
        network.cut()
        await asyncio.wait_for(network.refused.wait(), _PATIENCE)
        network.heal()
        await asyncio.wait_for(whole.wait(), _PATIENCE)
    finally:
        page.remove_listener("websocket", hears)
    await page.evaluate(
        "() => new Promise((done) => requestAnimationFrame(() => setTimeout(done)))"
    )


Send = Callable[[str | bytes], None]


class TurnedRound:
    """Sends messages with `what` in them as second, first, first, second; all others at once."""

    def __init__(self, what: str, send: Send) -> None:
        self._what, self._send = what, send
        self._held: list[str | bytes] = []
        self._over = False

    def on(self, message: str | bytes) -> None:
        """A message came."""
        if self._over or self._what not in str(message):
            self._send(message)
            return
        self._held.append(message)
        if len(self._held) == 2:
            for each in (*reversed(self._held), *self._held):
                self._send(each)
            self._held.clear()

    def let_go(self) -> None:
        """The fault is over: send what waits for its second, and from now on all as it comes.

        Pushes that wait become one, so they may be odd; and the last may come only now: held, it
        would be lost, not late.
        """
        self._over = True
        for each in self._held:
            self._send(each)
        self._held.clear()


class Unsteady:
    """One page's websocket, whose edits and pushes are by chance late, lost, doubled or overtaken.

    wire = Unsteady(random.Random(1))
    await page.route_web_socket(lambda _: True, wire.between)
    """

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._late: list[tuple[Send, str | bytes]] = []
        self.steady = True
        self.seen = Counter[str]()
        """How many messages met which fate, to show that there was a storm."""

    def between(self, route: WebSocketRoute) -> None:
        """A connection is made: everything goes through here."""
        server = route.connect_to_server()
        self._late.clear()
        route.on_message(lambda message: self._pass(".edits", server.send, message))
        # Edits alone: a snapshot, or what else the page shows, never overtakes on a real socket.
        server.on_message(lambda message: self._pass('incoming_rx_state_":{"', route.send, message))

    def _pass(self, what: str, send: Send, message: str | bytes) -> None:
        if self.steady or what not in str(message):
            send(message)
            return
        # A lost edit is sent again after three seconds: few of those, or the storms take long.
        lost = 4 if what == ".edits" else 18
        (fate,) = self._chance.choices(("sent", "doubled", "late", "lost"), (42, 20, 22, lost))
        self.seen[fate] += 1
        if fate == "late":
            self._late.append((send, message))
            return
        for _ in range({"sent": 1, "doubled": 2, "lost": 0}[fate]):
            send(message)
        if self._chance.random() < 0.4:
            self._catch_up()

    def _catch_up(self) -> None:
        """What was late arrives, in any order."""
        self._chance.shuffle(self._late)
        for send, message in self._late:
            send(message)
        self._late.clear()

    def calm(self) -> None:
        """The storm is over; what is lost is lost, what was late arrives."""
        self.steady = True
        self._catch_up()
