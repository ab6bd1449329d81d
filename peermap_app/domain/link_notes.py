"""What both sides of a link write: a short shared note, that they met, and when they meet next."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from .errors import Conflict, TooMany
from .forms import Form, parse_near_day

MOST_NOTE = 1000
MOST_VERSIONS = 200
"""Versions of one link's note that one side writes: nothing of it is taken away while the link is
kept, and neither side uses up the other's."""
MOST_MEETINGS = 200
"""Days that one side says on a link: that they met, and when they meet next."""
LONGEST_AGO = timedelta(days=366)
"""A meeting longer ago than a year is a slip of the pen."""


@dataclass(frozen=True, slots=True)
class Note:
    """One version as it was written. `base`: the number of the version that its writer had read."""

    text: str
    base: int
    screened_reason: str | None = None


def parse_note(raw: Mapping[str, object]) -> Note:
    """A version from a form: note, base, and `seen`, the number that was shown when it was refused.

    Raises `Problems` with the codes of text ("note").
    """
    form = Form(raw)
    text = form.text("note", longest=MOST_NOTE)
    reason = form.screening_settled()
    form.finish()
    return Note(text, max(_number(raw.get("base")), _number(raw.get("seen"))), reason)


def _number(raw: object) -> int:
    """A version's number as a form has it; 0 for whatever is none: then nothing was read."""
    text = raw if isinstance(raw, str) else ""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 6 else 0


def check_read(note: Note, newest: int, *, own: int) -> None:
    """Two who write at once lose nothing: the second has read the first's version before theirs
    stands after it. `own`: how many versions the writer's side has written. Raises Conflict
    "note_changed"; TooMany "note_full" with `most`."""
    if note.base != newest:
        raise Conflict("note_changed", field="note", number=newest)
    if own >= MOST_VERSIONS:
        raise TooMany("note_full", field="note", most=MOST_VERSIONS)


@dataclass(frozen=True, slots=True)
class Meeting:
    """That both met on a day, or mean to; one of the two at least."""

    met: date | None
    next: date | None


def parse_meeting(raw: Mapping[str, object], today: date) -> Meeting:
    """From a form: met (until today), next (after today, within a year).

    Raises `Problems`: "met_missing" ("met") for neither, "met_date", "met_future", "met_past",
    "day_far", and `review_…` ("next").
    """
    form = Form(raw)
    met = None
    if raw.get("met"):
        met = form.reading("met", lambda day: parse_near_day(day, "met", "met_date", today), None)
    if met is not None and met > today:
        form.fault("met_future", "met")
    if met is not None and met < today - LONGEST_AGO:
        form.fault("met_past", "met")
    following = form.review("next", today, required=False)
    if not raw.get("met") and not raw.get("next"):
        form.fault("met_missing", "met")
    form.finish()
    return Meeting(met, following)


def room_for_days(own: int, more: int) -> None:
    """Raises TooMany "met_full" (with `most`) when `more` days have no room beside those of the
    same side."""
    if more and own + more > MOST_MEETINGS:
        raise TooMany("met_full", field="met", most=MOST_MEETINGS)
