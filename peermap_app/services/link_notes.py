"""The note that both sides of a link write and read, and when they met and meet next.

Written and read only while the link crosses, both ends checked in the same unit. Sealed under the
link's own key: it is of both cases, and goes with the link.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, datetime

from peermap_app.bootstrap import House
from peermap_app.domain import link_notes as rules
from peermap_app.domain.access import Action
from peermap_app.domain.errors import Conflict
from peermap_app.domain.purpose import Purpose
from peermap_app.services.admission import named
from peermap_app.services.hearing import tell_workers
from peermap_app.services.link_ends import (
    Crossing,
    crossings,
    end_hash,
    own_case,
    standing_by_date,
)
from peermap_app.services.link_life import own_link
from peermap_app.services.unit import Unit, Who, unit
from peermap_app.storage import cases as cases_store
from peermap_app.storage import link_tables as store
from peermap_app.storage import links as links_store
from peermap_app.storage.link_tables import MET, NEXT, LinkMeeting, LinkNote
from peermap_app.storage.tables import CaseFile, new_id

MOST_SHOWN = 20
"""How many versions of the note, and how many meetings, the page shows."""


@dataclass(frozen=True, slots=True)
class NoteLine:
    """One version, as both sides read it."""

    number: int
    text: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Written:
    """All that both sides wrote on a link. `next`: the newest day that was said, if nobody said
    since that they met; it may have come."""

    notes: tuple[NoteLine, ...] = ()
    met: tuple[tuple[date, str], ...] = ()
    next: date | None = None


async def write_note(
    house: House,
    who: Who,
    case_id: str,
    link_id: object,
    raw: Mapping[str, object],
    *,
    purpose: Purpose,
) -> None:
    """One more version. A second tap writes no second one.

    Raises:
        NotFound: as `link_life.own_link`.
        Problems: faults of the form, as `domain.link_notes.parse_note`.
        Conflict: "note_changed" (`number`: the newest) where the other wrote meanwhile;
            "link_is_over" where nothing crosses.
        TooMany: "note_full".
    """
    async with _crossing(house, who, case_id, link_id, purpose) as (u, crossing, side):
        note = rules.parse_note(raw)
        newest = await store.notes(u.session, crossing.link_id, 1)
        vault = await u.own_vault(crossing.link_id)
        if newest and newest[0].worker_id == who.worker_id:
            held = vault.open("link_note", newest[0].id, newest[0].sealed)
            if held["text"] == note.text:
                return
        number = newest[0].number if newest else 0
        own = await store.notes_of(u.session, crossing.link_id, side)
        rules.check_read(note, number, own=own)
        assert who.worker_id is not None  # the table lets workers alone
        row_id = new_id()
        sealed = {"text": note.text, "screened_reason": note.screened_reason}
        u.session.add(
            LinkNote(
                id=row_id,
                link_id=crossing.link_id,
                number=number + 1,
                worker_id=who.worker_id,
                side=side,
                at=u.now,
                sealed=vault.seal("link_note", row_id, sealed),
            )
        )


async def say_met(
    house: House,
    who: Who,
    case_id: str,
    link_id: object,
    raw: Mapping[str, object],
    *,
    purpose: Purpose,
) -> None:
    """That both met, and when they meet next; whoever writes it down. Said again is said once.

    Raises as `write_note`, `Problems` as `domain.link_notes.parse_meeting`, and TooMany "met_full".
    """
    async with _crossing(house, who, case_id, link_id, purpose) as (u, crossing, side):
        said = rules.parse_meeting(raw, u.now.date())
        rows = (await store.meetings(u.session, (crossing.link_id,)))[crossing.link_id]
        assert who.worker_id is not None  # the table lets workers alone
        newest = {kind: next((r.day for r in rows if r.kind == kind), None) for kind in (MET, NEXT)}
        news = [
            (kind, day)
            for kind, day in ((MET, said.met), (NEXT, said.next))
            if day is not None and newest[kind] != day
        ]
        rules.room_for_days(sum(row.counts_for(side) for row in rows), len(news))
        for kind, day in news:
            u.session.add(
                LinkMeeting(
                    link_id=crossing.link_id,
                    kind=kind,
                    day=day,
                    worker_id=who.worker_id,
                    side=side,
                    at=u.now,
                )
            )


@asynccontextmanager
async def _crossing(
    house: House, who: Who, case_id: str, link_id: object, purpose: Purpose
) -> AsyncIterator[tuple[Unit, Crossing, str]]:
    """A unit in which this link crosses now, and its row is held; both sides' pages hear of it.

    Gives whose of its two sides it is that writes, too."""
    async with unit(
        house, who, Action.WRITE_TOGETHER, case_id, purpose=purpose, reason=named(link_id)
    ) as u:
        own = await own_case(u, u.held.id)
        _, end = await own_link(u, own, link_id)
        await links_store.held(u.session, end.link_id)
        sides = (await crossings(u, (own,), purpose=purpose))[own.id]
        crossing = next((one for one in sides if one.link_id == end.link_id), None)
        if crossing is None:
            raise Conflict("link_is_over")
        other = crossing.other_case_id
        await u.across(Action.WRITE_TOGETHER, other, purpose=purpose, detail=end.link_id)
        yield u, crossing, end.side
        for each in (own.id, other):
            await tell_workers(u, each, {"kind": "link"})


async def written(u: Unit, crossing: Crossing) -> Written:
    """What both sides wrote. `crossing`: found in this unit."""
    rows = await store.notes(u.session, crossing.link_id, MOST_SHOWN)
    said = (await store.meetings(u.session, (crossing.link_id,)))[crossing.link_id][:MOST_SHOWN]
    ids = {row.worker_id for row in rows} | {row.worker_id for row in said}
    people = await cases_store.workers_with_team(u.session, sorted(ids))
    vault = await u.own_vault(crossing.link_id)
    return Written(
        notes=tuple(
            NoteLine(
                number=row.number,
                text=str(vault.open("link_note", row.id, row.sealed)["text"]),
                by=people[row.worker_id][0].name,
                at=row.at,
            )
            for row in rows
        ),
        met=tuple((row.day, people[row.worker_id][0].name) for row in said if row.kind == MET),
        next=next_day(said),
    )


def next_day(said: Sequence[LinkMeeting]) -> date | None:
    """The day that was said for the next meeting; None once they met on it or later. `said`: newest
    first."""
    day = next((row.day for row in said if row.kind == NEXT), None)
    met = [row.day for row in said if row.kind == MET]
    return None if day is None or any(one >= day for one in met) else day


async def due_meetings(u: Unit, cases: Sequence[CaseFile]) -> dict[str, int]:
    """On how many accepted links of each of these cases the day to meet has come: by rows alone."""
    by_hash = {end_hash(u.keys, case.reference_hash): case.id for case in cases}
    rows = await links_store.of_ends(u.session, tuple(by_hash))
    standing = await standing_by_date(u, [link for link, _ in rows])
    said = await store.meetings(u.session, tuple(standing))
    due: dict[str, int] = {}
    for link, end in rows:
        day = next_day(said.get(link.id, ()))
        if day is not None and day <= u.now.date():
            case_id = by_hash[end.end_hash]
            due[case_id] = due.get(case_id, 0) + 1
    return due
