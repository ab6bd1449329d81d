"""Moments and days in words as a page says them, beside today."""

from datetime import date, datetime, timedelta

from peermap_app.words import languages, young
from peermap_app.words import worker_pages as w
from peermap_app.words import worker_sentences as say
from peermap_app.words.dates import british, said_day

__all__ = ["ago", "at", "british", "day", "day_of"]


def day(on: date, today: date) -> str:
    """`3 Nov`, with the year when it is not this one."""
    words = f"{on.day} {w.MONTHS[on.month - 1]}"
    return words if on.year == today.year else f"{words} {on.year}"


def day_of(moment: datetime, now: datetime) -> str:
    """The day of a moment: `3 Nov`."""
    return day(british(moment).date(), british(now).date())


def date_of(moment: datetime, now: datetime, language: str = young.LANGUAGE) -> str:
    """The day of a moment as a young person reads and hears it: `3 November`."""
    parts = languages.catalogue(language).pages["parts"]
    return said_day(british(moment).date(), parts, this_year=british(now).year)


def at(moment: datetime, now: datetime) -> str:
    """`Today 14:02`, `Yesterday 09:30`, `3 Nov 14:02`."""
    return on_the_wall(british(moment), british(now))


def on_the_wall(there: datetime, here: datetime) -> str:
    """As `at`, of moments (naive) that are on the British clock already."""
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
