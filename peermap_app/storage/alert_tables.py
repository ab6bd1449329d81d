"""Who is away, and when to look again at what nobody has seen. Ids, days and moments."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlmodel import Field, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from peermap_app.storage.tables import Table, UtcMoment, new_id


class Absence(Table, table=True):
    """Days on which a worker said that they are away; `ends` is the last of them."""

    __tablename__ = "absence"

    id: str = Field(default_factory=new_id, primary_key=True)
    worker_id: str = Field(foreign_key="worker.id", index=True)
    starts: date
    ends: date
    said_at: datetime = Field(sa_type=UtcMoment)


async def away_on(session: AsyncSession, day: date, people: Sequence[str]) -> frozenset[str]:
    """Those of these people who said that they are away on `day`."""
    found = await session.exec(
        select(Absence.worker_id).where(
            col(Absence.worker_id).in_(list(people)),
            col(Absence.starts) <= day,
            col(Absence.ends) >= day,
        )
    )
    return frozenset(found.all())


async def absences(session: AsyncSession, people: Sequence[str], day: date) -> Sequence[Absence]:
    """What these people said that is not over on `day`, by its first day."""
    found = await session.exec(
        select(Absence)
        .where(col(Absence.worker_id).in_(list(people)), col(Absence.ends) >= day)
        .order_by(col(Absence.starts), col(Absence.id))
    )
    return found.all()
