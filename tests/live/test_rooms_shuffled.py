"""Two devices, one room, and whatever a network and a restart do to what they send."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from peermap_app.domain.consent import Answer, Answers, Tick
from peermap_app.domain.peer_map import parse_edit
from peermap_app.live import room_book
from peermap_app.live.rooms import MemoryRooms
from peermap_app.services.ports import Rooms
from tests.drawing_builders import START, AClock, add_friend, move, remove
from tests.live.devices import Device
from tests.live.test_rooms import ROOM

PEOPLE = ("aaaaaa", "bbbbbb", "cccccc")
draw_op = st.one_of(
    st.builds(add_friend, st.sampled_from(PEOPLE)),
    st.builds(move, st.sampled_from(PEOPLE), st.integers(-200, 200), st.integers(-200, 200)),
    st.builds(remove, st.sampled_from(PEOPLE)),
)
happening = st.tuples(
    st.sampled_from(
        ("draw", "send", "send_unanswered", "send_twice", "push", "push_late", "ask", "reload")
    ),
    st.integers(0, 1),
    st.integers(0, 6),
)


async def _settle(rooms: Rooms, devices: tuple[Device, Device]) -> None:
    """The network is whole again: everybody sends what is pending and asks for what is missing."""
    for device in devices:
        applied = await rooms.apply(ROOM, device.by, list(device.pending))  # type: ignore[arg-type]
        device.is_answered(applied)
    for device in devices:
        missing = await rooms.since(ROOM, device.number)
        if missing is None:
            content = await rooms.read(ROOM)
            assert content is not None
            device.loads(content)
        else:
            assert device.hears(missing)


@given(st.lists(st.tuples(happening, draw_op), max_size=60))
@settings(max_examples=80)
async def test_two_devices_end_with_the_same_picture(
    steps: list[tuple[tuple[str, int, int], dict[str, object]]],
) -> None:
    """Whatever is repeated, lost, late or out of order: in the end both devices show what the room
    holds, nothing is pending, and no edit is in the room twice."""
    rooms = MemoryRooms(AClock())
    await rooms.open(ROOM)
    devices = (Device("tablet"), Device("worker"))
    log: list[tuple] = []
    for (what, which, back), raw in steps:
        device = devices[which]
        if what == "draw":
            device.draws(parse_edit(raw))
        elif what.startswith("send"):
            for _ in range(2 if what == "send_twice" else 1):
                applied = await rooms.apply(ROOM, device.by, list(device.pending))  # type: ignore[arg-type]
                log.append(applied.edits)
                if what != "send_unanswered":
                    device.is_answered(applied)
        elif what in ("push", "push_late") and log:
            device.hears(log[-1 if what == "push" else max(0, len(log) - 1 - back)])
        elif what == "ask":
            missing = await rooms.since(ROOM, device.number)
            if missing is not None:
                device.hears(missing)
        elif what == "reload":
            content = await rooms.read(ROOM)
            assert content is not None
            device.loads(content)
    await _settle(rooms, devices)
    content = await rooms.read(ROOM)
    assert content is not None
    assert devices[0].pending == devices[1].pending == []
    assert devices[0].view() == devices[1].view() == content.peer_map
    ids = [each.edit.id for edits in log for each in edits]
    assert len(ids) == len(set(ids))


@given(st.lists(st.tuples(st.integers(0, 1), draw_op), min_size=1, max_size=30), st.data())
@settings(max_examples=60)
async def test_nothing_drawn_is_lost_when_the_server_starts_again(
    drawn: list[tuple[int, dict[str, object]]], data: st.DataObject
) -> None:
    """The server is killed at any moment: what any device had confirmed is there again after it
    came back, and both devices end with the same picture."""
    rooms = MemoryRooms(AClock())
    await rooms.open(ROOM)
    devices = (Device("tablet"), Device("worker"))
    for which, raw in drawn:
        device = devices[which]
        device.draws(parse_edit(raw))
        applied = await rooms.apply(ROOM, device.by, list(device.pending))  # type: ignore[arg-type]
        if data.draw(st.booleans()):
            device.is_answered(applied)
        for each in devices:
            if data.draw(st.booleans()):
                missing = await rooms.since(ROOM, each.number)
                assert missing is not None
                each.hears(missing)
    ahead = max(devices, key=lambda device: device.number)
    was = ahead.base
    rooms = MemoryRooms(AClock())
    for device in sorted(devices, key=lambda device: data.draw(st.integers())):
        done = tuple(edit.id for edit in device.confirmed)
        await rooms.seed(ROOM, device.base, device.number, done=done)
    content = await rooms.read(ROOM)
    assert content is not None
    assert content.peer_map == was
    for device in devices:
        device.loads(content)
    await _settle(rooms, devices)
    await _settle(rooms, devices)
    content = await rooms.read(ROOM)
    assert content is not None
    assert devices[0].view() == devices[1].view() == content.peer_map


@given(st.lists(draw_op, max_size=20), st.booleans())
def test_a_book_is_the_same_after_redis(raws: list[dict[str, object]], still: bool) -> None:
    """What comes out of the sealed bytes equals what went in."""
    book, _ = room_book.with_edits(
        room_book.reborn(START), "tablet", [parse_edit(raw) for raw in raws], START
    )
    if still:
        book = room_book.said(
            room_book.frozen(book), answers=Answers(Answer.YES, Answer.NO, None), mark=Tick()
        )
    assert room_book.from_bytes(room_book.to_bytes(book)) == book
