"""Fakes: a clock that is moved by hand, and live parts that remember what they were asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from peermap_app.domain.errors import TooMany
from peermap_app.live.rooms import MemoryRooms

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)


@dataclass
class FakeClock:
    """Stands still until it is moved."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        """The moment now."""
        return self.now

    def forward(self, **by: float) -> None:
        """Move on, by minutes=, hours=, days=."""
        self.now += timedelta(**by)

    def to(self, day: date) -> None:
        """Move to ten o'clock on a day."""
        self.now = datetime.combine(day, time(10), tzinfo=UTC)


@dataclass
class FakeHints:
    """Remembers every hint, in order."""

    told: list[tuple[str, dict[str, object]]] = field(default_factory=list)

    async def publish(self, audience: str, message: Mapping[str, object]) -> None:
        """Remember it."""
        self.told.append((audience, dict(message)))

    def to(self, audience: str) -> list[dict[str, object]]:
        """What one audience was told."""
        return [message for heard_by, message in self.told if heard_by == audience]


@dataclass
class FakeSlow:
    """Counts wrong tries; after `most` of one kind and key it says to slow down."""

    most: int = 5
    tries: dict[tuple[str, str], int] = field(default_factory=dict)

    async def hit(self, kind: str, key: str) -> None:
        """Count one; raises TooMany("slow_down") after `most` tries."""
        if self.tries.get((kind, key), 0) >= self.most:
            raise TooMany("slow_down", seconds=60)
        self.tries[kind, key] = self.tries.get((kind, key), 0) + 1

    async def give_back(self, kind: str, key: str) -> None:
        """One less."""
        self.tries[kind, key] -= 1

    async def clear(self, kind: str, key: str) -> None:
        """Forget."""
        self.tries.pop((kind, key), None)


FakeRooms = MemoryRooms
"""Rooms in memory are quick and real: there is nothing to fake."""
