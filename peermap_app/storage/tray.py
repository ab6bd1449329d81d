"""Queries for what waits for supervisors and administrators: ids and moments, nothing is opened."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from peermap_app.domain.cases import Role
from peermap_app.storage.cases import allocated_on
from peermap_app.storage.tables import Allocation, CaseFile, Team, Worker
from peermap_app.storage.team_tables import TemporaryAsk
from peermap_app.storage.teams import theirs
from peermap_app.storage.waiting_tables import ImportAgreement, WaitingAllocation, WaitingImport

MOST = 200
"""Things of one kind that one list shows."""


async def allocations(session: AsyncSession, me: Worker) -> Sequence[WaitingAllocation]:
    """Asks that this supervisor may answer, oldest first."""
    found = (
        select(WaitingAllocation)
        .join(CaseFile, col(CaseFile.id) == col(WaitingAllocation.case_id))
        .where(
            col(WaitingAllocation.answer).is_(None),
            col(WaitingAllocation.asked_by) != me.id,
            col(WaitingAllocation.worker_id) != me.id,
            theirs(me.id, me.team_id),
        )
        .order_by(col(WaitingAllocation.asked_at), col(WaitingAllocation.id))
        .limit(MOST)
    )
    return (await session.exec(found)).all()


async def imports(session: AsyncSession, me: Worker) -> Sequence[WaitingImport]:
    """A file that waits for this supervisor's team."""
    found = (
        select(WaitingImport)
        .join(ImportAgreement, col(ImportAgreement.import_id) == col(WaitingImport.id))
        .where(
            WaitingImport.state == "waiting",
            col(WaitingImport.asked_by) != me.id,
            ImportAgreement.team_id == (me.team_id or ""),
            col(ImportAgreement.agreed_by).is_(None),
        )
    )
    return (await session.exec(found)).all()


async def asks_since(session: AsyncSession, since: datetime) -> Sequence[TemporaryAsk]:
    """Every ask for a case for some hours that waits, whoever's case it is, oldest first."""
    found = (
        select(TemporaryAsk)
        .where(col(TemporaryAsk.answer).is_(None), col(TemporaryAsk.asked_at) >= since)
        .order_by(col(TemporaryAsk.asked_at), col(TemporaryAsk.id))
    )
    return (await session.exec(found)).all()


async def open_hashes(session: AsyncSession, me: Worker | None = None) -> dict[str, str]:
    """The keyed hash of the reference of each open case, with its id; `me`: of theirs alone."""
    found = select(CaseFile.reference_hash, CaseFile.id).where(col(CaseFile.closed_at).is_(None))
    if me is not None:
        found = found.where(theirs(me.id, me.team_id))
    return dict((await session.exec(found)).all())


async def without_worker(session: AsyncSession, me: Worker, day: date) -> int:
    """How many open cases of a supervisor nobody with an open account works with on `day`."""
    has_somebody = (
        select(Allocation.case_id)
        .join(Worker, col(Worker.id) == col(Allocation.worker_id))
        .where(allocated_on(day), col(Worker.active).is_(True))
    )
    found = (
        select(func.count())
        .select_from(CaseFile)
        .where(
            col(CaseFile.closed_at).is_(None),
            theirs(me.id, me.team_id),
            col(CaseFile.id).not_in(has_somebody),
        )
    )
    return (await session.exec(found)).one()


async def leaderless(session: AsyncSession) -> int:
    """How many teams have open cases and no supervisor."""
    led = select(Worker.team_id).where(
        Worker.role == Role.SUPERVISOR.value,
        col(Worker.active).is_(True),
        col(Worker.team_id).is_not(None),
    )
    at_work = select(CaseFile.team_id).where(col(CaseFile.closed_at).is_(None))
    found = (
        select(func.count())
        .select_from(Team)
        .where(col(Team.id).in_(at_work), col(Team.id).not_in(led))
    )
    return (await session.exec(found)).one()


async def of_role(
    session: AsyncSession, role: Role, team_ids: Sequence[str] | None = None
) -> Sequence[str]:
    """The ids of everybody of a role whose account is open; `team_ids`: of these teams alone."""
    found = select(Worker.id).where(Worker.role == role.value, col(Worker.active).is_(True))
    if team_ids is not None:
        found = found.where(col(Worker.team_id).in_(list(team_ids)))
    return (await session.exec(found)).all()


async def teams_of_import(session: AsyncSession, import_id: str) -> Sequence[str]:
    """The teams that a file concerns."""
    found = select(ImportAgreement.team_id).where(ImportAgreement.import_id == import_id)
    return (await session.exec(found)).all()


async def teams_of_worker(session: AsyncSession, worker_id: str) -> Sequence[str]:
    """The teams of the open cases that a worker was ever allocated to."""
    found = (
        select(CaseFile.team_id)
        .join(Allocation, col(Allocation.case_id) == col(CaseFile.id))
        .where(Allocation.worker_id == worker_id, col(CaseFile.closed_at).is_(None))
        .distinct()
    )
    return (await session.exec(found)).all()
