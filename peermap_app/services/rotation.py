"""Replacing the master key while people work: every wrapped key is wrapped anew, in small steps.

What was sealed under a case's key is not touched. It may stop and be called again at any moment:
each key says which master key wrapped it.
"""

from __future__ import annotations

from dataclasses import dataclass

from peermap_app.bootstrap import House
from peermap_app.domain.access import Action
from peermap_app.domain.errors import Conflict
from peermap_app.services.unit import Who, reading, unit, writing
from peermap_app.storage import wrapped_keys
from peermap_app.storage.sealing import SealBroken


@dataclass(frozen=True, slots=True)
class Rotated:
    """How many keys were wrapped anew by this call, and how many today's master key wraps now."""

    anew: int
    now: int


async def rotate_key(house: House, who: Who) -> Rotated:
    """Wrap every key by today's master key. Operators alone; recorded before it begins.

    Raises:
        Conflict: "key_unknown" when a key was wrapped by neither master key; what was done stays.
        NotAllowed: "not_allowed".
    """
    async with unit(house, who, Action.ROTATE_KEY) as u:
        u.also(Action.ROTATE_KEY, None, detail=u.keys.name.hex())
    anew = 0
    try:
        while True:
            async with writing(house) as session:
                done = await wrapped_keys.wrap_some(session, house.keys)
            anew += done
            if not done:
                break
    except SealBroken:
        raise Conflict("key_unknown") from None
    async with reading(house) as session:
        now, _ = await wrapped_keys.counts(session, house.keys)
    return Rotated(anew, now)
