"""Days on which a worker is away, said by themself. Their supervisor sees them beside the covers.

They open nothing and close nothing: they say whom else an alert reaches (`domain.alerting`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from peermap_app.bootstrap import House
from peermap_app.domain.access import Action
from peermap_app.domain.covers import check_absence, parse_absence
from peermap_app.services.admission import Hidden, well_formed
from peermap_app.services.unit import Unit, Who, unit
from peermap_app.storage import accounts as accounts_store
from peermap_app.storage import alert_tables as store
from peermap_app.storage.alert_tables import Absence
from peermap_app.words.dates import british


@dataclass(frozen=True, slots=True)
class AbsenceLine:
    """Days on which one is away, both counted."""

    id: str
    starts: date
    ends: date


async def mine(house: House, who: Who) -> tuple[AbsenceLine, ...]:
    """The asker's own that are not over. NotAllowed for whoever works with no cases."""
    async with unit(house, who, Action.SET_AWAY, reason="page") as u:
        return await _mine(u)


async def say_away(house: House, who: Who, raw: Mapping[str, object]) -> None:
    """Say that one is away. The same days said again change nothing.

    Raises:
        Problems: faults of the form, each with its field.
        Conflict: "away_many".
    """
    async with unit(house, who, Action.SET_AWAY) as u:
        given = parse_absence(raw, british(u.now).date())
        await accounts_store.held(u.session, who.worker_id)  # theirs are counted
        there = await _mine(u)
        if given in {(one.starts, one.ends) for one in there}:
            return
        check_absence(len(there))
        starts, ends = given
        row = Absence(worker_id=who.worker_id or "", starts=starts, ends=ends, said_at=u.now)
        u.session.add(row)
        u.also(Action.SET_AWAY, None, detail=f"{row.id} {starts} {ends}")


async def take_back(house: House, who: Who, absence_id: object) -> None:
    """One is there after all. NotFound for what is not one's own; a second tap is no error."""
    async with unit(house, who, Action.SET_AWAY) as u:
        known = well_formed(absence_id)
        row = await u.session.get(Absence, known) if known else None
        if known is None or (row is not None and row.worker_id != who.worker_id):
            raise Hidden("not_their_absence")
        if row is not None:
            await u.session.delete(row)
            u.also(Action.SET_AWAY, None, detail=f"{row.id} back")


async def _mine(u: Unit) -> tuple[AbsenceLine, ...]:
    rows = await store.absences(u.session, (u.who.worker_id or "",), british(u.now).date())
    return tuple(AbsenceLine(row.id, row.starts, row.ends) for row in rows)
