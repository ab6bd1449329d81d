"""Connections that a case's own record already holds: sealed under the case, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import LargeBinary
from sqlmodel import Field, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from peermap_app.storage.review_tables import Review
from peermap_app.storage.tables import Table, UtcMoment, new_id


class HeldConnection(Table, table=True):
    """One connection. sealed ("held_connection"): see `domain.connections`, and what it said before
    each correction (`earlier`). Until when it stands is in `review`."""

    __tablename__ = "held_connection"

    id: str = Field(default_factory=new_id, primary_key=True)
    case_id: str = Field(foreign_key="case_file.id", index=True)
    worker_id: str = Field(foreign_key="worker.id")
    form_hash: str = Field(unique=True, repr=False)
    at: datetime = Field(sa_type=UtcMoment)
    sealed: bytes = Field(sa_type=LargeBinary, repr=False)


async def standing(
    session: AsyncSession, case_id: str, on: date
) -> Sequence[tuple[HeldConnection, Review]]:
    """Those of a case that have not lapsed on that day, oldest first."""
    found = await session.exec(
        select(HeldConnection, Review)
        .join(Review, col(Review.thing_id) == col(HeldConnection.id))
        .where(
            HeldConnection.case_id == case_id,
            col(Review.due) > on,
            col(Review.closed_at).is_(None),
        )
        .order_by(col(HeldConnection.at), col(HeldConnection.id))
    )
    return found.all()


async def due(
    session: AsyncSession, case_ids: Sequence[str], on: date
) -> Sequence[tuple[HeldConnection, Review]]:
    """Those of these cases that are there and due on that day or earlier."""
    found = await session.exec(
        select(HeldConnection, Review)
        .join(Review, col(Review.thing_id) == col(HeldConnection.id))
        .where(
            col(HeldConnection.case_id).in_(list(case_ids)),
            col(Review.closed_at).is_(None),
            col(Review.due) <= on,
        )
        .order_by(col(Review.due), col(HeldConnection.id))
    )
    return found.all()


async def of_form(session: AsyncSession, form_hash: str) -> HeldConnection | None:
    """What a form made."""
    found = select(HeldConnection).where(HeldConnection.form_hash == form_hash)
    return (await session.exec(found)).first()


async def gone(session: AsyncSession, row: HeldConnection) -> None:
    """Delete one with its date."""
    review = await session.get(Review, row.id)
    if review is not None:
        await session.delete(review)
    await session.delete(row)
