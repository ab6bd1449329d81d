"""What is due to be erased, what is held, and erasing what the data protection lead agreed to.

Never by a worker and never by a clock alone: a period that is over puts a line on a page, and a
person decides. See docs/decisions/what-is-due.md.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from peermap_app.bootstrap import House
from peermap_app.domain.access import Action
from peermap_app.domain.endings import MOST_TICKED, Due, Kind, parse_due, parse_hold
from peermap_app.domain.errors import Invalid, NotFound
from peermap_app.domain.tray import Kind as Waits
from peermap_app.services import drawings, erasing, tray_wake
from peermap_app.services.admission import well_formed
from peermap_app.services.link_ends import OwnCase, end_hash, own_case
from peermap_app.services.unit import Unit, Who, unit
from peermap_app.storage import cases as cases_store
from peermap_app.storage import endings as store
from peermap_app.storage.ending_tables import Hold
from peermap_app.storage.tables import CaseFile, Flag, KeptMap, Link, new_id

MOST_NOTES = 50


@dataclass(frozen=True, slots=True)
class HoldLine:
    """Why a case is held, by whom, until when; `over`: its review day has come."""

    reason: str
    by: str
    review: date
    over: bool


@dataclass(frozen=True, slots=True)
class DueLine:
    """One line of what is due. `reference` is None for links; `since`: the oldest of its things."""

    due: Due
    reference: str | None
    things: int
    since: datetime
    held: HoldLine | None


@dataclass(frozen=True, slots=True)
class HeldLine:
    """A case that is held, of which nothing is due."""

    case_id: str
    reference: str
    held: HoldLine


@dataclass(frozen=True, slots=True)
class NoteLine:
    """One erasing that a backup could still bring back until `backups_until`."""

    kind: Kind
    things: int
    at: datetime
    backups_until: date


@dataclass(frozen=True, slots=True)
class DueSheet:
    """The page "What is due". `more`: there are more than are shown; `held`: not due yet."""

    lines: tuple[DueLine, ...]
    held: tuple[HeldLine, ...]
    notes: tuple[NoteLine, ...]
    more: bool


@dataclass(frozen=True, slots=True)
class _Found:
    """What is due now, by line; holds by case."""

    cases: Mapping[str, CaseFile]
    maps: Mapping[str, list[KeptMap]]
    flags: Mapping[str, list[Flag]]
    links: Sequence[Link]
    holds: Mapping[str, Hold]

    def held(self, case_id: str | None, on: date) -> bool:
        """Whether a case is held on that day."""
        hold = self.holds.get(case_id or "")
        return hold is not None and on < hold.review


async def what_is_due(house: House, who: Who) -> DueSheet:
    """Everything that is due, cases first. That a case was shown stands on its record."""
    async with unit(house, who, Action.SEE_DUE) as u:
        found = await _find(u)
        people = await cases_store.workers_with_team(
            u.session, [hold.worker_id for hold in found.holds.values()]
        )
        names = {one: worker.name for one, (worker, _) in people.items()}
        rows = list(_rows(found))
        lines = [await _line(u, found, row, names) for row in rows[:MOST_TICKED]]
        notes = await store.notes(u.session, u.now.date(), MOST_NOTES)
        shown = {line.due.case_id for line in lines if line.due.case_id}
        rest = [hold for hold in found.holds.values() if hold.case_id not in shown]
        held = [await _held(u, hold, names) for hold in rest[:MOST_TICKED]]
        for case_id in shown | {line.case_id for line in held}:
            u.also(Action.SEE_DUE, case_id)
        return DueSheet(
            tuple(lines),
            tuple(held),
            tuple(NoteLine(Kind(n.kind), n.things, n.at, n.backups_until) for n in notes),
            len(rows) > MOST_TICKED,
        )


async def due_now(u: Unit) -> int:
    """How many lines are due and not held, in a unit of whoever may see them."""
    found, today = await _find(u), u.now.date()
    return sum(not found.held(due.case_id, today) for due, _, _ in _rows(found))


async def hold(house: House, who: Who, raw: Mapping[str, object]) -> None:
    """Keep a case longer, for a reason, until it is looked at again; due already or not yet.

    A court's order and an objection come when they come. A second hold takes the place of the
    first. Raises `Problems` as `parse_hold`; Invalid "no_such_reference" for no case, and for one
    that was erased.
    """
    async with unit(house, who, Action.HOLD_DUE) as u:
        said = parse_hold(raw, u.now.date())
        wanted = u.keys.lookup("reference", said.reference)
        case_id = await cases_store.id_of_reference(u.session, wanted)
        if case_id is None or await store.erased(u.session, case_id):
            raise Invalid("no_such_reference", field="reference")
        await cases_store.lock_cases(u.session, (case_id,))
        await _end_holds(u, case_id)
        row_id, vault = new_id(), await u.vault(case_id)
        assert who.worker_id is not None  # the table lets the data protection lead alone
        u.session.add(
            Hold(
                id=row_id,
                case_id=case_id,
                worker_id=who.worker_id,
                at=u.now,
                review=said.review,
                sealed=vault.seal("hold", row_id, {"reason": said.reason}),
            )
        )
        u.also(Action.HOLD_DUE, case_id, detail=row_id)
        tray_wake.wake(u, Waits.DUE)


async def let_go(house: House, who: Who, case_id: object) -> None:
    """End the hold of a case. Ended already is no error. Raises NotFound."""
    async with unit(house, who, Action.HOLD_DUE, reason=well_formed(case_id)) as u:
        case = await _case(u, case_id)
        if await _end_holds(u, case.id):
            u.also(Action.HOLD_DUE, case.id)
            tray_wake.wake(u, Waits.DUE)


async def erase(house: House, who: Who, ticked: Iterable[object]) -> int:
    """Erase what was agreed to; how many lines that were. What is held or not due stays.

    So a second tap erases nothing and says 0. Raises Conflict `nothing_ticked`, and
    `confirm_first`: what is erased never comes back.
    """
    async with unit(house, who, Action.ERASE_DUE) as u:
        wanted = parse_due(ticked)
        await cases_store.lock_cases(u.session, [due.case_id for due in wanted if due.case_id])
        found, done = await _find(u), 0
        for due in wanted:
            if not found.held(due.case_id, u.now.date()):
                done += await _erase(u, found, due)
        if done:
            tray_wake.wake(u, Waits.DUE)
    await drawings.end_overdue(house)
    return done


async def _erase(u: Unit, found: _Found, due: Due) -> bool:
    """Erase one line, with its note and its row on the case's record; whether there was any."""
    case_id, things = due.case_id or "", 0
    if due.kind is Kind.CASE and case_id in found.cases:
        await erasing.erase_case(u, found.cases[case_id])
        things = 1
    elif due.kind is Kind.MAPS and case_id in found.maps:
        await erasing.erase_maps(u, found.maps[case_id])
        things = len(found.maps[case_id])
    elif due.kind is Kind.FLAGS and case_id in found.flags:
        await erasing.erase_flags(u, [flag.id for flag in found.flags[case_id]])
        things = len(found.flags[case_id])
    elif due.kind is Kind.LINKS and found.links:
        await erasing.erase_links(u, found.links)
        things = len(found.links)
    if things:
        note = erasing.note(u, due.kind, due.case_id, things)
        u.also(Action.ERASE_DUE, due.case_id, detail=note.id)
    return things > 0


