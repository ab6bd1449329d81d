"""On whom a link rests, by rows and dates alone: gaps, ten working days, and what stays over."""

from __future__ import annotations

from datetime import UTC, date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peermap_app.domain.link_confirm import CONFIRM_WITHIN, Gap, Stay, gaps, since, waits
from peermap_app.domain.working_time import WorkingTime

AGREED = date(2026, 11, 2)
AFTER = WorkingTime(UTC).add_working_days
SPAN = 120


def day(number: int) -> date:
    return AGREED + timedelta(days=number)


stays = st.lists(
    st.builds(
        lambda starts, length: Stay(day(starts), None if length is None else day(starts + length)),
        st.integers(-30, SPAN),
        st.one_of(st.none(), st.integers(0, 40)),
    ),
    max_size=6,
)


def there(several: list[Stay], on: date) -> bool:
    """Said the slow way: whether one of them has the case on a day."""
    return any(one.starts <= on and (one.ends is None or one.ends > on) for one in several)


@given(stays, st.integers(0, SPAN))
def test_gaps_are_the_days_on_which_nobody_was_there(several: list[Stay], today: int) -> None:
    """Day by day, as counted with fingers, in whatever order the rows come."""
    missing = gaps(AGREED, several, day(today))
    for number in range(today + 1):
        on = day(number)
        inside = any(one.since <= on and (one.until is None or on < one.until) for one in missing)
        assert inside is not there(several, on)
    assert gaps(AGREED, several[::-1], day(today)) == missing


@given(stays, st.integers(0, SPAN), st.integers(0, 60))
def test_what_waited_too_long_is_over_for_good(several: list[Stay], today: int, later: int) -> None:
    """Nobody who comes back, and no confirmation, takes it up again."""
    now = waits(gaps(AGREED, several, day(today)), day(today), AFTER)
    if now is not None and now.over:
        after = day(today + later)
        back = [*several, Stay(after, None)]
        again = waits(gaps(AGREED, back, after), after, AFTER)
        assert again is not None
        assert again.over


@pytest.mark.parametrize(
    ("ends", "last"),
    [
        (date(2026, 11, 16), date(2026, 11, 27)),  # a Monday: two whole weeks of working days
        (date(2026, 11, 14), date(2026, 11, 27)),  # over on a Saturday
        (date(2026, 11, 18), date(2026, 12, 1)),
    ],
)
def test_ten_whole_working_days(ends: date, last: date) -> None:
    """On the tenth it can be confirmed; on the day after it is over."""
    missing = gaps(AGREED, [Stay(AGREED, ends)], last)
    assert missing == (Gap(ends, None),)
    still = waits(missing, last, AFTER)
    assert still is not None
    assert (still.last, still.over) == (last, False)
    after = last + timedelta(days=1)
    over = waits(gaps(AGREED, [Stay(AGREED, ends)], after), after, AFTER)
    assert over is not None
    assert over.over
    assert CONFIRM_WITHIN == 10


def test_a_confirmation_counts_from_its_day() -> None:
    """Whoever had the case before without having agreed fills no gap of that time."""
    gone, confirmed = Stay(AGREED, day(5)), since(day(9), day(-20), None)
    missing = gaps(AGREED, [gone, confirmed], day(20))
    assert missing == (Gap(day(5), day(9)),)
    assert waits(missing, day(20), AFTER) is None
