"""What the form of a sharing record begins with, on either side of a link."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from peermap_app.state import times
from peermap_app.state.views import Option, Pair
from peermap_app.words import sharing_words as w

FIELDS = (
    *("reference", "position", "consent", "why", "privacy", "proportionality", "threshold"),
    *("lawful", "told", "not_told_because", "urgent", "review", "screened_reason"),
)
"""What the form without agreement has."""
REVIEW_AFTER = timedelta(days=28)
"""What the form proposes; the worker decides."""


@dataclass(frozen=True, slots=True)
class WithoutView:
    """The form of sharing without agreement. `id`: of the case that asks, or of the link.

    `closed_why`: there is nothing to fill in; `agreed_to`: where it is shared by agreement.
    """

    id: str = ""
    facts: list[Pair] = field(default_factory=list)
    told_label: str = ""
    closed_why: str = ""
    agreed_to: str = ""
    held: list[Option] = field(default_factory=list)
    known: dict[str, str] = field(default_factory=dict)
    form_id: str = ""
    """Of what was half written; "" on an empty form, whose page makes an id."""
    draft: dict[str, str] = field(default_factory=dict)


def known(initials: str, said_at: datetime | None, now: datetime) -> dict[str, str]:
    """Each field that PeerMap knows something for; where agreement is what it rests on."""
    begins = {**known_without(initials, now), "lawful": "agreement"}
    if said_at is not None:
        begins["consent"] = w.said_yes_on(initials, times.day_of(said_at, now))
    return begins


def known_without(initials: str, now: datetime) -> dict[str, str]:
    """The same, without agreement."""
    return {
        "privacy": w.they_learn(initials),
        "review": (now.date() + REVIEW_AFTER).isoformat(),
    }
