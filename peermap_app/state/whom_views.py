"""Who it is of whom something is asked, in words."""

from __future__ import annotations

from peermap_app.services.whom import Whom
from peermap_app.words import whom_words as w


def known_by(one: Whom) -> str:
    """Name, address and team."""
    return w.known_by(one.name, one.email, one.team)


def marks(*people: Whom) -> list[str]:
    """What must be known of them before anybody agrees, each once."""
    said = [w.marks(one.name, begun=one.begun, alike=one.alike) for one in people]
    return list(dict.fromkeys(line for lines in said for line in lines))
