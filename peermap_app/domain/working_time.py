"""When a team works: its hours on each weekday, without bank holidays and days it is closed.

What waits for people counts in their working time. Hours are those of the clock on the wall; how
long something took is real time, so a night in which the clocks change adds and takes nothing.
"""

from collections.abc import Collection, Container, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from typing import overload

from .errors import Conflict, Invalid
from .forms import Form, parse_near_day

DAY_MINUTES = 24 * 60
MOST_CLOSED = 60
"""How many closed days of its own a team keeps at once, past its bank holidays."""
_DAY = timedelta(days=1)
_LONGEST_REST = 366
"""Days without an opening after which there is a mistake and no holiday."""


class Region(StrEnum):
    """Whose bank holidays a team keeps."""

    ENGLAND_AND_WALES = "england_and_wales"
    SCOTLAND = "scotland"
    NORTHERN_IRELAND = "northern_ireland"


@dataclass(frozen=True, slots=True)
class Hours:
    """From when to when a team works on a weekday: minutes after midnight on the wall's clock."""

    opens: int
    closes: int

    def __post_init__(self) -> None:
        """Refuse what is no stretch of one day."""
        if not 0 <= self.opens < self.closes <= DAY_MINUTES:
            raise ValueError("hours end after they begin, on one day")


Week = tuple[Hours | None, ...]
"""Monday to Sunday; None: the team does not work that day."""
OFFICE = Hours(9 * 60, 17 * 60)
USUAL_WEEK: Week = (OFFICE,) * 5 + (None,) * 2


@dataclass(frozen=True, slots=True)
class WorkingTime:
    """A team's working time.

    Attributes:
        zone: of its wall clock.
        week: Monday to Sunday; one day at least has hours.
        closed: days on which it does not work whatever the weekday: a set, or anything that knows.
    """

    zone: tzinfo
    week: Week = USUAL_WEEK
    closed: Container[date] = frozenset()

    def __post_init__(self) -> None:
        """A team that never works would be waited for without end."""
        if len(self.week) != 7 or not any(self.week):
            raise ValueError("a week has seven days, and hours on one of them at least")

    def is_working_day(self, day: date) -> bool:
        """Whether the team works at all that day."""
        return self._hours(day) is not None

    def is_working(self, moment: datetime) -> bool:
        """Whether the team works at that moment (aware); at its closing time it does no more."""
        hours = self._hours(self._day_of(moment))
        return hours is not None and hours[0] <= moment < hours[1]

    def opening(self, moment: datetime) -> datetime:
        """The moment itself while the team works, else when it works next. UTC."""
        day = self._day_of(moment)
        hours = self._hours(day)
        if hours is None or hours[1] <= moment:
            return self._opened(self.next_working_day(day))[0]
        return max(hours[0], moment.astimezone(UTC))

    def closing(self, day: date) -> datetime:
        """When the team stops working on a day on which it works. UTC."""
        return self._opened(day)[1]

    def next_working_day(self, day: date) -> date:
        """The first day after `day` on which the team works."""
        for after in range(1, _LONGEST_REST + 1):
            one = day + after * _DAY
            if self._hours(one) is not None:
                return one
        raise ValueError("a team that does not work for a year")

    def add_working_hours(self, moment: datetime, hours: timedelta) -> datetime:
        """When so much of the team's time has gone by since `moment`. UTC; 0 is the moment itself.

        Never before `moment`, and never sooner for a later moment or for more hours.
        """
        _not_negative(hours >= timedelta())
        now, left = moment.astimezone(UTC), hours
        while left:
            now = self.opening(now)
            closes = self._opened(self._day_of(now))[1]
            if left <= closes - now:
                return now + left
            left -= closes - now
            now = closes
        return now

    @overload
    def add_working_days(self, start: datetime, days: int) -> datetime: ...
    @overload
    def add_working_days(self, start: date, days: int) -> date: ...
    def add_working_days(self, start: date, days: int) -> date:
        """The day so many working days after a day (0: that day, whatever it is), or the moment.

        A moment outside working time counts from the next opening on. It keeps its distance from
        the opening of its day, or comes at the closing of a day that is shorter. Never before
        `start`, and never sooner for a later start or more days.
        """
        _not_negative(days >= 0)
        if not isinstance(start, datetime):
            return self._after(start, days)
        if not days:
            return start.astimezone(UTC)
        counted = self.opening(start)
        day = self._day_of(counted)
        since = counted - self._opened(day)[0]
        opens, closes = self._opened(self._after(day, days))
        return min(opens + since, closes)

    def _after(self, day: date, days: int) -> date:
        for _ in range(days):
            day = self.next_working_day(day)
        return day

    def _day_of(self, moment: datetime) -> date:
        if moment.tzinfo is None:
            raise ValueError("a moment without a zone is none")
        return moment.astimezone(self.zone).date()

    def _hours(self, day: date) -> tuple[datetime, datetime] | None:
        """From when to when the team works that day (UTC)."""
        of_day = self.week[day.weekday()]
        if of_day is None or day in self.closed:
            return None
        opens, closes = self._at(day, of_day.opens), self._at(day, of_day.closes)
        # Hours that lie in the hour which the clocks leave out are none.
        return (opens, closes) if opens < closes else None

    def _opened(self, day: date) -> tuple[datetime, datetime]:
        hours = self._hours(day)
        assert hours is not None  # asked for a working day alone
        return hours

    def _at(self, day: date, minutes: int) -> datetime:
        on = day + minutes // DAY_MINUTES * _DAY
        clock = time(minutes % DAY_MINUTES // 60, minutes % 60)
        return datetime.combine(on, clock, self.zone).astimezone(UTC)


def _not_negative(is_so: bool) -> None:
    if not is_so:
        raise ValueError("working time is added, never taken away")


WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True, slots=True)
class TeamWeek:
    """What a supervisor sets: the week, and whose bank holidays count."""

    week: Week = USUAL_WEEK
    region: Region = Region.ENGLAND_AND_WALES


