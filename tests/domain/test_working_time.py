"""A team's working time: it never goes back, keeps its order, and stands the clocks' change."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peermap_app.domain.errors import Conflict, Invalid, Problems
from peermap_app.domain.working_time import (
    MOST_CLOSED,
    USUAL_WEEK,
    WEEKDAYS,
    Hours,
    Region,
    TeamWeek,
    Week,
    WorkingTime,
    check_closed,
    clock,
    parse_clock,
    parse_closed,
    parse_week,
    text_week,
    week_text,
)
from peermap_app.words.dates import LONDON

FIRST = date(2026, 3, 16)
"""A Monday, two weeks before the clocks go on; 40 weeks on they have gone back too."""
MOMENT = datetime(2026, 3, 16, tzinfo=UTC)
HOUR = timedelta(hours=1)

hours = st.tuples(st.integers(0, 1439), st.integers(1, 1440)).filter(lambda two: two[0] < two[1])
weeks: st.SearchStrategy[Week] = (
    st.tuples(*[st.none() | hours.map(lambda two: Hours(*two))] * 7)
    # Hours within the hour that a Sunday of March leaves out would leave a team without any.
    .filter(lambda week: any(week[:6]))
)
closed = st.frozensets(st.integers(0, 280).map(lambda after: FIRST + timedelta(after)))
teams = st.builds(lambda week, days: WorkingTime(LONDON, week, days), weeks, closed)
moments = st.integers(0, 280 * 24 * 60).map(lambda minutes: MOMENT + timedelta(minutes=minutes))
lengths = st.integers(0, 60 * 40).map(lambda minutes: timedelta(minutes=minutes))


@given(teams, moments, moments, lengths, lengths)
def test_working_hours_never_go_back_and_keep_their_order(
    team: WorkingTime, one: datetime, other: datetime, less: timedelta, more: timedelta
) -> None:
    """Later moments and more hours never end sooner, whatever the week and the holidays are."""
    one, other = sorted((one, other))
    less, more = sorted((less, more))
    until = team.add_working_hours(one, less)
    assert one <= until
    assert until <= team.add_working_hours(one, more)
    assert until <= team.add_working_hours(other, less)
    assert until - one >= less


@given(teams, moments, moments, st.integers(0, 12), st.integers(0, 12))
def test_working_days_never_go_back_and_keep_their_order(
    team: WorkingTime, one: datetime, other: datetime, less: int, more: int
) -> None:
    """The same of days, for moments and for days."""
    one, other = sorted((one, other))
    less, more = sorted((less, more))
    for start, later in ((one, other), (one.date(), other.date())):
        until = team.add_working_days(start, less)
        assert start <= until
        assert until <= team.add_working_days(start, more)
        assert until <= team.add_working_days(later, less)


@given(teams, moments, lengths, lengths)
def test_working_hours_add_up(
    team: WorkingTime, moment: datetime, one: timedelta, other: timedelta
) -> None:
    """So many and then so many is both at once; and the moment it ends lies in working time."""
    whole = team.add_working_hours(moment, one + other)
    assert team.add_working_hours(team.add_working_hours(moment, one), other) == whole
    if one + other:
        assert team.is_working(whole - timedelta(microseconds=1))


@given(teams, moments)
def test_an_opening_is_the_first_working_moment(team: WorkingTime, moment: datetime) -> None:
    """It is one, it is not before, and where it is later nothing in between was one."""
    opening = team.opening(moment)
    assert team.is_working(opening)
    assert moment <= opening
    if opening > moment:
        between = moment + (opening - moment) / 2
        assert not team.is_working(moment)
        assert not team.is_working(between)


@given(teams, st.integers(0, 280).map(lambda after: FIRST + timedelta(after)))
def test_the_next_working_day_is_the_first_one(team: WorkingTime, day: date) -> None:
    """After the day, a working day, and none between."""
    found = team.next_working_day(day)
    assert team.is_working_day(found)
    between = (found - day).days - 1
    assert not any(team.is_working_day(day + timedelta(n + 1)) for n in range(between))
    assert team.add_working_days(day, 1) == found


def at(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    """A moment of 2026 on London's clock."""
    return datetime(2026, month, day, hour, minute, tzinfo=LONDON)


USUAL = WorkingTime(LONDON)


def test_four_hours_run_over_a_weekend() -> None:
    """Friday 15:00 and four hours: two are left for Monday."""
    assert USUAL.add_working_hours(at(27, 15), 4 * HOUR) == at(30, 11)
    assert USUAL.add_working_hours(at(28, 12), 4 * HOUR) == at(30, 13)
    assert USUAL.add_working_hours(at(27, 13), 4 * HOUR) == at(27, 17)


def test_two_days_run_over_a_weekend_and_a_holiday() -> None:
    """Thursday's half past two comes again on Monday, or on Tuesday if that Monday is a holiday."""
    assert USUAL.add_working_days(at(26, 14, 30), 2) == at(30, 14, 30)
    held = WorkingTime(LONDON, closed=frozenset({date(2026, 11, 30)}))
    assert held.add_working_days(at(26, 14, 30), 2) == at(1, 14, 30, month=12)
    assert held.add_working_days(date(2026, 11, 26), 2) == date(2026, 12, 1)
    assert held.add_working_days(at(28, 3), 1) == at(2, 9, month=12)


def test_a_week_of_holidays_is_waited_for() -> None:
    """From Christmas Eve to the new year nobody works, and nothing runs out."""
    week = frozenset(date(2026, 12, 24) + timedelta(n) for n in range(9))
    team = WorkingTime(LONDON, closed=week)
    assert team.add_working_hours(at(23, 16, month=12), 2 * HOUR) == datetime(
        2027, 1, 4, 10, tzinfo=LONDON
    )
    assert team.next_working_day(date(2026, 12, 23)) == date(2027, 1, 4)


