"""A team's working time out of its rows: usual without any, its region's bank holidays, its own."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from peermap_app.bootstrap import House
from peermap_app.domain.working_time import USUAL_WEEK, Hours, Region, week_text
from peermap_app.services import working_time
from peermap_app.services.unit import reading, writing
from peermap_app.storage.working_tables import TeamClosedDay, TeamTime
from peermap_app.words.dates import LONDON
from tests.services.people import People


@pytest.mark.parametrize(
    ("region", "day", "holiday"),
    [
        (Region.ENGLAND_AND_WALES, date(2026, 12, 28), True),
        (Region.ENGLAND_AND_WALES, date(2026, 11, 30), False),
        (Region.SCOTLAND, date(2026, 11, 30), True),
        (Region.SCOTLAND, date(2026, 4, 6), False),
        (Region.NORTHERN_IRELAND, date(2026, 7, 13), True),
        (Region.ENGLAND_AND_WALES, date(2027, 3, 29), True),
        (Region.SCOTLAND, date(2031, 1, 2), True),
    ],
)
def test_each_region_has_its_own_bank_holidays(region: Region, day: date, holiday: bool) -> None:
    """In whichever year, and the Monday for a Boxing Day that fell on a Saturday."""
    assert (day in working_time.Closed(region)) is holiday


async def test_a_team_without_a_word_works_as_usual(house: House, people: People) -> None:
    """Nine to five, Monday to Friday, with the bank holidays of England and Wales."""
    async with reading(house) as session:
        for team in (people.west, None):
            held = await working_time.of_team(session, team)
            assert held.week == USUAL_WEEK
            assert held.is_working(datetime(2026, 11, 24, 9, tzinfo=LONDON))
            assert not held.is_working(datetime(2026, 11, 24, 17, tzinfo=LONDON))
            assert held.next_working_day(date(2026, 12, 24)) == date(2026, 12, 29)


async def test_a_team_works_as_its_supervisor_said(house: House, people: People) -> None:
    """Its hours, its region and its own closed days; another team's stay as they were."""
    week = (*USUAL_WEEK[:5], Hours(600, 720), None)
    by = {"set_by": people.nadia.worker_id, "set_at": house.clock()}
    async with writing(house) as session:
        session.add(
            TeamTime(team_id=people.west, week=week_text(week), region=Region.SCOTLAND.value, **by)
        )
        session.add(TeamClosedDay(team_id=people.west, day=date(2026, 12, 1), **by))
    async with reading(house) as session:
        west = await working_time.of_team(session, people.west)
        east = await working_time.of_team(session, people.east)
    assert west.next_working_day(date(2026, 11, 27)) == date(2026, 11, 28)
    assert west.next_working_day(date(2026, 11, 28)) == date(2026, 12, 2)
    saturday = datetime(2026, 11, 28, 11, tzinfo=LONDON)
    assert west.add_working_hours(saturday, timedelta(hours=2)) == datetime(
        2026, 12, 2, 10, tzinfo=LONDON
    )
    assert east.add_working_hours(saturday, timedelta(hours=2)) == datetime(
        2026, 11, 30, 11, tzinfo=LONDON
    )
