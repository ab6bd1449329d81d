"""Moments in words: a British wall clock, whatever the machine's own is."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from peermap_app.state import times
from peermap_app.words.dates import LONDON

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


@settings(max_examples=100)
@given(st.datetimes(datetime(1997, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)))
def test_the_wall_clock_is_london_s(moment: datetime) -> None:
    """The rule worked out here agrees with the time zone database at any moment since 1996."""
    assert times.british(moment) == moment.astimezone(ZoneInfo("Europe/London")).replace(
        tzinfo=None
    )


@pytest.mark.parametrize("month", [3, 10])
@pytest.mark.parametrize("seconds", [-1, 0, 1, 3600])
def test_summer_time_turns_at_one(month: int, seconds: int) -> None:
    """The clock turns at 01:00 UTC of the month's last Sunday, to the second."""
    last = max(
        day for day in (date(2026, month, number) for number in range(25, 32)) if day.weekday() == 6
    )
    moment = datetime(last.year, month, last.day, 1, tzinfo=UTC) + timedelta(seconds=seconds)
    london = moment.astimezone(ZoneInfo("Europe/London")).replace(tzinfo=None)
    assert times.british(moment) == london


@pytest.mark.parametrize(
    ("before", "words"),
    [
        (timedelta(seconds=20), "just now"),
        (timedelta(minutes=3), "3 min ago"),
        (timedelta(minutes=59), "59 min ago"),
        (timedelta(hours=2), "2 h ago"),
        (timedelta(hours=13), "yesterday"),
        (timedelta(days=21), "3 Nov"),
        (timedelta(days=400), "20 Oct 2025"),
    ],
)
def test_ago(before: timedelta, words: str) -> None:
    """How long ago something was, in the words of the inbox."""
    assert times.ago(NOON - before, NOON) == words


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (datetime(2026, 11, 24, 9, 5, tzinfo=UTC), "Today 09:05"),
        (datetime(2026, 11, 23, 23, 5, tzinfo=UTC), "Yesterday 23:05"),
        (datetime(2026, 7, 1, 13, 2, tzinfo=UTC), "1 Jul 14:02"),
    ],
)
def test_at(moment: datetime, words: str) -> None:
    """A moment on a sheet, with summer time where there was summer time."""
    assert times.at(moment, NOON) == words


@settings(max_examples=100)
@given(st.datetimes(datetime(1997, 1, 1), datetime(2100, 1, 1)), st.sampled_from([0, 1]))
def test_the_zone_is_london_s(wall: datetime, fold: int) -> None:
    """The zone that counts working hours says of each wall clock what the database does."""
    same_as(wall.replace(fold=fold))


@pytest.mark.parametrize("month", [3, 10])
@pytest.mark.parametrize("minutes", range(-150, 180, 30))
def test_the_zone_turns_at_one(month: int, minutes: int) -> None:
    """Also in the hour that is left out, and in that which comes twice."""
    last = max(
        day for day in (date(2026, month, number) for number in range(25, 32)) if day.weekday() == 6
    )
    turn = datetime(last.year, month, last.day, 1) + timedelta(minutes=minutes)
    for fold in (0, 1):
        same_as(turn.replace(fold=fold))


def same_as(wall: datetime) -> None:
    """Ours and the standard library's."""
    ours, theirs = wall.replace(tzinfo=LONDON), wall.replace(tzinfo=ZoneInfo("Europe/London"))
    assert (ours.utcoffset(), ours.tzname()) == (theirs.utcoffset(), theirs.tzname())
    assert ours.astimezone(UTC) == theirs.astimezone(UTC)
    moment = wall.replace(tzinfo=UTC)
    back = (moment.astimezone(LONDON), moment.astimezone(ZoneInfo("Europe/London")))
    assert back[0].replace(tzinfo=None) == back[1].replace(tzinfo=None)
    assert back[0].fold == back[1].fold
