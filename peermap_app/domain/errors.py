"""What can be refused, and how: a code with data, never a sentence.

`words/errors.py` turns each code into one plain sentence; a house test fails on a code without one.
"""

from enum import StrEnum
from typing import ClassVar


class Kind(StrEnum):
    """How a refusal is to be treated by whoever shows it."""

    NOT_ALLOWED = "not_allowed"
    NOT_FOUND = "not_found"
    INVALID = "invalid"
    CONFLICT = "conflict"
    TOO_MANY = "too_many"
    GONE = "gone"


RIGHT_GONE = (Kind.NOT_FOUND, Kind.NOT_ALLOWED)
"""What an open page showed is taken away with these; with any other its right stands."""


class Refusal(Exception):
    """Something was refused. `code` names why, `data` holds what a sentence may need.

    `data` may carry `field` (the form field it is about), `most` (a cap), `found` (what screening
    found) or `seconds` (how long to wait). It must hold nothing that the asker may not know.
    """

    kind: ClassVar[Kind] = Kind.NOT_ALLOWED

    def __init__(self, code: str, **data: object) -> None:
        super().__init__(code)
        self.code = code
        self.data: dict[str, object] = data

    def __repr__(self) -> str:
        # Data may hold confidential text (what screening found), and a repr ends up in logs.
        return f"{type(self).__name__}({self.code!r})"


class NotAllowed(Refusal):
    """May not; shown exactly like NotFound to someone who may not know the difference."""

    kind = Kind.NOT_ALLOWED


class NotFound(Refusal):
    """There is no such thing (or none that the asker may know of)."""

    kind = Kind.NOT_FOUND


class Invalid(Refusal):
    """What was typed or sent cannot be used; `data["field"]` names where."""

    kind = Kind.INVALID


class Conflict(Refusal):
    """It was possible once, but things have moved on."""

    kind = Kind.CONFLICT


class TooMany(Refusal):
    """A cap was reached (`most`) or somebody must slow down (`seconds`)."""

    kind = Kind.TOO_MANY


class Gone(Refusal):
    """It has ended or run out."""

    kind = Kind.GONE


class Problems(Refusal):
    """A form with one or more faults, each an `Invalid` that names its field."""

    kind = Kind.INVALID

    def __init__(self, problems: tuple[Invalid, ...]) -> None:
        super().__init__("problems")
        self.problems = problems
