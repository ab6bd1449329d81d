"""Refusals on their way into the access record: the same one over and over is a row and a count.

The first stands in the record at once, and no other of its kind is answered before it does. What is
refused again within a minute (the same asker, the same thing, for the same reason) is counted, and
the count is a row of its own when the minute is over: whoever hammers at a door fills no record.
See docs/decisions/refusals-counted.md.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from peermap_app.storage import access_record
from peermap_app.storage.access_record import Entry

WINDOW = timedelta(minutes=1)
MOST_NAMED = 30
"""Things that are on no chain and that one asker is told apart by in a minute; the rest are one."""
MOST_HELD = 5_000
"""Refusals that a process counts at once; beyond that the oldest ends its minute early."""
MOST_AT_ONCE = 50
"""Minutes whose rows are written in one transaction: so many chains it holds up at most."""
OPERATOR = "operator"
"""Who sits at the machine hammers at no door, and a command ends before its minute does: each of
theirs is a row."""
AGAIN = "again"
"""What the detail of a count ends with, before the number of refusals after the first."""

_Asker = tuple[str, str | None, str | None]
_Key = tuple[str, Entry]
Rows = Sequence[tuple[str, Entry]]
Put = Callable[[Rows], Coroutine[Any, Any, None]]
"""Writes rows in a transaction of their own, and commits it."""


@dataclass(slots=True, eq=False)
class _Seen:
    """A refusal that began a minute, and how often it came again."""

    key: _Key
    first: Entry
    last: datetime
    again: int = 0
    stands: bool = False
    """Its first row is committed."""
    writing: asyncio.Task[None] | None = None
    """While that row is being written."""


class Refusals:
    """What one process was asked and refused, and has not written yet."""

    def __init__(self) -> None:
        self._seen: dict[_Key, _Seen] = {}
        self._named: Counter[_Asker] = Counter()
        self._owed: dict[_Key, list[Entry]] = {}
        """The rows of minutes that are over, oldest first."""

    async def heard(self, put: Put, chain: str, entry: Entry) -> None:
        """One refusal: back when the row that it is, or is counted with, stands in the record.

        It writes that row, and before it what is owed of the same thing; all else waits for
        `write`, so that whoever is refused holds up no other chain.
        """
        if entry.who_kind == OPERATOR:
            await _whole(asyncio.create_task(put([(chain, entry)])))
            return
        seen = self._counted(chain, entry)
        if seen.stands:
            return
        if seen.writing is None:
            seen.writing = asyncio.create_task(self._begin(put, seen))
        await _whole(seen.writing)

    async def write(self, put: Put, before: datetime | None = None) -> None:
        """Write the counts of minutes that began at `before` or earlier; None: of all.

        So many at a time (MOST_AT_ONCE); on a failure it stays owed.
        """
        if before is None:
            begun = [seen.writing for seen in self._seen.values() if seen.writing]
            await asyncio.gather(*map(asyncio.shield, begun), return_exceptions=True)
        for seen in list(self._seen.values()):
            # One whose first row failed waits for nobody to be refused again.
            if before is None or seen.first.at <= before or not seen.stands:
                self._close(seen)
        while self._owed:
            await _whole(asyncio.create_task(self._batch(put)))

    def _counted(self, chain: str, entry: Entry) -> _Seen:
        """What it is counted with, or begins."""
        self._end(entry.at - WINDOW)
        key = self._key(chain, entry)
        seen = self._seen.get(key)
        if seen is not None:
            seen.again, seen.last = seen.again + 1, entry.at
            return seen
        if len(self._seen) >= MOST_HELD:
            self._close(next(iter(self._seen.values())))
        first = replace(key[1], at=entry.at)
        self._seen[key] = seen = _Seen(key, first, entry.at)
        self._named[_asker(first)] += _is_named(chain, first)
        return seen

    def _end(self, before: datetime) -> None:
        for seen in list(self._seen.values()):
            if seen.first.at > before:
                break  # in the order in which they began
            self._close(seen)

    async def _begin(self, put: Put, seen: _Seen) -> None:
        """Write the first row of a minute, behind the count of the one before."""
        chain, owed = seen.key[0], self._owed.pop(seen.key, [])
        try:
            await put([(chain, each) for each in (*owed, seen.first)])
            seen.stands = True
        except BaseException:
            if owed:
                self._owed[seen.key] = owed
            raise
        finally:
            seen.writing = None

    async def _batch(self, put: Put) -> None:
        """Write the oldest of what is owed."""
        some = {key: self._owed.pop(key) for key in list(islice(self._owed, MOST_AT_ONCE))}
        try:
            await put([(key[0], each) for key, rows in some.items() for each in rows])
        except BaseException:
            newer, self._owed = self._owed, some
            for key, rows in newer.items():
                self._owed.setdefault(key, []).extend(rows)
            raise

    def _key(self, chain: str, entry: Entry) -> _Key:
        """What is told apart: all of an entry but its moment, on its chain."""
        key = chain, replace(entry, at=datetime.min)
        full = self._named[_asker(entry)] >= MOST_NAMED
        if key in self._seen or not full or not _is_named(chain, entry):
            return key
        # Made-up ids would otherwise each be a thing of their own, on the chain of the house.
        return chain, replace(key[1], detail="")

    def _close(self, seen: _Seen) -> None:
        """Its minute is over, what is not written of it is owed; not while its row is written."""
        if seen.writing is not None:
            return
        del self._seen[seen.key]
        chain, asker = seen.key[0], _asker(seen.first)
        self._named[asker] -= _is_named(chain, seen.first)
        if self._named[asker] <= 0:
            del self._named[asker]
        rows = [] if seen.stands else [seen.first]
        if seen.again:
            detail = f"{seen.first.detail} {AGAIN} {seen.again}".strip()
            rows.append(replace(seen.first, at=seen.last, detail=detail))
        if rows:
            self._owed.setdefault(seen.key, []).extend(rows)


async def _whole(task: asyncio.Task[None]) -> None:
    """Wait for a write, to its end though whoever waits is cancelled.

    Cut off around its commit nobody could tell whether the rows stand.
    """
    try:
        await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait([task])
        raise


def _asker(entry: Entry) -> _Asker:
    return entry.who_kind, entry.worker_id, entry.device


def _is_named(chain: str, entry: Entry) -> bool:
    """Whether a row names what was asked for and has no chain: whatever somebody may make up."""
    return chain == access_record.HOUSE and entry.detail != ""
