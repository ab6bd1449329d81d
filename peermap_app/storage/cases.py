"""Queries on cases and who is allocated to them on a day."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, or_
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from peermap_app.storage.tables import (
    Allocation,
    CaseFile,
    CaseKey,
    Drawing,
    SignInSession,
    Team,
    Worker,
)

MOST_LEFT = 500
"""Cases of workers who left that one page lists."""


def allocated_on(day: date) -> ColumnElement[bool]:
    """Allocated on `day`: an allocation is over on the day that `ends` names."""
    over = or_(col(Allocation.ends).is_(None), col(Allocation.ends) > day)
    return and_(col(Allocation.starts) <= day, over)


def not_over_on(day: date) -> ColumnElement[bool]:
    """Allocated on `day` or later: it begins or goes on."""
    return or_(col(Allocation.ends).is_(None), col(Allocation.ends) > day)


async def changed_with_days(session: AsyncSession, after: date, to: date) -> Sequence[str]:
    """The workers of whom an allocation ends or begins on a day after `after`, up to `to`."""
    ends, starts = col(Allocation.ends), col(Allocation.starts)
    found = await session.exec(
        select(Allocation.worker_id)
        .where(or_(and_(ends > after, ends <= to), and_(starts > after, starts <= to)))
        .distinct()
    )
    return found.all()


async def left_behind(session: AsyncSession, day: date) -> Sequence[tuple[CaseFile, Worker]]:
    """Each open case that only closed accounts have on `day`, with each of those."""
    has_somebody = (
        select(Allocation.case_id)
        .join(Worker, col(Worker.id) == col(Allocation.worker_id))
        .where(allocated_on(day), col(Worker.active).is_(True))
    )
    found = await session.exec(
        select(CaseFile, Worker)
        .join(Allocation, col(Allocation.case_id) == col(CaseFile.id))
        .join(Worker, col(Worker.id) == col(Allocation.worker_id))
        .where(
            allocated_on(day),
            col(Worker.active).is_(False),
            col(CaseFile.closed_at).is_(None),
            col(CaseFile.id).not_in(has_somebody),
        )
        .order_by(col(CaseFile.id), col(Worker.name))
        .limit(MOST_LEFT)
    )
    return found.all()


async def allocated_cases(
    session: AsyncSession, worker_id: str, day: date
) -> Sequence[tuple[CaseFile, bytes]]:
    """The open cases of a worker on `day`, each with its wrapped key, oldest first."""
    found = await session.exec(
        select(CaseFile, CaseKey.wrapped)
        .join(CaseKey, col(CaseKey.case_id) == col(CaseFile.id))
        .where(
            col(CaseFile.closed_at).is_(None),
            col(CaseFile.id).in_(
                select(Allocation.case_id).where(
                    Allocation.worker_id == worker_id, allocated_on(day)
                )
            ),
        )
        .order_by(col(CaseFile.created_at), col(CaseFile.id))
    )
    return found.all()


async def allocated_among(
    session: AsyncSession, worker_ids: Iterable[str], case_ids: Collection[str], day: date
) -> Sequence[tuple[str, CaseFile, bytes]]:
    """(worker, case, its wrapped key) for each of these open cases that one of these workers has on
    `day`."""
    if not case_ids:
        return ()
    found = await session.exec(
        select(Allocation.worker_id, CaseFile, CaseKey.wrapped)
        .join(CaseFile, col(CaseFile.id) == col(Allocation.case_id))
        .join(CaseKey, col(CaseKey.case_id) == col(CaseFile.id))
        .where(
            col(CaseFile.closed_at).is_(None),
            col(Allocation.worker_id).in_(list(worker_ids)),
            col(Allocation.case_id).in_(case_ids),
            allocated_on(day),
        )
    )
    return found.all()


async def open_cases(
    session: AsyncSession, case_ids: Sequence[str]
) -> Sequence[tuple[CaseFile, bytes]]:
    """Those of these cases that are open, each with its wrapped key."""
    found = await session.exec(
        select(CaseFile, CaseKey.wrapped)
        .join(CaseKey, col(CaseKey.case_id) == col(CaseFile.id))
        .where(col(CaseFile.closed_at).is_(None), col(CaseFile.id).in_(list(case_ids)))
        .order_by(col(CaseFile.created_at), col(CaseFile.id))
    )
    return found.all()


async def allocated_workers(
    session: AsyncSession, case_ids: Sequence[str], day: date
) -> dict[str, tuple[tuple[Worker, str], ...]]:
    """The active workers of each case on `day` with their team's name, in order of name."""
    people: dict[str, dict[str, tuple[Worker, str]]] = {one: {} for one in case_ids}
    if not people:
        return {}
    rows = await session.exec(
        select(Allocation.case_id, Worker, Team.name)
        .join(Worker, col(Worker.id) == col(Allocation.worker_id))
        .join(Team, col(Team.id) == col(Worker.team_id), isouter=True)
        .where(col(Allocation.case_id).in_(people), allocated_on(day), col(Worker.active).is_(True))
        .order_by(col(Worker.name), col(Worker.id))
    )
    for case_id, worker, team in rows.all():
        people[case_id][worker.id] = (worker, team or "")
    return {case_id: tuple(held.values()) for case_id, held in people.items()}


