"""A forgotten password or a lost factor: who may agree that a link is sent, and for how long.

The link goes to its owner's mailbox and nowhere else. A second person who knows them says that it
is them who asks: their team's supervisor, never the owner and never who asked. A first password
is agreed to by somebody who sees already what its owner will see.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from .cases import Role
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
    """Somebody with an account, as far as agreeing asks.

    Attributes:
        begun: its owner has a password: one that they set by their mailbox, or by an operator.
        since: when it came to be, or began anew, as what it is now; None: before that was noted.
        made_by: the administrators who made it, let it begin anew or opened it; None: nobody knows.
    """

    id: str
    role: Role
    team_id: str | None
    begun: bool = True
    since: datetime | None = None
    made_by: frozenset[str] | None = frozenset()


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asked for a link, and when. `by` None: the owner themself, at the door."""

    by: str | None
    at: datetime


def parse_lost(raw: object) -> Lost:
    """What was lost. Raises Invalid "choose_one", field "lost"."""
    try:
        return Lost(raw) if isinstance(raw, str) else Lost("")
    except ValueError:
        raise Invalid("choose_one", field="lost") from None


def who_may(asked: Asked, owner: Person, people: Iterable[Person]) -> tuple[Person, ...]:
    """Who may agree to a link for `owner`: never the owner, and never who asked.

    Nobody agrees to more than they see themselves. While its owner has not begun an account, its
    mailbox is whose an administrator said: somebody agrees to it who sees what it will see.
    Nobody at all: an operator does it at the machine.

    Args:
        asked: by whom and when.
        owner: whose account it is.
        people: everybody whose account is open, or at least all who look beyond their own cases.
    """
    others = [one for one in people if one.id not in (owner.id, asked.by)]
    if not owner.begun:
        return tuple(one for one in others if _begins(asked, owner, one))
    leads = [one for one in others if one.role is Role.SUPERVISOR]
    own = [one for one in leads if owner.team_id is not None and one.team_id == owner.team_id]
    # Without another supervisor in their team (or without a team) any other one is the second
    # person: agreeing shows nothing and opens nothing but the owner's own mailbox.
    return tuple(own or leads)


def _begins(asked: Asked, owner: Person, by: Person) -> bool:
    """Whether `by` may agree to a first password: they see that already, and saw it before."""
    if owner.role in (Role.PRACTITIONER, Role.SUPERVISOR):
        sees = by.role is Role.SUPERVISOR and by.team_id == owner.team_id is not None
    else:
        sees = by.role is owner.role
    if owner.role is Role.ADMINISTRATOR and owner.made_by is None:
        return False  # it may have been made by the only one who would agree
    saw = by.begun and (by.since is None or by.since <= asked.at)
    return sees and saw and by.id not in (owner.made_by or ())


def waits(state: AskState, asked_at: datetime, now: datetime) -> bool:
    """Whether an ask may still be answered."""
    return state is AskState.WAITING and now < asked_at + ASK_LASTS
