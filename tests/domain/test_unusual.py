"""What stands out about reading: busy hours, hours of work, and nothing of what is usual."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peermap_app.domain.errors import Problems
from peermap_app.domain.house_settings import SETTINGS, parse_settings, watch_of
from peermap_app.domain.unusual import (
    ReadHour,
    Sign,
    Watch,
    many_cases,
    may_be_many,
    out_of_hours,
)

TUESDAY = datetime(2026, 11, 24, 10)
moments = st.integers(0, 300).map(lambda minute: TUESDAY + timedelta(minutes=minute))
readings = st.lists(st.tuples(moments, st.sampled_from("abcdefgh")), max_size=40)


def busiest(read: list[tuple[datetime, str]]) -> int:
    """By looking at each hour that begins with a reading."""
    hour = timedelta(hours=1)
    return max(
        (len({case for at, case in read if start <= at < start + hour}) for start, _ in read),
        default=0,
    )


@given(readings, st.integers(1, 7))
def test_a_busy_hour_is_found_wherever_it_lies(read: list[tuple[datetime, str]], most: int) -> None:
    """Exactly when some hour holds more cases than is usual; and the full hours hint at it."""
    watch = Watch(many_cases=most)
    found = many_cases("w", read, watch)
    assert [line.count for line in found] == ([busiest(read)] if busiest(read) > most else [])
    full: dict[datetime, set[str]] = {}
    for at, case in read:
        full.setdefault(at.replace(minute=0), set()).add(case)
    hours = [ReadHour("w", hour, len(cases), 1) for hour, cases in full.items()]
    assert not found or may_be_many(hours, watch) == ["w"]


@pytest.mark.parametrize(
    ("at", "weekends", "stands_out"),
    [
        (TUESDAY, False, False),
        (TUESDAY.replace(hour=6), False, True),
        (TUESDAY.replace(hour=7), False, False),
        (TUESDAY.replace(hour=19), False, False),
        (TUESDAY.replace(hour=20), False, True),
        (TUESDAY + timedelta(days=4), False, True),
        (TUESDAY + timedelta(days=4), True, False),
    ],
)
def test_out_of_hours(at: datetime, weekends: bool, stands_out: bool) -> None:
    """Before work, from its end on, and at weekends where nobody works then."""
    found = out_of_hours([ReadHour("w", at, 2, 5)], Watch(weekends=weekends))
    assert [(line.sign, line.count) for line in found] == (
        [(Sign.OUT_OF_HOURS, 5)] if stands_out else []
    )


def test_one_line_for_a_night() -> None:
    """Five hours of one evening are one line; the next evening is another."""
    evening = [ReadHour("w", TUESDAY.replace(hour=hour), 1, 2) for hour in (20, 21, 22)]
    later = ReadHour("w", TUESDAY.replace(hour=21) + timedelta(days=1), 1, 1)
    found = out_of_hours([*evening, later], Watch())
    assert [(line.at.hour, line.count) for line in found] == [(20, 6), (21, 1)]


def test_settings_have_bounds() -> None:
    """What is not a whole number within its bounds is named; the usual values are within them."""
    usual = {name: str(each.usual) for name, each in SETTINGS.items()}
    assert watch_of(parse_settings(usual)) == watch_of({}) == Watch()
    for wrong in ("", "-1", "1.5", "9999", "٣", None, 12, ["3"]):
        with pytest.raises(Problems) as refused:
            parse_settings(usual | {"many_cases": wrong})  # type: ignore[dict-item]
        assert [each.data["field"] for each in refused.value.problems] == ["many_cases"]
