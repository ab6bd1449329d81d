"""Hints: to the pages of this process at once, and through Redis to those of the others.

A hint holds ids and numbers, never content: whoever gets one reads the truth again. A hint that is
lost costs nothing but time, so trouble with Redis is logged and never fails a job that is done;
once Redis is back, every page looks again.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping

from redis.asyncio import Redis
from redis.exceptions import RedisError

from peermap_app import logs

from . import quiet
from .pages import Pages, pages

CHANNEL = "peermap:hints"
_AGAIN_SECONDS = 1.0


class MemoryBus:
    """`services.ports.Hints` for one process."""

    def __init__(self, registry: Pages = pages) -> None:
        self._pages = registry

    async def publish(self, audience: str, message: Mapping[str, object]) -> None:
        """See `Hints.publish`."""
        self._pages.deliver(audience, message)

    async def run(self) -> None:
        """Nothing to listen to; ends at once."""

    async def aclose(self) -> None:
        """Nothing to give back."""


class RedisBus:
    """`services.ports.Hints` for several processes; `run` must be running in each of them."""

    def __init__(self, url: str, registry: Pages = pages) -> None:
        self._redis: Redis = Redis.from_url(url)
        self._pages = registry
        self.listening = asyncio.Event()
        """Set while hints of other processes arrive here."""

    async def publish(self, audience: str, message: Mapping[str, object]) -> None:
        """See `Hints.publish`. This process's own pages hear of it through Redis, like all."""
        wire = json.dumps([audience, dict(message)], separators=(",", ":"))
        try:
            await self._redis.publish(CHANNEL, wire)
        except RedisError as problem:
            quiet.note(problem)
            self._pages.deliver(audience, message)

    async def run(self) -> None:
        """Listen until cancelled; a lost connection is made again. A lifespan task."""
        while True:
            try:
                await self._listen()
            except (RedisError, OSError) as problem:
                quiet.note(problem)  # pages catch up once it is back
            self.listening.clear()
            await asyncio.sleep(_AGAIN_SECONDS)

    async def aclose(self) -> None:
        """Give the connections back."""
        await self._redis.aclose()

    async def _listen(self) -> None:
        async with self._redis.pubsub() as channel:
            await channel.subscribe(CHANNEL)
            async for heard in channel.listen():
                if heard["type"] == "message":
                    self._hear(heard["data"])
                else:  # from here on hints arrive; those of before may be lost
                    self.listening.set()
                    self._pages.catch_up()

    def _hear(self, wire: bytes) -> None:
        try:
            audience, message = json.loads(wire)
        except (ValueError, TypeError, RecursionError) as problem:
            # Whatever stands there, the next hint is heard: by one more word of a stranger no page
            # would be turned away any more.
            logs.note(problem, logs.Word.HINT_UNREAD)
            return
        if isinstance(audience, str) and isinstance(message, dict):
            self._pages.deliver(audience, message)
