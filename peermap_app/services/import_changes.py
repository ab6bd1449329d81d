"""What a file of allocations changes, one by one: as it is, and as it would be.

Whoever agrees to a file agrees to exactly this: it is what the preview says and what is hashed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from peermap_app.services.import_file import Row


@dataclass(frozen=True, slots=True)
class Part:
    """One thing of a change. `field` is a key of `words.import_words.PARTS`.

    `before` is None where there is nothing yet of which it could be a part; "" is an empty field.
    Days are written as `2026-03-31`, roles as in `Role`.
    """

    field: str
    before: str | None
    after: str


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that a file changes. Confidential.

    Attributes:
        kind: a key of `words.import_words.KINDS`.
        email: whose account, allocation or further sight it is, "" for nobody's.
        teams: names of the teams that it concerns, sorted.
        fresh: it makes something new and touches nothing that is there.
    """

    kind: str
    line: int
    reference: str
    email: str
    teams: tuple[str, ...]
    parts: tuple[Part, ...] = ()
    fresh: bool = False


class Changes:
    """Collects them, in the order in which they are done."""

    def __init__(self) -> None:
        self.all: list[Change] = []

    def add(
        self,
        kind: str,
        row: Row,
        parts: Iterable[Part] = (),
        *,
        email: str = "",
        also: Iterable[str] = (),
        fresh: bool = False,
    ) -> None:
        """`also`: other teams that it concerns; "" is none."""
        teams = tuple(sorted({row.team, *also} - {""}))
        reference = "" if kind.startswith("account") else row.reference
        self.all.append(Change(kind, row.line, reference, email, teams, tuple(parts), fresh))


def new(**fields: object) -> list[Part]:
    """The parts of what was not there before."""
    return [Part(field, None, _said(after)) for field, after in fields.items()]


def changed(before: Mapping[str, object], after: Mapping[str, object]) -> list[Part]:
    """The parts in which these differ."""
    return [
        Part(field, _said(before[field]), _said(value))
        for field, value in after.items()
        if before[field] != value
    ]


def _said(value: object) -> str:
    return "" if value is None else str(value)
