"""What the two forms of a link show: that of whoever asks, and that of whoever answers."""

from __future__ import annotations

from dataclasses import dataclass, field

from peermap_app.state.views import Option, Pair


@dataclass(frozen=True, slots=True)
class LinkAskView:
    """What the form that asks for a link knows beforehand."""

    id: str = ""
    reference: str = ""
    why_label: str = ""
    told_label: str = ""
    held: list[Option] = field(default_factory=list)
    closed_why: str = ""
    beyond: bool = False
    """It goes beyond six links: a supervisor decides first."""
    known: dict[str, str] = field(default_factory=dict)
    """What the form begins with, by field."""
    form_id: str = ""
    """Of what was half written; "" on an empty form, whose page makes an id."""
    draft: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LinkAnswerView:
    """A link that a colleague asked for, seen from the asked case."""

    id: str = ""
    title: str = ""
    facts: list[Pair] = field(default_factory=list)
    why_label: str = ""
    told_label: str = ""
    known: dict[str, str] = field(default_factory=dict)
    without_to: str = ""
    can_accept: bool = False
    beyond: bool = False
    """As in `LinkAskView`; `waits_to`: the page of what waits for a supervisor already."""
    waits_to: str = ""
    closed_why: str = ""
    settled: str = ""
    together_to: str = ""
    """Working together; "" until the link is accepted."""
    case_to: str = ""
    form_id: str = ""
    """Of what was half written; "" on an empty form, whose page makes an id."""
    draft: dict[str, str] = field(default_factory=dict)