async def _find(u: Unit) -> _Found:
    """Everything that is due now."""
    periods = u.house.settings.keep_for
    before = {kind: periods.before(kind, u.now) for kind in Kind}
    holds = {hold.case_id: hold for hold in await store.holds(u.session)}
    cases = await store.due_cases(u.session, before[Kind.CASE], MOST_TICKED + 1)
    lapsed = u.now.date() - timedelta(days=u.house.settings.reviews.take_up)
    maps: dict[str, list[KeptMap]] = defaultdict(list)
    for kept in await store.due_maps(u.session, before[Kind.MAPS], lapsed):
        maps[kept.case_id].append(kept)
    flags: dict[str, list[Flag]] = defaultdict(list)
    for flag in await store.due_flags(u.session, before[Kind.FLAGS]):
        flags[flag.case_id].append(flag)
    ends = []
    for case_id, hold in holds.items():
        case = await u.session.get(CaseFile, case_id)
        if case is not None and u.now.date() < hold.review:
            ends.append(end_hash(u.keys, case.reference_hash))
    links = await store.due_links(u.session, before[Kind.LINKS], ends)
    return _Found({case.id: case for case in cases}, maps, flags, links, holds)


def _rows(found: _Found) -> Iterable[tuple[Due, int, datetime]]:
    for case in found.cases.values():
        assert case.closed_at is not None  # `due_cases` finds no other
        yield Due(Kind.CASE, case.id), 1, case.closed_at
    for case_id, maps in found.maps.items():
        yield Due(Kind.MAPS, case_id), len(maps), maps[0].kept_at
    for case_id, flags in found.flags.items():
        yield Due(Kind.FLAGS, case_id), len(flags), flags[0].at
    if found.links:
        yield Due(Kind.LINKS), len(found.links), found.links[0].asked_at


async def _line(
    u: Unit, found: _Found, row: tuple[Due, int, datetime], names: Mapping[str, str]
) -> DueLine:
    due, things, since = row
    if due.case_id is None:
        return DueLine(due, None, things, since, None)
    own, hold = await own_case(u, due.case_id), found.holds.get(due.case_id)
    held = None if hold is None else _hold_line(u, own, hold, names)
    return DueLine(due, own.reference, things, since, held)


async def _held(u: Unit, hold: Hold, names: Mapping[str, str]) -> HeldLine:
    own = await own_case(u, hold.case_id)
    return HeldLine(own.id, own.reference, _hold_line(u, own, hold, names))


def _hold_line(u: Unit, own: OwnCase, hold: Hold, names: Mapping[str, str]) -> HoldLine:
    return HoldLine(
        reason=own.vault.open("hold", hold.id, hold.sealed)["reason"],
        by=names[hold.worker_id],
        review=hold.review,
        over=u.now.date() >= hold.review,
    )


async def _case(u: Unit, case_id: object) -> CaseFile:
    """A case that is not erased. Raises NotFound."""
    known = well_formed(case_id)
    case = await u.session.get(CaseFile, known) if known else None
    if case is None or await store.erased(u.session, case.id):
        raise NotFound("not_found")
    return case


async def _end_holds(u: Unit, case_id: str) -> bool:
    """End every hold of a case; whether there was one."""
    held = [hold for hold in await store.holds(u.session) if hold.case_id == case_id]
    for hold in held:
        hold.ended_at = u.now
        u.session.add(hold)
    return bool(held)
