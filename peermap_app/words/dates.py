"""Days and moments on a British wall clock, and whole as they stand on paper.

Summer time is worked out here: it has followed one rule since 1996 (Summer Time Order 2002: from
01:00 UTC on the last Sunday of March to 01:00 UTC on the last Sunday of October), and a fresh
Debian has Python without the time zone files that `zoneinfo` needs. A test compares the two.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta, tzinfo

PARTS: dict[str, str] = {
    **{
        f"month_{number}": name
        for number, name in enumerate(
            (
                "January",
                "February",
                "March",
                "April",
                "May",
                "June",
                "July",
                "August",
                "September",
                "October",
                "November",
                "December",
            ),
            1,
        )
    },
    "day": "{n} {month}",
    "day_year": "{n} {month} {year}",
}
"""A day as young people read and hear it, for every language to say in its own way."""

_NONE, _HOUR = timedelta(), timedelta(hours=1)


def british(moment: datetime) -> datetime:
    """An aware moment as the clock on the wall says it (naive)."""
    utc = moment.astimezone(UTC).replace(tzinfo=None)
    summer = _last_sunday(utc.year, 3) + _HOUR <= utc < _last_sunday(utc.year, 10) + _HOUR
    return utc + _HOUR if summer else utc


def midnight(day: date) -> datetime:
    """The first moment (UTC) of a day on the British clock."""
    utc = datetime(day.year, day.month, day.day, tzinfo=UTC)
    return utc - _HOUR if british(utc - _HOUR).date() == day else utc


class _London(tzinfo):
    """Europe/London since 1996, by the same rule, for whoever counts with a zone."""

    def utcoffset(self, moment: datetime | None) -> timedelta:
        """Of a wall clock's time: where it is there twice `fold` says which, and where it is not
        there at all, as the standard library has it."""
        if moment is None:
            return timedelta()
        wall = moment.replace(tzinfo=UTC, fold=0)
        winter, summer = (
            british(wall - off) == wall.replace(tzinfo=None) for off in (_NONE, _HOUR)
        )
        if winter and summer:
            return _NONE if moment.fold else _HOUR
        if winter or summer:
            return _HOUR if summer else _NONE
        return _HOUR if moment.fold else _NONE

    def dst(self, moment: datetime | None) -> timedelta:
        """As much as it is off."""
        return self.utcoffset(moment)

    def tzname(self, moment: datetime | None) -> str:
        """GMT or BST."""
        return "BST" if self.utcoffset(moment) else "GMT"

    def fromutc(self, moment: datetime) -> datetime:
        """A moment, said in UTC, on the wall's clock."""
        wall = british(moment.replace(tzinfo=UTC))
        again = british(moment.replace(tzinfo=UTC) - _HOUR) == wall
        return wall.replace(tzinfo=self, fold=int(again))


LONDON: tzinfo = _London()
"""The zone of every wall clock here."""


def _last_sunday(year: int, month: int) -> datetime:
    last = datetime(year, month, 31)
    return last - timedelta(days=(last.weekday() + 1) % 7)


def whole_day(on: date) -> str:
    """`3 November 2026`: on paper there is no "this year"."""
    return said_day(on, PARTS)


def said_day(on: date, parts: Mapping[str, str], this_year: int | None = None) -> str:
    """`3 November 2026`, or `3 November` in `this_year`; `parts` are those of a language."""
    pattern = parts["day" if on.year == this_year else "day_year"]
    return pattern.format(n=on.day, month=parts[f"month_{on.month}"], year=on.year)


def whole_moment(moment: datetime) -> str:
    """`3 November 2026, 14:02`."""
    there = british(moment)
    return f"{whole_day(there.date())}, {there:%H:%M}"
