"""What ends rights without any process of ours doing it: the day that turns, and `peermap …`.

An allocation ends by its day, and a file of the social-care system is brought in at the machine's
command line: neither reaches the open pages of a process by itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from peermap_app.bootstrap import House
from peermap_app.services import drawings
from peermap_app.services.unit import reading
from peermap_app.storage import access_record


@dataclass(frozen=True, slots=True)
class Noticed:
    """The day by which allocations count, and the newest act of an operator (a row's number)."""

    day: date
    act: int

    def is_news_after(self, before: Noticed) -> bool:
        """Whether something happened since. An act that is long ago is not seen any more."""
        return self.day != before.day or self.act > before.act


async def notice(house: House) -> Noticed:
    """How it stands now."""
    async with reading(house) as session:
        return Noticed(house.clock().date(), await access_record.newest_by_operator(session))


async def follow(house: House) -> None:
    """End the drawings that rest on what ended; their tablets hear of it at once."""
    await drawings.end_overdue(house)
