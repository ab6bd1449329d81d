"""A case closes: its worker asks, its supervisor agrees, or the social-care system's file says so.

Drawings and links end with it. My map opens for the young person until the case is erased.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from peermap_app.bootstrap import House
from peermap_app.domain.access import Action
from peermap_app.domain.endings import CloseReason, check_second, parse_close
from peermap_app.domain.errors import NotFound
from peermap_app.domain.tray import Kind
from peermap_app.services import drawings, finding_over, tray_wake
from peermap_app.services.admission import well_formed
from peermap_app.services.hearing import tell_concerned
from peermap_app.services.link_ends import own_case
from peermap_app.services.link_lines import end_every_link
from peermap_app.services.unit import SYSTEM, Unit, Who, reading, unit
from peermap_app.storage import cases as cases_store
from peermap_app.storage import endings as store
from peermap_app.storage.ending_tables import CaseClosing, PlannedClosing
from peermap_app.storage.tables import CaseFile, Worker, new_id


@dataclass(frozen=True, slots=True)
class CloseForm:
    """What the page "Close this case" starts from. `asked`: who asked and when, if it waits."""

    case_id: str
    reference: str
    initials: str
    asked: tuple[str, datetime] | None


@dataclass(frozen=True, slots=True)
class ClosingLine:
    """An ask that waits for a supervisor. `yours`: they asked themselves, so another must agree."""

    id: str
    reference: str
    initials: str
    asked_by: str
    asked_at: datetime
    reason: CloseReason
    yours: bool


async def close_form(house: House, who: Who, case_id: str) -> CloseForm:
    """Whose case it is, and whether closing it waits already."""
    async with unit(house, who, Action.ASK_CLOSE, case_id) as u:
        own, ask = await own_case(u, u.held.id), await store.open_ask(u.session, u.held.id)
        asked = None
        if ask is not None:
            people = await cases_store.workers_with_team(u.session, (ask.asked_by,))
            asked = (people[ask.asked_by][0].name, ask.asked_at)
        return CloseForm(own.id, own.reference, own.initials, asked)


async def ask_to_close(house: House, who: Who, case_id: str, raw: Mapping[str, object]) -> None:
    """Ask the supervisor. Asked already is no second ask. Raises `Problems` as `parse_close`."""
    async with unit(house, who, Action.ASK_CLOSE, case_id) as u:
        reason = parse_close(raw)
        if await store.open_ask(u.session, u.held.id) is not None:
            return
        assert who.worker_id is not None  # the table lets workers alone ask
        row_id = new_id()
        sealed = u.held.vault.seal("case_closing", row_id, {"reason": reason.value})
        u.session.add(
            CaseClosing(
                id=row_id,
                case_id=u.held.id,
                asked_by=who.worker_id,
                asked_at=u.now,
                sealed=sealed,
            )
        )
        tray_wake.wake(u, Kind.CLOSING, row_id)


async def waiting(house: House, who: Who) -> tuple[ClosingLine, ...]:
    """The asks that wait for this supervisor, oldest first; each shown stands on its record."""
    async with unit(house, who, Action.AGREE_CLOSE) as u:
        rows = await store.asks_of_supervisor(u.session, *await _supervisor(u))
        people = await cases_store.workers_with_team(u.session, [row.asked_by for row, _ in rows])
        lines = []
        for row, case in rows:
            own = await own_case(u, case.id)
            said = own.vault.open("case_closing", row.id, row.sealed)
            u.also(Action.AGREE_CLOSE, case.id, detail=row.id)
            lines.append(
                ClosingLine(
                    id=row.id,
                    reference=own.reference,
                    initials=own.initials,
                    asked_by=people[row.asked_by][0].name,
                    asked_at=row.asked_at,
                    reason=CloseReason(said["reason"]),
                    yours=row.asked_by == who.worker_id,
                )
            )
        return tuple(lines)


async def answer(house: House, who: Who, closing_id: object, *, agree: bool) -> None:
    """Agree, and the case is closed at once; or not, and it stays open. A second tap is nothing.

    Raises:
        NotFound: no such ask, or of a case that is not theirs to supervise.
        Conflict: "own_close": nobody is the second person to their own act.
    """
    known = well_formed(closing_id)
    async with unit(house, who, Action.AGREE_CLOSE, reason=known) as u:
        row = await store.ask_held(u.session, known or "")
        case = await u.session.get(CaseFile, row.case_id) if row is not None else None
        if row is None or case is None or not _supervises(case, *await _supervisor(u)):
            raise NotFound("not_found")
        check_second(row.asked_by, who.worker_id)
        if row.answered_at is None and case.closed_at is None:
            row.answered_at, row.answered_by, row.agreed = u.now, who.worker_id, agree
            u.session.add(row)
            u.also(Action.AGREE_CLOSE, case.id, detail=row.id)
            u.hint(f"worker:{row.asked_by}", {"kind": "case", "id": case.id})
            tray_wake.wake(u, Kind.CLOSING, row.id)
            if agree:
                await close_case(u, case)
    await drawings.end_overdue(house)


async def plan_or_close(
    u: Unit, case_id: str, day: date | None, planned: PlannedClosing | None
) -> str | None:
    """Do what a file says of a case's end: close it, keep the day, or forget one that was kept.

    Gives what changed, a key of `words.import_words.KINDS`; None for nothing.
    """
    if day is None or day > u.now.date():
        if (planned.closes if planned else None) == day:
            return None
        case = await u.session.get(CaseFile, case_id)
        if case is None or case.closed_at is not None:
            return None
        if day is None and planned is not None:
            await u.session.delete(planned)
            return "case_stays"
        row = planned or PlannedClosing(case_id=case_id, closes=day or u.now.date())
        row.closes = day or row.closes
        u.session.add(row)
        return "case_closes_later"
    case = await u.session.get(CaseFile, case_id)
    if case is None or case.closed_at is not None:
        return None
    await close_case(u, case)
    return "case_closed"


async def close_planned(house: House) -> int:
    """Close the cases whose day has come, as an import had said; how many. The keeper's."""
    async with reading(house) as session:
        due = await store.planned_for(session, house.clock().date())
    done = 0
    for case_id in due:
        async with unit(house, SYSTEM, Action.CLOSE_CASE) as u:
            await cases_store.lock_cases(u.session, (case_id,))
            case = await u.session.get(CaseFile, case_id, populate_existing=True)
            # A file may have moved the day since, or taken it back.
            planned = await store.planned_held(u.session, case_id)
            holds = planned is not None and planned.closes <= u.now.date()
            if holds and case is not None and case.closed_at is None:
                await close_case(u, case)
                done += 1
    if done:
        await drawings.end_overdue(house)
    return done


async def close_case(u: Unit, case: CaseFile) -> None:
    """Close a case in the caller's transaction: links and own asks end, open pages ask again.

    From here on nobody opens it; its drawings are refused at once and ended by `end_overdue`.
    """
    case.closed_at = u.now
    u.session.add(case)
    planned = await u.session.get(PlannedClosing, case.id)
    if planned is not None:
        await u.session.delete(planned)
    ask = await store.open_ask(u.session, case.id)
    if ask is not None:
        ask.answered_at = u.now
        u.session.add(ask)
    await end_every_link(u, await own_case(u, case.id))
    await finding_over.end_all(u, case.id)
    u.also(Action.CLOSE_CASE, case.id)
    for kind in ("case", "alert"):
        await tell_concerned(u, case.id, {"kind": kind, "id": case.id})


async def _supervisor(u: Unit) -> tuple[str, str | None]:
    """The asker and their team."""
    worker = await u.session.get(Worker, u.who.worker_id)
    assert worker is not None  # the unit found them
    return worker.id, worker.team_id


def _supervises(case: CaseFile, worker_id: str, team_id: str | None) -> bool:
    return case.supervisor_id == worker_id or (team_id is not None and case.team_id == team_id)
