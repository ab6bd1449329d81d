"""Queries on covers: those of a team, those of one worker, and who may be named."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import ColumnElement, and_, or_
from sqlalchemy.orm import aliased
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from peermap_app.domain.cases import Role
from peermap_app.domain.covers import Cover
from peermap_app.storage.cover_tables import CoverRow
from peermap_app.storage.tables import Team, Worker

AGREED, REFUSED = "agreed", "refused"


def cover(row: CoverRow) -> Cover:
    """A row as the rules know it."""
    return Cover(row.worker_id, row.covered_by, row.starts, row.ends)


def _goes_on(day: date) -> ColumnElement[bool]:
    """It waits or was agreed to, was not ended, and its last day is not over."""
    said = or_(col(CoverRow.answer).is_(None), col(CoverRow.answer) == AGREED)
    return and_(said, col(CoverRow.over_at).is_(None), col(CoverRow.ends) >= day)


async def workers(session: AsyncSession, team_id: str | None) -> Sequence[tuple[Worker, str]]:
    """Everybody who may have a cover or be one, with their team, by name; None: of every team."""
    found = (
        select(Worker, Team.name)
        .join(Team, col(Team.id) == col(Worker.team_id))
        .where(
            col(Worker.active).is_(True),
            col(Worker.role).in_([Role.PRACTITIONER.value, Role.SUPERVISOR.value]),
        )
        .order_by(col(Team.name), col(Worker.name), col(Worker.id))
    )
    if team_id is not None:
        found = found.where(Worker.team_id == team_id)
    return (await session.exec(found)).all()


async def going_on(session: AsyncSession, day: date, people: Sequence[str]) -> Sequence[CoverRow]:
    """Covers between these people that wait, are to come or hold on `day`, by their first day."""
    found = (
        select(CoverRow)
        .where(
            _goes_on(day),
            col(CoverRow.worker_id).in_(list(people)),
            col(CoverRow.covered_by).in_(list(people)),
        )
        .order_by(col(CoverRow.starts), col(CoverRow.id))
    )
    return (await session.exec(found)).all()


async def of_worker(session: AsyncSession, worker_id: str, day: date) -> Sequence[CoverRow]:
    """What was agreed to and is not over, for a worker who is away or covers."""
    theirs = or_(col(CoverRow.worker_id) == worker_id, col(CoverRow.covered_by) == worker_id)
    found = (
        select(CoverRow)
        .where(_goes_on(day), CoverRow.answer == AGREED, theirs)
        .order_by(col(CoverRow.starts), col(CoverRow.id))
    )
    return (await session.exec(found)).all()


async def waiting(session: AsyncSession, me: Worker, day: date) -> Sequence[CoverRow]:
    """Asks that this supervisor may answer, oldest first."""
    found = (
        select(CoverRow)
        .join(Worker, col(Worker.id) == col(CoverRow.worker_id))
        .where(
            _goes_on(day),
            col(CoverRow.answer).is_(None),
            Worker.team_id == (me.team_id or ""),
            col(CoverRow.asked_by) != me.id,
            col(CoverRow.covered_by) != me.id,
        )
        .order_by(col(CoverRow.asked_at), col(CoverRow.id))
    )
    return (await session.exec(found)).all()


async def held(session: AsyncSession, cover_id: str) -> CoverRow | None:
    """One of them, held until the transaction ends."""
    found = select(CoverRow).where(CoverRow.id == cover_id).with_for_update()
    return (await session.exec(found)).first()


async def lock_team(session: AsyncSession, team_id: str) -> None:
    """Covers of one team are set one after the other, so that no two cross."""
    await session.exec(select(Team).where(Team.id == team_id).with_for_update())


async def holding(session: AsyncSession, day: date, people: Sequence[str]) -> dict[str, str]:
    """Who covers on `day` for those of these people who are away, by who is away.

    Of two who are still there, and of one team: else the cover stands nowhere.
    """
    away, by = aliased(Worker), aliased(Worker)
    found = await session.exec(
        select(CoverRow.worker_id, CoverRow.covered_by)
        .join(away, col(away.id) == col(CoverRow.worker_id))
        .join(by, col(by.id) == col(CoverRow.covered_by))
        .where(
            _goes_on(day),
            CoverRow.answer == AGREED,
            col(CoverRow.starts) <= day,
            col(CoverRow.worker_id).in_(list(people)),
            col(away.active).is_(True),
            col(by.active).is_(True),
            col(away.team_id) == col(by.team_id),
            col(by.role).in_([Role.PRACTITIONER.value, Role.SUPERVISOR.value]),
        )
    )
    return dict(found.all())
