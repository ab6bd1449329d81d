"""When to look again at a flag that somebody may not have seen. A flag and a moment, no link."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import update
from sqlmodel import Field, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from peermap_app.storage.tables import Flag, Table, UtcMoment


class Escalation(Table, table=True):
    """Written with its flag. `again_at` None: there is nothing to wait for any more.

    It only says when to look: what follows is worked out from the alerts' own rows each time. Over
    which link one came stands sealed in them, and nowhere here.
    """

    __tablename__ = "escalation"

    flag_id: str = Field(primary_key=True, foreign_key="flag.id")
    again_at: datetime | None = Field(default=None, sa_type=UtcMoment, nullable=True, index=True)


async def due(session: AsyncSession, now: datetime, most: int) -> Sequence[str]:
    """The flags that are to be looked at by now, longest due first."""
    found = await session.exec(
        select(Escalation.flag_id)
        .where(col(Escalation.again_at) <= now)
        .order_by(col(Escalation.again_at), col(Escalation.flag_id))
        .limit(most)
    )
    return found.all()


async def held(session: AsyncSession, flag_id: str) -> Escalation | None:
    """One of them as it is now, held until the transaction ends."""
    found = (
        select(Escalation)
        .where(Escalation.flag_id == flag_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return (await session.exec(found)).first()


AT_ONCE = datetime(2000, 1, 1, tzinfo=UTC)
"""Before whatever a clock says, also one that jumped back since."""


async def look_at(session: AsyncSession, case_ids: Sequence[str]) -> None:
    """Look at what waits of the flags of these cases: who works over a link has changed."""
    theirs = select(Flag.id).where(col(Flag.case_id).in_(list(case_ids)))
    await session.exec(
        update(Escalation)
        .where(col(Escalation.again_at).is_not(None), col(Escalation.flag_id).in_(theirs))
        .values(again_at=AT_ONCE)
        .execution_options(synchronize_session=False)
    )


async def look_again(session: AsyncSession) -> None:
    """Look at whatever waits: hours or waits may have changed, and with them the moments."""
    await session.exec(
        update(Escalation)
        .where(col(Escalation.again_at).is_not(None))
        .values(again_at=AT_ONCE)
        .execution_options(synchronize_session=False)
    )