def parse_week(raw: Mapping[str, object]) -> TeamWeek:
    """From a form: `region`, and `opens_monday`, `closes_monday`, … ("09:00"; neither: no hours).

    Raises `Problems`: "clock_time", "closes_first", "choose_one"; "week_empty" on `opens_monday`.
    """
    form = Form(raw)
    week = tuple(_hours_of(form, day) for day in WEEKDAYS)
    region = form.choice("region", Region, Region.ENGLAND_AND_WALES)
    given = any(raw.get(f"{end}_{day}") for day in WEEKDAYS for end in ("opens", "closes"))
    if not any(week) and not given:
        form.fault("week_empty", "opens_monday")
    form.finish()
    return TeamWeek(week, region)


def _hours_of(form: Form, day: str) -> Hours | None:
    opens, closes = _clock_of(form, f"opens_{day}"), _clock_of(form, f"closes_{day}")
    for end, other in (("opens", closes), ("closes", opens)):
        if form.raw(f"{end}_{day}") in (None, "") and other is not None:
            form.fault("clock_time", f"{end}_{day}")
    if opens is None or closes is None:
        return None
    if closes == 0:
        closes = DAY_MINUTES  # a control for times has no 24:00
    if closes <= opens:
        form.fault("closes_first", f"closes_{day}")
        return None
    return Hours(opens, closes)


def _clock_of(form: Form, field: str) -> int | None:
    return form.reading(field, lambda given: parse_clock(given, field), None)


def parse_clock(raw: object, field: str) -> int | None:
    """ "09:00", "9.30" or "24:00" in minutes after midnight; None where nothing was given.

    Raises Invalid "clock_time".
    """
    text = raw.strip().replace(".", ":") if isinstance(raw, str) else ""
    if raw is None or (isinstance(raw, str) and not text):
        return None
    hour, colon, minute = text.partition(":")
    digits = hour.isascii() and hour.isdigit() and minute.isascii() and minute.isdigit()
    if not (colon and digits and len(hour) <= 2 and len(minute) == 2 and int(minute) < 60):
        raise Invalid("clock_time", field=field)
    minutes = int(hour) * 60 + int(minute)
    if minutes > DAY_MINUTES:
        raise Invalid("clock_time", field=field)
    return minutes


def clock(minutes: int) -> str:
    """Minutes after midnight as the form has them: "09:00"; midnight is "00:00"."""
    return f"{minutes % DAY_MINUTES // 60:02}:{minutes % 60:02}"


def parse_closed(raw: object, today: date) -> date:
    """A day, today or later, on which a team is closed past its bank holidays.

    Raises Invalid "closed_date", "day_far", "closed_past".
    """
    day = parse_near_day(raw, "closed", "closed_date", today)
    if day < today:
        raise Invalid("closed_past", field="closed")
    return day


def check_closed(day: date, others: Collection[date]) -> None:
    """Each day stands once, and no team is closed for ever by a slip.

    Raises Conflict "closed_there", "closed_many".
    """
    if day in others:
        raise Conflict("closed_there", field="closed")
    if len(others) >= MOST_CLOSED:
        raise Conflict("closed_many", field="closed", most=MOST_CLOSED)


def week_text(week: Week) -> str:
    """A week as it is stored: "0540-1020 … -"."""
    return " ".join(f"{one.opens:04}-{one.closes:04}" if one else "-" for one in week)


def text_week(text: str) -> Week:
    """`week_text` read."""
    parts = [one.split("-") for one in text.split(" ")]
    return tuple(Hours(int(opens), int(closes)) if opens else None for opens, closes in parts)
