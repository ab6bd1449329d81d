"""Saying yes, statement by statement (rules 3 and 4): answers, the mark, and what follows."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from .errors import Invalid


class Statement(StrEnum):
    """The three statements of "Your map, your say", in this order."""

    KEEP = "keep"
    """Keep this map in my file?"""
    PLAN = "plan"
    """Use it to plan how I stay safe?"""
    TALK = "talk"
    """Can our workers talk together?"""


class Answer(StrEnum):
    """Yes, No and Not sure weigh the same; nothing is preselected."""

    YES = "yes"
    NO = "no"
    NOT_SURE = "not_sure"


class Outcome(StrEnum):
    """What the first answer means."""

    KEEP = "keep"
    NOT_KEPT = "not_kept"
    OFFER_LATER = "offer_later"


@dataclass(frozen=True, slots=True)
class SettledAnswers:
    """Answers as they stand: unanswered is Not sure; None is "not asked" (after No to keeping)."""

    keep: Answer
    plan: Answer | None
    talk: Answer | None

    @property
    def outcome(self) -> Outcome:
        """First answer Yes keeps; No keeps nothing; Not sure keeps nothing and offers later."""
        return _OUTCOMES[self.keep]

    def to_wire(self) -> dict[str, str | None]:
        """Plain data for the sealed consent record."""
        return {
            "keep": self.keep.value,
            "plan": self.plan.value if self.plan else None,
            "talk": self.talk.value if self.talk else None,
        }


_OUTCOMES = {
    Answer.YES: Outcome.KEEP,
    Answer.NO: Outcome.NOT_KEPT,
    Answer.NOT_SURE: Outcome.OFFER_LATER,
}


@dataclass(frozen=True, slots=True)
class Answers:
    """What was tapped so far; None is not answered yet."""

    keep: Answer | None = None
    plan: Answer | None = None
    talk: Answer | None = None

    def asked(self, statement: Statement) -> bool:
        """Whether a statement can be answered now: No to keeping disables the other two."""
        return statement is Statement.KEEP or self.keep is not Answer.NO

    def of(self, statement: Statement) -> Answer | None:
        """The answer to one statement; None also when it is not asked."""
        if not self.asked(statement):
            return None
        match statement:
            case Statement.KEEP:
                return self.keep
            case Statement.PLAN:
                return self.plan
            case Statement.TALK:
                return self.talk

    def with_answer(self, statement: Statement, answer: Answer) -> "Answers":
        """After one more tap. Raises Invalid `not_asked` for a statement that No disabled."""
        if not self.asked(statement):
            raise Invalid("not_asked", field=statement.value)
        match statement:
            case Statement.KEEP:
                return Answers(answer, self.plan, self.talk)
            case Statement.PLAN:
                return Answers(self.keep, answer, self.talk)
            case Statement.TALK:
                return Answers(self.keep, self.plan, answer)

    def settled(self) -> SettledAnswers:
        """What is left unanswered counts as Not sure; what was not asked stays None."""
        keep = self.keep or Answer.NOT_SURE
        if keep is Answer.NO:
            return SettledAnswers(keep, None, None)
        return SettledAnswers(keep, self.plan or Answer.NOT_SURE, self.talk or Answer.NOT_SURE)

    @property
    def outcome(self) -> Outcome:
        """What the first answer means as things stand."""
        return self.settled().outcome

    def to_wire(self) -> dict[str, str | None]:
        """Plain data for the room."""
        return {
            statement.value: (answer.value if (answer := getattr(self, statement.value)) else None)
            for statement in Statement
        }


def parse_statement(raw: object) -> Statement:
    """One of the three, else Invalid `bad_answer`."""
    if isinstance(raw, str) and raw in tuple(Statement):
        return Statement(raw)
    raise Invalid("bad_answer")


def parse_answer(raw: object) -> Answer:
    """Yes, No or Not sure, else Invalid `bad_answer`."""
    if isinstance(raw, str) and raw in tuple(Answer):
        return Answer(raw)
    raise Invalid("bad_answer")


def parse_answers(raw: object) -> Answers:
    """{"keep", "plan", "talk"}: each an answer, None or missing. Raises Invalid `bad_answer`."""
    if not isinstance(raw, Mapping) or not set(raw) <= {item.value for item in Statement}:
        raise Invalid("bad_answer")

    def one(statement: Statement) -> Answer | None:
        given = raw.get(statement.value)
        return None if given is None else parse_answer(given)

    return Answers(one(Statement.KEEP), one(Statement.PLAN), one(Statement.TALK))


def settled_from_wire(raw: object) -> SettledAnswers:
    """Answers as a consent record kept them. Raises Invalid `bad_answer`."""
    answers = parse_answers(raw)
    if answers.keep is None:
        raise Invalid("bad_answer")
    return SettledAnswers(answers.keep, answers.plan, answers.talk)


# --- the mark ---

MOST_MARK_STROKES = 30
MOST_MARK_NUMBERS = 2000
MARK_SIDE = 1000
"""A mark is drawn on a square of this many units."""


@dataclass(frozen=True, slots=True)
class Squiggle:
    """The young person's own mark: each stroke x, y, x, y, … in 0..1000."""

    strokes: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class Tick:
    """The tick button, for whoever would rather not draw."""


Mark = Squiggle | Tick


