"""A case for some hours: given by a supervisor, with a reason, to somebody else (issue 5).

It takes the place of every "break the glass": somebody gave it, it says why, and it ends by itself.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from .access import Relation
from .errors import Invalid
from .forms import Form

HOURS = (4, 8, 12, 24, 48, 72)
"""What a form offers."""
MOST_HOURS: dict[Relation, int] = {Relation.SUPERVISES: 72, Relation.ON_DUTY: 12}
"""The longest that somebody of this relation gives; nobody else gives any."""
DUTY_HOURS = (8, 12, 16, 24, 72)
"""How long a duty may last, weekends too."""
ASK_LAPSES = timedelta(hours=24)
"""An ask that nobody answered by then is over."""
MOST_ASKS = 5
"""Asks of one worker that wait at once, so that nobody tries many references."""
MOST_WHY = 500


@dataclass(frozen=True, slots=True)
class Why:
    """A reason, screened like all free text (rule 2)."""

    why: str
    screened_reason: str | None = None

    def to_wire(self) -> dict[str, str | None]:
        """What is sealed."""
        return {"why": self.why, "screened_reason": self.screened_reason}


def parse_why(raw: Mapping[str, object]) -> Why:
    """A reason from a form. Raises `Problems`."""
    form = Form(raw)
    why = form.text("why", longest=MOST_WHY)
    reason = form.screening_settled()
    form.finish()
    return Why(why, reason)


@dataclass(frozen=True, slots=True)
class Given:
    """For how long, and why."""

    hours: timedelta
    why: Why


def parse_given(raw: Mapping[str, object], relation: Relation) -> Given:
    """From a form: hours and why. Raises `Problems`; "hours_most" past what this relation gives."""
    form = Form(raw)
    most = MOST_HOURS.get(relation, 0)
    hours = form.reading("hours", lambda given: parse_hours(given, HOURS), 0)
    if hours > most:
        form.fault("hours_most", "hours", most=most)
    why = form.text("why", longest=MOST_WHY)
    reason = form.screening_settled()
    form.finish()
    return Given(timedelta(hours=hours), Why(why, reason))


def parse_hours(raw: object, of: tuple[int, ...], field: str = "hours") -> int:
    """One of the offered numbers of hours, as a form sends it. Raises Invalid "choose_one"."""
    named = {str(each): each for each in of}
    if isinstance(raw, str) and raw in named:
        return named[raw]
    raise Invalid("choose_one", field=field)
