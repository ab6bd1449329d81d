"""Things end (rule 12): closing a case, how long what is over is kept, and what holds it longer."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from .cases import parse_reference
from .errors import Conflict
from .forms import Form

MOST_REASON = 500
MOST_TICKED = 100
"""So many lines of what is due are agreed to by one tap; the page shows no more at once."""


class CloseReason(StrEnum):
    """Why a worker asks to close a case."""

    DONE = "done"
    MOVED = "moved"
    GROWN = "grown"
    OTHER = "other"


def parse_close(raw: Mapping[str, object]) -> CloseReason:
    """The reason on the form. Raises `Problems` with `choose_one` ("reason")."""
    form = Form(raw)
    reason = form.choice("reason", CloseReason, CloseReason.OTHER)
    form.finish()
    return reason


def check_second(asked_by: str, worker_id: str | None) -> None:
    """Nobody is the second person to their own act. Raises Conflict `own_close`."""
    if asked_by == worker_id:
        raise Conflict("own_close")


class Kind(StrEnum):
    """What has a period of its own after which it is due to be erased."""

    CASE = "case"
    """A closed case with all that is in it, from the day it closed."""
    MAPS = "maps"
    """Older maps of a case that is open, each from the day it was kept, never the newest; and any
    that lapsed and can be taken up no more (`domain.reviews`)."""
    FLAGS = "flags"
    """Flags of a case that is open, each from its day."""
    LINKS = "links"
    """Links that ended or lapsed: of whom is not shown, so that nobody sees who was linked."""


class Leftover(StrEnum):
    """What goes by itself when its period is over: nobody need decide about it."""

    SESSIONS = "sessions"
    """Sign-ins that are over."""
    REASONS = "reasons"
    """Why a supervisor looked or gave a case for some hours, who asked, who came, who was on duty,
    who was to be allocated."""
    LEAVERS = "leavers"
    """Name, address, number and factors of an account that is closed."""


@dataclass(frozen=True, slots=True)
class Periods:
    """For how many days each kind is kept."""

    case: int
    maps: int
    flags: int
    links: int
    sessions: int
    reasons: int
    leavers: int
    asks: int = 90
    """Mails that went out, asks to sign in again, files that waited: from the day of each."""

    def before(self, kind: Kind | Leftover, now: datetime) -> datetime:
        """What is over since then, or longer, is due."""
        return now - timedelta(days=getattr(self, kind.value))


@dataclass(frozen=True, slots=True)
class Hold:
    """Which case is kept longer, why, and the day on which that is looked at again."""

    reference: str
    reason: str
    review: date

    def holds(self, on: date) -> bool:
        """Until the day of its review, and not on it: then it is asked again."""
        return on < self.review


def parse_hold(raw: Mapping[str, object], today: date) -> Hold:
    """A form's case, by its whole reference: what must be kept may be known before it is due.

    Raises `Problems` with `reference_…` ("reference"), the codes of text ("reason") and `review_…`
    ("review").
    """
    form = Form(raw)
    reference = form.reading("reference", parse_reference, "")
    reason = form.text("reason", longest=MOST_REASON, screened=False)
    review = form.review("review", today)
    form.finish()
    assert review is not None  # `finish` raised otherwise
    return Hold(reference, reason, review)


@dataclass(frozen=True, slots=True)
class Due:
    """One line of what is due: of a case, or (links) of none that could be named."""

    kind: Kind
    case_id: str | None = None

    @property
    def key(self) -> str:
        """How a form names it."""
        return f"{self.kind}-{self.case_id}" if self.case_id else str(self.kind)


_KEY = re.compile(r"(case|maps|flags)-([0-9a-f]{32})")


def parse_due(raw: Iterable[object]) -> tuple[Due, ...]:
    """The lines that were ticked, each once. What is none of ours is left out: it erases nothing.

    Raises Conflict `nothing_ticked` when none is left.
    """
    found: dict[str, Due] = {}
    for each in raw:
        match = _KEY.fullmatch(each) if isinstance(each, str) else None
        if match is not None:
            due = Due(Kind(match[1]), match[2])
        elif each == Kind.LINKS.value:
            due = Due(Kind.LINKS)
        else:
            continue
        found.setdefault(due.key, due)
        if len(found) == MOST_TICKED:
            break
    if not found:
        raise Conflict("nothing_ticked")
    return tuple(found.values())
