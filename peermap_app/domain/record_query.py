"""What the data protection lead asks of the access record, and why: parsed from a form (rule 10).

Reading the record is neither planning with a young person nor coordinating for them, so it carries
no `Purpose` (rule 1 has two and no third); it carries a reason of its own, which is recorded. See
docs/decisions/reading-the-record.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from .cases import parse_reference
from .errors import Invalid
from .forms import Form, parse_day

MOST_EMAIL = 254


class LookReason(StrEnum):
    """Why somebody reads the access record."""

    CHECK = "check"
    """The regular look at what is unusual."""
    YOUNG_PERSON = "young_person"
    """A young person asks who looked."""
    COMPLAINT = "complaint"
    WORRY = "worry"
    """A worry about how somebody uses PeerMap."""
    INCIDENT = "incident"
    """Something was lost, stolen or seen by the wrong person."""


@dataclass(frozen=True, slots=True)
class RecordAsk:
    """One question to the record; what is left empty narrows nothing. `email` is lower case."""

    reason: LookReason = LookReason.CHECK
    reference: str = ""
    email: str = ""
    day: date | None = None
    refused: bool = False


def parse_record_ask(raw: Mapping[str, object]) -> RecordAsk:
    """A form's question.

    Raises:
        Problems: `choose_one` ("reason"), `reference_shape`, `email_shape`, `day_shape`.
    """
    form = Form(raw)
    ask = RecordAsk(
        reason=form.choice("reason", LookReason, LookReason.CHECK),
        reference=form.reading("reference", _reference, ""),
        email=form.reading("email", _email, ""),
        day=form.reading("day", _day, None),
        refused=form.raw("refused") == "yes",
    )
    form.finish()
    return ask


def _reference(raw: object) -> str:
    return "" if _is_empty(raw) else parse_reference(raw)


def _email(raw: object) -> str:
    """Only to look it up: one that nobody has finds nothing."""
    if not isinstance(raw, str) or len(raw) > MOST_EMAIL or not raw.isprintable():
        raise Invalid("email_shape", field="email")
    return raw.strip().lower()


def _day(raw: object) -> date | None:
    return None if _is_empty(raw) else parse_day(raw, "day", "day_shape")


def _is_empty(raw: object) -> bool:
    return isinstance(raw, str) and not raw.strip()
