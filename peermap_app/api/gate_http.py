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

MOST_HEAD = 32_000
"""Bytes before a request's body: browsers send 1 to 3 KB, and a cookie header of 8 KB is the
largest that is read."""
WITHIN = 20.0
"""Seconds for a whole request: the largest form is 16 KB, on the slowest phone a few seconds."""
MOST_WAITING = 100
"""Connections of one address that have not said yet what they want: an office behind one address
opens that many only when everybody begins in the same moment, and browsers try again."""


class Whole(HttpToolsProtocol):
    """uvicorn's own, for requests that come whole. Uvicorn makes one for each connection."""

    _waiting: ClassVar[Counter[str]] = Counter()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._deadline: asyncio.TimerHandle | None = None
        self._head: int | None = 0
        """Bytes so far of what is no body; None while the body comes."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait; an address that has too many waiting is not waited for."""
        super().connection_made(transport)
        self._wait()
        if self._waiting[self._from] > MOST_WAITING:
            transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        """Nobody waits for it any more."""
        self._came()
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
        self._came()
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
        self._waiting[self._from] += 1

    def _came(self) -> None:
        self._head = 0
        if self._deadline is None:
            return
        self._deadline.cancel()
        self._deadline = None
        self._waiting[self._from] -= 1
        if not self._waiting[self._from]:
            del self._waiting[self._from]
