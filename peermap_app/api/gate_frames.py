"""Frames of a socket that bring no whole message: so many a second, and no more.

What holds something is counted by its bytes (`gate_bytes.py`), but only once it is whole. Pings,
pongs and pieces of a message come before that: uvicorn answers and collects them by itself, and a
page can send none of its own accord, so a flood of them is a program's.
"""

from __future__ import annotations

from typing import Any

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import Frame

BURST = 200
PER_SECOND = 20.0
"""Our pages send none; other programs ping every few seconds, and cut 300 KB into a few pieces."""


class Framed(WebSocketsSansIOProtocol):
    """uvicorn's own, for sockets that send messages. Uvicorn makes one for each."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._left, self._at = float(BURST), self.loop.time()

    def handle_cont(self, event: Frame) -> None:
        """One more piece of a message."""
        if self._has_room():
            super().handle_cont(event)

    def handle_ping(self) -> None:
        """Answered, while there are few."""
        if self._has_room():
            super().handle_ping()

    def handle_pong(self, event: Frame) -> None:
        """An answer, or what nobody asked for."""
        if self._has_room():
            super().handle_pong(event)

    def _has_room(self) -> bool:
        """Take one; the socket ends when there is none left."""
        now = self.loop.time()
        self._left = min(BURST, self._left + (now - self._at) * PER_SECOND) - 1
        self._at = now
        if self._left < 0:
            self.transport.abort()
        return self._left >= 0
