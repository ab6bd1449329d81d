"""Refusals on their way into the access record: the same one over and over is a row and a count.

The first stands in the record at once. What is refused again within a minute (the same asker, the
same thing, for the same reason) is counted, and the count is a row of its own when the minute is
over: whoever hammers at a door fills no record. See docs/decisions/refusals-counted.md.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from peermap_app.storage import access_record
from peermap_app.storage.access_record import Entry
from peermap_app.storage.sealing import Keys

WINDOW = timedelta(minutes=1)
MOST_NAMED = 30
"""Things that are on no chain and that one asker is told apart by in a minute; the rest are one."""
MOST_HELD = 5_000
"""Refusals that a process counts at once; beyond that the oldest ends its minute early."""
OPERATOR = "operator"
"""Who sits at the machine hammers at no door, and a command ends before its minute does: each of
theirs is a row."""
AGAIN = "again"
"""What the detail of a count ends with, before the number of refusals after the first."""

_Asker = tuple[str, str | None, str | None]
_Key = tuple[str, Entry]


@dataclass(slots=True)
class _Seen:
    """A refusal whose first row is written, or owed, and how often it came again."""

    first: Entry
    last: datetime
    again: int = 0


class Refusals:
    """What one process was asked and refused, and has not written yet. Its methods do not wait."""

    def __init__(self) -> None:
        self._seen: dict[_Key, _Seen] = {}
        self._named: Counter[_Asker] = Counter()
        self._owed: list[tuple[str, Entry]] = []

    def heard(self, chain: str, entry: Entry) -> None:
        """One refusal: a row that is owed, or one more of those that it is counted with."""
        if entry.who_kind == OPERATOR:
            self._owed.append((chain, entry))
            return
        self.end(entry.at - WINDOW)
        key = self._key(chain, entry)
        seen = self._seen.get(key)
        if seen is not None:
            seen.again, seen.last = seen.again + 1, entry.at
            return
        if len(self._seen) >= MOST_HELD:
            self._close(next(iter(self._seen)))
        entry = replace(key[1], at=entry.at)
        self._seen[key] = _Seen(entry, entry.at)
        self._named[_asker(entry)] += _is_named(chain, entry)
        self._owed.append((chain, entry))

    def end(self, before: datetime | None = None) -> None:
        """The minutes that began at `before` or earlier are over, their counts owed. None: all."""
        for key, seen in list(self._seen.items()):
            if before is not None and seen.first.at > before:
                break  # in the order in which they began
            self._close(key)

    async def write(self, session: AsyncSession, keys: Keys) -> None:
        """Write what is owed, in a transaction of its own; on a failure it stays owed."""
        rows, self._owed = self._owed, []
        if not rows:
            return
        try:
            await access_record.append(session, keys, rows)
            await session.commit()
        except BaseException:
            self._owed[:0] = rows
            raise

    def owes(self) -> bool:
        """Whether there is anything to write."""
        return bool(self._owed)

    def _key(self, chain: str, entry: Entry) -> _Key:
        """What is told apart: all of an entry but its moment, on its chain."""
        key = chain, replace(entry, at=datetime.min)
        full = self._named[_asker(entry)] >= MOST_NAMED
        if key in self._seen or not full or not _is_named(chain, entry):
            return key
        # Made-up ids would otherwise each be a thing of their own, on the chain of the house.
        return chain, replace(key[1], detail="")

    def _close(self, key: _Key) -> None:
        seen, chain = self._seen.pop(key), key[0]
        asker = _asker(seen.first)
        self._named[asker] -= _is_named(chain, seen.first)
        if self._named[asker] <= 0:
            del self._named[asker]
        if seen.again:
            detail = f"{seen.first.detail} {AGAIN} {seen.again}".strip()
            self._owed.append((chain, replace(seen.first, at=seen.last, detail=detail)))


def _asker(entry: Entry) -> _Asker:
    return entry.who_kind, entry.worker_id, entry.device


def _is_named(chain: str, entry: Entry) -> bool:
    """Whether a row names what was asked for and has no chain: whatever somebody may make up."""
    return chain == access_record.HOUSE and entry.detail != ""
