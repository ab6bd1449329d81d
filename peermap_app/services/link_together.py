"""Working together: one accepted link, as a worker of one of its cases sees it (rule 6).

The colleague, the two references, the dates of both sides; not the other map, plan or links. Both
ends are checked at each read; a link that is over says when, and nothing of the other side.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from peermap_app.bootstrap import House
from peermap_app.domain.access import Action, Relation
from peermap_app.domain.link_confirm import Waits as Unconfirmed
from peermap_app.domain.link_life import CROSSES, Reading
from peermap_app.domain.links import sharing_from_wire
from peermap_app.domain.purpose import Purpose
from peermap_app.services import held_connections
from peermap_app.services.admission import named
from peermap_app.services.alert_lines import AlertLine
from peermap_app.services.alerts import flagged
from peermap_app.services.flags import FlagLine, flag_lines
from peermap_app.services.held_connections import HeldLine
from peermap_app.services.link_confirms import resting
from peermap_app.services.link_ends import (
    Colleague,
    Crossing,
    OwnCase,
    crossings,
    open_end,
    own_case,
    standing_by_date,
)
from peermap_app.services.link_life import own_link
from peermap_app.services.link_lines import how
from peermap_app.services.link_notes import Written, written
from peermap_app.services.link_rests import Rests
from peermap_app.services.unit import Unit, Who, unit
from peermap_app.storage.tables import Link, LinkEnd

MOST_FLAGS = 20
"""How many flags of the own case are looked through for open ones."""
Waits = Literal["own", "other", "second"]


@dataclass(frozen=True, slots=True)
class OwnRecord:
    """One side's sharing record, as its next worker reads it before they confirm."""

    why: str
    consent: str
    privacy: str
    proportionality: str
    last: date | None


@dataclass(frozen=True, slots=True)
class Together:
    """One link, from one side.

    Attributes:
        reading: how it stands by its rows and dates.
        holds: something crosses now. Where it does not, all that follows of the other side is
            empty, and `reading` may still be accepted: it waits for somebody.
        why, review: this side's own. other_review: the other side's date.
        written: the shared note with its versions, and the meetings.
        flags: open ones of this case, which went over its links; `came`: open ones of the other
            case that came to the reader.
        waits: for whom an accepted link waits, while nothing crosses: this side's worker, the
            other side's, or a supervisor.
        record: this side's own sharing record, and the last day for it, for whoever is to confirm.
        over_at: when it ended or lapsed, as far as it is noted.
        may_act: the reader is allocated; who has the case for some hours reads.
        held, held_gone: what this side's own record rests on as well, and how much of that went:
            this side's alone, as `why` is.
    """

    link_id: str
    case_id: str
    reference: str
    initials: str
    reading: Reading
    holds: bool
    other_reference: str
    colleagues: tuple[Colleague, ...]
    agreed_at: datetime | None
    why: str
    review: date | None
    other_review: date | None
    written: Written
    flags: tuple[FlagLine, ...]
    came: tuple[AlertLine, ...]
    waits: Waits | None
    record: OwnRecord | None
    over_at: datetime | None
    may_act: bool
    held: tuple[HeldLine, ...] = ()
    held_gone: int = 0


async def together(
    house: House, who: Who, case_id: str, link_id: object, *, purpose: Purpose
) -> Together:
    """One link of this case. What is shown of the other side stands on both cases' records.

    NotFound for what was never agreed between this case and another one.
    """
    async with unit(
        house, who, Action.SEE_LINK, case_id, purpose=purpose, reason=named(link_id)
    ) as u:
        own = await own_case(u, u.held.id)
        link, end = await own_link(u, own, link_id)
        sides = (await crossings(u, (own,), purpose=purpose))[own.id]
        crossing = next((one for one in sides if one.link_id == link.id), None)
        if crossing is not None:
            other = crossing.other_case_id
            await u.across(Action.SEE_LINK, other, purpose=purpose, detail=link.id)
        return await _sheet(u, own, (link, end), crossing)


async def _sheet(
    u: Unit, own: OwnCase, row: tuple[Link, LinkEnd], crossing: Crossing | None
) -> Together:
    link, end = row
    standing = await standing_by_date(u, (link,))
    rest = (await resting(u, (own,), (row,), standing)).get(link.id)
    reading = Reading.ENDED if rest is not None and rest.over else how(u, link, standing)
    lives = reading in CROSSES
    dues = standing.get(link.id, {})
    held, gone = await _supported(u, own, end) if crossing else ((), 0)
    theirs = next((due for end_id, due in dues.items() if end_id != end.id), None)
    return Together(
        link_id=link.id,
        case_id=own.id,
        reference=own.reference,
        initials=own.initials,
        reading=reading,
        holds=crossing is not None,
        other_reference=crossing.other_reference if crossing else "",
        colleagues=crossing.colleagues if crossing else (),
        agreed_at=crossing.agreed_at if crossing else None,
        why=crossing.why if crossing else "",
        review=crossing.review if crossing else None,
        other_review=theirs if crossing else None,
        written=await written(u, crossing) if crossing else Written(),
        flags=await _open_flags(u, own, crossing) if crossing else (),
        came=await _came(u, own, crossing) if crossing else (),
        waits=_waits(rest) if lives and crossing is None else None,
        record=_record(own, end, rest.own) if lives and rest is not None and rest.own else None,
        over_at=None if lives else link.ended_at,
        may_act=u.held.relation is Relation.ALLOCATED,
        held=held,
        held_gone=gone,
    )


async def _supported(u: Unit, own: OwnCase, end: LinkEnd) -> tuple[tuple[HeldLine, ...], int]:
    ids = sharing_from_wire(open_end(own.vault, end)["sharing"]).supports
    if ids:
        await u.part(Action.SEE_HELD, Purpose.COORDINATE)
    return await held_connections.supporting(u, own, ids)


def _waits(rest: Rests | None) -> Waits:
    if rest is not None and rest.blocks:
        return "other" if rest.own is None else "own"
    return "second"


def _record(own: OwnCase, end: LinkEnd, waits: Unconfirmed) -> OwnRecord:
    said = open_end(own.vault, end)["sharing"]
    parts = ("why", "consent", "privacy", "proportionality")
    why, consent, privacy, proportionality = (said[part] for part in parts)
    return OwnRecord(why, consent, privacy, proportionality, waits.last)


async def _open_flags(u: Unit, own: OwnCase, crossing: Crossing) -> tuple[FlagLine, ...]:
    """This case's flags that ask something still, with what came back over this link."""
    lines = await flag_lines(u, own, (crossing,), MOST_FLAGS)
    return tuple(line for line in lines if not line.over)


async def _came(u: Unit, own: OwnCase, crossing: Crossing) -> tuple[AlertLine, ...]:
    """What the other case was flagged with, as far as it reached the reader."""
    lines = await flagged(u, {own.id: own})
    other = crossing.other_reference
    return tuple(one for one in lines if one.other_reference == other and one.state != "over")
