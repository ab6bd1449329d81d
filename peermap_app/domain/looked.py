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


class Looker(StrEnum):
    """Who it was, in the words of their own page."""

    WORKER = "worker"
    MANAGER = "manager"
    CHECKER = "checker"


LOOKS: dict[Action, Looker] = {
    Action.SEE_CASE: Looker.WORKER,
    Action.SEE_MAP: Looker.WORKER,
    Action.EXPORT_MAP: Looker.WORKER,
    Action.LOOK_AT_MAP: Looker.MANAGER,
    Action.OPEN_LOCKED_COPY: Looker.CHECKER,
    Action.SEE_ACCESS_RECORD: Looker.CHECKER,
    Action.SUBJECT_ACCESS: Looker.CHECKER,
}
"""What counts as looking, all of it about this young person alone; and as whom one looks by it.

The action says who it was on that day, whatever role they have now: the table lets one kind alone
do each. A list of cases, or a page that says how many maps there are, shows nothing of them."""
MOST_SHOWN = 30


@dataclass(frozen=True, slots=True)
class Look:
    """Somebody of this kind looked on that day."""

    who: Looker
    on: date


def looker(action: str, rule: str) -> Looker | None:
    """Who a row of the record is to the young person; None for what they are never told.

    Args:
        action: what was done.
        rule: the row's rule, which begins with how they stood to the case.
    """
    if rule.partition(" ")[0] == Relation.LINKED.value:
        return None
    return LOOKS.get(Action(action))


def looks(rows: Iterable[tuple[str, str, date]]) -> tuple[Look, ...]:
    """(action, rule, day) newest first -> each kind once a day, at most MOST_SHOWN."""
    found: dict[Look, None] = {}
    for action, rule, on in rows:
        who = looker(action, rule)
        if who is not None:
            found[Look(who, on)] = None
    return tuple(found)[:MOST_SHOWN]
