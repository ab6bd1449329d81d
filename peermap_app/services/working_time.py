"""A team's working time: what its supervisor set, with the bank holidays of its region."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from holidays import country_holidays
from sqlmodel.ext.asyncio.session import AsyncSession

from peermap_app.bootstrap import House
from peermap_app.domain.access import Action
from peermap_app.domain.forms import parse_day
from peermap_app.domain.working_time import (
    USUAL_WEEK,
    Region,
    TeamWeek,
    WorkingTime,
    check_closed,
    parse_closed,
    parse_week,
    text_week,
    week_text,
)
from peermap_app.services.admission import HiddenNotAllowed
from peermap_app.services.unit import Unit, Who, unit
from peermap_app.storage import escalation_tables as escalation_store
from peermap_app.storage import working_tables as stored
from peermap_app.storage.tables import Team, Worker
from peermap_app.storage.working_tables import TeamClosedDay, TeamTime
from peermap_app.words.dates import LONDON, british

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


@dataclass(frozen=True, slots=True)
class HoursSheet:
    """What a team's supervisor set, and the days to come on which it is closed: (day, its own)."""

    team: str
    set_to: TeamWeek
    closed: tuple[tuple[date, bool], ...]


_AHEAD = timedelta(days=366)
"""How far the page looks ahead for bank holidays."""


async def sheet(house: House, who: Who) -> HoursSheet:
    """The working time of the asker's own team."""
    async with unit(house, who, Action.SET_HOURS, reason="page") as u:
        team = await _own_team(u)
        row = await u.session.get(TeamTime, team.id)
        week = TeamWeek(text_week(row.week), Region(row.region)) if row else TeamWeek()
        today = _today(u)
        own = {one.day for one in await stored.closed_days(u.session, team.id) if one.day >= today}
        years = {today.year, (today + _AHEAD).year}
        bank = frozenset().union(*(bank_holidays(week.region, year) for year in years))
        ahead = {day for day in bank if today <= day <= today + _AHEAD and day.weekday() < 5}
        return HoursSheet(team.name, week, tuple((day, day in own) for day in sorted(own | ahead)))


async def set_week(house: House, who: Who, raw: Mapping[str, object]) -> None:
    """Set the hours and the bank holidays of the asker's own team, from now on.

    Raises Problems: faults of the form, each with its field.
    """
    async with unit(house, who, Action.SET_HOURS) as u:
        team, given = await _own_team(u), parse_week(raw)
        row = await u.session.get(TeamTime, team.id, with_for_update=True)
        week, region = week_text(given.week), given.region.value
        by = u.who.worker_id or ""
        if row is None:
            row = TeamTime(team_id=team.id, week=week, region=region, set_by=by, set_at=u.now)
        row.week, row.region, row.set_by, row.set_at = week, region, by, u.now
        u.session.add(row)
        await escalation_store.look_again(u.session)
        u.also(Action.SET_HOURS, None, detail=f"{team.id} {region} {week}")


async def close(house: House, who: Who, raw: Mapping[str, object]) -> None:
    """Say that the asker's own team is closed on a day.

    Raises:
        Invalid: "closed_date", "day_far", "closed_past".
        Conflict: "closed_there", "closed_many".
    """
    async with unit(house, who, Action.SET_HOURS) as u:
        team, today = await _own_team(u), _today(u)
        day = parse_closed(raw.get("closed"), today)
        days = [one.day for one in await stored.closed_days(u.session, team.id)]
        check_closed(day, [one for one in days if one >= today])
        u.session.add(
            TeamClosedDay(team_id=team.id, day=day, set_by=u.who.worker_id or "", set_at=u.now)
        )
        await escalation_store.look_again(u.session)
        u.also(Action.SET_HOURS, None, detail=f"{team.id} closed {day}")


async def open_again(house: House, who: Who, raw: object) -> None:
    """Take such a day away. A second tap changes nothing. Raises Invalid "closed_date"."""
    async with unit(house, who, Action.SET_HOURS) as u:
        team = await _own_team(u)
        day = parse_day(raw, "closed", "closed_date")
        row = await u.session.get(TeamClosedDay, (team.id, day))
        if row is not None:
            await u.session.delete(row)
            await escalation_store.look_again(u.session)
            u.also(Action.SET_HOURS, None, detail=f"{team.id} open {day}")


def _today(u: Unit) -> date:
    return british(u.now).date()


async def _own_team(u: Unit) -> Team:
    """The asker's own, held: its days are counted (docs/decisions/what-is-counted-is-held.md)."""
    me = await u.session.get(Worker, u.who.worker_id)
    found = me.team_id if me is not None else None
    team = await u.session.get(Team, found, with_for_update=True) if found else None
    if team is None:
        raise HiddenNotAllowed("not_allowed", "no_team")
    return team
