"""A forgotten password or a lost factor: who may agree that a link is sent, and for how long.

The link goes to its owner's mailbox and nowhere else. A second person who knows them says that it
is them who asks: their team's supervisor, never the owner and never who asked.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from .errors import Invalid

ASK_LASTS = timedelta(hours=24)
"""So long an ask waits to be agreed to; then it has lapsed."""
LINK_LASTS = timedelta(minutes=30)


class Lost(StrEnum):
    """What the owner cannot sign in with any more."""

    PASSWORD = "password"  # noqa: S105 - a kind
    FACTOR = "factor"


class AskState(StrEnum):
    """How far an ask is."""

    WAITING = "waiting"
    REPLACED = "replaced"
    """Asked again since: the newest waits."""
    REFUSED = "refused"
    AGREED = "agreed"
    USED = "used"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with an account, as far as agreeing asks."""

    id: str
    team_id: str | None


def parse_lost(raw: object) -> Lost:
    """What was lost. Raises Invalid "choose_one", field "lost"."""
    try:
        return Lost(raw) if isinstance(raw, str) else Lost("")
    except ValueError:
        raise Invalid("choose_one", field="lost") from None


def may_agree(
    asker_id: str | None, owner: Person, by: Person, supervisors: Collection[Person]
) -> bool:
    """Whether a supervisor may agree to a link for `owner` that `asker_id` asked for.

    Args:
        asker_id: who asked; None: the owner themself, at the door.
        owner: whose account it is.
        by: the supervisor.
        supervisors: every supervisor who is active, `by` among them.
    """
    others = [one for one in supervisors if one.id not in (owner.id, asker_id)]
    own = [one for one in others if owner.team_id is not None and one.team_id == owner.team_id]
    # Without another supervisor in their team (or without a team) any other one is the second
    # person: agreeing shows nothing and opens nothing but the owner's own mailbox.
    return by in (own or others)


def waits(state: AskState, asked_at: datetime, now: datetime) -> bool:
    """Whether an ask may still be answered."""
    return state is AskState.WAITING and now < asked_at + ASK_LASTS
