"""How many bytes a second come in over one session's or one tablet's sockets.

The gate counts events (state/gate.py), but only after each was read; reading is what costs. So what
comes too fast waits before anything reads it. It waits and is not dropped: a long drawing made
without a connection is sent all at once, and arrives (docs/decisions/wire-guard.md has the sizes).
"""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field

from starlette.types import Message, Receive

BURST = 1_000_000
"""Bytes at once: some eight hundred strokes of a pen, or seven of the fullest boards."""
PER_SECOND = 100_000
"""Bytes a second after that: fifteen times what somebody sends who draws as fast as they can."""
LEAST = 200
"""What any message counts for, an empty one too: five hundred a second, and a page is let through
thirty (state/gate.py)."""
MOST_OWNERS = 20_000


@dataclass(slots=True)
class _Bucket:
    left: float
    at: float
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    """One message at a time: forty sockets of one session are no faster than one."""


class Pace:
    """What each session and each tablet may still send in this process."""

    def __init__(self) -> None:
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()

    def held(self, owners: Sequence[str], receive: Receive) -> Receive:
        """`receive` of a socket of these owners, at their pace."""

        async def listening() -> Message:
            message = await receive()
            if message["type"] == "websocket.receive":
                for owner in owners:
                    await self._wait(owner, _size(message))
            return message

        return listening

    async def _wait(self, owner: str, size: int) -> None:
        """Until `owner` has room for `size` bytes, and take it."""
        bucket = self._bucket(owner)
        async with bucket.turn:
            _fill(bucket)
            missing = min(size, BURST) - bucket.left
            if missing > 0:
                await asyncio.sleep(missing / PER_SECOND)
                _fill(bucket)
            bucket.left -= size

    def _bucket(self, owner: str) -> _Bucket:
        bucket = self._buckets.pop(owner, None) or _Bucket(BURST, time.monotonic())
        self._buckets[owner] = bucket
        while len(self._buckets) > MOST_OWNERS:
            self._buckets.popitem(last=False)
        return bucket


def _fill(bucket: _Bucket) -> None:
    now = time.monotonic()
    bucket.left = min(BURST, bucket.left + (now - bucket.at) * PER_SECOND)
    bucket.at = now


def _size(message: Message) -> int:
    """Bytes; a text's letters, which are what reading it costs by."""
    return max(LEAST, len(message.get("text") or message.get("bytes") or b""))
