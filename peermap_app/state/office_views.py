"""What the pages of the administration show: frozen, plain, already in words."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from peermap_app.services.administration import AccountLine, LeftCase, TeamLine
from peermap_app.services.waiting import WaitingLine
from peermap_app.state import times, whom_views
from peermap_app.state.views import Pair
from peermap_app.words import office_words as w


@dataclass(frozen=True, slots=True)
class AccountRow:
    """One account, in a list or on its own page."""

    id: str = ""
    href: str = ""
    name: str = ""
    facts: list[Pair] = field(default_factory=list)
    about: str = ""
    first: str = ""
    """Who agrees to its first password, of an open account without one."""
    standing: str = ""
    """Only where it is not an open account that was signed in to."""
    email: str = ""
    role: str = ""
    team: str = ""
    open: bool = True
    own: bool = False


@dataclass(frozen=True, slots=True)
class TeamRow:
    """One team."""

    id: str = ""
    name: str = ""
    facts: list[Pair] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """One ask, or one case that workers left behind."""

    id: str = ""
    title: str = ""
    facts: list[Pair] = field(default_factory=list)
    own: bool = False
    marks: list[str] = field(default_factory=list)
    """What must be known of the worker before anybody agrees."""


def account(line: AccountLine, me: str | None) -> AccountRow:
    """An account in words."""
    state = w.OPEN if line.active else w.CLOSED
    unusual = [] if line.active else [w.CLOSED]
    unusual += [] if line.signs_in else [w.NEVER_SIGNED_IN]
    return AccountRow(
        id=line.id,
        href=f"/accounts/{line.id}",
        name=line.name,
        facts=[
            Pair(w.EMAIL, line.email),
            Pair(w.ROLE, w.ROLES[line.role]),
            *([Pair(w.TEAM, line.team)] if line.team else []),
            Pair(w.STANDING, state if line.signs_in else f"{state}. {w.NEVER_SIGNED_IN}"),
        ],
        about=" · ".join(part for part in (w.ROLES[line.role], line.team) if part),
        first=w.first(line.first_by) if line.active and not line.signs_in else "",
        standing=" · ".join(unusual),
        email=line.email,
        role=line.role.value,
        team=line.team,
        open=line.active,
        own=line.id == me,
    )


def team(line: TeamLine) -> TeamRow:
    """A team in words."""
    leads = ", ".join(line.supervisors) or w.NO_SUPERVISOR
    facts = [Pair(w.SUPERVISORS, leads), Pair(w.MEMBERS, w.members(line.members))]
    return TeamRow(line.id, line.name, facts)


def waiting(line: WaitingLine, now: datetime) -> WaitingRow:
    """An ask in words."""
    today = times.british(now).date()
    ends = times.day(line.ends, today) if line.ends else ""
    return WaitingRow(
        id=line.id,
        title=w.gets(line.worker.name, line.reference),
        facts=[
            Pair(w.WORKER, whom_views.known_by(line.worker)),
            Pair(w.FROM_TO, w.lasts(times.day(line.starts, today), ends)),
            Pair(w.CASE_TEAM, line.team),
            Pair(w.ASKED_BY, w.asked(line.asked_by, times.day_of(line.asked_at, now))),
        ],
        own=line.own,
        marks=whom_views.marks(line.worker),
    )


def left(line: LeftCase) -> WaitingRow:
    """A case whose workers have left."""
    return WaitingRow(
        id=line.reference,
        title=line.reference,
        facts=[
            Pair(w.HAD_BY, ", ".join(line.workers)),
            Pair(w.TEAM, line.team),
            Pair(w.SUPERVISOR, line.supervisor or w.NOBODY),
        ],
    )
