"""The life of a link: asked, accepted or not, under review, renewed, ended (rules 8 and 12).

Asked -> accepted, declined, or lapsed after two weeks. Accepted -> under review some days before
the date of either side -> renewed by that side, or lapsed on the date. Ended at any time by either
side, by a young person's withdrawal, or as a case closes. What is over stays over: it is asked for
anew.

Only what was done is stored (`LinkState` and its moments); "lapsed" and "under review" are readings
of the dates at the moment that somebody asks.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from .errors import Conflict
from .forms import Form
from .links import LinkState, answer, state_at

MOST_REASON = 300
"""Longest reason for ending a link: short, and of the own side alone."""


class Reading(StrEnum):
    """How a link stands at a moment."""

    ASKED = "asked"
    DECLINED = "declined"
    LAPSED = "lapsed"
    """Nobody answered within two weeks."""
    ACCEPTED = "accepted"
    UNDER_REVIEW = "under_review"
    """Accepted, and at least one side is asked whether it is still needed."""
    NOT_RENEWED = "not_renewed"
    """Accepted, and the date of either side came."""
    ENDED = "ended"
    TAKEN_BACK = "taken_back"


CROSSES = frozenset({Reading.ACCEPTED, Reading.UNDER_REVIEW})
"""While it reads so, something may cross; `link_ends.crossings` asks for more."""
OVER = frozenset(Reading) - CROSSES - {Reading.ASKED}
"""Nothing that is done to it later changes how it reads."""


@dataclass(frozen=True, slots=True)
class Life:
    """What is known of one link. `dues`: the review date of each of its ends, by the end's id, once
    it was accepted."""

    state: LinkState
    asked_at: datetime
    dues: Mapping[str, date]
    answered_at: datetime | None = None
    ended_at: datetime | None = None


def asked(now: datetime) -> Life:
    """A link that was asked for just now."""
    return Life(LinkState.ASKED, now, {})


def reading(life: Life, now: datetime, ask: timedelta) -> Reading:
    """How it stands now. `ask`: so long before its date a side is asked."""
    state = state_at(life.state, life.asked_at, now)
    if state is not LinkState.ACCEPTED:
        by_date = state is LinkState.LAPSED and life.answered_at is not None
        return Reading.NOT_RENEWED if by_date else Reading(state.value)
    first = min(life.dues.values(), default=date.min)
    if first <= now.date():
        return Reading.NOT_RENEWED
    return Reading.UNDER_REVIEW if first - ask <= now.date() else Reading.ACCEPTED


def answered(life: Life, now: datetime, dues: Mapping[str, date] | None) -> Life:
    """Accepted with the dates of both sides, or declined (`dues` is None).

    Raises Conflict `link_not_open` for whatever does not wait for an answer.
    """
    state = answer(state_at(life.state, life.asked_at, now), accept=dues is not None)
    return replace(life, state=state, answered_at=now, dues=dict(dues or {}))


def renewed(life: Life, end: str, until: date, now: datetime) -> Life:
    """One side's own date moves; the other side's stays. Raises Conflict `lapsed_for_good`."""
    if reading(life, now, timedelta()) not in CROSSES:
        raise Conflict("lapsed_for_good")
    return replace(life, dues={**life.dues, end: until})


def ended(life: Life, now: datetime) -> Life:
    """Ended, by whomever and for whatever reason; what is over keeps the moment it has.

    An ask that waits, or was declined, ends alike: rule 8 keeps the two apart from nobody.
    """
    keeps = reading(life, now, timedelta()) in OVER - {Reading.DECLINED}
    return life if keeps else replace(life, state=LinkState.ENDED, ended_at=now)


def parse_reason(raw: Mapping[str, object]) -> tuple[str, str | None]:
    """Why one side ends it, and the reason for going on although screening found something.

    Raises `Problems` with the codes of text, field "why".
    """
    form = Form(raw)
    why = form.text("why", longest=MOST_REASON)
    screened = form.screening_settled()
    form.finish()
    return why, screened
