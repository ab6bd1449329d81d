"""Finding a colleague whom nobody knows yet: a worker says so, and a supervisor asks other

supervisors by word of mouth and writes the reference in (rule 4: a third Yes opens a task). The
app looks nothing up: what is written in is what somebody said, and nothing tells whether it exists.
No clock: each question about a moment is given it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from .access import Allowed, Denied
from .cases import parse_reference
from .consent import SettledAnswers
from .errors import Conflict
from .forms import Form
from .links import may_ask

WAITS_FOR = timedelta(days=14)
"""What nobody answered by then is over; what was answered stands for as long from its answer."""
MOST_OPEN = 3
"""How many of one case may wait at once: more would be a round call for other people's cases."""
MOST_HELPS = 300
"""Signs of what helps to find them, and of the sentence when nobody was found."""


class Standing(StrEnum):
    """How such a task stands at a moment."""

    WAITS = "waits"
    FOUND = "found"
    """A reference was written in: it waits in the form that asks for a link."""
    NOT_FOUND = "not_found"
    LAPSED = "lapsed"
    """Nobody answered for two weeks; the worker is told for two more."""
    OVER = "over"
    """Used, or what it rests on is gone, or its time is over: nothing of it is shown."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What is known of one task.

    Attributes:
        found: what the supervisor said; None while they have said nothing.
        over_at: since when it is used or ended, whatever the dates say.
    """

    asked_at: datetime
    found: bool | None = None
    answered_at: datetime | None = None
    over_at: datetime | None = None

    def standing(self, now: datetime, *, agreed: bool) -> Standing:
        """By this moment alone. `agreed`: the newest third answer is Yes and the case is open."""
        if self.over_at is not None or not agreed:
            return Standing.OVER
        if self.found is not None and self.answered_at is not None:
            if now >= self.answered_at + WAITS_FOR:
                return Standing.OVER
            return Standing.FOUND if self.found else Standing.NOT_FOUND
        if now < self.asked_at + WAITS_FOR:
            return Standing.WAITS
        return Standing.LAPSED if now < self.asked_at + 2 * WAITS_FOR else Standing.OVER


def may_look(
    newest: SettledAnswers | None, waiting: int, *, others_missing: bool = False
) -> Allowed | Denied:
    """Whether a worker may ask their supervisor to find the colleague.

    Reasons: those of agreement in `links.may_ask`, which a link would rest on, and
    `colleagues_full`. The places of links are for the ask itself.
    """
    rests = may_ask(newest, 0, others_missing=others_missing)
    if isinstance(rests, Denied):
        return rests
    return Allowed() if waiting < MOST_OPEN else Denied("colleagues_full")


def check_open(finding: Finding, now: datetime, *, agreed: bool) -> None:
    """Raises Conflict `finding_settled` unless a supervisor can still answer."""
    if finding.standing(now, agreed=agreed) is not Standing.WAITS:
        raise Conflict("finding_settled")


def parse_helps(raw: Mapping[str, object]) -> tuple[str, str | None]:
    """What may help to find the colleague ("helps"), and why it stands in spite of screening.

    Raises `Problems` with the codes of text; screened as all free text is (rule 2).
    """
    form = Form(raw)
    helps = form.text("helps", longest=MOST_HELPS)
    reason = form.screening_settled()
    form.finish()
    return helps, reason


def parse_found(raw: Mapping[str, object]) -> tuple[str | None, str, str | None]:
    """A supervisor's answer: the reference, or None and the sentence that says so ("why").

    Third is why the sentence stands in spite of screening. Raises `Problems`: `choose_one`
    ("found"), those of a reference, the codes of text.
    """
    form = Form(raw)
    found = form.yes_or_no("found")
    reference = form.reading("reference", parse_reference, "") if found else None
    why = form.text("why", longest=MOST_HELPS) if found is False else ""
    reason = form.screening_settled()
    form.finish()
    return reference, why, reason
