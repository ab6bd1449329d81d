"""A request has to be there whole, in time and of a sane size, before anything is asked of it.

Below every other gate: whoever opens a connection and says nothing, or begins a request and never
ends it, has shown no cookie, and uvicorn would wait as long as they like and hold all they send. A
process has so many connections and so much memory, and in that memory lie the drawings.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import Any, ClassVar

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from peermap_app.settings import Network

from .proxies import is_named

MOST_HEAD = 32_000
"""Bytes before a request's body: browsers send 1 to 3 KB, and a cookie header of 8 KB is the
largest that is read."""
WITHIN = 20.0
"""Seconds for a whole request: the largest form is 16 KB, on the slowest phone a few seconds."""
MOST_OPEN = 300
"""Connections of one address that are no page's socket: a browser has six at most and they end five
seconds after their last answer, so that is fifty people behind one address who begin at once. Those
of a proxy that the settings name are not counted: they are everybody's."""


class Whole(HttpToolsProtocol):
    """uvicorn's own, for requests that come whole. Uvicorn makes one for each connection."""

    _open: ClassVar[Counter[str]] = Counter()
    """By address. One that takes no answer is never done with its request, and counts too."""
    proxies: ClassVar[tuple[Network, ...]] = ()
    """Set once, as the process starts."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._deadline: asyncio.TimerHandle | None = None
        self._head: int | None = 0
        """Bytes so far of what is no body; None while the body comes."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait, unless its address has too many already."""
        super().connection_made(transport)
        self._wait()
        self._open[self._from] += 1
        if self._open[self._from] > MOST_OPEN and not is_named(self._from, self.proxies):
            transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        """Nobody waits for it any more."""
        self._leave()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """A part of a request, the first one or one more on this connection."""
        if self._deadline is None:
            self._wait()
        if self._head is not None:
            self._head += len(data)
        super().data_received(data)
        if self._head is not None and self._head > MOST_HEAD:
            self.transport.abort()

    def handle_websocket_upgrade(self) -> None:
        """It is a page's socket from here on, which has gates of its own."""
        self._leave()
        super().handle_websocket_upgrade()

    def on_message_begin(self) -> None:
        """One more, perhaps in the same piece as the end of the one before."""
        if self._deadline is None:
            self._wait()
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """What follows is the body; how long that may be, the guard says."""
        self._head = None
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """It is whole. The next one on this connection has its own time."""
        self._came()
        super().on_message_complete()

    @property
    def _from(self) -> str:
        return self.client[0] if self.client else ""

    def _wait(self) -> None:
        self._deadline = self.loop.call_later(WITHIN, self.transport.abort)

    def _came(self) -> None:
        self._head = 0
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _leave(self) -> None:
        self._came()
        self._open[self._from] -= 1
        if not self._open[self._from]:
            del self._open[self._from]
