"""Flags on a case: what happened, whom it must reach, and the least that they may be told."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from .errors import Invalid, TooMany
from .forms import SEND_ANYWAY, Form
from .links import Threshold
from .screening import clean_text

__all__ = [
    "SEND_ANYWAY",
    "AckState",
    "Flag",
    "FlagKind",
    "Recipient",
    "Urgency",
    "acknowledge",
    "check_pace",
    "parse_flag",
]

MOST_IN_AN_HOUR = 300
"""Flags, and corrections and news of them, that one worker sends within an hour. Nobody types so
many: with every case of a large caseload flagged ten times, a true alarm still goes out."""
PACE = timedelta(hours=1)


def check_pace(reached: datetime | None, now: datetime) -> None:
    """Raises TooMany "flags_paced" with `most` and `seconds`.

    `reached`: when the worker sent the one that is MOST_IN_AN_HOUR back; None where there is none.
    """
    if reached is not None and now - PACE < reached <= now:
        wait = (reached + PACE - now).total_seconds()
        raise TooMany("flags_paced", most=MOST_IN_AN_HOUR, seconds=max(1.0, wait))


class FlagKind(StrEnum):
    """The codes of what may have happened that are there from the start (`flag_kinds.py`)."""

    MISSING = "missing"
    HURT_OR_AT_RISK = "hurt_or_at_risk"
    PLAN_CHANGED = "plan_changed"
    PLACEMENT_MOVING = "placement_moving"
    GOOD_NEWS = "good_news"
    """Something good to build on."""
    SOMETHING_ELSE = "something_else"


class Urgency(StrEnum):
    """How soon the other must know. Apart from threshold."""

    NOW = "now"
    TODAY = "today"
    THIS_WEEK = "this_week"


@dataclass(frozen=True, slots=True)
class Recipient:
    """One worker who is told, by one link."""

    link_id: str
    case_id: str
    worker_id: str


@dataclass(frozen=True, slots=True)
class Flag:
    """A flag as its worker sends it. `kind`: a code of `flag_kinds.py`. `left_out`: link id -> why
    that side is not told."""

    kind: str
    need_to_know: str
    urgency: Urgency
    threshold: Threshold
    told: bool
    """Whether the young person knows that this is shared."""
    not_told_because: str | None = None
    left_out: Mapping[str, str] = field(default_factory=dict)
    screened_reason: str | None = None
    review: date | None = None
    """When its worker looks at it again; None leaves it to the setting."""


MOST_NEED_TO_KNOW = 500


def parse_flag(
    raw: Mapping[str, object],
    today: date,
    recipients: Iterable[Recipient],
    kinds: Collection[str] = tuple(FlagKind),
    most: int = 366,
) -> Flag:
    """A flag from a form: kind (one of `kinds`, also one that was taken off the form while it was
    open: a flag is never held up by a setting), need_to_know, urgency, threshold, told
    ("yes"/"no"), not_told_because, left_out ({link id: reason}), screened_reason, review (may be
    empty; no further away than `most` days).

    Raises `Problems`. What screening finds is a fault `screened` with `found` unless
    `screened_reason` says anything at all or is "send_anyway": a flag is never held up (rule 2).
    """
    form = Form(raw)
    kind = _kind(form, kinds)
    need_to_know = form.text("need_to_know", longest=MOST_NEED_TO_KNOW)
    urgency = form.choice("urgency", Urgency, Urgency.TODAY)
    threshold = form.choice("threshold", Threshold, Threshold.UNIVERSAL)
    told = form.yes_or_no("told")
    because = form.text("not_told_because", longest=500) if told is False else None
    left_out = _left_out(form, {item.link_id for item in recipients})
    review = form.review("review", today, required=False)
    if review is not None and review > today + timedelta(days=most):
        form.fault("review_beyond", "review", most=most)
    reason = form.screening_settled()
    form.finish()
    return Flag(
        kind, need_to_know, urgency, threshold, told is True, because, left_out, reason, review
    )


def _kind(form: Form, kinds: Collection[str]) -> str:
    given = form.raw("kind")
    if isinstance(given, str) and given in kinds:
        return str(given)
    form.fault("choose_one", "kind")
    return ""


def _left_out(form: Form, links: set[str]) -> dict[str, str]:
    raw = form.raw("left_out")
    if raw is None:
        return {}
    if not isinstance(raw, Mapping):
        form.fault("left_out_unknown", "left_out")
        return {}
    left: dict[str, str] = {}
    for link_id, why in raw.items():
        if not isinstance(link_id, str):
            form.fault("left_out_unknown", "left_out")
            continue
        if link_id not in links:
            continue  # it ended while the form was open: nobody is told over it anyway
        try:
            left[link_id] = clean_text(why, f"left_out_{link_id}", 300)
        except Invalid as problem:
            form.fault(
                "left_out_reason" if problem.code != "too_long" else "too_long",
                f"left_out_{link_id}",
                most=300,
            )
    return left


class AckState(StrEnum):
    """What has become of an alert."""

    SENT = "sent"
    SEEN = "seen"
    IN_TOUCH = "in_touch"


_ACK_ORDER = tuple(AckState)


def acknowledge(state: AckState, step: AckState) -> AckState:
    """The state after "I have seen this" or "We have been in touch".

    Only ever forward; a repeat is no error, and having been in touch implies having seen.
    """
    return max(state, step, key=_ACK_ORDER.index)
