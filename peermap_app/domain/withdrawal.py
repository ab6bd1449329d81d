"""Changing one's mind (rule 4): what stands after withdrawals, and what each of them does.

Answers two and three belong to the young person: the newest holds for every version. The first
belongs to each picture. "Newest" goes by versions and numbers, never by a clock: a clock that jumps
must not bring an older Yes back.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from .cases import parse_reference
from .consent import Answer, SettledAnswers, Statement
from .errors import Conflict, Invalid
from .forms import Form

FURTHEST_SAID = timedelta(days=366)
"""How long ago a worker may say that something was said aloud."""


class By(StrEnum):
    """Who changed what stands: the young person in My map, or a worker who heard it said."""

    YOUNG_PERSON = "young_person"
    SAID_ALOUD = "said_aloud"


class Fate(StrEnum):
    """What becomes of a picture whose first answer was withdrawn."""

    DESTROYED = "destroyed"
    LOCKED = "locked"
    """A recorded decision rests on it: only the data protection lead can open it."""


@dataclass(frozen=True, slots=True)
class Change:
    """One change of mind. `said_on`: the day on which it was said aloud, None in My map."""

    statement: Statement
    answer: Answer
    by: By
    said_on: date | None = None

    def to_wire(self) -> dict[str, str | None]:
        """Plain data for the sealed record."""
        return {
            "statement": self.statement.value,
            "answer": self.answer.value,
            "by": self.by.value,
            "said_on": self.said_on.isoformat() if self.said_on else None,
        }


def change_from_wire(raw: Mapping[str, Any]) -> Change:
    """What `Change.to_wire` made."""
    said = raw["said_on"]
    return Change(
        Statement(raw["statement"]),
        Answer(raw["answer"]),
        By(raw["by"]),
        date.fromisoformat(said) if said else None,
    )


def changed_by_young_person(statement: Statement, answer: Answer) -> Change:
    """A change in My map. The first answer can only become No: what is gone does not come back.

    Raises Invalid `bad_answer`.
    """
    if statement is Statement.KEEP and answer is not Answer.NO:
        raise Invalid("bad_answer")
    return Change(statement, answer, By.YOUNG_PERSON)


class _Withdrawn(StrEnum):
    """What a worker may record. There is no Yes: a worker can never record one."""

    NO = "no"
    NOT_SURE = "not_sure"


def parse_said_aloud(raw: Mapping[str, object], today: date, answered_on: date) -> Change:
    """What a young person said aloud, from a worker's form: statement, answer, said_on.

    Never a Yes (rule 4). `answered_on`: the day of the newest answer; what was said before it does
    not hold any more. The first answer withdrawn is always No.

    Raises `Problems` with `choose_one`, `said_missing`, `said_date`, `said_future`, `said_long_ago`
    or `said_before`.
    """
    form = Form(raw)
    statement = form.choice("statement", Statement, Statement.TALK)
    given = form.choice("answer", _Withdrawn, _Withdrawn.NO)
    said_on = form.day("said_on", "said_missing", "said_date")
    if said_on is not None:
        if said_on > today:
            form.fault("said_future", "said_on")
        elif said_on < today - FURTHEST_SAID:
            form.fault("said_long_ago", "said_on")
        elif said_on < answered_on:
            form.fault("said_before", "said_on")
    form.finish()
    answer = Answer.NO if statement is Statement.KEEP else Answer(given.value)
    return Change(statement, answer, By.SAID_ALOUD, said_on)


@dataclass(frozen=True, slots=True)
class Placed:
    """A change at its place: after which kept version it came, and its number in the case."""

    after_version: int
    number: int
    change: Change


def standing(
    version: int, said: SettledAnswers, changes: Iterable[Placed], *, picture_stands: bool
) -> SettledAnswers:
    """The newest answers of a case.

    Args:
        version: the newest version that was ever kept, withdrawn or not.
        said: what was said with it.
        changes: every change of mind of the case, in any order.
        picture_stands: at least one kept picture was not withdrawn. Without one the first answer is
            No, and No disables the other two.
    """
    if not picture_stands:
        return SettledAnswers(Answer.NO, None, None)
    plan, talk = said.plan or Answer.NOT_SURE, said.talk or Answer.NOT_SURE
    for placed in sorted(changes, key=lambda one: one.number):
        if placed.after_version < version:
            continue  # they chose anew since, with a newer picture
        match placed.change.statement:
            case Statement.PLAN:
                plan = placed.change.answer
            case Statement.TALK:
                talk = placed.change.answer
            case Statement.KEEP:
                pass  # of one picture: `picture_stands` says it
    return SettledAnswers(Answer.YES, plan, talk)


def check_possible(change: Change, now: SettledAnswers | None) -> None:
    """Whether a change can be made as things stand. Raises Conflict `no_map_left`.

    With no picture left there is nothing that answers two and three could be about.
    """
    if now is None or now.keep is not Answer.YES:
        raise Conflict("no_map_left")


class LockedReason(StrEnum):
    """Why a data protection lead opens a locked copy; a code, for it stands on the record."""

    THEIRS = "theirs"
    """The young person asks for what is held of them."""
    COURT = "court"
    COMPLAINT = "complaint"
    REVIEW = "review"


@dataclass(frozen=True, slots=True)
class LockedAsk:
    """Which locked copy is asked for, and why."""

    reference: str
    version: int
    reason: LockedReason


def parse_locked_ask(raw: Mapping[str, object]) -> LockedAsk:
    """One case's whole reference, the map's number and the reason: there is nothing to browse.

    Raises `Problems` with `reference_missing`, `reference_shape`, `version_missing`, `choose_one`.
    """
    form = Form(raw)
    reference = form.reading("reference", parse_reference, "")
    given = form.raw("version")
    number = given.strip() if isinstance(given, str) else ""
    if not (number.isascii() and number.isdigit() and len(number) < 7):
        form.fault("version_missing", "version")
        number = "0"
    reason = form.choice("reason", LockedReason, LockedReason.REVIEW)
    form.finish()
    return LockedAsk(reference, int(number), reason)


def fate(*, decision_rests_on_it: bool) -> Fate:
    """Withdrawing the first answer destroys the picture, unless a recorded decision rests on it."""
    return Fate.LOCKED if decision_rests_on_it else Fate.DESTROYED
