"""The locked copy of a withdrawn map, for the data protection lead alone (rule 4).

One copy at a time, by a case's whole reference, the map's number and a reason that stands on the
case's record: nothing to search and nothing to browse. An unknown reference, another's case, a map
that stands and one that was destroyed all read the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from peermap_app.bootstrap import House
from peermap_app.domain.access import Action
from peermap_app.domain.plans import StepKind
from peermap_app.domain.purpose import Purpose
from peermap_app.domain.withdrawal import LockedAsk, parse_locked_ask
from peermap_app.services import maps, plans
from peermap_app.services.unit import Unit, Who, reading, unit
from peermap_app.storage import cases as cases_store
from peermap_app.storage import maps as maps_store


@dataclass(frozen=True, slots=True)
class LockedCopy:
    """A locked copy and the protective steps that rest on it, oldest first, ended or not."""

    sheet: maps.MapSheet
    locked_at: datetime
    steps: tuple[plans.StepSheet, ...]


async def may_ask(house: House, who: Who, *, purpose: Purpose) -> None:
    """Whether the asker has this page at all. NotAllowed "not_allowed" for every other role."""
    async with unit(house, who, Action.OPEN_LOCKED_COPY, purpose=purpose, reason="page"):
        pass


async def open_copy(
    house: House, who: Who, raw: Mapping[str, object], *, purpose: Purpose
) -> LockedCopy:
    """Open one locked copy.

    Raises:
        NotAllowed: for every other role, whatever was typed.
        Problems: as `parse_locked_ask`.
        NotFound: no such case, or no locked copy of that number in it.
    """
    await may_ask(house, who, purpose=purpose)
    ask = parse_locked_ask(raw)
    async with unit(
        house,
        who,
        Action.OPEN_LOCKED_COPY,
        await _case_of(house, ask),
        purpose=purpose,
        reason=f"{ask.reason.value} {ask.version}",
    ) as u:
        held = await maps.find_locked(u, ask.version)
        steps = await _resting_on(u, held.row.id)
    assert held.row.locked_at is not None  # `find_locked` gives no other
    return LockedCopy(await maps.drawn(held), held.row.locked_at, steps)


async def _case_of(house: House, ask: LockedAsk) -> str:
    """The case of a reference, or "", which is refused and recorded like any case that is not."""
    async with reading(house) as session:
        wanted = house.keys.lookup("reference", ask.reference)
        return await cases_store.id_of_reference(session, wanted) or ""


async def _resting_on(u: Unit, kept_map_id: str) -> tuple[plans.StepSheet, ...]:
    rows = await maps_store.steps_of_case(u.session, u.held.id)
    mine = [row for row in rows if row.kept_map_id == kept_map_id]
    sheets = [await plans.opened(u, u.held.vault, row) for row in sorted(mine, key=lambda r: r.at)]
    return tuple(each for each in sheets if each.kind == StepKind.STEP)