def parse_mark(raw: object) -> Mark:
    """{"kind": "tick"} or {"kind": "squiggle", "strokes": [[x, y, …], …]}, else Invalid `bad_mark`.

    An empty squiggle is no mark: Invalid `mark_needed`.
    """
    if not isinstance(raw, Mapping):
        raise Invalid("bad_mark")
    if raw.get("kind") == "tick" and set(raw) == {"kind"}:
        return Tick()
    strokes = raw.get("strokes")
    if raw.get("kind") != "squiggle" or set(raw) != {"kind", "strokes"}:
        raise Invalid("bad_mark")
    if not isinstance(strokes, list | tuple) or len(strokes) > MOST_MARK_STROKES:
        raise Invalid("bad_mark")
    if not strokes:
        raise Invalid("mark_needed")
    read = tuple(_mark_stroke(stroke) for stroke in strokes)
    if sum(len(stroke) for stroke in read) > MOST_MARK_NUMBERS:
        raise Invalid("bad_mark")
    return Squiggle(read)


def _mark_stroke(raw: object) -> tuple[int, ...]:
    if not isinstance(raw, list | tuple) or len(raw) < 2 or len(raw) % 2:
        raise Invalid("bad_mark")
    if len(raw) > MOST_MARK_NUMBERS:
        raise Invalid("bad_mark")
    if not all(type(number) is int and 0 <= number <= MARK_SIDE for number in raw):
        raise Invalid("bad_mark")
    return tuple(raw)


def mark_to_wire(mark: Mark) -> dict[str, object]:
    """The mark as plain data, what `parse_mark` reads."""
    if isinstance(mark, Tick):
        return {"kind": "tick"}
    return {"kind": "squiggle", "strokes": [list(stroke) for stroke in mark.strokes]}


# --- what follows ---


class Decided(StrEnum):
    """What a tap on one of the four ways out of "Your map, your say" leads to."""

    KEEP = "keep"
    NOT_KEPT = "not_kept"
    OFFER_LATER = "offer_later"
    """Keeping was "not sure": nothing happens yet; Finish later is offered."""
    LATER = "later"
    GO_BACK = "go_back"


@dataclass(frozen=True, slots=True)
class Decision:
    """What follows. `answers` and `mark` are there only when the map is kept: nothing else may be
    remembered of a drawing that is not (rule 3)."""

    what: Decided
    answers: SettledAnswers | None = None
    mark: Mark | None = None


def decide(answers: Answers, mark: Mark | None, action: object) -> Decision:
    """The whole table of rule 4, for the way out that was tapped.

    Raises Invalid `nothing_said_yes_to` ("keep" after No to keeping), `mark_needed` (Yes without a
    mark), `bad_answer` (no such way out).
    """
    settled = answers.settled()
    match action:
        case "go_back":
            return Decision(Decided.GO_BACK)
        case "later":
            return Decision(Decided.LATER)
        case "dont_keep":
            return Decision(Decided.NOT_KEPT)
        case "keep" if settled.outcome is Outcome.OFFER_LATER:
            return Decision(Decided.OFFER_LATER)
        case "keep" if settled.outcome is Outcome.NOT_KEPT:
            raise Invalid("nothing_said_yes_to", field="keep")
        case "keep" if mark is None:
            raise Invalid("mark_needed", field="mark")
        case "keep":
            return Decision(Decided.KEEP, settled, mark)
    raise Invalid("bad_answer")


def may_plan(newest: SettledAnswers | None) -> bool:
    """Whether a plan may start or go on: the newest second answer is Yes (it holds for every
    version)."""
    return newest is not None and newest.keep is Answer.YES and newest.plan is Answer.YES


def may_rest_on_agreement(newest: SettledAnswers | None) -> bool:
    """Whether a link may rest on agreement: the newest third answer is Yes."""
    return newest is not None and newest.keep is Answer.YES and newest.talk is Answer.YES


# --- what the worker's device noted meanwhile ---


class Understanding(StrEnum):
    """How it was checked that the young person understood."""

    OWN_WORDS = "own_words"
    PICTURES = "pictures"
    POINTING = "pointing"
    NOT_CHECKED = "not_checked"


class Present(StrEnum):
    """Who was there while the young person chose."""

    WORKER_ONLY = "worker_only"
    PARENT_OR_CARER = "parent_or_carer"
    FRIEND = "friend"
    OTHER_WORKER = "other_worker"
    SOMEONE_ELSE = "someone_else"


@dataclass(frozen=True, slots=True)
class PresenceNote:
    """Who was there, and how understanding was checked; no note at all is "not recorded"."""

    present: tuple[Present, ...]
    understanding: tuple[Understanding, ...]

    def to_wire(self) -> dict[str, list[str]]:
        """Plain data for the sealed consent record."""
        return {
            "present": [item.value for item in self.present],
            "understanding": [item.value for item in self.understanding],
        }


def parse_presence(raw: object) -> PresenceNote:
    """{"present": [codes], "understanding": code or [codes]}; at least one of each.

    "Worker only" and "not checked" stand alone. Raises Invalid `presence_missing`,
    `presence_odd`, `understanding_missing`, `understanding_odd`, each with `field`.
    """
    if not isinstance(raw, Mapping):
        raise Invalid("presence_missing", field="present")
    present = _codes(raw.get("present"), Present, "presence_missing", "present")
    if Present.WORKER_ONLY in present and len(present) > 1:
        raise Invalid("presence_odd", field="present")
    ways = _codes(raw.get("understanding"), Understanding, "understanding_missing", "understanding")
    if Understanding.NOT_CHECKED in ways and len(ways) > 1:
        raise Invalid("understanding_odd", field="understanding")
    return PresenceNote(present, ways)


C = TypeVar("C", bound=StrEnum)


def _codes(raw: object, of: type[C], code: str, field: str) -> tuple[C, ...]:
    given = [raw] if isinstance(raw, str) else raw
    if not isinstance(given, list | tuple) or not given:
        raise Invalid(code, field=field)
    known = {item.value for item in of}
    if not all(isinstance(item, str) and item in known for item in given):
        raise Invalid(code, field=field)
    return tuple(item for item in of if item.value in given)
