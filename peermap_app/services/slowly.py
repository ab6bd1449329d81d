"""Counting one try under several keys at once: all of them, or none."""

from __future__ import annotations

from peermap_app.domain.errors import TooMany
from peermap_app.services.ports import Slow


async def slowly(slow: Slow, *counts: tuple[str, str]) -> None:
    """Count a try under each (kind, key), before anybody knows whether it is right.

    Raises TooMany("slow_down") of the first that had its tries; the others are given back, so that
    who waits for one count does not use up another that many people share.
    """
    for done, (kind, key) in enumerate(counts):
        try:
            await slow.hit(kind, key)
        except TooMany:
            for counted in counts[:done]:
                await slow.give_back(*counted)
            raise
