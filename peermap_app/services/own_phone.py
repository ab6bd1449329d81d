"""That one's own phone number was changed by a file: young people call it, so its owner is told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from peermap_app.bootstrap import House
from peermap_app.services.team import SHOWN_FOR
from peermap_app.services.unit import Unit, Who, reading
from peermap_app.storage.phone_tables import PhoneChange
from peermap_app.storage.tables import Worker


@dataclass(frozen=True, slots=True)
class NewNumber:
    """The number as it is now, "" for none. `by`: who agreed to it, "" for an operator."""

    phone: str
    by: str
    at: datetime


async def note(u: Unit, worker: Worker) -> None:
    """Keep that it changes, and tell the open pages of whose it is."""
    change = PhoneChange(worker_id=worker.id, changed_by=u.who.worker_id, at=u.now)
    await u.session.merge(change)
    u.hint(f"worker:{worker.id}", {"kind": "case"})


async def changed_lately(house: House, who: Who) -> NewNumber | None:
    """What was done to the asker's own number, as long as who came to a case is shown.

    It is their own and nothing of a case, and My cases asks each time: so it is not recorded.
    """
    if who.worker_id is None:
        return None
    async with reading(house) as session:
        row = await session.get(PhoneChange, who.worker_id)
        me = await session.get(Worker, who.worker_id)
        if me is None or row is None or row.at < house.clock() - SHOWN_FOR:
            return None
        by = await session.get(Worker, row.changed_by) if row.changed_by else None
        return NewNumber(me.phone, by.name if by else "", row.at)