@pytest.mark.parametrize(("day", "month"), [(29, 3), (25, 10)])
def test_the_clocks_change_in_a_night_that_counts_for_nothing(day: int, month: int) -> None:
    """Friday 16:00 and two hours is Monday 10:00 on the wall, on both Sundays of the year."""
    friday = at(day - 2, 16, month=month)
    monday = USUAL.add_working_hours(friday, 2 * HOUR)
    assert monday.astimezone(LONDON).replace(tzinfo=None) == datetime(2026, month, day + 1, 10)
    assert USUAL.add_working_days(friday, 1) == at(day + 1, 16, month=month)


@pytest.mark.parametrize(("day", "month", "real"), [(29, 3, 3), (25, 10, 5), (26, 10, 4)])
def test_a_team_that_works_through_the_change_works_as_long_as_it_takes(
    day: int, month: int, real: int
) -> None:
    """Midnight to four is three hours when the clocks go on, and five when they go back."""
    night = WorkingTime(LONDON, (Hours(0, 240),) * 7)
    last = night.add_working_hours(at(day, 0, month=month), real * HOUR)
    assert last == at(day, 4, month=month)


def test_hours_in_the_hour_that_is_left_out_are_none() -> None:
    """A Sunday's 1:15 to 1:45 is not there on the day that the clocks go on."""
    team = WorkingTime(LONDON, (Hours(75, 105),) * 7)
    assert not team.is_working_day(date(2026, 3, 29)) or team.is_working(
        team.opening(at(29, 0, month=3))
    )
    assert team.is_working_day(date(2026, 3, 30))


def test_who_works_never_and_what_has_no_zone_is_refused() -> None:
    """So that nobody waits without end, and no wall clock is taken for another."""
    with pytest.raises(ValueError, match="hours on one of them"):
        WorkingTime(LONDON, (None,) * 7)
    with pytest.raises(ValueError, match="without a zone"):
        USUAL.is_working(datetime(2026, 11, 24, 10))
    with pytest.raises(ValueError, match="never taken away"):
        USUAL.add_working_hours(MOMENT, -HOUR)
    with pytest.raises(ValueError, match="after they begin"):
        Hours(540, 540)


FORM = {
    **{f"opens_{day}": "09:00" for day in WEEKDAYS[:5]},
    **{f"closes_{day}": "17:00" for day in WEEKDAYS[:5]},
    "region": "scotland",
}


def test_a_form_is_read_and_kept() -> None:
    """The usual week; a team that works on Saturday till midnight; and both as they are stored."""
    assert parse_week(FORM) == TeamWeek(USUAL_WEEK, Region.SCOTLAND)
    late = parse_week({**FORM, "opens_saturday": "9.30", "closes_saturday": "24:00"}).week
    assert late[5] == Hours(570, 1440)
    assert text_week(week_text(late)) == late
    till_midnight = {**FORM, "opens_sunday": "18:00", "closes_sunday": clock(1440)}
    assert parse_week(till_midnight).week[6] == Hours(1080, 1440)


@given(weeks)
def test_what_is_stored_is_read_as_it_was(week: Week) -> None:
    """Whatever the week."""
    assert text_week(week_text(week)) == week


@pytest.mark.parametrize(
    ("changed", "field", "code"),
    [
        ({"opens_monday": "nine"}, "opens_monday", "clock_time"),
        ({"opens_monday": 9}, "opens_monday", "clock_time"),
        ({"closes_friday": "25:00"}, "closes_friday", "clock_time"),
        ({"closes_friday": "24:01"}, "closes_friday", "clock_time"),
        ({"closes_friday": ""}, "closes_friday", "clock_time"),
        ({"opens_sunday": "10:00"}, "closes_sunday", "clock_time"),
        ({"closes_friday": "09:00"}, "closes_friday", "closes_first"),
        ({"region": "wales"}, "region", "choose_one"),
    ],
)
def test_each_fault_stands_beside_its_field(
    changed: dict[str, object], field: str, code: str
) -> None:
    """No time, half a day, an end before the beginning, a region that is none."""
    with pytest.raises(Problems) as raised:
        parse_week({**FORM, **changed})
    assert [(one.data["field"], one.code) for one in raised.value.problems] == [(field, code)]


def test_a_week_without_hours_is_refused() -> None:
    """Somebody would be waited for who never comes."""
    with pytest.raises(Problems) as raised:
        parse_week({"region": "scotland"})
    assert [one.code for one in raised.value.problems] == ["week_empty"]


def test_a_closed_day_is_to_come_and_stands_once() -> None:
    """And no team is closed for half a year by a slip."""
    today, day = date(2026, 11, 24), date(2026, 12, 24)
    assert parse_closed("2026-12-24", today) == day
    assert parse_closed(today, today) == today
    with pytest.raises(Invalid, match="closed_past"):
        parse_closed("2026-11-23", today)
    with pytest.raises(Invalid, match="closed_date"):
        parse_closed("soon", today)
    many = [today + timedelta(n) for n in range(MOST_CLOSED)]
    check_closed(today, many[1:])
    with pytest.raises(Conflict, match="closed_there"):
        check_closed(today, many)
    with pytest.raises(Conflict, match="closed_many"):
        check_closed(date(2027, 12, 24), many)


@pytest.mark.parametrize("raw", [None, "", "  "])
def test_nothing_given_is_no_time(raw: object) -> None:
    """Not a fault by itself: the team does not work that day."""
    assert parse_clock(raw, "opens_monday") is None
