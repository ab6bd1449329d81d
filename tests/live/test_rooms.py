"""Rooms, in memory and in Redis: the same tests for both."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from peermap_app.domain.company import Company, Here
from peermap_app.domain.consent import Answer, Answers, PresenceNote, Present, Understanding
from peermap_app.domain.errors import Conflict, Gone
from peermap_app.domain.peer_map import EMPTY, Edit, parse_edit
from peermap_app.live import room_book
from peermap_app.live.redis_rooms import RedisRooms
from peermap_app.live.rooms import MemoryRooms
from peermap_app.services.ports import RoomRef, Rooms
from peermap_app.settings import BadSetting
from peermap_app.storage.sealing import SealBroken
from tests.builders import a_map, a_squiggle
from tests.drawing_builders import START, AClock, add_friend, move
from tests.servers import Redis

ENDS = START.replace(year=2999)  # by the clock of Redis, which is the real one
ROOM = RoomRef("d" * 32, b"k" * 32, ENDS)


def an_edit(raw: dict[str, object]) -> Edit:
    return parse_edit(raw)


async def test_an_edit_sent_twice_is_taken_once(rooms: Rooms) -> None:
    """A repeat is named as done and changes neither map nor number."""
    await rooms.open(ROOM)
    edit = an_edit(add_friend())
    first = await rooms.apply(ROOM, "tablet", [edit])
    again = await rooms.apply(ROOM, "worker", [edit])
    content = await rooms.read(ROOM)
    assert content is not None
    assert (first.number, again.number, content.number) == (1, 1, 1)
    assert again.done == (edit.id,)
    assert again.edits == ()


async def test_one_refused_edit_leaves_the_others(rooms: Rooms) -> None:
    """Of three edits the one that does not fit is refused with its code; numbers stay whole."""
    await rooms.open(ROOM)
    wrong = an_edit(move("nobody1", 1, 1))
    applied = await rooms.apply(
        ROOM, "tablet", [an_edit(add_friend("aaaaaa")), wrong, an_edit(add_friend("bbbbbb"))]
    )
    assert [each.number for each in applied.edits] == [1, 2]
    assert [(each.id, each.code) for each in applied.refused] == [(wrong.id, "gone")]


async def test_since_gives_the_tail_or_says_that_it_cannot(rooms: Rooms) -> None:
    """A page that asks gets exactly what it lacks; one that is too far behind gets None."""
    await rooms.open(ROOM)
    await rooms.apply(ROOM, "tablet", [an_edit(add_friend())])
    for x in range(room_book.MOST_RECENT + 1):
        await rooms.apply(ROOM, "tablet", [an_edit(move("person1", x, 0))])
    number = room_book.MOST_RECENT + 2
    assert await rooms.since(ROOM, number) == ()
    tail = await rooms.since(ROOM, number - 3)
    assert tail is not None
    assert [each.number for each in tail] == [number - 2, number - 1, number]
    assert await rooms.since(ROOM, 0) is None
    assert await rooms.since(ROOM, number + 1) is None
    assert await rooms.since(ROOM, -1) is None


async def test_a_board_that_stands_still_takes_no_edit(rooms: Rooms) -> None:
    """From freeze to thaw every edit is refused, and thawing forgets what was said (rule 4)."""
    await rooms.open(ROOM)
    with pytest.raises(Conflict, match="not_now"):
        await rooms.set_answers(ROOM, Answers(keep=Answer.YES))
    frozen = await rooms.freeze(ROOM)
    with pytest.raises(Conflict, match="board_still"):
        await rooms.apply(ROOM, "worker", [an_edit(add_friend())])
    note = PresenceNote((Present.WORKER_ONLY,), (Understanding.OWN_WORDS,))
    await rooms.set_answers(ROOM, Answers(keep=Answer.YES))
    await rooms.set_mark(ROOM, a_squiggle())
    await rooms.set_company(ROOM, Company((Here.FRIEND,), Answer.NO))
    await rooms.set_presence(ROOM, note)
    content = await rooms.read(ROOM)
    assert content is not None
    assert (content.answers.keep, content.mark, content.presence) == (
        Answer.YES,
        a_squiggle(),
        note,
    )
    assert content.company == Company((Here.FRIEND,), Answer.NO)
    assert (frozen.still, content.asked_before) == (True, False)
    await rooms.thaw(ROOM)
    content = await rooms.read(ROOM)
    assert content is not None
    assert (content.answers, content.mark, content.still) == (Answers(), None, False)
    assert (content.company, content.presence, content.asked_before) == (Company(), None, True)
    await rooms.freeze(ROOM)
    await rooms.thaw(ROOM)
    content = await rooms.read(ROOM)
    assert content is not None
    assert content.asked_before


async def test_a_closed_room_is_forgotten(rooms: Rooms) -> None:
    """After close nothing can be read, and closing again is no error."""
    await rooms.open(ROOM)
    await rooms.apply(ROOM, "tablet", [an_edit(add_friend())])
    await rooms.close(ROOM.drawing_id, ENDS)
    await rooms.close(ROOM.drawing_id, ENDS)
    assert await rooms.read(ROOM) is None
    assert await rooms.since(ROOM, 0) is None


async def test_a_closed_room_never_comes_back(rooms: Rooms) -> None:
    """Rule 3: an edit, a copy or an opening that was under way while the room was closed is
    refused, and leaves nothing to read."""
    await rooms.open(ROOM)
    await rooms.close(ROOM.drawing_id, ENDS)
    for late in (
        rooms.apply(ROOM, "tablet", [an_edit(add_friend())]),
        rooms.seed(ROOM, a_map(), 10),
        rooms.open(ROOM),
        rooms.freeze(ROOM),
        rooms.thaw(ROOM),
        rooms.set_mark(ROOM, None),
    ):
        with pytest.raises(Gone, match="drawing_over"):
            await late
    assert await rooms.read(ROOM) is None


async def test_a_room_does_not_begin_after_its_last_moment(rooms: Rooms, clock: AClock) -> None:
    """What arrives when the session has run out makes no room."""
    clock.now = ENDS
    with pytest.raises(Gone, match="drawing_over"):
        await rooms.apply(ROOM, "tablet", [an_edit(add_friend())])
    assert await rooms.read(ROOM) is None


async def test_opening_again_changes_nothing(rooms: Rooms) -> None:
    """A room that exists stays as it is when it is opened."""
    await rooms.open(ROOM)
    await rooms.apply(ROOM, "tablet", [an_edit(add_friend())])
    await rooms.open(ROOM)
    content = await rooms.read(ROOM)
    assert content is not None
    assert content.number == 1


async def test_the_first_copy_counts_and_a_newer_one_soon_after(
    rooms: Rooms, clock: AClock
) -> None:
    """After a loss: an older copy never replaces a newer, a newer replaces within the window, and
    what was drawn meanwhile is laid on top again."""
    assert await rooms.seed(ROOM, a_map(), 10)
    assert not await rooms.seed(ROOM, EMPTY, 9)
    drawn = an_edit(add_friend("drawn1"))
    await rooms.apply(ROOM, "worker", [drawn])
    newer = replace(a_map(), strokes=())
    assert await rooms.seed(ROOM, newer, 15)
    content = await rooms.read(ROOM)
    assert content is not None
    assert content.peer_map.strokes == ()
    assert content.peer_map.person("drawn1") is not None
    assert content.number == 16
    clock.move(seconds=121)
    assert not await rooms.seed(ROOM, EMPTY, 99)


async def test_a_room_that_is_whole_takes_no_copy(rooms: Rooms) -> None:
    """While the server holds the room, no page's copy can put other content in its place."""
    await rooms.open(ROOM)
    await rooms.apply(ROOM, "tablet", [an_edit(add_friend())])
    assert not await rooms.seed(ROOM, a_map(), 500)
    content = await rooms.read(ROOM)
    assert content is not None
    assert [person.id for person in content.peer_map.people] == ["person1"]
    assert not content.lost


