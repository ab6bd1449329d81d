"""What a way is by which an alert reaches a person, and what it answers when one is handed over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Protocol

from peermap_app.bootstrap import House
from peermap_app.services.handing_over import InHand

if TYPE_CHECKING:
    from sqlmodel.ext.asyncio.session import AsyncSession


@dataclass(frozen=True, slots=True)
class Sent:
    """Handed over."""


@dataclass(frozen=True, slots=True)
class Gone:
    """A dead end: this device or address takes nothing any more. `problem`: a code, no words."""

    problem: str = "gone"


@dataclass(frozen=True, slots=True)
class Later:
    """Not now. `wait`: for at least so long.

    With a `problem` (a code) it failed, and is given up at last; without one it was not to be yet
    (quiet hours), which is no try.
    """

    wait: timedelta | None = None
    problem: str = ""


class Way(Protocol):
    """One way. It says nothing of any case (rule 11), and whether to send was asked before."""

    at_once: int
    """How many it takes at a time."""
    claim_lasts: timedelta
    """So long they are in the hands of a process that may have died; longer than `send` takes."""
    hands: int
    """How many such takings go on beside each other: what answers late keeps one from nothing."""

    says_nothing: bool
    """It wakes and no more: what is handed over is nothing that could come to a wrong person."""

    async def devices(
        self, house: House, session: AsyncSession, worker_ids: Sequence[str]
    ) -> Mapping[str, Sequence[str]]:
        """The devices of each worker that it reaches now; ("",) where it knows of none."""

    async def send(self, house: House, delivery: InHand) -> Sent | Gone | Later:
        """Hand one over. What it raises counts as a failure that may pass."""
