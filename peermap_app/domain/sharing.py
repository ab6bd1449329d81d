"""What one end of a link rests on (rule 5): agreement, or sharing without it, by two people.

No clock: each question about a moment is given it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from .access import Allowed, Denied
from .errors import Conflict


class Basis(StrEnum):
    """What one end of a link rests on."""

    AGREED = "agreed"
    """The newest third answer of that end's young person is Yes, read at each crossing."""
    WITHOUT = "without"
    """Sharing without agreement: a second person agreed, or it was urgent and they decide soon."""


class Position(StrEnum):
    """Where the young person stands."""

    GIVEN = "given"
    REFUSED = "refused"
    NOT_SOUGHT = "not_sought"


class LawfulBasis(StrEnum):
    """What the sharing rests on in law; `words/sharing_words.py` says them, and who confirms it."""

    AGREEMENT = "agreement"
    CHILD_IN_NEED = "s17"
    SECTION_47 = "s47"
    SAFEGUARDING = "safeguarding"


ANSWER_WITHIN = timedelta(minutes=15)
"""So long an urgent sharing waits for a second person before its worker may send it themself."""
WAITS_FOR = timedelta(days=14)
"""What nobody decided by then was never shared; as long as an ask waits for its answer."""
MOST_DAYS_WITHOUT = 30
"""No review date of a sharing without agreement is further away: the setting's usual value."""


class Standing(StrEnum):
    """How a sharing without agreement stands at a moment."""

    WAITS = "waits"
    """Nothing is shared."""
    AGREED = "agreed"
    REFUSED = "refused"
    PROVISIONAL = "provisional"
    """Sent by its worker's own reason; the second person still decides."""
    UNDECIDED = "undecided"
    """It was sent, nobody decided in time, and it ended by that."""
    LAPSED = "lapsed"
    """It waited for two weeks, and nothing was shared."""


SHARES = (Standing.AGREED, Standing.PROVISIONAL)


@dataclass(frozen=True, slots=True)
class Second:
    """What is known of the second person's part.

    Attributes:
        agreed: their answer; None while they have said nothing.
        sent_at: when the worker sent it by their own reason; `decide_by`: until when it stands so.
    """

    asked_at: datetime
    urgent: bool
    agreed: bool | None = None
    sent_at: datetime | None = None
    decide_by: datetime | None = None

    def standing(self, now: datetime) -> Standing:
        """By this moment alone, whoever has noted anything or not."""
        if self.agreed is not None:
            return Standing.AGREED if self.agreed else Standing.REFUSED
        if self.sent_at is not None and self.decide_by is not None:
            return Standing.PROVISIONAL if now < self.decide_by else Standing.UNDECIDED
        return Standing.WAITS if now < self.asked_at + WAITS_FOR else Standing.LAPSED


def check_open(second: Second, now: datetime) -> None:
    """Raises Conflict `sharing_settled` unless a second person can still answer."""
    if second.standing(now) not in (Standing.WAITS, Standing.PROVISIONAL):
        raise Conflict("sharing_settled")


def may_send(second: Second, now: datetime) -> Allowed | Denied:
    """Whether its worker may send it by their own reason.

    Reasons: `sharing_settled` (answered, sent, lapsed), `not_urgent`, `too_soon`.
    """
    if second.standing(now) is not Standing.WAITS:
        return Denied("sharing_settled")
    if not second.urgent:
        return Denied("not_urgent")
    if now < second.asked_at + ANSWER_WITHIN:
        return Denied("too_soon")
    return Allowed()


def end_stands(basis: Basis, *, talk_is_yes: bool, second: Second | None, now: datetime) -> bool:
    """Whether one end of a link holds now; what has no second person never does."""
    if basis is Basis.AGREED:
        return talk_is_yes
    return second is not None and second.standing(now) in SHARES
