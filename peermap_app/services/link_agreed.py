"""A supervisor says whether one worker may have both cases of a link: a yes for each case.

They see the worker and their own team's side of the sharing record; of the other case nothing, but
where they supervise it too. Never whoever has the cases themself.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from peermap_app.bootstrap import House
from peermap_app.domain.access import Action
from peermap_app.domain.errors import Conflict
from peermap_app.domain.links import SECOND_NO, SECOND_YES, LinkState, parse_second
from peermap_app.domain.purpose import Purpose
from peermap_app.domain.tray import Kind
from peermap_app.services import tray_wake
from peermap_app.services.admission import Hidden, named, well_formed
from peermap_app.services.hearing import tell_workers
from peermap_app.services.link_ends import OwnCase, end_hash, open_end, own_case
from peermap_app.services.link_seconds import Between, in_one, who_hash
from peermap_app.services.unit import Unit, Who, unit
from peermap_app.storage import cases as cases_store
from peermap_app.storage import links as links_store
from peermap_app.storage import seconds as store
from peermap_app.storage import tray as tray_store
from peermap_app.storage.second_tables import LinkSecond
from peermap_app.storage.tables import Link, LinkEnd, Worker


@dataclass(frozen=True, slots=True)
class SecondSide:
    """One side of a link that the reader supervises, with that side's own sharing record."""

    reference: str
    initials: str
    why: str
    consent: str
    privacy: str
    proportionality: str


@dataclass(frozen=True, slots=True)
class SecondSheet:
    """What a supervisor decides on. `own`: it is about the reader, and another one decides."""

    link_id: str
    workers: tuple[str, ...]
    sides: tuple[SecondSide, ...]
    asked_at: datetime
    own: bool


@dataclass(slots=True)
class _Waiting:
    """What waits at the ends that the asker supervises."""

    rows: Sequence[LinkSecond]
    sides: Mapping[str, tuple[OwnCase, LinkEnd]]
    between: Between
    who: Mapping[str, Worker]


async def second_sheet(house: House, who: Who, link_id: object, *, purpose: Purpose) -> SecondSheet:
    """What waits. NotFound for what does not, and for a link of other teams."""
    reason = named(link_id)
    async with unit(house, who, Action.AGREE_LINK, purpose=purpose, reason=reason) as u:
        held = await _waiting(u, link_id)
        return SecondSheet(
            link_id=held.between.link_id,
            workers=tuple(sorted(one.name for one in held.who.values())),
            sides=tuple(_side(own, end) for own, end in held.sides.values()),
            asked_at=min(row.asked_at for row in held.rows),
            own=who.worker_id in held.who,
        )


def _side(own: OwnCase, end: LinkEnd) -> SecondSide:
    said = open_end(own.vault, end)["sharing"]
    parts = ("why", "consent", "privacy", "proportionality")
    return SecondSide(own.reference, own.initials, *(said[part] for part in parts))


async def answer_second(
    house: House, who: Who, link_id: object, raw: Mapping[str, object], *, purpose: Purpose
) -> bool:
    """Yes for the cases that the asker supervises, or no, which ends the link; gives which.

    Raises:
        NotFound: as `second_sheet`; answered already too.
        Problems: faults of the form, as `domain.links.parse_second`.
        Conflict: "not_your_own": nobody is the second person to their own link.
    """
    reason = named(link_id)
    async with unit(house, who, Action.AGREE_LINK, purpose=purpose, reason=reason) as u:
        held = await _waiting(u, link_id)
        if who.worker_id in held.who:
            raise Conflict("not_your_own")
        agree, why = parse_second(raw)
        for row in held.rows:
            own, _ = held.sides[row.end_id]
            row.answer = SECOND_YES if agree else SECOND_NO
            row.answered_by, row.answered_at = who.worker_id, u.now
            row.sealed = own.vault.seal("link_second", row.id, {"why": why})
            u.session.add(row)
        if not agree:
            link = await links_store.held(u.session, held.between.link_id)
            assert link is not None  # its ends are
            link.state, link.ended_at = LinkState.ENDED.value, u.now
            u.session.add(link)
        for case_id in (held.between.one, held.between.other):
            u.also(Action.AGREE_LINK, case_id, detail=held.between.link_id)
            for kind in ("case", "alert"):
                await tell_workers(u, case_id, {"kind": kind})
        tray_wake.wake(u, Kind.LINK, held.between.link_id)
        return agree


async def still_waiting(
    u: Unit, rows: Iterable[tuple[LinkSecond, LinkEnd]], case_of: Mapping[str, str]
) -> dict[str, list[tuple[LinkSecond, LinkEnd, str]]]:
    """By link what waits at ends of these cases, each with the worker whom it is about.

    `case_of`: open cases of the asker's, by their end's hash. Left out: a link that ended, and a
    worker who had both cases and has them no longer: nobody need answer that.
    """
    found: dict[str, list[tuple[LinkSecond, LinkEnd, str]]] = defaultdict(list)
    for row, end in rows:
        link = await u.session.get_one(Link, end.link_id)
        if end.end_hash not in case_of or link.state != LinkState.ACCEPTED:
            continue
        between = await _between(u, end, case_of[end.end_hash])
        both = (between.one, between.other)
        people = await cases_store.allocated_workers(u.session, both, u.now.date())
        about = {who_hash(u.keys, end.id, one): one for one in in_one(people, between)}
        if row.who_hash in about:
            found[end.link_id].append((row, end, about[row.who_hash]))
    return found


async def _between(u: Unit, end: LinkEnd, case_id: str) -> Between:
    own, link = await own_case(u, case_id), await u.session.get_one(Link, end.link_id)
    return Between.of(link, own.id, open_end(own.vault, end)["other"]["case"] or "")


async def _waiting(u: Unit, raw: object) -> _Waiting:
    rows = await store.of_link(u.session, well_formed(raw) or "")
    me = await u.session.get(Worker, u.who.worker_id)
    assert me is not None  # the unit let them in
    known = await tray_store.open_hashes(u.session, me) if rows else {}
    theirs = {end_hash(u.keys, hashed): case_id for hashed, case_id in known.items()}
    if not any(end.end_hash in theirs for _, end in rows):
        raise Hidden("not_their_team" if rows else "unknown_ask")
    asked = [
        each for several in (await still_waiting(u, rows, theirs)).values() for each in several
    ]
    if not asked:
        raise Hidden("unknown_ask")  # nobody has both any more
    ends = {end.id: end for _, end, _ in asked}
    sides = {one: (await own_case(u, theirs[end.end_hash]), end) for one, end in ends.items()}
    first = asked[0][1]
    between = await _between(u, first, theirs[first.end_hash])
    people = await cases_store.workers_with_team(u.session, sorted({one for _, _, one in asked}))
    who = {one: worker for one, (worker, _) in people.items()}
    return _Waiting([row for row, _, _ in asked], sides, between, who)
