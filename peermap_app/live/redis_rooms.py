"""Rooms in a Redis that writes nothing to disk, for several processes (rule 3).

A room is one value, sealed with the drawing's own key, and replaced optimistically: WATCH, read,
change, MULTI. Redis never sees a picture; without the drawing's row nobody opens one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import TypeVar

from redis.asyncio import Redis
from redis.exceptions import RedisError, WatchError

from peermap_app.domain.company import Company
from peermap_app.domain.consent import Answers, Mark, PresenceNote
from peermap_app.domain.errors import Conflict, Gone, TooMany
from peermap_app.domain.peer_map import EMPTY, Edit, PeerMap
from peermap_app.services.ports import Applied, By, NumberedEdit, RoomContent, RoomRef
from peermap_app.settings import BadSetting
from peermap_app.storage.sealing import open_bytes, seal_bytes

from . import room_book
from .room_book import Book

Clock = Callable[[], datetime]
T = TypeVar("T")

_MOST_TRIES = 64
_CLOSED = b"closed"
"""In a room's place once it was closed, until its last moment; sealed content is longer."""


def _now() -> datetime:
    return datetime.now(UTC)


class RedisRooms:
    """`services.ports.Rooms` in Redis. Made by `connect`, which looks at that Redis first."""

    def __init__(self, redis: Redis, clock: Clock = _now) -> None:
        self._redis = redis
        self._clock = clock

    @classmethod
    async def connect(cls, url: str, clock: Clock = _now) -> RedisRooms:
        """Rooms in the Redis at `url`.

        Raises:
            BadSetting: it cannot be reached, writes to disk, or will not say whether it does.
        """
        redis: Redis = Redis.from_url(url)
        try:
            held = {**await redis.config_get("save"), **await redis.config_get("appendonly")}
        except (RedisError, OSError):
            await redis.aclose()
            raise BadSetting(
                "The Redis of REFLEX_REDIS_URL cannot be reached, or does not answer CONFIG GET: "
                "PeerMap must see that it writes nothing to disk."
            ) from None
        if held.get("save") != "" or held.get("appendonly") != "no":
            await redis.aclose()
            raise BadSetting(
                "The Redis of REFLEX_REDIS_URL writes to disk. A drawing must not be kept before "
                'the young person says so: start it with --save "" --appendonly no.'
            )
        return cls(redis, clock)

    async def aclose(self) -> None:
        """Give the connections back."""
        await self._redis.aclose()

    async def open(self, room: RoomRef, peer_map: PeerMap = EMPTY) -> None:
        """See `Rooms.open`."""

        def change(book: Book | None) -> tuple[Book | None, None]:
            return room_book.begun(book, peer_map), None

        await self._change(room, change)

    async def read(self, room: RoomRef) -> RoomContent | None:
        """See `Rooms.read`."""
        book = await self._book(room)
        return None if book is None else book.content(self._clock())

    async def apply(self, room: RoomRef, by: By, edits: Iterable[Edit]) -> Applied:
        """See `Rooms.apply`."""
        wanted = tuple(edits)

        def change(book: Book | None) -> tuple[Book | None, Applied]:
            now = self._clock()
            before = book or room_book.reborn(now)
            after, applied = room_book.with_edits(before, by, wanted, now)
            # Nothing taken, nothing to write: a repeat must not make two processes fight.
            return (after if applied.edits or book is None else None), applied

        return await self._change(room, change)

    async def since(self, room: RoomRef, number: int) -> tuple[NumberedEdit, ...] | None:
        """See `Rooms.since`."""
        book = await self._book(room)
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
        ids = tuple(done)

        def change(book: Book | None) -> tuple[Book | None, bool]:
            after = room_book.with_copy(
                book,
                peer_map,
                number,
                done=ids,
                still=still,
                answers=answers,
                mark=mark,
                presence=presence,
                company=company,
                now=self._clock(),
            )
            return after, after is not None

        return await self._change(room, change)

    async def freeze(self, room: RoomRef) -> RoomContent:
        """See `Rooms.freeze`."""
        return (await self._held(room, room_book.frozen)).content(self._clock())

    async def thaw(self, room: RoomRef) -> None:
        """See `Rooms.thaw`."""
        await self._held(room, room_book.thawed)

    async def set_answers(self, room: RoomRef, answers: Answers) -> None:
        """See `Rooms.set_answers`."""
        await self._held(room, lambda book: room_book.said(book, answers=answers))

    async def set_mark(self, room: RoomRef, mark: Mark | None) -> None:
        """See `Rooms.set_mark`."""
        await self._held(room, lambda book: room_book.said(book, mark=mark, no_mark=mark is None))

    async def set_company(self, room: RoomRef, company: Company) -> None:
        """See `Rooms.set_company`."""
        await self._held(room, lambda book: room_book.said(book, company=company))

    async def set_presence(self, room: RoomRef, presence: PresenceNote) -> None:
        """See `Rooms.set_presence`."""
        await self._held(room, lambda book: room_book.said(book, presence=presence))

    async def close(self, drawing_id: str, ends_at: datetime) -> None:
        """See `Rooms.close`."""
        await self._redis.set(_name(drawing_id), _CLOSED, pxat=_moment(ends_at))

    async def _book(self, room: RoomRef) -> Book | None:
        return _opened(room, await self._redis.get(_name(room.drawing_id)))

    async def _held(self, room: RoomRef, to: Callable[[Book], Book]) -> Book:
        def change(book: Book | None) -> tuple[Book | None, Book]:
            if book is None:
                raise Conflict("drawing_lost")
            after = to(book)
            return after, after

        return await self._change(room, change)

    async def _change(
        self, room: RoomRef, change: Callable[[Book | None], tuple[Book | None, T]]
    ) -> T:
        """Read, change, write; again when somebody was faster. A change to None writes nothing.

        Raises Gone("drawing_over") once it is closed.
        """
        name = _name(room.drawing_id)
        if room.ends_at <= self._clock():
            raise Gone("drawing_over")
        async with self._redis.pipeline(transaction=True) as pipe:
            for _ in range(_MOST_TRIES):
                try:
                    await pipe.watch(name)
                    blob = await pipe.get(name)
                    if blob == _CLOSED:
                        raise Gone("drawing_over")
                    after, answer = change(_opened(room, blob))
                    if after is None:
                        await pipe.unwatch()  # type: ignore[no-untyped-call]
                        return answer
                    pipe.multi()  # type: ignore[no-untyped-call]
                    pipe.set(name, _sealed(room, after), pxat=_moment(room.ends_at))
                    await pipe.execute()
                    return answer
                except WatchError:
                    continue
        raise TooMany("too_much_at_once")


def _name(drawing_id: str) -> str:
    return f"peermap:room:{drawing_id}"


def _moment(at: datetime) -> int:
    """As Redis counts: milliseconds."""
    return int(at.timestamp() * 1000)


def _sealed(room: RoomRef, book: Book) -> bytes:
    return seal_bytes(room.key, f"room|{room.drawing_id}", room_book.to_bytes(book))


def _opened(room: RoomRef, blob: bytes | None) -> Book | None:
    if blob is None or blob == _CLOSED:
        return None
    return room_book.from_bytes(open_bytes(room.key, f"room|{room.drawing_id}", blob))