async def test_drawing_in_a_lost_room_does_not_lose_the_copy(rooms: Rooms) -> None:
    """An edit that arrives before the copy is kept on top of it, and numbers never come twice."""
    applied = await rooms.apply(ROOM, "worker", [an_edit(add_friend("early1"))])
    content = await rooms.read(ROOM)
    assert content is not None
    assert content.lost
    assert await rooms.seed(ROOM, a_map(), 10)
    content = await rooms.read(ROOM)
    assert content is not None
    assert content.number > max(10, applied.number)
    assert content.peer_map.person("early1") is not None
    assert len(content.peer_map.people) == len(a_map().people) + 1


async def test_a_lost_room_judges_no_edit_before_a_copy_came(rooms: Rooms) -> None:
    """A move made while the server was away is not refused for a friend whom only a page's copy
    knows: it stays unanswered, the page sends it again, and then it fits."""
    there = a_map().people[0].id
    moved = an_edit(move(there, 5, 6))
    early = await rooms.apply(ROOM, "tablet", [moved])
    assert (early.done, early.refused) == ((), ())
    assert await rooms.seed(ROOM, a_map(), 10)
    late = await rooms.apply(ROOM, "tablet", [moved])
    assert late.done == (moved.id,)
    content = await rooms.read(ROOM)
    assert content is not None
    person = content.peer_map.person(there)
    assert person is not None
    assert (person.x, person.y) == (5, 6)


