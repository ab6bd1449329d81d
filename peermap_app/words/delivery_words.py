"""How far an alert came, for whoever flagged: plain words, and no device of anybody."""

VERSION = "2026-11-30"

REACHED = {
    "on_its_way": "on its way",
    "sent": "sent, has not opened it yet",
    "delivered": "on their phone or screen, has not opened it yet",
    "unreached": "could not be delivered: phone them",
}
"""By `domain.deliveries.Told`."""
NOBODY_LEFT = (
    "Nobody has seen this in time, and PeerMap has nobody else to tell. Phone them, or their team."
)
"""For whoever flagged, while nobody who could still be told is left on the other side."""
_NO_LINK = "not told: the link with their case does not hold now"
"""It ended, or waits for its next worker, or for a supervisor."""
NOT_TOLD = (
    "Not everybody has seen this, and the link with them does not hold now. If it cannot wait, "
    "phone your supervisor or whoever is on duty: they can reach the other team."
)
"""For whoever flagged: the names went with the link, and somebody must still be able to act."""
_CAME_UNOPENED = "reached their phone or screen, and was not opened while the link held"
_WORKS_ELSEWHERE = "not told: no longer works with the linked case"
_ONE_WAY_FAILED = "one way to reach them failed"


def reached(told: str, *, failed: bool, stands: bool) -> str:
    """What is said of somebody who has not opened it. `stands`: the link holds now."""
    if told == "not_told":
        return _WORKS_ELSEWHERE if stands else _NO_LINK
    if told == "delivered" and not stands:
        return _CAME_UNOPENED
    far = REACHED[told]
    return f"{far}; {_ONE_WAY_FAILED}" if failed and told in ("on_its_way", "sent") else far
