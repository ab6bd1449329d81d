"""A team's working time out of its rows: usual without any, its region's bank holidays, its own."""

from __future__ import annotations

import asyncio
from datetime import date, datetime, timedelta

import pytest

from peermap_app.bootstrap import House
from peermap_app.domain.errors import Conflict, Invalid, NotAllowed, Problems
from peermap_app.domain.working_time import (
    USUAL_WEEK,
    WEEKDAYS,
    Hours,
    Region,
    TeamWeek,
    week_text,
)
from peermap_app.services import working_time
from peermap_app.services.unit import reading, writing
from peermap_app.storage.access_record import HOUSE
from peermap_app.storage.working_tables import TeamClosedDay, TeamTime
from peermap_app.words.dates import LONDON
from tests.services.people import People
from tests.services.test_administration import chain


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


FORM = {
    **{f"opens_{day}": "10:00" for day in WEEKDAYS[:5]},
    **{f"closes_{day}": "16:00" for day in WEEKDAYS[:5]},
    "region": "scotland",
}


async def test_a_supervisor_sets_the_hours_of_their_own_team(house: House, people: People) -> None:
    """From then on the team counts by them, the other team does not, and the record says who."""
    assert (await working_time.sheet(house, people.nadia)).set_to == TeamWeek()
    for region in ("northern_ireland", "scotland"):
        await working_time.set_week(house, people.nadia, {**FORM, "region": region})
    sheet = await working_time.sheet(house, people.nadia)
    assert sheet.set_to.region is Region.SCOTLAND
    assert (date(2026, 11, 30), False) in sheet.closed
    async with reading(house) as session:
        west = await working_time.of_team(session, people.west)
        east = await working_time.of_team(session, people.east)
    early = datetime(2026, 11, 24, 9, 30, tzinfo=LONDON)
    assert not west.is_working(early)
    assert east.is_working(early)
    assert ("set_hours", "allowed") in await chain(house, HOUSE)


async def test_a_day_of_their_own_is_added_and_taken_away(house: House, people: People) -> None:
    """It stands once, and a second tap on taking it away changes nothing."""
    day = date(2026, 12, 24)
    await working_time.close(house, people.nadia, {"closed": day.isoformat()})
    assert (day, True) in (await working_time.sheet(house, people.nadia)).closed
    with pytest.raises(Conflict, match="closed_there"):
        await working_time.close(house, people.nadia, {"closed": day.isoformat()})
    for _ in range(2):
        await working_time.open_again(house, people.nadia, day.isoformat())
    assert day not in dict((await working_time.sheet(house, people.nadia)).closed)


async def test_two_who_add_one_day_at_once_add_it_once(house: House, people: People) -> None:
    """The second waits for the first, and is told that it is there."""
    raw = {"closed": "2026-12-24"}
    asked = [working_time.close(house, people.nadia, raw) for _ in range(3)]
    said = await asyncio.gather(*asked, return_exceptions=True)
    assert sorted(type(one).__name__ for one in said) == ["Conflict", "Conflict", "NoneType"]


async def test_nobody_else_sets_them(house: House, people: People) -> None:
    """A worker, the administrator and the records checker are refused; a fault changes nothing."""
    for who in (people.sam, people.alex, people.robin):
        for asked in (
            working_time.sheet(house, who),
            working_time.set_week(house, who, FORM),
            working_time.close(house, who, {"closed": "2026-12-24"}),
            working_time.open_again(house, who, "2026-12-24"),
        ):
            with pytest.raises(NotAllowed):
                await asked
    with pytest.raises(Problems):
        await working_time.set_week(house, people.nadia, {**FORM, "region": ""})
    with pytest.raises(Invalid, match="closed_date"):
        await working_time.open_again(house, people.nadia, "never")
    assert (await working_time.sheet(house, people.nadia)).set_to == TeamWeek()
