"""Queries on drawings: that one was offered, where it stands, how it ended. Never a picture."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, func, not_, or_
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import Select

from peermap_app.storage.access_record import ALLOWED
from peermap_app.storage.cases import allocated_on
from peermap_app.storage.tables import (
    AccessRecord,
    Allocation,
    CaseFile,
    Drawing,
    SignInSession,
    Worker,
)

Whole = tuple[Drawing, SignInSession, Worker]
"""A drawing, the session that it lasts as long as, and whose that is."""


async def whole(session: AsyncSession, drawing_id: str) -> Whole | None:
    """One drawing by its id, live or ended."""
    return (await session.exec(_whole().where(Drawing.id == drawing_id))).first()


async def of_device(session: AsyncSession, device_hash: str) -> Whole | None:
    """The newest drawing that a tablet took, live or ended."""
    found = _whole().where(Drawing.device_hash == device_hash)
    return (await session.exec(found.order_by(col(Drawing.created_at).desc()))).first()


async def offered_by(
    session: AsyncSession, *, link_hash: str | None = None, code_hash: str | None = None
) -> Whole | None:
    """The drawing whose link or typed code this is, whether or not it still counts."""
    found = _whole()
    if link_hash is not None:
        found = found.where(Drawing.link_hash == link_hash)
    else:
        found = found.where(Drawing.code_hash == code_hash)
    return (await session.exec(found.order_by(col(Drawing.offer_expires).desc()))).first()


async def live_of(session: AsyncSession, case_id: str, worker_id: str) -> Sequence[Whole]:
    """A worker's drawings on a case that no row says have ended, newest first."""
    found = _whole().where(
        Drawing.case_id == case_id,
        Drawing.worker_id == worker_id,
        col(Drawing.ended_at).is_(None),
    )
    return (await session.exec(found.order_by(col(Drawing.created_at).desc()))).all()


async def how_many_live_of(session: AsyncSession, worker_id: str) -> int:
    """A worker's drawings on all cases that no row says have ended."""
    mine = (col(Drawing.worker_id) == worker_id, col(Drawing.ended_at).is_(None))
    return (await session.exec(select(func.count()).select_from(Drawing).where(*mine))).one()


async def started_from(session: AsyncSession, kept_map_id: str) -> Sequence[str]:
    """The drawings that go on and started from this kept map: ids alone."""
    mine = Drawing.from_map == kept_map_id
    found = select(Drawing.id).where(mine, col(Drawing.ended_at).is_(None))
    return (await session.exec(found)).all()


async def of_session(session: AsyncSession, session_id: str) -> Sequence[Drawing]:
    """The drawings of a session that end with it: one that was handed over goes on."""
    found = select(Drawing).where(
        Drawing.session_id == session_id,
        col(Drawing.ended_at).is_(None),
        not_(_handed_over()),
    )
    return (await session.exec(found)).all()


async def overdue(session: AsyncSession, now: datetime) -> Sequence[tuple[Drawing, bool]]:
    """Drawings that outlived what they stand on; True: their session was signed out.

    False: it expired, or their worker has the case no longer (an allocation that ended, a closed
    case or account).
    """
    held_today = exists().where(
        col(Allocation.case_id) == col(Drawing.case_id),
        col(Allocation.worker_id) == col(Drawing.worker_id),
        allocated_on(now.date()),
    )
    signed_out = and_(col(SignInSession.ended_at).is_not(None), not_(_handed_over()))
    found = (
        select(Drawing, signed_out)
        .join(SignInSession, col(SignInSession.id) == col(Drawing.session_id))
        .join(CaseFile, col(CaseFile.id) == col(Drawing.case_id))
        .join(Worker, col(Worker.id) == col(Drawing.worker_id))
        .where(
            col(Drawing.ended_at).is_(None),
            or_(
                signed_out,
                col(SignInSession.expires_at) <= now,
                col(CaseFile.closed_at).is_not(None),
                col(Worker.active).is_(False),
                not_(held_today),
            ),
        )
    )
    return (await session.exec(found)).all()


async def tablets_joined(session: AsyncSession, row: Drawing, took: str, sent_off: str) -> int:
    """How many tablets took this drawing so far and were not turned away, by its case's record.

    `took`, `sent_off`: the actions under which these are recorded.
    """
    found = await session.exec(
        select(AccessRecord.action, func.count())
        .where(
            AccessRecord.chain == row.case_id,
            col(AccessRecord.action).in_((took, sent_off)),
            AccessRecord.detail == row.id,
            AccessRecord.outcome == ALLOWED,
        )
        .group_by(AccessRecord.action)
    )
    counted = dict(found.all())
    return counted.get(took, 0) - counted.get(sent_off, 0)


async def going_on(
    session: AsyncSession, drawings: Collection[str], since: datetime
) -> Sequence[str]:
    """Those of these drawings that have not ended, or did so at `since` or later: ids alone."""
    found = select(Drawing.id).where(
        col(Drawing.id).in_(drawings),
        or_(col(Drawing.ended_at).is_(None), col(Drawing.ended_at) >= since),
    )
    return (await session.exec(found)).all()


async def ended_since(session: AsyncSession, since: datetime) -> Sequence[tuple[str, datetime]]:
    """Drawings that ended at `since` or later: ids and their rooms' last moments."""
    found = (
        select(Drawing.id, SignInSession.expires_at)
        .join(SignInSession, col(SignInSession.id) == col(Drawing.session_id))
        .where(col(Drawing.ended_at) >= since)
    )
    return (await session.exec(found)).all()


def _handed_over() -> ColumnElement[bool]:
    """Whether a drawing's session ended by handing the device over; never NULL."""
    return col(Drawing.handed_over_from).is_not_distinct_from(col(Drawing.session_id))


def _whole() -> Select[Drawing, SignInSession, Worker]:
    return (
        select(Drawing, SignInSession, Worker)
        .join(SignInSession, col(SignInSession.id) == col(Drawing.session_id))
        .join(Worker, col(Worker.id) == col(Drawing.worker_id))
    )
