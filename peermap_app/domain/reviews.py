"""What is kept has a day on which somebody looks again; what nobody renews lapses (rule 12).

Maps, both sides of an accepted link, flags, and what a case's own record already holds. The worker
is asked some days before; on the day
itself what was not answered has lapsed, by the date alone and whoever has noted it or not.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from .access import Action
from .errors import Conflict
from .forms import Form
from .purpose import Purpose
from .sharing import MOST_DAYS_WITHOUT

MOST_WHY = 500


class Kind(StrEnum):
    """What has a review date."""

    MAP = "map"
    LINK = "link"
    FLAG = "flag"
    HELD = "held"
    """What a case's own record already holds of a connection: it goes, and is not only over."""


ACTIONS: dict[Kind, Action] = {
    Kind.MAP: Action.REVIEW_MAP,
    Kind.LINK: Action.REVIEW_LINK,
    Kind.FLAG: Action.REVIEW_FLAG,
    Kind.HELD: Action.REVIEW_HELD,
}
"""Under which action the question about each kind is asked, answered and recorded."""
PURPOSE_OF: dict[Kind, Purpose] = {
    Kind.MAP: Purpose.PLAN_TOGETHER,
    Kind.LINK: Purpose.COORDINATE,
    Kind.FLAG: Purpose.COORDINATE,
    Kind.HELD: Purpose.COORDINATE,
}


class Standing(StrEnum):
    """How a thing stands on a day."""

    RESTS = "rests"
    ASKED = "asked"
    """The question stands: still so?"""
    LAPSED = "lapsed"


@dataclass(frozen=True, slots=True)
class Times:
    """For one kind: so many days before it lapses it is asked about, and no date is further away
    than `most` days."""

    ask: int
    most: int


HELD_TIMES = Times(ask=7, most=90)


@dataclass(frozen=True, slots=True)
class ReviewTimes:
    """The settings. `take_up`: for so many days a lapsed map can be taken up again. `without`: no
    date of a sharing without agreement is further away than so many days."""

    maps: Times
    links: Times
    flags: Times
    take_up: int
    held: Times = HELD_TIMES
    """No setting: reviewed or gone in 90 days, everywhere."""
    without: int = MOST_DAYS_WITHOUT

    def of(self, kind: Kind) -> Times:
        """Those of one kind."""
        return {
            Kind.MAP: self.maps,
            Kind.LINK: self.links,
            Kind.FLAG: self.flags,
            Kind.HELD: self.held,
        }[kind]

    def standing(self, kind: Kind, due: date, today: date) -> Standing:
        """How a thing of this kind stands today."""
        if lapsed(due, today):
            return Standing.LAPSED
        asked = today >= due - timedelta(days=self.of(kind).ask)
        return Standing.ASKED if asked else Standing.RESTS

    def first(self, kind: Kind, born: date) -> date:
        """The review date of something for which nobody gave one."""
        return born + timedelta(days=self.of(kind).most)

    def agreed(self, said: date, accepted: date) -> date:
        """The date of a link's asking side once it is accepted: the one that it gave, or, when
        that has passed meanwhile, one that leaves room for the question."""
        return said if accepted < said else accepted + timedelta(days=max(self.links.ask, 1))

    def may_take_up(self, due: date, today: date) -> bool:
        """Whether a lapsed map can still be taken up again."""
        return lapsed(due, today) and today < due + timedelta(days=self.take_up)


def lapsed(due: date, today: date) -> bool:
    """On the review date itself it has lapsed."""
    return due <= today


class Answer(StrEnum):
    """What a worker says to the question."""

    KEEP = "keep"
    END = "end"
    """Let the map go, end the link, close the flag."""


@dataclass(frozen=True, slots=True)
class Said:
    """A worker's answer. `until` and `why`: of KEEP alone."""

    answer: Answer
    until: date | None = None
    why: str = ""
    screened_reason: str | None = None

    def to_wire(self) -> dict[str, object]:
        """As it is sealed."""
        until = self.until.isoformat() if self.until else None
        reason = self.screened_reason
        return {"answer": self.answer, "until": until, "why": self.why, "screened_reason": reason}


def parse_said(raw: Mapping[str, object], today: date, most: int) -> Said:
    """An answer from a form: answer, until, why.

    Raises `Problems` with `choose_one` ("answer"), the codes of text ("why") and `review_…`
    ("until"), `review_beyond` for a day further away than `most` days.
    """
    form = Form(raw)
    answer = form.choice("answer", Answer, Answer.KEEP)
    if answer is Answer.END:
        form.finish()
        return Said(answer)
    why = form.text("why", longest=MOST_WHY)
    until = form.review("until", today)
    if until is not None and until > today + timedelta(days=most):
        form.fault("review_beyond", "until", most=most)
    reason = form.screening_settled()
    form.finish()
    assert until is not None  # `finish` raised otherwise
    return Said(answer, until, why, reason)


_NAMED = re.compile(r"(map|link|flag|held)-([0-9a-f]{32})")


def parse_thing(raw: object) -> tuple[Kind, str] | None:
    """How an address names a thing: its kind and id. None for whatever is none of ours."""
    match = _NAMED.fullmatch(raw) if isinstance(raw, str) else None
    return (Kind(match[1]), match[2]) if match is not None else None


def check_open(standing: Standing, *, may_take_up: bool, said: Answer) -> None:
    """Raises Conflict `lapsed_for_good` for what has lapsed and cannot be taken up again."""
    if standing is Standing.LAPSED and not (may_take_up and said is Answer.KEEP):
        raise Conflict("lapsed_for_good")
