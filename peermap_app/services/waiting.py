"""Allocations that an administrator asks for and a supervisor of the case's team agrees to.

Two people, always: whoever asks is an administrator and has no cases; whoever agrees is another
one, of the case's own team, and never the worker who would get the case.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import or_
from sqlmodel import col, select

from peermap_app.bootstrap import House
from peermap_app.domain.access import Action
from peermap_app.domain.cases import Role, may_be_allocated, parse_reference
from peermap_app.domain.errors import Conflict, Invalid
from peermap_app.domain.forms import Form, parse_near_day
from peermap_app.domain.tray import Kind
from peermap_app.services import drawings, tray_wake
from peermap_app.services.administration import reference_of
from peermap_app.services.admission import Hidden, well_formed
from peermap_app.services.unit import Unit, Who, unit
from peermap_app.services.whom import Whom, whom
from peermap_app.storage import accounts as stored_accounts
from peermap_app.storage import cases as cases_store
from peermap_app.storage import teams as teams_store
from peermap_app.storage.tables import Allocation, CaseFile, Team, Worker, new_id
from peermap_app.storage.team_tables import Addition
from peermap_app.storage.waiting_tables import WaitingAllocation

AGREED, REFUSED = "agreed", "refused"
MOST_WAITING = 200
"""Asks that one page lists, the oldest first."""


@dataclass(frozen=True, slots=True)
class WaitingLine:
    """One ask. `own`: it is about whoever looks, who may not agree to it."""

    id: str
    reference: str
    worker: Whom
    team: str
    starts: date
    ends: date | None
    asked_by: str
    asked_at: datetime
    own: bool


async def ask_allocation(house: House, who: Who, raw: Mapping[str, object]) -> str:
    """Ask to allocate a worker to a case; gives the id of what waits now.

    Raises:
        Problems: "reference", "email", "starts", "ends" that cannot be used.
        Invalid: "no_such_case", "no_such_worker".
        Conflict: "may_not_be_allocated", "allocated_already", "nobody_agrees".
    """
    async with unit(house, who, Action.ASK_ALLOCATION) as u:
        reference, email, starts, ends = _parse(raw, u.now.date())
        case = await cases_store.case_by_hash(u.session, u.keys.lookup("reference", reference))
        if case is None:
            raise Invalid("no_such_case", field="reference")
        worker = await stored_accounts.worker_by_email(u.session, email)
        if worker is None:
            raise Invalid("no_such_worker", field="email")
        if not worker.active or not may_be_allocated(Role(worker.role)):
            raise Conflict("may_not_be_allocated", field="email")
        await cases_store.lock_cases(u.session, (case.id,))
        if await _is_there(u, case.id, worker.id, starts):
            raise Conflict("allocated_already", field="email")
        if not await _can_agree(u, case, worker.id):
            raise Conflict("nobody_agrees", field="reference")
        asked = WaitingAllocation(
            case_id=case.id,
            worker_id=worker.id,
            starts=starts,
            ends=ends,
            asked_by=who.worker_id or "",
            asked_at=u.now,
        )
        u.session.add(asked)
        u.also(Action.ASK_ALLOCATION, case.id, detail=f"{asked.id} {worker.id}")
        tray_wake.wake(u, Kind.ALLOCATION, asked.id)
        return asked.id


async def asked_for(house: House, who: Who) -> tuple[WaitingLine, ...]:
    """All that waits, for administrators."""
    async with unit(house, who, Action.SEE_ACCOUNTS, reason="waiting") as u:
        return await _lines(u, None)


async def for_supervisor(house: House, who: Who) -> tuple[WaitingLine, ...]:
    """What waits for this supervisor: asks about cases that they supervise, or of their team."""
    async with unit(house, who, Action.SEE_WAITING) as u:
        me = await u.session.get(Worker, who.worker_id)
        return await _lines(u, me)


async def answer(house: House, who: Who, asked_id: object, *, agree: bool) -> None:
    """Agree, which allocates the worker, or refuse.

    Raises:
        NotFound: no such ask, or another team's.
        Conflict: "not_your_own", "answered_already", "may_not_be_allocated".
    """
    async with unit(house, who, Action.ANSWER_ALLOCATION) as u:
        asked = await _held(u, asked_id)
        case = await u.session.get(CaseFile, asked.case_id)
        me = await u.session.get(Worker, who.worker_id)
        if case is None or me is None or not _is_theirs(case, me):
            raise Hidden("not_their_team")
        if me.id in (asked.asked_by, asked.worker_id):
            raise Conflict("not_your_own")
        if asked.answer is not None:
            raise Conflict("answered_already")
        asked.answered_by, asked.answered_at = me.id, u.now
        asked.answer = AGREED if agree else REFUSED
        u.session.add(asked)
        u.also(Action.ANSWER_ALLOCATION, case.id, detail=f"{asked.id} {asked.answer}")
        tray_wake.wake(u, Kind.ALLOCATION, asked.id)
        if agree:
            await _allocate(u, case, asked)
    await drawings.end_overdue(house)  # what was agreed to may be over already


async def _held(u: Unit, asked_id: object) -> WaitingAllocation:
    """The ask, held until the unit ends, after the case that it is for."""
    wanted = WaitingAllocation.id == (well_formed(asked_id) or "")
    case_id = (await u.session.exec(select(WaitingAllocation.case_id).where(wanted))).first()
    if case_id is None:
        raise Hidden("unknown_ask")
    await cases_store.lock_cases(u.session, (case_id,))
    return (await u.session.exec(select(WaitingAllocation).where(wanted).with_for_update())).one()


async def _allocate(u: Unit, case: CaseFile, asked: WaitingAllocation) -> None:
    worker = await stored_accounts.held(u.session, asked.worker_id)  # nobody changes their role now
    if worker is None or not worker.active or not may_be_allocated(Role(worker.role)):
        raise Conflict("may_not_be_allocated")
    if case.closed_at is not None:
        raise Hidden("case_closed")
    same = Allocation.starts == asked.starts
    found = select(Allocation).where(
        Allocation.case_id == case.id, Allocation.worker_id == worker.id, same
    )
    held = (await u.session.exec(found)).first() or Allocation(
        id=new_id(), case_id=case.id, worker_id=worker.id, starts=asked.starts
    )
    held.ends = asked.ends
    u.session.add(held)
    added = Addition(case_id=case.id, worker_id=worker.id, added_by=u.who.worker_id, at=u.now)
    u.session.add(added)
    # Those who have the case already are shown who came, and who asked for it.
    u.session.add(Addition(case_id=case.id, worker_id=worker.id, added_by=asked.asked_by, at=u.now))
    await u.session.flush()
    people = await cases_store.allocated_workers(u.session, (case.id,), u.now.date())
    for told in {worker.id, *(each.id for each, _ in people[case.id])}:
        u.hint(f"worker:{told}", {"kind": "case", "id": case.id})


def _parse(raw: Mapping[str, object], today: date) -> tuple[str, str, date, date | None]:
    form = Form(raw)
    reference = form.reading("reference", parse_reference, "")
    email = form.text("email", longest=254, screened=False).lower()
    starts = form.reading(
        "starts", lambda day: parse_near_day(day, "starts", "starts_date", today), date.min
    )
    ends = form.reading(
        "ends",
        lambda day: parse_near_day(day, "ends", "ends_date", today) if day else None,
        None,
    )
    if ends is not None and ends <= starts:
        form.fault("ends_before", "ends")
    form.finish()
    return reference, email, starts, ends


async def _is_there(u: Unit, case_id: str, worker_id: str, starts: date) -> bool:
    """Whether they have the case on that day, or somebody asked for it."""
    held = select(Allocation.id).where(
        Allocation.case_id == case_id,
        Allocation.worker_id == worker_id,
        or_(cases_store.allocated_on(starts), col(Allocation.starts) == starts),
    )
    asked = select(WaitingAllocation.id).where(
        WaitingAllocation.case_id == case_id,
        WaitingAllocation.worker_id == worker_id,
        col(WaitingAllocation.answer).is_(None),
    )
    return any([(await u.session.exec(each)).first() is not None for each in (held, asked)])


async def _can_agree(u: Unit, case: CaseFile, worker_id: str) -> bool:
    """Whether there is a supervisor who could: not whoever would get the case."""
    leads = await u.session.exec(
        select(Worker).where(Worker.role == Role.SUPERVISOR.value, col(Worker.active).is_(True))
    )
    return any(_is_theirs(case, lead) and lead.id != worker_id for lead in leads)


def _is_theirs(case: CaseFile, lead: Worker) -> bool:
    return lead.id == case.supervisor_id or (
        lead.team_id is not None and lead.team_id == case.team_id
    )


async def _lines(u: Unit, me: Worker | None) -> tuple[WaitingLine, ...]:
    found = (
        select(WaitingAllocation, CaseFile, Team.name)
        .join(CaseFile, col(CaseFile.id) == col(WaitingAllocation.case_id))
        .join(Team, col(Team.id) == col(CaseFile.team_id))
        .where(col(WaitingAllocation.answer).is_(None))
        .order_by(col(WaitingAllocation.asked_at), col(WaitingAllocation.id))
    )
    if me is not None:
        found = found.where(teams_store.theirs(me.id, me.team_id))
    rows = (await u.session.exec(found.limit(MOST_WAITING))).all()
    ids = {one for row, _, _ in rows for one in (row.worker_id, row.asked_by)}
    people = await whom(u.session, ids)
    return tuple(
        [
            WaitingLine(
                id=row.id,
                reference=await reference_of(u, case),
                worker=people[row.worker_id],
                team=team,
                starts=row.starts,
                ends=row.ends,
                asked_by=people[row.asked_by].name,
                asked_at=row.asked_at,
                own=me is not None and me.id in (row.worker_id, row.asked_by),
            )
            for row, case, team in rows
        ]
    )
