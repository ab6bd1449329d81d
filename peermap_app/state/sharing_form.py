"""What the form of a sharing record begins with, on either side of a link."""

from __future__ import annotations

from datetime import datetime, timedelta

from peermap_app.state import times
from peermap_app.words import sharing_words as w

REVIEW_AFTER = timedelta(days=28)
"""What the form proposes; the worker decides."""


def known(initials: str, said_at: datetime | None, now: datetime) -> dict[str, str]:
    """Each field that PeerMap knows something for; where agreement is what it rests on."""
    begins = {
        "privacy": w.they_learn(initials),
        "lawful": "agreement",
        "review": (now.date() + REVIEW_AFTER).isoformat(),
    }
    if said_at is not None:
        begins["consent"] = w.said_yes_on(initials, times.day_of(said_at, now))
    return begins
