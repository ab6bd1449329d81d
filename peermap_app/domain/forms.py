"""Reading a form that anyone could have sent: every fault is collected and named by its field."""

import re
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from enum import StrEnum
from typing import TypeVar

from .errors import Invalid, Problems
from .screening import Found, clean_text, screen_text

MOST_TEXT = 2000
"""Longest free text of a worker's form, in characters."""
FURTHEST_REVIEW = timedelta(days=366)
"""A review further away than a year is no review (rule 12)."""
FURTHEST_YEARS = 30
"""How far from today a day may be that somebody types: whatever is further is a slip, or worse."""
SEND_ANYWAY = "send_anyway"
"""The fixed reason for going on although screening found something."""

T = TypeVar("T")
E = TypeVar("E", bound=StrEnum)


class Form:
    """A hostile mapping, read field by field; `finish()` raises every fault at once."""

    def __init__(self, raw: Mapping[str, object]) -> None:
        self._raw = raw
        self._problems: list[Invalid] = []
        self._found: list[tuple[str, tuple[Found, ...]]] = []

    def raw(self, field: str) -> object:
        """The untouched value, or None."""
        return self._raw.get(field)

    def fault(self, code: str, field: str, **data: object) -> None:
        """Note a fault of a field."""
        self._problems.append(Invalid(code, field=field, **data))

    def _try(self, read: Callable[[], T], otherwise: T) -> T:
        try:
            return read()
        except Invalid as fault:
            self._problems.append(fault)
            return otherwise

    def text(
        self, field: str, *, longest: int = MOST_TEXT, required: bool = True, screened: bool = True
    ) -> str:
        """Free text; what screening finds in it is held until `screening_settled`."""
        given = self.raw(field)
        cleaned = self._try(
            lambda: clean_text("" if given is None else given, field, longest, required), ""
        )
        found = screen_text(cleaned) if screened else ()
        if found:
            self._found.append((field, found))
        return cleaned

    def reading(self, field: str, read: Callable[[object], T], otherwise: T) -> T:
        """A field read by a rule that raises Invalid; `otherwise` only stands in for a fault."""
        given = self.raw(field)
        return self._try(lambda: read("" if given is None else given), otherwise)

    def choice(self, field: str, of: type[E], otherwise: E) -> E:
        """One of a fixed set of codes; `otherwise` only stands in when a fault was noted."""
        given = self.raw(field)
        if isinstance(given, of):
            return given
        if not isinstance(given, str) or not given:
            self.fault("choose_one", field)
            return otherwise
        try:
            return of(given)
        except ValueError:
            self.fault("choose_one", field)
            return otherwise

    def yes_or_no(self, field: str) -> bool | None:
        """A radio of two: True, False, or None with a fault."""
        given = self.raw(field)
        if given is True or given == "yes":
            return True
        if given is False or given == "no":
            return False
        self.fault("choose_one", field)
        return None

    def review(self, field: str, today: date, *, required: bool = True) -> date | None:
        """A review date (ISO, or a `date`): after today and within a year."""
        given = self.raw(field)
        if given in (None, "") and not required:
            return None
        return self._try(lambda: parse_review(given, field, today), None)

    def day(self, field: str, missing: str, faulty: str) -> date | None:
        """A day (ISO, or a `date`), else None with one of the two faults."""
        given = self.raw(field)
        if given is None or given == "":
            self.fault(missing, field)
            return None
        return self._try(lambda: parse_day(given, field, faulty), None)

    def screening_settled(self, reason_field: str = "screened_reason") -> str | None:
        """The writer's reason for going on; without one, each finding becomes a fault (rule 2)."""
        given = self.raw(reason_field)
        if not self._found:
            return None
        reason = self._try(
            lambda: clean_text("" if given is None else given, reason_field, 300, False), ""
        )
        if reason:
            return reason
        for field, found in self._found:
            self.fault("screened", field, found=found)
        return None

    def finish(self) -> None:
        """Raise `Problems` when any fault was noted."""
        if self._problems:
            raise Problems(tuple(self._problems))


_ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def parse_review(raw: object, field: str, today: date) -> date:
    """A day after `today` and within a year of it, else Invalid `review_…`."""
    if raw is None or raw == "":
        raise Invalid("review_missing", field=field)
    day = parse_day(raw, field, "review_date")
    if day <= today:
        raise Invalid("review_past", field=field)
    if day - today > FURTHEST_REVIEW:
        raise Invalid("review_far", field=field)
    return day


def near(day: date, field: str, today: date) -> date:
    """The day, or Invalid `day_far` when it is further from `today` than anybody plans or means."""
    if abs(day - today) > timedelta(days=366 * FURTHEST_YEARS):
        raise Invalid("day_far", field=field, years=FURTHEST_YEARS)
    return day


def parse_near_day(raw: object, field: str, faulty: str, today: date) -> date:
    """A day (ISO, or a `date`) that is `near`, else Invalid of the code `faulty` or `day_far`."""
    return near(parse_day(raw, field, faulty), field, today)


def parse_day(raw: object, field: str, faulty: str) -> date:
    """A day (ISO, or a `date`), else Invalid of the code `faulty`."""
    if type(raw) is date:
        return raw
    if isinstance(raw, str) and _ISO_DAY.fullmatch(raw.strip()):
        try:
            return date.fromisoformat(raw.strip())
        except ValueError:
            pass
    raise Invalid(faulty, field=field)
