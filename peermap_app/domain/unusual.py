"""What is unusual about reading: many cases in an hour, out of hours, after an allocation ended.

Nothing here accuses anybody: a line says what happened and why it stands here, and a person looks.
Moments are naive, as the clock on the wall says them; who turns them round is the caller.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

HOUR = timedelta(hours=1)
USUAL_RECORDS = 2
"""Whole records that one person makes on a day; more stand out."""
SATURDAY = 5


class Sign(StrEnum):
    """Why a reading stands out."""

    MANY_CASES = "many_cases"
    OUT_OF_HOURS = "out_of_hours"
    AFTER_CHANGE = "after_change"
    WHOLE_RECORDS = "whole_records"


@dataclass(frozen=True, slots=True)
class Watch:
    """What counts as usual; each is a setting of the house.

    Attributes:
        many_cases: more different cases than this within an hour stand out.
        day_begins: the full hour at which work begins.
        day_ends: the full hour at which it is over.
        weekends: Saturdays and Sundays are working days too.
        look_back: so many days are looked at.
    """

    many_cases: int = 12
    day_begins: int = 7
    day_ends: int = 20
    weekends: bool = False
    look_back: int = 7

    def is_work(self, at: datetime) -> bool:
        """Whether that moment lies within the hours of work."""
        working_day = self.weekends or at.weekday() < SATURDAY
        return working_day and self.day_begins <= at.hour < self.day_ends


@dataclass(frozen=True, slots=True)
class ReadHour:
    """What one worker read in one full hour: `cases` different ones, `readings` times."""

    worker_id: str
    hour: datetime
    cases: int
    readings: int


@dataclass(frozen=True, slots=True)
class Unusual:
    """One line: who, from when on, how many. `case_id` only where it is about one case."""

    sign: Sign
    worker_id: str
    at: datetime
    count: int
    case_id: str | None = None


def out_of_hours(hours: Iterable[ReadHour], watch: Watch) -> list[Unusual]:
    """One line for each worker and day on which they read outside the hours of work."""
    found: dict[tuple[str, date], list[ReadHour]] = defaultdict(list)
    for each in hours:
        if not watch.is_work(each.hour):
            found[each.worker_id, each.hour.date()].append(each)
    return [
        Unusual(
            Sign.OUT_OF_HOURS,
            worker_id,
            min(each.hour for each in read),
            sum(each.readings for each in read),
        )
        for (worker_id, _), read in found.items()
    ]


def may_be_many(hours: Iterable[ReadHour], watch: Watch) -> list[str]:
    """Workers who may have had a busy hour, the busiest first; to be counted exactly.

    An hour with more than `many_cases` cases lies in two full hours, and half of them in one.
    """
    most: dict[str, int] = defaultdict(int)
    for each in hours:
        most[each.worker_id] = max(most[each.worker_id], each.cases)
    busy = [worker_id for worker_id, cases in most.items() if 2 * cases > watch.many_cases]
    return sorted(busy, key=lambda worker_id: -most[worker_id])


def many_cases(worker_id: str, read: Sequence[tuple[datetime, str]], watch: Watch) -> list[Unusual]:
    """The busiest hour of each day on which a worker read too many; `read`: (moment, case id)."""
    ordered = sorted(read)
    busiest: dict[date, Unusual] = {}
    within: Counter[str] = Counter()
    first = 0
    for at, case_id in ordered:
        within[case_id] += 1
        while ordered[first][0] <= at - HOUR:
            within[ordered[first][1]] -= 1
            within += Counter()  # drops what is at zero
            first += 1
        line = Unusual(Sign.MANY_CASES, worker_id, ordered[first][0], len(within))
        held = busiest.get(line.at.date())
        if line.count > watch.many_cases and (held is None or held.count < line.count):
            busiest[line.at.date()] = line
    return list(busiest.values())


def whole_records(made: Iterable[tuple[str, datetime]]) -> list[Unusual]:
    """One line for each worker and day on which they made many; `made`: (worker, moment)."""
    days: dict[tuple[str, date], list[datetime]] = defaultdict(list)
    for worker_id, at in made:
        days[worker_id, at.date()].append(at)
    return [
        Unusual(Sign.WHOLE_RECORDS, worker_id, min(moments), len(moments))
        for (worker_id, _), moments in days.items()
        if len(moments) > USUAL_RECORDS
    ]
