"""What the page of the access record shows: frozen, plain, already in words."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from peermap_app.domain.access import Action
from peermap_app.domain.purpose import PURPOSES
from peermap_app.domain.unusual import Sign, Watch
from peermap_app.services.access_reading import RecordLine, UnusualLine
from peermap_app.state import times
from peermap_app.state.views import Pair
from peermap_app.words import record_words as w
from peermap_app.words.dates import whole_moment


@dataclass(frozen=True, slots=True)
class RecordRow:
    """One row of the record."""

    what: str = ""
    line: str = ""
    """Who, which case and when, in one line: the rest is folded."""
    facts: list[Pair] = field(default_factory=list)
    refused: bool = False


def row(line: RecordLine, now: datetime) -> RecordRow:
    """Who, which case, why, by which device, and what the answer was."""
    why = line.reason
    about = w.reason(why.why, why.to) if why else w.about(line.action, line.detail)
    known = w.person(line.who, line.email) if line.who else w.WHO_KINDS[line.who_kind]
    said = [w.REFUSED] if not line.allowed else []
    said += [line.who or w.WHO_KINDS[line.who_kind], line.reference or ""]
    return RecordRow(
        what=w.action_words(line.action),
        line=" · ".join(part for part in (*said, times.at(line.at, now)) if part),
        facts=[
            Pair(w.WHEN, whole_moment(line.at)),
            Pair(w.WHO, known),
            Pair(w.CASE, _case(line.reference)),
            Pair(w.WHY, _why(line)),
            *([Pair(w.ABOUT, about)] if about else []),
            *([Pair(w.DEVICE, _device(line))] if line.device else []),
            Pair(w.ANSWER, w.answer(line.allowed, line.rule)),
        ],
        refused=not line.allowed,
    )


def unusual(line: UnusualLine, watch: Watch, now: datetime) -> str:
    """Why a reading stands first, in one or two sentences."""
    who, found = w.person(line.who, line.email), line.found
    at = times.on_the_wall(found.at, times.british(now))
    at = at[:1].lower() + at[1:]  # "today" in the middle of a sentence
    if found.sign is Sign.MANY_CASES:
        return w.many_cases(who, found.count, at, watch.many_cases)
    if found.sign is Sign.OUT_OF_HOURS:
        hours = w.hours_of_work(watch.day_begins, watch.day_ends, weekends=watch.weekends)
        return w.out_of_hours(who, found.count, at, hours)
    if found.sign is Sign.WHOLE_RECORDS:
        return w.whole_records(who, found.count, at)
    return w.after_change(who, _case(line.reference), found.count, at)


def _case(reference: str | None) -> str:
    return w.CASE_ERASED if reference is None else reference or w.NO_CASE


def _why(line: RecordLine) -> str:
    """The purpose: as it was recorded, or the one that the action carries."""
    recorded = line.rule.rpartition(" ")[2]
    if recorded in w.PURPOSES:
        return w.PURPOSES[recorded]
    try:
        carried = PURPOSES.get(Action(line.action), frozenset())
    except ValueError:
        carried = frozenset()
    if len(carried) > 1:
        return w.PURPOSE_OF_CASES
    return next((w.PURPOSES[one.value] for one in carried), w.NO_PURPOSE)


def _device(line: RecordLine) -> str:
    if line.began is None:
        return w.device(line.device)
    return w.sitting(whole_moment(line.began), line.device)
