"""A team's working time: what its supervisor set, with the bank holidays of its region."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from holidays import country_holidays
from sqlmodel.ext.asyncio.session import AsyncSession

from peermap_app.domain.working_time import (
    USUAL_WEEK,
    Region,
    WorkingTime,
    text_week,
)
from peermap_app.services.unit import Unit
from peermap_app.storage import working_tables as stored
from peermap_app.storage.working_tables import TeamTime
from peermap_app.words.dates import LONDON

_SUBDIVISIONS = {
    Region.ENGLAND_AND_WALES: "ENG",
    Region.SCOTLAND: "SCT",
    Region.NORTHERN_IRELAND: "NIR",
}


@lru_cache(maxsize=64)
def bank_holidays(region: Region, year: int) -> frozenset[date]:
    """The bank holidays of a year, those among them that were moved from a weekend."""
    return frozenset(country_holidays("GB", subdiv=_SUBDIVISIONS[region], years=year, expand=False))


@dataclass(frozen=True, slots=True)
class Closed:
    """A region's bank holidays, of whichever year is asked for, and a team's own closed days."""

    region: Region
    days: frozenset[date] = frozenset()

    def __contains__(self, day: object) -> bool:
        if not isinstance(day, date):
            return False
        return day in self.days or day in bank_holidays(self.region, day.year)


async def of_team(of: Unit | AsyncSession, team_id: str | None) -> WorkingTime:
    """When a team works; as usual where nothing was set, and for whoever has no team.

    To be asked inside a transaction: a unit, or its session.
    """
    session = of.session if isinstance(of, Unit) else of
    row = await session.get(TeamTime, team_id) if team_id else None
    days = await stored.closed_days(session, team_id) if team_id else ()
    region = Region(row.region) if row else Region.ENGLAND_AND_WALES
    week = text_week(row.week) if row else USUAL_WEEK
    return WorkingTime(LONDON, week, Closed(region, frozenset(one.day for one in days)))
