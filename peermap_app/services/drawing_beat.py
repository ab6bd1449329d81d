"""What an open page of a drawing is told every ten seconds: its phase, and the board's number.

A push may be lost, and when it was the last one nothing would ever show the page that it is behind.
The number shows it: the page then asks. A beat is no reading of the board and leaves no row.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

from peermap_app.bootstrap import House
from peermap_app.domain.access import Action
from peermap_app.domain.drawing import Phase, may_edit
from peermap_app.domain.errors import Conflict, Gone
from peermap_app.domain.purpose import Purpose
from peermap_app.services.admission import lives
from peermap_app.services.drawing_access import at_hand_of, glance
from peermap_app.services.unit import Who, reading
from peermap_app.storage import drawings as stored

AFTERWARDS = timedelta(minutes=1)
"""How long a drawing that has ended is still told of: a page may have lost that push."""

_NO_PICTURE = (Phase.ASKED, Phase.READY, Phase.LATER)
"""Phases in which a tablet's page shows nothing of the board: it may not ask to see it then."""


@dataclass(frozen=True, slots=True)
class Beat:
    """Where a drawing stands now. `number`: of the room's last edit; 0 while nobody draws."""

    phase: Phase
    number: int = 0


async def beating(house: House, drawings: Collection[str]) -> frozenset[str]:
    """Those of these drawings that go on, or ended a moment ago: their pages are told."""
    if not drawings:
        return frozenset()
    async with reading(house) as session:
        return frozenset(await stored.going_on(session, drawings, house.clock() - AFTERWARDS))


async def beat(house: House, who: Who, drawing_id: object) -> Beat | None:
    """What this page may be told now, or None. Reads only; a refusal is recorded as ever.

    Raises NotFound, as `glance` does.
    """
    row = await at_hand_of(house, who, drawing_id)
    if row is None:
        return None
    if not lives(row, row.held, house.clock()):
        return Beat(Phase.ENDED)
    phase = Phase(row.phase)
    if who.kind == "tablet" and phase in _NO_PICTURE:
        return Beat(phase)  # its own drawing, and no board on it: no refusal for the record
    try:
        plan = Purpose.PLAN_TOGETHER
        seen = await glance(house, who, Action.SEE_DRAWING, drawing_id, purpose=plan)
    except Conflict:
        return None  # it went on meanwhile: the next beat tells of it
    except Gone:
        return Beat(Phase.ENDED)
    content = await house.rooms.read(seen.room) if may_edit(seen.phase) else None
    return Beat(seen.phase, content.number if content else 0)
