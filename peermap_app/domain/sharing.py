"""What one end of a link rests on (rule 5): agreement, or sharing without it, by two people.

What is asked by agreement beyond six links waits for a supervisor in the same way (rule 7).

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
"""So long an urgent sharing waits for a second person before its worker may send it themself: for
one who could answer all that while."""
MOST_UNDECIDED = timedelta(days=6)
"""No sharing that its worker sent stands longer undecided. Its supervisor sets the team's working
hours, so they alone would put the decision off; two bank holidays beside a weekend fit in."""
NOT_AGAIN_FOR = timedelta(days=14)
"""So long after a second person's no, or none, a worker does not send the same by their reason."""
WAITS_FOR = timedelta(days=14)
"""What nobody decided by then was never shared; as long as an ask waits for its answer."""
MOST_DAYS_WITHOUT = 30
"""No review date of a sharing without agreement is further away: the setting's usual value."""


class Standing(StrEnum):
    """How what a second person decides on stands at a moment."""

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
    SAID_YES = "said_yes"
    """Not sent, and the young person says yes now: nobody decides on it, and it may be asked for or
    accepted by agreement. A Yes that is taken back lets it wait again."""
    OVERTAKEN = "overtaken"
    """On a Yes that came since it was asked for, accepted or renewed by agreement, sent before or
    not: nobody decides on it any more."""
    WITHDRAWN = "withdrawn"
    """By agreement, which ended while it waited; or its worker declined: nothing was shared."""


SHARES = (Standing.AGREED, Standing.PROVISIONAL)


@dataclass(frozen=True, slots=True)
class Second:
    """What is known of the second person's part.

    Attributes:
        agreed: their answer; None while they have said nothing.
        sent_at: when the worker sent it by their own reason; `decide_by`: until when it stands so.
        rests: what was sent stands on this still, and not on agreement.
        over_at: when it was settled, as far as that is noted.
        again_at: since when it waits again, after a Yes that was taken back; None without one.
    """

    asked_at: datetime
    urgent: bool
    agreed: bool | None = None
    sent_at: datetime | None = None
    decide_by: datetime | None = None
    rests: bool = True
    over_at: datetime | None = None
    again_at: datetime | None = None

    @property
    def from_then(self) -> datetime:
        """Not before this its worker may send it: while a Yes stood nobody could answer."""
        return max(self.asked_at, self.again_at or self.asked_at) + ANSWER_WITHIN

    def standing(self, now: datetime) -> Standing:
        """By this moment alone, whoever has noted anything or not."""
        if self.agreed is not None:
            return Standing.AGREED if self.agreed else Standing.REFUSED
        if self.sent_at is not None and self.decide_by is not None:
            if not self.rests:
                return Standing.OVERTAKEN
            return Standing.PROVISIONAL if now < self.decide_by else Standing.UNDECIDED
        lapses = self.asked_at + WAITS_FOR
        if self.over_at is not None and self.over_at < lapses:
            return Standing.WITHDRAWN
        return Standing.WAITS if now < lapses else Standing.LAPSED


def decide_by(sent_at: datetime, works_until: datetime) -> datetime:
    """Until when a second person decides; `works_until`: the end of the next working day."""
    return min(works_until, sent_at + MOST_UNDECIDED)


def speaks_against(earlier: Second, over_at: datetime | None, now: datetime) -> bool:
    """Whether an earlier sharing of the same keeps a worker from sending this one by their reason:

    a second person refused it or did not decide, not long ago, or decides on it still. Otherwise
    what was refused would be sent again a quarter of an hour later, and on for ever.

    `over_at`: when it was settled, as far as that is noted.
    """
    decides = earlier.standing(now) is Standing.PROVISIONAL
    return decides or speaks_against_the_other(earlier, over_at, now)


def speaks_against_the_other(earlier: Second, over_at: datetime | None, now: datetime) -> bool:
    """Whether an earlier ask keeps every answer of its case from being sent by its worker's reason,

    or an earlier answer every ask, whatever each is about: it was refused or not decided on, not
    long ago. Otherwise the same two cases would be linked in spite of a no, the other way round.

    `over_at`: as in `speaks_against`.
    """
    how = earlier.standing(now)
    ended = earlier.decide_by if how is Standing.UNDECIDED else over_at
    if how in (Standing.REFUSED, Standing.UNDECIDED) and ended is not None:
        return now < ended + NOT_AGAIN_FOR
    return False


def check_open(second: Second, now: datetime) -> None:
    """Raises Conflict `sharing_settled` unless a second person can still answer."""
    if second.standing(now) not in (Standing.WAITS, Standing.PROVISIONAL):
        raise Conflict("sharing_settled")


def may_send(second: Second, now: datetime, *, against: bool = False) -> Allowed | Denied:
    """Whether its worker may send it by their own reason. `against`: an earlier one speaks against
    it (`speaks_against`).

    Reasons: `sharing_settled` (answered, sent, lapsed), `not_urgent`, `refused_before`, `too_soon`.
    """
    if second.standing(now) is not Standing.WAITS:
        return Denied("sharing_settled")
    if not second.urgent:
        return Denied("not_urgent")
    if against:
        return Denied("refused_before")
    if now < second.from_then:
        return Denied("too_soon")
    return Allowed()


def end_stands(basis: Basis, *, talk_is_yes: bool, second: Second | None, now: datetime) -> bool:
    """Whether one end of a link holds now; what has no second person never does."""
    if basis is Basis.AGREED:
        return talk_is_yes
    return second is not None and second.standing(now) in SHARES