async def test_a_copy_says_which_edits_it_holds(rooms: Rooms) -> None:
    """An edit that the lost room had taken and the copy holds is not applied again."""
    edit = an_edit(add_friend("person1"))
    assert await rooms.seed(ROOM, a_map(), 10, done=(edit.id,))
    again = await rooms.apply(ROOM, "tablet", [edit])
    assert again.done == (edit.id,)
    assert again.refused == ()


async def test_a_room_ends_at_its_last_moment(clock: AClock) -> None:
    """What lay in memory past the session's absolute expiry is not read any more."""
    rooms = MemoryRooms(clock)
    room = replace(ROOM, ends_at=clock.now)
    await rooms.open(replace(room, ends_at=ENDS))
    clock.now = ENDS
    assert await rooms.read(replace(room, ends_at=ENDS)) is None


async def test_two_processes_take_every_edit_once(redis_url: str, clock: AClock) -> None:
    """Edits of two processes at the same moment get numbers without a gap and without a double."""
    here, there = (
        await RedisRooms.connect(redis_url, clock),
        await RedisRooms.connect(redis_url, clock),
    )
    await here.open(ROOM)
    await here.apply(ROOM, "tablet", [an_edit(add_friend())])
    edits = [an_edit(move("person1", x, x)) for x in range(20)]
    done = await asyncio.gather(
        *(side.apply(ROOM, "tablet", [edit]) for edit in edits for side in (here, there))
    )
    numbers = sorted(each.number for applied in done for each in applied.edits)
    assert numbers == list(range(2, 22))
    await here.aclose()
    await there.aclose()


async def test_redis_never_sees_a_picture(redis_url: str, redis: Redis, clock: AClock) -> None:
    """What lies in Redis holds no initials and no place, and opens with the drawing's key alone."""
    rooms = await RedisRooms.connect(redis_url, clock)
    assert await rooms.seed(ROOM, a_map(), 3)
    raw = await rooms._redis.get(f"peermap:room:{ROOM.drawing_id}")
    # Two letters alone would be found in sealed bytes by chance, once in a few dozen runs.
    for secret in (b'"JS"', b'"AK"', b"skate", b"person1", b"initials"):
        assert secret not in raw
    with pytest.raises(SealBroken):
        await rooms.read(replace(ROOM, key=b"x" * 32))
    await rooms.aclose()


async def test_a_redis_that_writes_to_disk_is_refused() -> None:
    """Rule 3: rooms are never made in a Redis that persists, nor in one that cannot be asked."""
    persisting = Redis.start(persists=True)
    try:
        with pytest.raises(BadSetting, match="disk"):
            await RedisRooms.connect(persisting.url)
    finally:
        persisting.stop()
    with pytest.raises(BadSetting, match="cannot be reached"):
        await RedisRooms.connect(persisting.url)


def _drawn_and_rubbed_out(number: int) -> Edit:
    """The heaviest edit there is, and one that leaves nothing on the board."""
    ids = [f"ink{number:05d}x{each:02d}" for each in range(32)]
    ink = {"colour": "ink", "size": 3, "points": [number, 4000] * 400, "press": [50] * 400}
    ops = [{"op": "add_stroke", "id": id, **ink} for id in ids]
    ops += [{"op": "remove_stroke", "id": id} for id in ids]
    return an_edit({"id": f"bomb{number:08d}", "ops": ops})


async def test_a_room_holds_no_more_than_a_board_and_its_newest_edits(rooms: Rooms) -> None:
    """Ink that is drawn and rubbed out over and over makes no room large; the newest is there."""
    await rooms.open(ROOM)
    for number in range(8):
        await rooms.apply(ROOM, "tablet", [_drawn_and_rubbed_out(number)])
    content = await rooms.read(ROOM)
    assert content is not None
    assert sum(room_book.weight(each.edit) for each in content.recent) <= room_book.MOST_WEIGHT
    assert content.recent[-1].number == content.number == 8
    assert await rooms.since(ROOM, 0) is None
    assert await rooms.since(ROOM, 7) == content.recent[-1:]


async def test_as_many_long_strokes_as_a_room_remembers_fit(rooms: Rooms) -> None:
    """200 strokes of a pen, each as long as the board makes them, are all remembered."""
    await rooms.open(ROOM)
    stroke = {"colour": "ink", "size": 3, "points": [1, 2] * 90, "press": [50] * 90}
    for number in range(room_book.MOST_RECENT // 2):
        id = f"ink{number:06d}"
        ops = [[{"op": "add_stroke", "id": id, **stroke}], [{"op": "remove_stroke", "id": id}]]
        edits = [an_edit({"id": f"e{at}{id}", "ops": each}) for at, each in enumerate(ops)]
        await rooms.apply(ROOM, "tablet", edits)
    edits_since = await rooms.since(ROOM, 0)
    assert edits_since is not None
    assert len(edits_since) == room_book.MOST_RECENT
