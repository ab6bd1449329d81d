"""Whether a drawing's tablet is in touch: told to the worker's open page, and kept nowhere.

Every process says again and again which drawings have a tablet's page open in it; what it says
lapses by itself, so a process that was killed needs no clearing up. No count, no moment, no row:
when a young person was there is nobody's record.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager

from redis.asyncio import Redis

LAPSES_SECONDS = 5.0
"""How long what a process said of a drawing holds: two of the keeper's rounds."""
LINE = "line:"
"""Before a drawing's id: the audience of the worker's pages that are told."""
Seconds = Callable[[], float]


class _Held:
    """The drawings whose tablet has a page open in this process."""

    def __init__(self) -> None:
        self._open: Counter[str] = Counter()

    @contextmanager
    def held(self, drawing_id: str | None) -> Iterator[None]:
        """See `Lines.held`."""
        if drawing_id is None:
            yield
            return
        self._open[drawing_id] += 1
        try:
            yield
        finally:
            self._open[drawing_id] -= 1
            if not self._open[drawing_id]:
                del self._open[drawing_id]


class MemoryLines(_Held):
    """`services.ports.Lines` for one process: an open page is known, and nothing needs to lapse."""

    async def say(self) -> None:
        """See `Lines.say`. There is nobody to say it to."""

    async def in_touch(self, drawings: Collection[str]) -> frozenset[str]:
        """See `Lines.in_touch`."""
        return frozenset(each for each in drawings if each in self._open)

    async def aclose(self) -> None:
        """Nothing to give back."""


class RedisLines(_Held):
    """`services.ports.Lines` for several processes: one name a drawing, which lapses."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self._redis: Redis = Redis.from_url(url)

    async def say(self) -> None:
        """See `Lines.say`."""
        if not self._open:
            return
        async with self._redis.pipeline(transaction=False) as pipe:
            for drawing_id in self._open:
                pipe.set(_name(drawing_id), b"1", px=int(LAPSES_SECONDS * 1000))
            await pipe.execute()

    async def in_touch(self, drawings: Collection[str]) -> frozenset[str]:
        """See `Lines.in_touch`."""
        asked = list(drawings)
        found = await self._redis.mget([_name(each) for each in asked]) if asked else []
        there = {each for each, said in zip(asked, found, strict=True) if said is not None}
        return frozenset(there | {each for each in asked if each in self._open})

    async def aclose(self) -> None:
        """Give the connections back."""
        await self._redis.aclose()


def _name(drawing_id: str) -> str:
    return f"peermap:line:{drawing_id}"


GRACE_SECONDS = 10.0
"""A tablet is missed this long before it is said: a blink, a reload, a restart stay untold."""
BACK_SECONDS = 8.0
"""How long it is said that it is back."""


class Watch:
    """What this process's worker pages are told of each tablet: "" in touch, "away" or "back"."""

    def __init__(self, seconds: Seconds = time.monotonic) -> None:
        self._seconds = seconds
        self._missed: dict[str, float] = {}
        self._back: dict[str, float] = {}
        self._away: set[str] = set()

    def let_in(self, drawing_id: str) -> None:
        """A tablet was let in just now: while a code waited for one, none was missed."""
        self._away.discard(drawing_id)
        for known in (self._missed, self._back):
            known.pop(drawing_id, None)

    def said(self, drawing_id: str) -> str:
        """What a page that opens now is told."""
        if drawing_id in self._away:
            return "away"
        return "back" if drawing_id in self._back else ""

    def look(self, watched: Collection[str], there: Collection[str]) -> frozenset[str]:
        """Take in who is in touch now; the drawings of which something else is said from now on."""
        before = {each: self.said(each) for each in watched}
        for known in (self._missed, self._back):
            for gone in known.keys() - set(watched):
                del known[gone]
        self._away &= set(watched)
        now = self._seconds()
        for each in watched:
            if each in there:
                self._is_there(each, now)
            elif now - self._missed.setdefault(each, now) >= GRACE_SECONDS:
                self._away.add(each)
                self._back.pop(each, None)
        return frozenset(each for each in watched if self.said(each) != before[each])

    def _is_there(self, drawing_id: str, now: float) -> None:
        self._missed.pop(drawing_id, None)
        if drawing_id in self._away:
            self._away.discard(drawing_id)
            self._back[drawing_id] = now
        elif now - self._back.get(drawing_id, now) >= BACK_SECONDS:
            del self._back[drawing_id]


watch = Watch()
"""The watch of this process."""
