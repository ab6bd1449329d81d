"""Links between two cases: their life, the sharing record of each side, caps (rules 5 to 8)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Literal

from .access import Allowed, Denied
from .consent import SettledAnswers, may_rest_on_agreement
from .errors import Conflict
from .forms import Form


class LinkState(StrEnum):
    """Where a link stands."""

    ASKED = "asked"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    LAPSED = "lapsed"
    ENDED = "ended"


LAPSES_AFTER = timedelta(days=14)
MOST_LINKS = 6
"""Linked cases per case (rule 7): asked and accepted ones together."""


class Threshold(StrEnum):
    """Need levels. Never to be confused with Level 1 and Level 2."""

    UNIVERSAL = "1"
    EARLY_HELP = "2"
    TARGETED = "3"
    ACUTE = "4"


@dataclass(frozen=True, slots=True)
class SharingRecord:
    """The four words of the guidance, with why and until when. Each side completes its own."""

    why: str
    consent: str
    privacy: str
    proportionality: str
    threshold: Threshold
    review: date
    screened_reason: str | None = None


def parse_sharing(raw: Mapping[str, object], today: date) -> SharingRecord:
    """A sharing record from a form: why, consent, privacy, proportionality, threshold, review.

    Raises `Problems`; free texts are screened, and `screened_reason` lets them stand (rule 2).
    """
    form = Form(raw)
    why = form.text("why")
    consent = form.text("consent")
    privacy = form.text("privacy")
    proportionality = form.text("proportionality")
    threshold = form.choice("threshold", Threshold, Threshold.UNIVERSAL)
    review = form.review("review", today)
    reason = form.screening_settled()
    form.finish()
    assert review is not None  # finish() raised otherwise
    return SharingRecord(why, consent, privacy, proportionality, threshold, review, reason)


def state_at(state: LinkState, asked_at: datetime, now: datetime) -> LinkState:
    """The state at a moment: what was asked and not answered lapses after two weeks."""
    if state is LinkState.ASKED and now >= asked_at + LAPSES_AFTER:
        return LinkState.LAPSED
    return state


def answer(state: LinkState, accept: bool) -> LinkState:
    """The state after the asked worker answered. Raises Conflict `link_not_open`.

    Pass the state of `state_at`, so that what has lapsed cannot be accepted.
    """
    if state is not LinkState.ASKED:
        raise Conflict("link_not_open")
    return LinkState.ACCEPTED if accept else LinkState.DECLINED


def may_ask(
    newest: SettledAnswers | None, live_links: int, *, others_missing: bool = False
) -> Allowed | Denied:
    """Whether a case may ask for a link by agreement.

    Reasons: `no_answer` (nothing was ever kept); `talk_not_yes`; `agreed_first`
    (`others_missing`: it is still to be noted who else agreed, below the age for agreeing alone);
    `links_full`.
    """
    if newest is None:
        return Denied("no_answer")
    if not may_rest_on_agreement(newest):
        return Denied("talk_not_yes")
    if others_missing:
        return Denied("agreed_first")
    if live_links >= MOST_LINKS:
        return Denied("links_full")
    return Allowed()


def may_accept(
    newest: SettledAnswers | None, live_links: int, *, others_missing: bool = False
) -> Allowed | Denied:
    """Whether the asked side may accept: its own young person's newest third answer decides.

    `live_links` counts the other links of the asked case. Reasons as in `may_ask`.
    """
    return may_ask(newest, live_links, others_missing=others_missing)


SECOND_YES, SECOND_NO = "yes", "no"
MOST_SECOND = 500


def both_have(one: Iterable[str], other: Iterable[str]) -> frozenset[str]:
    """Who is allocated to both cases of a link: then a supervisor of each agrees first (rule 8)."""
    return frozenset(one) & frozenset(other)


def parse_second(raw: Mapping[str, object]) -> tuple[bool, str]:
    """A supervisor's answer from a form, agree ("yes"/"no"), and its reason.

    Raises `Problems` with `choose_one` ("agree") and the codes of text ("why").
    """
    form = Form(raw)
    agree = form.yes_or_no("agree")
    why = form.text("why", longest=MOST_SECOND, screened=False)
    form.finish()
    return agree is True, why


AskerSees = Literal["asked", "accepted", "lapsed", "ended"]


def what_asker_sees(state: LinkState, asked_at: datetime, now: datetime) -> AskerSees:
    """What the asking worker sees (rule 8).

    "asked" until accepted or lapsed: an unknown reference (which nobody can answer) and a decline
    look exactly like a known one that waits.
    """
    if state is LinkState.ACCEPTED:
        return "accepted"
    if state is LinkState.ENDED:
        return "ended"
    if state is LinkState.LAPSED or now >= asked_at + LAPSES_AFTER:
        return "lapsed"
    return "asked"


def is_live(state: LinkState, asked_at: datetime, now: datetime) -> bool:
    """Whether a link counts to its asker's cap: what the asker sees as asked or accepted.

    A decline counts until it would have lapsed; otherwise the cap would give it away.
    """
    return what_asker_sees(state, asked_at, now) in ("asked", "accepted")
