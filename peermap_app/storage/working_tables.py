"""When a team works, where its supervisor said so. Ids, days and hours: nothing of a case."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlmodel import Field, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from peermap_app.storage.tables import Table, UtcMoment


class TeamTime(Table, table=True):
    """A team's hours on each weekday (`domain.working_time.week_text`) and its bank holidays."""

    __tablename__ = "team_time"

    team_id: str = Field(primary_key=True, foreign_key="team.id")
    week: str
    region: str
    set_by: str = Field(foreign_key="worker.id")
    set_at: datetime = Field(sa_type=UtcMoment)


class TeamClosedDay(Table, table=True):
    """A day on which a team is closed past its weekends and bank holidays."""

    __tablename__ = "team_closed_day"

    team_id: str = Field(primary_key=True, foreign_key="team.id")
    day: date = Field(primary_key=True)
    set_by: str = Field(foreign_key="worker.id")
    set_at: datetime = Field(sa_type=UtcMoment)


async def closed_days(session: AsyncSession, team_id: str) -> Sequence[TeamClosedDay]:
    """Every closed day of a team, by day."""
    found = (
        select(TeamClosedDay)
        .where(TeamClosedDay.team_id == team_id)
        .order_by(col(TeamClosedDay.day))
    )
    return (await session.exec(found)).all()
