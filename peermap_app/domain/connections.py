"""Connections that a case's own social-care record already holds (purpose: coordinate).

Entered one at a time by a worker of the case. It is no map and has no picture, it never leaves its
case, and what nobody looks at again is gone. Other agencies' intelligence is no source and cannot
be chosen as one (rule 1; docs/decisions/what-is-already-held.md).
"""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from enum import StrEnum

from .errors import Conflict, Invalid, TooMany
from .forms import Form, parse_near_day
from .map_parts import MOST_PEOPLE
from .screening import parse_initials, reads_as_name

MOST_KNOWN = 500
MOST_NOT_SHOWN = 300
MOST_CORRECTED = 30
"""What one said before each correction stays with it: beyond this it is added anew."""


class Symbol(StrEnum):
    """Instead of initials."""

    STAR = "star"
    MOON = "moon"
    LEAF = "leaf"
    KITE = "kite"
    BOAT = "boat"
    BIRD = "bird"


class Source(StrEnum):
    """Where the case's own record holds it. There is no other, and none of another agency."""

    CASE_NOTE = "case_note"
    ASSESSMENT = "assessment"
    PLAN = "plan"
    REVIEW = "review"
    FAMILY_SAID = "family_said"
    YOUNG_PERSON_SAID = "young_person_said"
    OTHER_COUNCIL = "other_council"
    """The social-care record of another council that worked with them."""


class Nature(StrEnum):
    """What kind of knowledge it is."""

    FACT = "fact"
    OPINION = "opinion"


class Weight(StrEnum):
    """What it means for the young person; in the order in which it is listed: strengths first."""

    STRENGTH = "strength"
    UNSURE = "unsure"
    WORRY = "worry"


class ShownBy(StrEnum):
    """Who showed it to the young person."""

    ME = "me"
    COLLEAGUE = "colleague"


@dataclass(frozen=True, slots=True)
class Connection:
    """One connection. `who`: initials, or a symbol's code. `shown_on` and `shown_by`, or else
    `not_shown_because`. `review`: when it is looked at again, or gone."""

    who: str
    known: str
    source: Source
    source_day: date
    nature: Nature
    weight: Weight
    shown_on: date | None
    shown_by: ShownBy | None
    not_shown_because: str
    review: date
    screened_reason: str | None = None

    def to_wire(self) -> dict[str, object]:
        """As it is sealed; the review date stands in the review table."""
        held = asdict(self)
        held.pop("review")
        held["source_day"] = self.source_day.isoformat()
        held["shown_on"] = self.shown_on.isoformat() if self.shown_on else None
        return held


# Named as where it comes from: "police said", "according to the police", "police intelligence".
_AGENCY = (
    r"(?:the )?(?:police|probation|youth justice|youth offending|yjs|yot|border force|home office"
    r"|immigration enforcement|crimestoppers|national crime agency|nca|british transport police)"
)
_SAYS = (
    r"(?:says?|said|tells?|told|reports?|reported|records?|recorded|systems?|logs?|logged|notes?"
    r"|shared?|inform(?:s|ed)?|believes?|information|info|data|checks?|markers?)"
)
_FROM = r"(?:according to|as per|per|from|via|source:?|told by|shared by|reported by|info from)"
_AGENCY_SOURCE = re.compile(
    rf"\b(?:{_AGENCY}(?:'s|’s)? {_SAYS}|{_FROM} {_AGENCY}|intelligence|intel|pnc|pnd"
    r"|police national (?:computer|database)|crime report|custody record|ocg)\b",
    re.IGNORECASE,
)


def names_agency(text: str) -> str:
    """What in a text names another agency as its source; "" when nothing does."""
    found = _AGENCY_SOURCE.search(" ".join(text.split()))
    return found.group() if found else ""


def room_for(held: int, on_map: int) -> None:
    """Raises Conflict `held_full` (with `most`) when there is no room for one more beside those
    held and the people of the newest kept map (rule 7)."""
    if held + on_map >= MOST_PEOPLE:
        raise Conflict("held_full", most=MOST_PEOPLE)


def may_correct(corrected: int) -> None:
    """Raises TooMany `held_corrected` (with `most`) for one that was corrected so often already."""
    if corrected >= MOST_CORRECTED:
        raise TooMany("held_corrected", most=MOST_CORRECTED)


def parse_connection(raw: Mapping[str, object], today: date, most: int) -> Connection:
    """One connection from a form: initials or symbol, not_a_name, known, source, source_day,
    nature, weight, shown ("yes"/"no"), shown_on, shown_by, not_shown_because, review, and
    screened_reason. `most`: it is looked at again within so many days.

    Raises `Problems`: the codes of text, choice and day; `held_who` for neither or both of initials
    and symbol; `reads_as_name` unless not_a_name is "yes"; `other_agency` (with `text`) where a
    text names one as its source: no reason gets past that; `held_future` for a day to come.
    """
    form = Form(raw)
    who = _who(form)
    known = form.text("known", longest=MOST_KNOWN)
    source = form.choice("source", Source, Source.CASE_NOTE)
    source_day = _past(form, "source_day", today)
    nature = form.choice("nature", Nature, Nature.FACT)
    weight = form.choice("weight", Weight, Weight.UNSURE)
    shown = form.yes_or_no("shown")
    shown_on, shown_by, because = None, None, ""
    review: date | None = today + timedelta(days=most)
    if shown is True:
        shown_on = _past(form, "shown_on", today)
        shown_by = form.choice("shown_by", ShownBy, ShownBy.ME)
    elif shown is False:
        because = form.text("not_shown_because", longest=MOST_NOT_SHOWN)
        review = form.review("review", today)
        if review is not None and review > today + timedelta(days=most):
            form.fault("review_beyond", "review", most=most)
    for field, text in (("known", known), ("not_shown_because", because)):
        if names_agency(text):
            form.fault("other_agency", field, text=names_agency(text))
    reason = form.screening_settled()
    form.finish()
    assert source_day is not None  # `finish` raised otherwise
    assert review is not None
    return Connection(
        who=who,
        known=known,
        source=source,
        source_day=source_day,
        nature=nature,
        weight=weight,
        shown_on=shown_on,
        shown_by=shown_by,
        not_shown_because=because,
        review=review,
        screened_reason=reason,
    )


def _who(form: Form) -> str:
    typed, symbol = form.raw("initials"), form.raw("symbol")
    if bool(typed) is bool(symbol):
        form.fault("held_who", "initials")
        return ""
    if symbol:
        return form.choice("symbol", Symbol, Symbol.STAR).value
    initials = form.reading("initials", parse_initials, "")
    if initials and reads_as_name(initials) and form.raw("not_a_name") != "yes":
        form.fault("reads_as_name", "initials")
    return initials


def _past(form: Form, field: str, today: date) -> date | None:
    def read(given: object) -> date | None:
        day = parse_near_day(given, field, "held_day", today)
        if day > today:
            raise Invalid("held_future", field=field)
        return day

    return form.reading(field, read, None)
