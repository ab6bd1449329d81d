"""What the pages of a team show: frozen, plain, already in words."""

from __future__ import annotations

from dataclasses import dataclass, field

from peermap_app.domain.temporary import DUTY_HOURS, HOURS
from peermap_app.state.views import Option, Pair, PictureView

__all__ = [
    "DUTY_HOURS",
    "HOURS",
    "AskRow",
    "DutyView",
    "GiveView",
    "GivenRow",
    "LookView",
    "TeamCaseView",
    "TeamRow",
    "TeamView",
]


@dataclass(frozen=True, slots=True)
class TeamRow:
    """A card of My team."""

    id: str = ""
    href: str = ""
    reference: str = ""
    who: str = ""
    workers: str = ""
    waits: str = ""


@dataclass(frozen=True, slots=True)
class TeamView:
    """One page of My team. `page` counts from 0."""

    rows: list[TeamRow] = field(default_factory=list)
    page: int = 0
    more: bool = False


@dataclass(frozen=True, slots=True)
class GivenRow:
    """Somebody who has, or had, a case for some hours. `open`: it can be taken back."""

    id: str = ""
    title: str = ""
    note: str = ""
    open: bool = False


@dataclass(frozen=True, slots=True)
class AskRow:
    """Somebody who asks for a case. `href` is empty for one's own ask."""

    id: str = ""
    href: str = ""
    title: str = ""
    whom: str = ""
    note: str = ""
    marks: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class TeamCaseView:
    """One case as its supervisor sees it."""

    id: str = ""
    reference: str = ""
    facts: list[Pair] = field(default_factory=list)
    given: list[GivenRow] = field(default_factory=list)
    asks: list[AskRow] = field(default_factory=list)
    maps: list[str] = field(default_factory=list)
    give_to: str = ""
    look_to: str = ""


@dataclass(frozen=True, slots=True)
class GiveView:
    """The form that gives a case. `ask_id` is empty unless somebody asked for it."""

    id: str = ""
    ask_id: str = ""
    reference: str = ""
    asked: str = ""
    asked_why: str = ""
    whom: str = ""
    marks: list[str] = field(default_factory=list)
    """What must be known of whoever asks before anybody gives it to them."""


@dataclass(frozen=True, slots=True)
class LookView:
    """The form that opens a map, and the picture once it was opened."""

    id: str = ""
    reference: str = ""
    maps: list[Option] = field(default_factory=list)
    title: str = ""
    picture: PictureView = field(default_factory=PictureView)


@dataclass(frozen=True, slots=True)
class DutyView:
    """Who is on duty for one's team, and one's own duties."""

    now: str = ""
    own: list[str] = field(default_factory=list)
