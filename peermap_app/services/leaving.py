"""What is over with an account that is closed, so that nothing of it is there when it is opened.

Allocations stay: they are the social-care system's word, and their cases are listed until somebody
has them. What somebody here said for some hours or days, and what waits for an answer, is over.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement
from sqlmodel import col, or_, select

from peermap_app.domain.access import Action
from peermap_app.domain.tray import Kind
from peermap_app.services import tray_wake
from peermap_app.services.hearing import tell_concerned
from peermap_app.services.unit import Unit
from peermap_app.storage import access_record
from peermap_app.storage import cases as cases_store
from peermap_app.storage import recovery as recovery_store
from peermap_app.storage.cover_tables import CoverRow
from peermap_app.storage.team_tables import Duty, TemporaryAllocation, TemporaryAsk
from peermap_app.storage.waiting_tables import WaitingAllocation

CLOSED = "account_closed"
"""The rule in the record, and the answer to what was asked by or for who left."""

GIVER = "giver_left"
"""The rule when whoever gave it is a supervisor of that team no longer."""


async def end_all(u: Unit, worker_id: str) -> None:
    """End it in the unit that closes the account, and once more in the one that opens it:

    what was given in the very moment of closing, or before closing ended anything, is over too.
    """
    await _cases_for_some_hours(u, col(TemporaryAllocation.worker_id) == worker_id, CLOSED)
    await end_given(u, worker_id)
    await _duty(u, worker_id)
    await _covers(u, worker_id)
    await _asks(u, worker_id)
    await recovery_store.forget_links(u.session, worker_id)


async def hold_cases(u: Unit, worker_id: str | None) -> None:
    """Hold the cases that this is about, before the account: all hold them in that order."""
    theirs = or_(
        col(TemporaryAllocation.worker_id) == worker_id,
        col(TemporaryAllocation.given_by) == worker_id,
    )
    held = select(TemporaryAllocation.case_id).where(
        theirs, col(TemporaryAllocation.over_at).is_(None)
    )
    await cases_store.lock_cases(u.session, tuple(await u.session.exec(held)))


async def end_given(u: Unit, worker_id: str) -> None:
    """What a supervisor gave for some hours is over with their office."""
    await _cases_for_some_hours(u, col(TemporaryAllocation.given_by) == worker_id, GIVER)


async def _cases_for_some_hours(u: Unit, whose: ColumnElement[bool], rule: str) -> None:
    """Each stands on its case's record, and whoever works with the case sees that it is over."""
    held = select(TemporaryAllocation).where(whose, col(TemporaryAllocation.over_at).is_(None))
    cases = {row.case_id for row in await u.session.exec(held)}
    await cases_store.lock_cases(u.session, tuple(cases))
    for row in (await u.session.exec(held.execution_options(populate_existing=True))).all():
        row.over_at = min(u.now, row.ends_at)
        u.session.add(row)
        entry = access_record.Entry(
            at=u.now,
            who_kind="system",
            worker_id=row.worker_id,
            device=None,
            action=Action.GIVE_TEMPORARY.value,
            case_id=row.case_id,
            outcome=access_record.ALLOWED,
            rule=rule,
            detail=row.id,
        )
        u.record(row.case_id, entry)
        u.hint(f"worker:{row.worker_id}", {"kind": "case"})
    for case_id in sorted(cases):
        await tell_concerned(u, case_id, {"kind": "case"})


async def _duty(u: Unit, worker_id: str) -> None:
    wanted = select(Duty).where(Duty.worker_id == worker_id, col(Duty.ends_at) > u.now)
    for row in (await u.session.exec(wanted)).all():
        row.ends_at = u.now
        u.session.add(row)


async def _covers(u: Unit, worker_id: str) -> None:
    """Whichever side of it they are on, agreed to or not: nobody covers for who is not coming."""
    theirs = or_(col(CoverRow.worker_id) == worker_id, col(CoverRow.covered_by) == worker_id)
    wanted = select(CoverRow).where(theirs, col(CoverRow.over_at).is_(None))
    for row in (await u.session.exec(wanted.with_for_update())).all():
        row.over_at, row.over_by = u.now, u.who.worker_id
        u.session.add(row)
        for each in (row.worker_id, row.covered_by):
            u.hint(f"worker:{each}", {"kind": "cover"})
        if row.answer is None:
            tray_wake.wake(u, Kind.COVER, row.id)


async def _asks(u: Unit, worker_id: str) -> None:
    """What they asked for, and the allocations that were asked for them."""
    own = select(TemporaryAsk).where(
        TemporaryAsk.asked_by == worker_id, col(TemporaryAsk.answer).is_(None)
    )
    for ask in (await u.session.exec(own.with_for_update())).all():
        ask.answer, ask.answered_at = CLOSED, u.now
        u.session.add(ask)
        tray_wake.wake(u, Kind.TEMPORARY, ask.id)
    for_them = select(WaitingAllocation).where(
        WaitingAllocation.worker_id == worker_id, col(WaitingAllocation.answer).is_(None)
    )
    for waits in (await u.session.exec(for_them.with_for_update())).all():
        waits.answer, waits.answered_at = CLOSED, u.now
        u.session.add(waits)
        tray_wake.wake(u, Kind.ALLOCATION, waits.id)
