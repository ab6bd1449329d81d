"""What was set in a page, beside the usual values of `domain.house_settings`."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Field, select
from sqlmodel.ext.asyncio.session import AsyncSession

from peermap_app.storage.tables import Table, UtcMoment


class HouseSetting(Table, table=True):
    """One setting that is not as usual any more, or was not for a while. Nothing confidential."""

    __tablename__ = "house_setting"

    name: str = Field(primary_key=True)
    value: int
    set_by: str | None = Field(default=None, foreign_key="worker.id", nullable=True)
    set_at: datetime = Field(sa_type=UtcMoment)


async def held(session: AsyncSession) -> dict[str, int]:
    """Every value that was set."""
    return {row.name: row.value for row in await session.exec(select(HouseSetting))}
