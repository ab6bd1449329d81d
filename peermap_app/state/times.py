"""Moments and days in words, on a British wall clock.

Summer time is worked out here: it has followed one rule since 1996 (Summer Time Order 2002: from
01:00 UTC on the last Sunday of March to 01:00 UTC on the last Sunday of October), and a fresh
Debian has Python without the time zone files that `zoneinfo` needs. A test compares the two.
"""

from datetime import UTC, date, datetime, timedelta

from peermap_app.words import worker_pages as w
from peermap_app.words import worker_sentences as say
from peermap_app.words import young

_HOUR = timedelta(hours=1)


def british(moment: datetime) -> datetime:
    """An aware moment as the clock on the wall says it (naive)."""
    utc = moment.astimezone(UTC).replace(tzinfo=None)
    summer = _last_sunday(utc.year, 3) + _HOUR <= utc < _last_sunday(utc.year, 10) + _HOUR
    return utc + _HOUR if summer else utc


def _last_sunday(year: int, month: int) -> datetime:
    last = datetime(year, month, 31)
    return last - timedelta(days=(last.weekday() + 1) % 7)


def day(on: date, today: date) -> str:
    """`3 Nov`, with the year when it is not this one."""
    words = f"{on.day} {w.MONTHS[on.month - 1]}"
    return words if on.year == today.year else f"{words} {on.year}"


def day_of(moment: datetime, now: datetime) -> str:
    """The day of a moment: `3 Nov`."""
    return day(british(moment).date(), british(now).date())


def date_of(moment: datetime, now: datetime) -> str:
    """The day of a moment as a young person reads and hears it: `3 November`."""
    there = british(moment)
    words = f"{there.day} {young.MONTHS[there.month - 1]}"
    return words if there.year == british(now).year else f"{words} {there.year}"


def at(moment: datetime, now: datetime) -> str:
    """`Today 14:02`, `Yesterday 09:30`, `3 Nov 14:02`."""
    there, here = british(moment), british(now)
    clock = f"{there:%H:%M}"
    if there.date() == here.date():
        return f"{w.TODAY} {clock}"
    if there.date() == here.date() - timedelta(days=1):
        return f"{w.YESTERDAY_AT} {clock}"
    return f"{day(there.date(), here.date())} {clock}"


def ago(moment: datetime, now: datetime) -> str:
    """`just now`, `3 min ago`, `2 h ago`, `yesterday`, `3 Nov`."""
    minutes = int((now - moment) / timedelta(minutes=1))
    there, here = british(moment).date(), british(now).date()
    if minutes < 1:
        return w.JUST_NOW
    if minutes < 60:
        return say.minutes_ago(minutes)
    if there == here or minutes < 4 * 60:
        return say.hours_ago(minutes // 60)
    return w.YESTERDAY if there == here - timedelta(days=1) else day(there, here)
