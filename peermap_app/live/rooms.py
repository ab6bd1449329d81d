"""Rooms in the memory of this process: what one process needs. Gone with it, as rule 3 wants."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime

from peermap_app.domain.company import Company
from peermap_app.domain.consent import Answers, Mark
from peermap_app.domain.errors import Conflict, Gone
from peermap_app.domain.peer_map import EMPTY, Edit, PeerMap
from peermap_app.services.ports import (
    Applied,
    By,
    NumberedEdit,
    PresenceNote,
    RoomContent,
    RoomRef,
)

from . import room_book
from .room_book import Book

Clock = Callable[[], datetime]


def _now() -> datetime:
    return datetime.now(UTC)


class MemoryRooms:
    """`services.ports.Rooms` in a dictionary. No method waits, so each is one step of the loop."""

    def __init__(self, clock: Clock = _now) -> None:
        self._clock = clock
        self._books: dict[str, tuple[Book | None, datetime]] = {}
        """Until when each room lasts; None in a book's place: it was closed, and stays so."""

    async def open(self, room: RoomRef, peer_map: PeerMap = EMPTY) -> None:
        """See `Rooms.open`. Also forgets rooms whose last moment has passed."""
        now = self._clock()
        for drawing_id in [k for k, (_, ends_at) in self._books.items() if ends_at <= now]:
            del self._books[drawing_id]
        fresh = room_book.begun(self._still_there(room), peer_map)
        if fresh is not None:
            self._keep(room, fresh)

    async def read(self, room: RoomRef) -> RoomContent | None:
        """See `Rooms.read`."""
        book = self._book(room)
        return None if book is None else book.content(self._clock())

    async def apply(self, room: RoomRef, by: By, edits: Iterable[Edit]) -> Applied:
        """See `Rooms.apply`."""
        now = self._clock()
        book = self._still_there(room) or room_book.reborn(now)
        book, applied = room_book.with_edits(book, by, edits, now)
        self._keep(room, book)
        return applied

    async def since(self, room: RoomRef, number: int) -> tuple[NumberedEdit, ...] | None:
        """See `Rooms.since`."""
        book = self._book(room)
        return None if book is None else room_book.after(book, number)

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
        """See `Rooms.seed`."""
        book = room_book.with_copy(
            self._still_there(room),
            peer_map,
            number,
            done=done,
            still=still,
            answers=answers,
            mark=mark,
            presence=presence,
            company=company,
            now=self._clock(),
        )
        if book is None:
            return False
        self._keep(room, book)
        return True

    async def freeze(self, room: RoomRef) -> RoomContent:
        """See `Rooms.freeze`."""
        book = self._keep(room, room_book.frozen(self._held(room)))
        return book.content(self._clock())

    async def thaw(self, room: RoomRef) -> None:
        """See `Rooms.thaw`."""
        self._keep(room, room_book.thawed(self._held(room)))

    async def set_answers(self, room: RoomRef, answers: Answers) -> None:
        """See `Rooms.set_answers`."""
        self._keep(room, room_book.said(self._held(room), answers=answers))

    async def set_mark(self, room: RoomRef, mark: Mark | None) -> None:
        """See `Rooms.set_mark`."""
        self._keep(room, room_book.said(self._held(room), mark=mark, no_mark=mark is None))

    async def set_company(self, room: RoomRef, company: Company) -> None:
        """See `Rooms.set_company`."""
        self._keep(room, room_book.said(self._held(room), company=company))

    async def set_presence(self, room: RoomRef, presence: PresenceNote) -> None:
        """See `Rooms.set_presence`."""
        self._keep(room, room_book.said(self._held(room), presence=presence))

    async def close(self, drawing_id: str, ends_at: datetime) -> None:
        """See `Rooms.close`."""
        self._books[drawing_id] = (None, ends_at)

    def _book(self, room: RoomRef) -> Book | None:
        held = self._books.get(room.drawing_id)
        if held is None or held[1] <= self._clock():
            return None
        return held[0]

    def _still_there(self, room: RoomRef) -> Book | None:
        """The book, or None when it was lost. Raises Gone("drawing_over") once it is closed."""
        held = self._books.get(room.drawing_id)
        if room.ends_at <= self._clock() or (held is not None and held[0] is None):
            raise Gone("drawing_over")
        return self._book(room)

    def _held(self, room: RoomRef) -> Book:
        book = self._still_there(room)
        if book is None:
            raise Conflict("drawing_lost")
        return book

    def _keep(self, room: RoomRef, book: Book) -> Book:
        self._books[room.drawing_id] = (book, room.ends_at)
        return book