async def case_by_hash(session: AsyncSession, reference_hash: str) -> CaseFile | None:
    """The open case with that keyed hash of its reference."""
    return (
        await session.exec(
            select(CaseFile).where(
                CaseFile.reference_hash == reference_hash, col(CaseFile.closed_at).is_(None)
            )
        )
    ).first()


async def wrapped_key(session: AsyncSession, case_id: str) -> bytes | None:
    """The wrapped key of a case."""
    return (await session.exec(select(CaseKey.wrapped).where(CaseKey.case_id == case_id))).first()


async def lock_cases(session: AsyncSession, case_ids: Sequence[str]) -> None:
    """Hold these cases until the transaction ends, always in one order, so that none waits forever.

    SQLite has one writer at a time and needs nothing here.
    """
    await session.exec(
        select(CaseFile.id)
        .where(col(CaseFile.id).in_(case_ids))
        .order_by(col(CaseFile.id))
        .with_for_update(key_share=True)
    )


async def workers_with_team(
    session: AsyncSession, worker_ids: Sequence[str]
) -> dict[str, tuple[Worker, str]]:
    """Workers by id, each with the name of the team."""
    if not worker_ids:
        return {}
    rows = await session.exec(
        select(Worker, Team.name)
        .join(Team, col(Team.id) == col(Worker.team_id), isouter=True)
        .where(col(Worker.id).in_(list(worker_ids)))
    )
    return {worker.id: (worker, team or "") for worker, team in rows.all()}


async def closed_cases(session: AsyncSession, case_ids: Sequence[str]) -> frozenset[str]:
    """Which of these cases are closed."""
    if not case_ids:
        return frozenset()
    rows = await session.exec(
        select(CaseFile.id).where(
            col(CaseFile.id).in_(case_ids), col(CaseFile.closed_at).is_not(None)
        )
    )
    return frozenset(rows.all())


async def live_drawing(
    session: AsyncSession, case_id: str, worker_id: str | None, now: datetime
) -> str | None:
    """The newest drawing that a worker has going on a case, in whichever of their sessions."""
    found = await session.exec(
        select(Drawing.id)
        .join(SignInSession, col(SignInSession.id) == col(Drawing.session_id))
        .where(
            Drawing.case_id == case_id,
            Drawing.worker_id == worker_id,
            col(Drawing.ended_at).is_(None),
            or_(
                col(SignInSession.ended_at).is_(None),
                col(Drawing.handed_over_from) == col(SignInSession.id),
            ),
            SignInSession.expires_at > now,
        )
        .order_by(col(Drawing.created_at).desc())
    )
    return found.first()


async def id_of_reference(session: AsyncSession, reference_hash: str) -> str | None:
    """The case whose reference has this keyed hash."""
    found = select(CaseFile.id).where(CaseFile.reference_hash == reference_hash)
    return (await session.exec(found)).first()
