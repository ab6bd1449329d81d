"""Pages hear of what a command did at the machine, also where no Redis carries hints.

Without Redis one process has all pages, and a command is another process: what it would tell them
it leaves as rows, and the server's keeper takes those twice a second (docs/decisions/waking.md).
"""

from __future__ import annotations

from collections.abc import Mapping

from peermap_app.bootstrap import House
from peermap_app.services.unit import peeking, writing
from peermap_app.storage import wakes


class Left:
    """`services.ports.Hints` of a process that has no pages: `settle` leaves them to one that has.

    A thousand of one kind for the same pages are one.
    """

    def __init__(self) -> None:
        self._told: dict[tuple[str, str], None] = {}

    async def publish(self, audience: str, message: Mapping[str, object]) -> None:
        """Remember it until `settle`."""
        self._told[audience, str(message.get("kind"))] = None

    async def settle(self, house: House) -> None:
        """Leave all that was told. Called when the command's job is committed, or was refused."""
        if self._told:
            async with writing(house) as session:
                await wakes.leave(session, tuple(self._told))
            self._told.clear()


async def hear(house: House) -> int:
    """Tell this process's pages what was left for them; gives how much that was."""
    async with peeking(house) as connection:
        if not await wakes.any_left(connection):
            return 0
    async with writing(house) as session:
        told = await wakes.take(session)
    for audience, kind in told:
        await house.hints.publish(audience, {"kind": kind})
    return len(told)
