"""How deliveries stand, for whoever runs the server: figures alone, of no person and no case."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from peermap_app.bootstrap import House
from peermap_app.services.unit import reading
from peermap_app.storage import delivery_counts as store

LATE = timedelta(minutes=5)
"""What is due for longer is not handed over by anybody: no server runs, or it cannot."""
LOOKED_BACK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Standing:
    """`counts`: (channel, state, how many). `dead_ends`: (channel, problem, how many), of alerts of
    the last seven days. `oldest`: since when the oldest that is due has been due."""

    counts: Sequence[tuple[str, str, int]]
    dead_ends: Sequence[tuple[str, str, int]]
    oldest: datetime | None
    late: bool


async def standing(house: House) -> Standing:
    """For `peermap deliveries`."""
    now = house.clock()
    async with reading(house) as session:
        oldest = await store.oldest_due(session, now)
        return Standing(
            counts=await store.by_state(session),
            dead_ends=await store.dead_ends(session, now - LOOKED_BACK),
            oldest=oldest,
            late=oldest is not None and now - oldest > LATE,
        )


async def late(house: House) -> bool:
    """Whether something that must be handed over waits for longer than it should."""
    now = house.clock()
    async with reading(house) as session:
        oldest = await store.oldest_due(session, now)
    return oldest is not None and now - oldest > LATE
