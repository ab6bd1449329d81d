"""How many refusals a row of the access record stands for (docs/decisions/refusals-counted.md)."""

from __future__ import annotations

from peermap_app.storage.refusals import AGAIN


def told_by(detail: str) -> int:
    """One, or the number that a count's detail ends with."""
    *_, word, number = ("", "", *detail.split(" "))
    return int(number) if word == AGAIN else 1
