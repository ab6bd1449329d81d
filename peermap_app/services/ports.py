"""What the services need of the live layer, as plain protocols: `bootstrap` hands the makers in.

A room holds the truth of one drawing until the young person decides (rule 3). Nothing here says
where it lies: in the memory of this process (`live.rooms.MemoryRooms`), or sealed in a Redis that
writes nothing to disk (`live.redis_rooms.RedisRooms`). Hints only wake pages up: whoever gets one
reads the truth again under their own right to see it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol

from peermap_app.domain.company import Company
from peermap_app.domain.consent import Answers, Mark, PresenceNote
from peermap_app.domain.peer_map import EMPTY, Edit, PeerMap

__all__ = [
    "Applied",
    "By",
    "Hints",
    "Lines",
    "NumberedEdit",
    "PresenceNote",
    "RefusedEdit",
    "RoomContent",
    "RoomRef",
    "Rooms",
    "Slow",
]

By = Literal["tablet", "worker"]
NOBODY_NAMED = Company()


@dataclass(frozen=True, slots=True)
class RoomRef:
    """Names a room and carries what opens it: the drawing's own 32-byte key and its last moment."""

    drawing_id: str
    key: bytes = field(repr=False)
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class NumberedEdit:
    """One edit that the room took; `number` is 1 more than the number before it."""

    number: int
    by: By
    edit: Edit
    at: datetime


@dataclass(frozen=True, slots=True)
class RefusedEdit:
    """An edit that the room did not take; the code has a sentence in `words.errors`."""

    id: str
    code: str
    data: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Applied:
    """What became of the edits that were sent: `done` also names those taken earlier (repeats).

    `recent` is the tail of the room's edits then, as `RoomContent.recent`.
    """

    number: int
    edits: tuple[NumberedEdit, ...]
    done: tuple[str, ...]
    refused: tuple[RefusedEdit, ...]
    recent: tuple[NumberedEdit, ...] = ()


@dataclass(frozen=True, slots=True)
class RoomContent:
    """All that a room holds. `recent` is the tail of its edits, `done` the ids it remembers.

    `lost`: it began again after a loss and still hopes for a page's copy of what it held.
    `takes_copies`: it began again so lately that a newer copy may still count.
    `asked_before`: something was said in an earlier standing still of the board, and is forgotten.
    """

    number: int
    peer_map: PeerMap
    done: tuple[str, ...]
    recent: tuple[NumberedEdit, ...]
    answers: Answers
    mark: Mark | None
    presence: PresenceNote | None
    still: bool
    lost: bool = False
    takes_copies: bool = False
    company: Company = NOBODY_NAMED
    asked_before: bool = False


class Rooms(Protocol):
    """Rooms by reference. A room that was opened and is not found lost its content (a restart).

    A room that was closed, or whose last moment has passed, never comes back: what would make or
    change it raises Gone("drawing_over"); there is nothing to read.
    """

    async def open(self, room: RoomRef, peer_map: PeerMap = EMPTY) -> None:
        """Make a room, empty or with a map to start from; one that was drawn in stays as it is."""

    async def read(self, room: RoomRef) -> RoomContent | None:
        """The whole content, or None when it was lost or forgotten."""

    async def apply(self, room: RoomRef, by: By, edits: Iterable[Edit]) -> Applied:
        """Apply each edit once, in order. Raises Conflict("board_still") while they choose."""

    async def since(self, room: RoomRef, number: int) -> tuple[NumberedEdit, ...] | None:
        """Edits after `number`; None when the tail no longer reaches back, or the room was lost."""

    async def seed(
        self,
        room: RoomRef,
        peer_map: PeerMap,
        number: int,
        *,
        done: Iterable[str] = (),
        still: bool = False,
        answers: Answers | None = None,
        mark: Mark | None = None,
        presence: PresenceNote | None = None,
        company: Company | None = None,
    ) -> bool:
        """Give a lost room its content back from a page's copy; True when it was taken.

        The first copy counts; within a short window a copy with a higher number replaces it and
        edits made meanwhile are laid on top again.
        """

    async def freeze(self, room: RoomRef) -> RoomContent:
        """Stand still: no edit from here on, and nothing is said or noted yet.

        Conflict("drawing_lost") when the room was lost.
        """

    async def thaw(self, room: RoomRef) -> None:
        """Edits are taken again; answers, mark, who was said to be here and what the worker noted
        are forgotten."""

    async def set_answers(self, room: RoomRef, answers: Answers) -> None:
        """Only while still. Conflict("not_now") otherwise."""

    async def set_mark(self, room: RoomRef, mark: Mark | None) -> None:
        """Only while still. Conflict("not_now") otherwise."""

    async def set_company(self, room: RoomRef, company: Company) -> None:
        """Only while still. Conflict("not_now") otherwise."""

    async def set_presence(self, room: RoomRef, presence: PresenceNote) -> None:
        """Only while still. Conflict("not_now") otherwise."""

    async def close(self, drawing_id: str, ends_at: datetime) -> None:
        """Forget everything, for good: until the room's last moment it is known to be closed, and
        whatever would change it (an edit or a copy still under way) is refused with
        Gone("drawing_over"). Closing what is not there is no error."""


class Hints(Protocol):
    """Wakes pages. Audiences: "worker:{id}", "drawing:{id}"; messages hold ids and numbers."""

    async def publish(self, audience: str, message: Mapping[str, object]) -> None:
        """Tell every open page of the audience, in every process. Never fails the caller's job."""


class Lines(Protocol):
    """Whether a drawing's tablet has a page open anywhere. Lapses by itself; nothing is kept."""

    def held(self, drawing_id: str | None) -> AbstractContextManager[None]:
        """A page of this drawing's tablet is open in this process; None: no tablet's page."""

    async def say(self) -> None:
        """Tell the other processes of what is open in this one. It lapses, so it is said again."""

    async def in_touch(self, drawings: Collection[str]) -> frozenset[str]:
        """Those of these drawings whose tablet has a page open, in any process."""


class Slow(Protocol):
    """Slow-downs after wrong tries. Kinds: see `live.slow.RATES`.

    A try is counted before anybody knows whether it is right, so that many at once are many; what
    turned out right is given back or cleared.
    """

    async def hit(self, kind: str, key: str) -> None:
        """Count one try, in one step. TooMany("slow_down", seconds=...) when `key` had its tries;
        what is refused is not counted."""

    async def give_back(self, kind: str, key: str) -> None:
        """The last try was none: it was right. The others of `key` still count."""

    async def clear(self, kind: str, key: str) -> None:
        """Forget the tries of `key`: it got it right."""
