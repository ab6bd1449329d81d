"""Days and moments on a British wall clock, and whole as they stand on paper.

Summer time is worked out here: it has followed one rule since 1996 (Summer Time Order 2002: from
01:00 UTC on the last Sunday of March to 01:00 UTC on the last Sunday of October), and a fresh
Debian has Python without the time zone files that `zoneinfo` needs. A test compares the two.
"""

from datetime import UTC, date, datetime, timedelta

_HOUR = timedelta(hours=1)
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def british(moment: datetime) -> datetime:
    """An aware moment as the clock on the wall says it (naive)."""
    utc = moment.astimezone(UTC).replace(tzinfo=None)
    summer = _last_sunday(utc.year, 3) + _HOUR <= utc < _last_sunday(utc.year, 10) + _HOUR
    return utc + _HOUR if summer else utc


def _last_sunday(year: int, month: int) -> datetime:
    last = datetime(year, month, 31)
    return last - timedelta(days=(last.weekday() + 1) % 7)


def whole_day(on: date) -> str:
    """`3 November 2026`: on paper there is no "this year"."""
    return f"{on.day} {_MONTHS[on.month - 1]} {on.year}"


def whole_moment(moment: datetime) -> str:
    """`3 November 2026, 14:02`."""
    there = british(moment)
    return f"{whole_day(there.date())}, {there:%H:%M}"
