"""A cover: who stands in for a colleague who is away, from one day to another.

It opens no case. It says whom an alert may reach while its own worker is away (issue 6); reading a
case takes an allocation, or some hours that a supervisor gave (`temporary.py`).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from .errors import Conflict
from .forms import Form, parse_near_day

MOST_DAYS = 92
"""Three months: whoever is away for longer has their cases allocated to somebody."""


@dataclass(frozen=True, slots=True)
class Cover:
    """`away` is away from `starts` to `ends`, both days counted, and `by` covers: ids."""

    away: str
    by: str
    starts: date
    ends: date

    def holds(self, on: date) -> bool:
        """Whether that day is one of its own."""
        return self.starts <= on <= self.ends

    def meets(self, other: "Cover") -> bool:
        """Whether they have a day in common."""
        return self.starts <= other.ends and other.starts <= self.ends


def parse_cover(raw: Mapping[str, object], today: date) -> Cover:
    """From a form: `away` and `by` as they were sent, still to be looked up. Raises `Problems`."""
    form = Form(raw)
    away = form.text("away", longest=64, screened=False)
    by = form.text("by", longest=64, screened=False)
    starts = form.reading(
        "starts", lambda day: parse_near_day(day, "starts", "starts_date", today), today
    )
    ends = form.reading("ends", lambda day: parse_near_day(day, "ends", "ends_date", today), starts)
    if starts < today:
        form.fault("cover_past", "starts")
    elif ends < starts:
        form.fault("cover_ends", "ends")
    elif ends - starts >= timedelta(days=MOST_DAYS):
        form.fault("cover_long", "ends", most=MOST_DAYS)
    form.finish()
    return Cover(away, by, starts, ends)


MOST_ABSENCES = 20
"""Stretches of days that one worker says at once that they are away."""


def parse_absence(raw: Mapping[str, object], today: date) -> tuple[date, date]:
    """First and last day away, from a form: `away_from`, `away_to`. Raises `Problems`."""
    form = Form(raw)
    starts = form.reading(
        "away_from", lambda day: parse_near_day(day, "away_from", "starts_date", today), today
    )
    ends = form.reading(
        "away_to", lambda day: parse_near_day(day, "away_to", "ends_date", today), starts
    )
    if ends < today:
        form.fault("away_past", "away_to")
    elif ends < starts:
        form.fault("cover_ends", "away_to")
    elif ends - starts >= timedelta(days=MOST_DAYS):
        form.fault("away_long", "away_to", most=MOST_DAYS)
    form.finish()
    return starts, ends


def check_absence(there: int) -> None:
    """Nobody fills the list. Raises Conflict "away_many", field "away_from"."""
    if there >= MOST_ABSENCES:
        raise Conflict("away_many", field="away_from", most=MOST_ABSENCES)


def check_people(cover: Cover, setter: str | None) -> None:
    """Nobody covers for themself, and nobody names themself. Raises Conflict, field "by"."""
    if cover.by == cover.away:
        raise Conflict("cover_same", field="by")
    if cover.by == setter:
        raise Conflict("cover_yourself", field="by")


def check_days(cover: Cover, others: Iterable[Cover]) -> None:
    """On one day nobody has two covers, and nobody both is away and covers.

    Raises Conflict "cover_there", "cover_covers" (field "away"), "cover_away" (field "by").
    """
    for other in others:
        if not cover.meets(other):
            continue
        if other.away == cover.away:
            raise Conflict("cover_there", field="away")
        if other.by == cover.away:
            raise Conflict("cover_covers", field="away")
        if other.away == cover.by:
            raise Conflict("cover_away", field="by")
