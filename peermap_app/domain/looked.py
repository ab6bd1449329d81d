"""Who looked at a young person's case, as they are told it: a role and a day (rule 10).

Never a name, never how often, and never anything that comes from another young person's case: what
somebody read over a link is left out whole, or it would say that there is another.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from .access import Relation
from .actions import Action
from .cases import Role

LOOKS = (
    Action.SEE_CASE,
    Action.SEE_MAP,
    Action.EXPORT_MAP,
    Action.OPEN_LOCKED_COPY,
    Action.SEE_ACCESS_RECORD,
)
"""What counts as looking: all of it is about this young person alone."""
MOST_SHOWN = 30


class Looker(StrEnum):
    """Who it was, in the words of their own page."""

    WORKER = "worker"
    MANAGER = "manager"
    CHECKER = "checker"


@dataclass(frozen=True, slots=True)
class Look:
    """Somebody of this kind looked on that day."""

    who: Looker
    on: date


def looker(role: str, rule: str) -> Looker | None:
    """Who a row of the record is to the young person; None for what they are never told.

    Args:
        role: the role of whoever looked.
        rule: the row's rule, which begins with how they stood to the case.
    """
    relation = rule.partition(" ")[0]
    if relation == Relation.LINKED.value:
        return None
    if role == Role.DATA_PROTECTION.value:
        return Looker.CHECKER
    return Looker.MANAGER if relation == Relation.SUPERVISES.value else Looker.WORKER


def looks(rows: Iterable[tuple[str, str, date]]) -> tuple[Look, ...]:
    """(role, rule, day) newest first -> each kind once a day, at most MOST_SHOWN."""
    found: dict[Look, None] = {}
    for role, rule, on in rows:
        who = looker(role, rule)
        if who is not None:
            found[Look(who, on)] = None
    return tuple(found)[:MOST_SHOWN]
