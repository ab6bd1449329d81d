"""Links between two cases: their life, the sharing record of each side, caps (rules 5 to 8)."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, Literal

from .access import Allowed, Denied
from .consent import SettledAnswers, may_rest_on_agreement
from .errors import Conflict
from .forms import Form
from .map_parts import MOST_PEOPLE
from .sharing import MOST_DAYS_WITHOUT, Basis, LawfulBasis, Position


class LinkState(StrEnum):
    """Where a link stands."""

    ASKED = "asked"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    LAPSED = "lapsed"
    ENDED = "ended"
    TAKEN_BACK = "taken_back"
    """Its asker took the ask back before anybody accepted it."""


LAPSES_AFTER = timedelta(days=14)
MOST_BECAUSE = 500
MOST_LINKS = 6
"""Linked cases per case (rule 7): asked and accepted ones together."""
MOST_BEYOND = 12
"""The same, where a supervisor gave a reason for each one beyond six; no reason goes further."""


class Threshold(StrEnum):
    """Need levels. Never to be confused with Level 1 and Level 2."""

    UNIVERSAL = "1"
    EARLY_HELP = "2"
    TARGETED = "3"
    ACUTE = "4"


@dataclass(frozen=True, slots=True)
class SharingRecord:
    """The four words of the guidance, with why and until when. Each side completes its own.

    Attributes:
        consent: what the young person said and when; without agreement why they refused, or why
            they were not asked.
        why: why the link helps; without agreement why it is necessary.
        told: whether the young person knows of it; `not_told_because` where they do not.
        urgent: of sharing without agreement alone: the other must know now.
        supports: ids of what this side's own record already holds and it rests on as well: ids
            alone, so that what goes from there goes from here too.
    """

    why: str
    consent: str
    privacy: str
    proportionality: str
    threshold: Threshold
    review: date
    screened_reason: str | None = None
    basis: Basis = Basis.AGREED
    position: Position = Position.GIVEN
    lawful: LawfulBasis = LawfulBasis.AGREEMENT
    told: bool = True
    not_told_because: str | None = None
    urgent: bool = False
    supports: tuple[str, ...] = ()


SUPPORT = "held_"
"""Before the id of what is held, the name of its box."""
_ID = re.compile(r"[0-9a-f]{32}")


def _supports(form: Form, raw: Mapping[str, object]) -> tuple[str, ...]:
    """What was ticked, in an order that says nothing. Faults: `held_gone` at "held"."""
    ticked = [name for name in raw if isinstance(name, str) and name.startswith(SUPPORT)]
    found = sorted(name.removeprefix(SUPPORT) for name in ticked if raw[name] in ("on", "yes"))
    if len(found) > MOST_PEOPLE or not all(_ID.fullmatch(one) for one in found):
        form.fault("held_gone", "held")
        return ()
    return tuple(found)


def parse_sharing(
    raw: Mapping[str, object], today: date, *, most_without: int = MOST_DAYS_WITHOUT
) -> SharingRecord:
    """A sharing record from a form: why, consent, privacy, proportionality, threshold, lawful,
    told ("yes"/"no"), not_told_because, review; "held_" and an id for each thing that supports it;
    `basis` "agreed" unless it says "without", and then
    position and urgent ("yes"/"no") as well.

    Raises `Problems`; free texts are screened, and `screened_reason` lets them stand (rule 2).
    `review_beyond`: without agreement no day is further away than `most_without` days.
    """
    form = Form(raw)
    without = form.raw("basis") == Basis.WITHOUT
    why = form.text("why")
    consent = form.text("consent")
    privacy = form.text("privacy")
    proportionality = form.text("proportionality")
    threshold = form.choice("threshold", Threshold, Threshold.UNIVERSAL)
    lawful = form.choice("lawful", LawfulBasis, LawfulBasis.AGREEMENT)
    told = form.yes_or_no("told")
    because = form.text("not_told_because", longest=MOST_BECAUSE) if told is False else None
    review = form.review("review", today)
    supports = _supports(form, raw)
    position, urgent = Position.GIVEN, None
    if without:
        position = form.choice("position", Position, Position.GIVEN)
        urgent = form.yes_or_no("urgent")
        if form.raw("lawful") == LawfulBasis.AGREEMENT:
            form.fault("choose_one", "lawful")
        if review is not None and review > today + timedelta(days=most_without):
            form.fault("review_beyond", "review", most=most_without)
    reason = form.screening_settled()
    form.finish()
    assert review is not None  # finish() raised otherwise
    return SharingRecord(
        why=why,
        consent=consent,
        privacy=privacy,
        proportionality=proportionality,
        threshold=threshold,
        review=review,
        screened_reason=reason,
        basis=Basis.WITHOUT if without else Basis.AGREED,
        position=position,
        lawful=lawful,
        told=told is True,
        not_told_because=because,
        urgent=urgent is True,
        supports=supports,
    )


def sharing_to_wire(record: SharingRecord) -> dict[str, Any]:
    """A sharing record as plain data, as it is sealed."""
    supports = list(record.supports)
    return {**asdict(record), "review": record.review.isoformat(), "supports": supports}


def sharing_from_wire(held: Mapping[str, Any]) -> SharingRecord:
    """What `sharing_to_wire` made, also before a record said what it rests on."""
    return SharingRecord(
        why=held["why"],
        consent=held["consent"],
        privacy=held["privacy"],
        proportionality=held["proportionality"],
        threshold=Threshold(held["threshold"]),
        review=date.fromisoformat(held["review"]),
        screened_reason=held.get("screened_reason"),
        basis=Basis(held.get("basis", Basis.AGREED)),
        position=Position(held.get("position", Position.GIVEN)),
        lawful=LawfulBasis(held.get("lawful", LawfulBasis.AGREEMENT)),
        told=bool(held.get("told", True)),
        not_told_because=held.get("not_told_because"),
        urgent=bool(held.get("urgent", False)),
        supports=tuple(held.get("supports", ())),
    )


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


def has_room(live_links: int, *, decided: bool = False) -> Allowed | Denied:
    """Whether a case has room for one link more (rule 7).

    `decided`: a supervisor decides on it first, or has, and gives the reason for it.
    Reasons: `beyond_six`; `links_full`, which no reason opens.
    """
    if live_links >= MOST_BEYOND:
        return Denied("links_full")
    if live_links >= MOST_LINKS and not decided:
        return Denied("beyond_six")
    return Allowed()


def places(live_links: int) -> int:
    """How many links a case may have, as its page says it: six, and more once it went beyond."""
    return MOST_LINKS if live_links <= MOST_LINKS else MOST_BEYOND


def may_ask(
    newest: SettledAnswers | None,
    live_links: int,
    *,
    others_missing: bool = False,
    decided: bool = False,
) -> Allowed | Denied:
    """Whether a case may ask for a link by agreement. `decided`: as in `has_room`.

    Reasons: `no_answer` (nothing was ever kept); `talk_not_yes`; `agreed_first`
    (`others_missing`: it is still to be noted who else agreed, below the age for agreeing alone);
    those of `has_room`.
    """
    if newest is None:
        return Denied("no_answer")
    if not may_rest_on_agreement(newest):
        return Denied("talk_not_yes")
    if others_missing:
        return Denied("agreed_first")
    return has_room(live_links, decided=decided)


def may_accept(
    newest: SettledAnswers | None,
    live_links: int,
    *,
    others_missing: bool = False,
    decided: bool = False,
) -> Allowed | Denied:
    """Whether the asked side may accept: its own young person's newest third answer decides.

    `live_links` counts the other links of the asked case. Reasons as in `may_ask`.
    """
    return may_ask(newest, live_links, others_missing=others_missing, decided=decided)


def may_share_without(
    newest: SettledAnswers | None, live_links: int, *, others_missing: bool = False
) -> Allowed | Denied:
    """Whether a case may ask, or accept, without agreement (rule 5).

    A second person decides on each, and gives the reason beyond six as well.
    Reasons: `agreement_stands` (then it rests on that); `links_full`.
    """
    if newest is not None and may_rest_on_agreement(newest) and not others_missing:
        return Denied("agreement_stands")
    return has_room(live_links, decided=True)


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


def parse_send(raw: Mapping[str, object]) -> str:
    """Why a worker sends something urgent that nobody has decided on: `send_why`.

    Raises `Problems` with the codes of text.
    """
    form = Form(raw)
    why = form.text("send_why", longest=MOST_SECOND, screened=False)
    form.finish()
    return why


AskerSees = Literal["asked", "accepted", "lapsed", "ended"]


def what_asker_sees(state: LinkState, asked_at: datetime, now: datetime) -> AskerSees:
    """What the asking worker sees (rule 8).

    "asked" until accepted or lapsed: an unknown reference (which nobody can answer) and a decline
    look exactly like a known one that waits.
    """
    if state is LinkState.ACCEPTED:
        return "accepted"
    if state in (LinkState.ENDED, LinkState.TAKEN_BACK):
        return "ended"
    if state is LinkState.LAPSED or now >= asked_at + LAPSES_AFTER:
        return "lapsed"
    return "asked"


def take_back(state: LinkState, asked_at: datetime, now: datetime) -> LinkState:
    """The state after the asker took an ask back: alike for what waits, what was declined and what
    nobody can answer. What is over stays as it ended. Raises Conflict `ask_accepted`."""
    seen = what_asker_sees(state, asked_at, now)
    if seen == "accepted":
        raise Conflict("ask_accepted")
    return LinkState.TAKEN_BACK if seen == "asked" else state


def takes_place(state: LinkState, asked_at: datetime, now: datetime) -> bool:
    """Whether it counts among its asker's six: what they see as asked or accepted; and what they
    took back, until it would have lapsed. Else six tries in two weeks were tries without end."""
    kept = state is LinkState.TAKEN_BACK and now < asked_at + LAPSES_AFTER
    return kept or is_live(state, asked_at, now)


def asked_round(taken_back: Iterable[datetime], asked_at: datetime) -> bool:
    """Whether it is asked again while what was taken back keeps its place: it may be answered, and

    wakes nobody, or who declined were woken as often as there are places.

    `taken_back`: when each ask was made that the same side took back of the same case.
    """
    return any(asked_at < before + LAPSES_AFTER for before in taken_back)


def is_live(state: LinkState, asked_at: datetime, now: datetime) -> bool:
    """What the asker sees as asked or accepted.

    A decline counts until it would have lapsed; otherwise the cap would give it away.
    """
    return what_asker_sees(state, asked_at, now) in ("asked", "accepted")
