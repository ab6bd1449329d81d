"""Hands over what rings at once: an urgent sharing that waits, to the phones of who may decide.

Beside the deliveries of alerts and by the same way: a push service that hangs keeps no page from
being woken. A ring that fails is tried again until nobody need answer any more.
"""

from __future__ import annotations

import asyncio
import secrets
from datetime import timedelta

from peermap_app import logs
from peermap_app.bootstrap import House
from peermap_app.notify.channel import Later, Way
from peermap_app.services import delivery, sharing_rings
from peermap_app.services.handing_over import InHand

WAITS = (5, 15, 60, 300)
"""Seconds before the next try after the first, second, … failure; the last one repeats."""


async def deliver(house: House, way: Way) -> int:
    """Hand over all that is due; gives how many went out."""
    name = secrets.token_hex(8)
    rings = await sharing_rings.claim(house, name, way.claim_lasts, way.at_once)
    if not rings:
        return 0
    waits = await asyncio.gather(*(_ring(house, way, one) for one in rings))
    done = [one.id for one, wait in zip(rings, waits, strict=True) if wait is None]
    failed = [(one.id, wait) for one, wait in zip(rings, waits, strict=True) if wait is not None]
    await delivery.settle(house, name, done, failed)
    return len(done)


async def _ring(house: House, way: Way, one: InHand) -> timedelta | None:
    """How long until it is tried again; None for what is done with: it rang, or need not."""
    try:
        if not await sharing_rings.still(house, one):
            return None
        answer = await way.send(house, one)
    except Exception as problem:
        # Whatever it was, it stays due: a child may be at risk.
        logs.note(problem, logs.Word.DELIVERY_FAILED)
        answer = Later()
    if not isinstance(answer, Later):
        return None  # it rang, or that phone takes nothing any more
    wait = timedelta(seconds=WAITS[min(one.tries, len(WAITS)) - 1])
    return min(answer.wait or wait, timedelta(seconds=WAITS[-1]))
