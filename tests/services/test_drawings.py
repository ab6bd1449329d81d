"""Drawing together, step by step: who may do what when, and what is kept (rules 3 and 4)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import text
from sqlmodel import select

from peermap_app.domain.access import Action
from peermap_app.domain.consent import Decided, parse_presence
from peermap_app.domain.drawing import Ending, Phase
from peermap_app.domain.errors import Conflict, Gone, Invalid, NotFound, Refusal, TooMany
from peermap_app.domain.peer_map import to_wire
from peermap_app.live.rooms import MemoryRooms
from peermap_app.services import accounts, cases, drawing_access, drawings, maps
from peermap_app.services.drawing_carry import sealed_note
from peermap_app.services.ports import RoomRef
from peermap_app.services.unit import Who
from peermap_app.settings import Settings
from peermap_app.storage.access_record import verify_chain
from peermap_app.storage.tables import (
    AccessRecord,
    Allocation,
    CaseFile,
    ConsentRecord,
    Drawing,
    KeptMap,
    Worker,
)
from peermap_app.words import languages
from tests.drawing_builders import (
    World,
    a_drawing,
    a_tablet,
    a_world,
    add_friend,
    move,
    said_yes,
    sign_in,
)
from tests.pseudo import pseudo_languages


@pytest.fixture
async def world(settings: Settings) -> AsyncIterator[World]:
    made = await a_world(settings)
    yield made
    await made.house.engine.dispose()


async def the_row(world: World, drawing_id: str) -> Drawing:
    async with world.house.make_session() as session:
        row = await session.get(Drawing, drawing_id)
        assert row is not None
        return row


async def rows_of(world: World, table: type) -> list:
    async with world.house.make_session() as session:
        return list((await session.exec(select(table))).all())


# --- offering and joining ---


async def test_a_code_and_a_link_are_each_good_once(world: World) -> None:
    """Whichever is used first, the other and the same again are refused."""
    made = await drawings.offer(world.house, world.sam, world.case_id)
    assert await drawings.take(world.house, made.link_token, "a", "ipad")
    with pytest.raises(Invalid, match="code_wrong"):
        await drawings.take(world.house, made.code, "a", None)
    with pytest.raises(Gone, match="offer_over"):
        await drawings.take(world.house, made.link_token, "a", None)


async def test_a_code_is_good_for_ten_minutes(world: World) -> None:
    """On the second that it expires it is refused, like an unknown one."""
    made = await drawings.offer(world.house, world.sam, world.case_id)
    world.clock.move(minutes=10)
    with pytest.raises(Invalid, match="code_wrong"):
        await drawings.take(world.house, made.code, "a", None)


async def test_a_code_is_typed_as_people_type(world: World) -> None:
    """Small letters, spaces and hyphens do not matter."""
    made = await drawings.offer(world.house, world.sam, world.case_id)
    typed = f" {made.code[:3].lower()}-{made.code[3:].lower()} "
    assert await drawings.take(world.house, typed, "a", None)


async def test_codes_and_links_are_not_in_the_database(world: World) -> None:
    """Only keyed hashes are kept of code, link and device."""
    made = await drawings.offer(world.house, world.sam, world.case_id)
    offered = repr((await the_row(world, made.drawing_id)).model_dump())
    device = await drawings.take(world.house, made.code, "a", None)
    taken = repr((await the_row(world, made.drawing_id)).model_dump())
    assert len(made.link_token) == 43
    for secret in (made.code, made.link_token, device):
        assert secret not in offered + taken


async def test_wrong_codes_slow_the_address_and_then_all_typing(world: World) -> None:
    """Ten wrong ones stop an address, thirty stop typing for everybody; the link still works."""
    made = await drawings.offer(world.house, world.sam, world.case_id)
    for address in ("a", "b", "c"):
        for _ in range(10):
            with pytest.raises(Invalid, match="code_wrong"):
                await drawings.take(world.house, "BBBBBB", address, None)
        with pytest.raises(TooMany, match="slow_down"):
            await drawings.take(world.house, made.link_token, address, None)
    with pytest.raises(TooMany, match="slow_down"):
        await drawings.take(world.house, made.code, "d", None)
    assert await drawings.take(world.house, made.link_token, "d", None)


async def test_a_malformed_code_is_counted_and_recorded(world: World) -> None:
    """What is no code is refused on the record, and ten of them slow the address; a tablet at
    another address still joins, and what is right is never counted."""
    made = await drawings.offer(world.house, world.sam, world.case_id)
    for _ in range(10):
        with pytest.raises(Invalid, match="code_shape"):
            await drawings.take(world.house, "ABC", "a", None)
    with pytest.raises(TooMany, match="slow_down"):
        await drawings.take(world.house, made.code, "a", None)
    refused = [row.rule for row in await rows_of(world, AccessRecord) if row.outcome == "refused"]
    assert refused == ["code_shape"] * 10 + ["slow_down"]
    for _ in range(12):
        again = await drawings.offer(world.house, world.sam, world.case_id)
        assert await drawings.take(world.house, again.code, "b", None)
        await drawings.end(world.house, world.sam, again.drawing_id)


@pytest.mark.parametrize("raw", [None, 7, "", "short", "x" * 10_000, ["ABC"], "OOOOOO", "\x00" * 6])
async def test_nonsense_is_refused_and_spends_nothing(world: World, raw: object) -> None:
    """Whatever is not a code is refused with a sentence, and the offer stays good."""
    made = await drawings.offer(world.house, world.sam, world.case_id)
    with pytest.raises(Refusal):
        await drawings.take(world.house, raw, "a", None)
    assert await drawings.take(world.house, made.code, "b", None)


async def test_nothing_shows_before_the_worker_confirms(world: World) -> None:
    """A tablet that took the code may do nothing until "That's our tablet"."""
    made = await drawings.offer(world.house, world.sam, world.case_id)
    token = await drawings.take(world.house, made.code, "a", "ipad")
    tablet = await drawings.tablet_who(world.house, token, "a")
    assert tablet is not None
    sheet = await drawings.tablet_view(world.house, tablet)
    assert (sheet.phase, sheet.worker_first_name) == (Phase.ASKED, "Sam")
    with pytest.raises(Conflict, match="not_now"):
        await drawings.start(world.house, tablet)
    with pytest.raises(Conflict, match="not_now"):
        await drawings.snapshot(world.house, tablet, made.drawing_id)
    seen = await drawings.worker_view(world.house, world.sam, world.case_id)
    assert (seen.phase, seen.device_name) == (Phase.ASKED, "iPad")
    await drawings.turn_away(world.house, world.sam, made.drawing_id)
    assert await drawings.tablet_who(world.house, token, "a") is None


async def test_one_drawing_at_a_time(world: World) -> None:
    """While one goes on no second is offered; an offer that nobody took is made anew."""
    first = await drawings.offer(world.house, world.sam, world.case_id)
    second = await drawings.offer(world.house, world.sam, world.case_id)
    assert first.drawing_id == second.drawing_id
    with pytest.raises(Invalid, match="code_wrong"):
        await drawings.take(world.house, first.code, "a", None)
    await drawings.take(world.house, second.code, "a", None)
    with pytest.raises(Conflict, match="drawing_on"):
        await drawings.offer(world.house, world.sam, world.case_id)


async def test_not_today_ends_it(world: World) -> None:
    """Nothing began and nothing is left; a new drawing can be offered."""
    tablet, drawing_id = await a_tablet(world)
    await drawings.not_today(world.house, tablet)
    row = await the_row(world, drawing_id)
    assert (row.phase, row.ending, row.room_key) == (Phase.ENDED, Ending.NOT_TODAY, None)
    await drawings.offer(world.house, world.sam, world.case_id)


# --- drawing ---


async def test_both_draw_and_both_see_it(world: World) -> None:
    """Edits of the tablet and of the worker get one row of numbers, and both are told."""
    tablet, drawing_id = await a_drawing(world)
    await drawings.edit(world.house, tablet, drawing_id, [add_friend("person1")])
    await drawings.edit(world.house, world.sam, drawing_id, [move("person1", 5, 6)])
    seen = await drawings.newest(world.house, world.sam, drawing_id)
    wire = seen.wire()
    assert wire["n"] == 2
    assert [(each["n"], each["by"]) for each in wire["edits"]] == [(1, "tablet"), (2, "worker")]
    shot = await drawings.snapshot(world.house, tablet, drawing_id)
    assert shot.peer_map is not None
    assert (shot.peer_map.people[0].x, shot.peer_map.people[0].y) == (5, 6)
    assert world.heard.kinds(f"drawing:{drawing_id}")[-2:] == ["edits", "edits"]


async def test_bad_edits_are_refused_one_by_one(world: World) -> None:
    """A malformed, a too long and a name-like edit are each answered with code and sentence."""
    tablet, drawing_id = await a_drawing(world)
    sam = add_friend("person2", "SAM")
    applied = await drawings.edit(
        world.house,
        tablet,
        drawing_id,
        [add_friend("person1", "ABCD"), {"id": "x", "ops": 3}, sam, add_friend("person3", "AK")],
    )
    assert [each.code for each in applied.refused] == [
        "initials_too_long",
        "bad_edit",
        "reads_as_name",
    ]
    answered = drawings.answered_wire(applied)
    assert all(each["sentence"] for each in answered["refused"])
    assert applied.number == 1


@pytest.mark.parametrize("raw", [None, "x", 3, {}, [{}] * 51])
async def test_what_is_no_list_of_edits_is_refused_whole(world: World, raw: object) -> None:
    """Nothing of it is applied."""
    tablet, drawing_id = await a_drawing(world)
    with pytest.raises(Invalid, match="bad_edit"):
        await drawings.edit(world.house, tablet, drawing_id, raw)


async def test_a_push_stays_small(world: World) -> None:
    """However much is drawn at once, a push carries the newest edit and little more."""
    tablet, drawing_id = await a_drawing(world)
    people = [add_friend(f"person{n}", "JS") for n in range(20)]
    await drawings.edit(world.house, tablet, drawing_id, people)
    for _ in range(2):
        await drawings.edit(
            world.house, tablet, drawing_id, [move(f"person{n}", n, n) for n in range(20)]
        )
    wire = (await drawings.newest(world.house, world.sam, drawing_id)).wire()
    assert 1 <= len(wire["edits"]) < 60
    assert len(repr(wire["edits"])) < 4000


async def test_edits_of_the_tablet_are_the_workers_presence(world: World) -> None:
    """A phone that idles while the young person draws is not signed out; the drawing goes on."""
    tablet, drawing_id = await a_drawing(world)
    for minute in range(5):
        world.clock.move(minutes=20)
        await drawings.edit(world.house, tablet, drawing_id, [add_friend(f"person{minute}")])
    assert await accounts.still(world.house, world.sam)


# --- who else ---


@pytest.mark.parametrize("name", ["priya", "kim"])
async def test_another_worker_finds_nothing(world: World, name: str) -> None:
    """Another team's worker gets the same refusal as for a drawing that does not exist, for
    everything that a worker's page can ask."""
    _, drawing_id = await a_drawing(world)
    other: Who = getattr(world, name)
    house = world.house
    for asked in (drawing_id, "0" * 32, "", None, 7, "../etc"):
        for call in (
            drawings.snapshot(house, other, asked),
            drawings.newest(house, other, asked),
            drawings.since(house, other, asked, 0),
            drawings.edit(house, other, asked, []),
            drawings.seed(house, other, asked, {"n": 0, "map": {}}),
            drawings.confirm(house, other, asked),
            drawings.turn_away(house, other, asked),
            drawings.end(house, other, asked),
            drawings.offer_again(house, other, asked),
            drawings.carry_on(house, other, asked),
            drawings.note_presence(house, other, asked, {}),
        ):
            with pytest.raises(NotFound, match="not_found"):
                await call
    with pytest.raises(NotFound, match="not_found"):
        await drawings.worker_view(house, other, world.case_id)
    records = await rows_of(world, AccessRecord)
    assert (
        sum(row.outcome == "refused" and row.worker_id == other.worker_id for row in records) > 60
    )


async def test_an_ended_allocation_ends_it_on_the_next_edit(world: World) -> None:
    """With the page still open, the worker is refused as soon as the allocation has ended."""
    _, drawing_id = await a_drawing(world)
    await drawings.edit(world.house, world.sam, drawing_id, [add_friend()])
    async with world.house.make_session() as session:
        for row in (await session.exec(select(Allocation))).all():
            row.ends = date(2026, 11, 24)
            session.add(row)
        await session.commit()
    with pytest.raises(NotFound, match="not_found"):
        await drawings.edit(world.house, world.sam, drawing_id, [move("person1", 1, 1)])
    with pytest.raises(NotFound, match="not_found"):
        await drawings.newest(world.house, world.sam, drawing_id)


async def an_ended_allocation(world: World) -> None:
    """As an import ends it: Sam has the case until yesterday."""
    async with world.house.make_session() as session:
        for row in (await session.exec(select(Allocation))).all():
            row.ends = date(2026, 11, 24)
            session.add(row)
        await session.commit()


async def test_an_ended_allocation_ends_it_for_the_tablet_too(world: World) -> None:
    """A tablet has no more than its worker: nothing is drawn, read or handed back any more."""
    tablet, drawing_id = await a_drawing(world)
    await drawings.edit(world.house, tablet, drawing_id, [add_friend()])
    copy = await a_copy(world, tablet, drawing_id)
    await an_ended_allocation(world)
    for call in (
        drawings.edit(world.house, tablet, drawing_id, [move("person1", 1, 1)]),
        drawings.newest(world.house, tablet, drawing_id),
        drawings.since(world.house, tablet, drawing_id, 0),
        drawings.seed(world.house, tablet, drawing_id, copy),
    ):
        with pytest.raises(NotFound, match="not_found"):
            await call


@pytest.mark.parametrize("why", ["allocation", "case", "account"])
async def test_what_the_worker_no_longer_has_is_ended(world: World, why: str) -> None:
    """The keeper's round ends a drawing whose worker lost the case: key and room are gone."""
    tablet, drawing_id = await a_drawing(world)
    await drawings.edit(world.house, tablet, drawing_id, [add_friend()])
    assert await drawings.end_overdue(world.house) == 0
    if why == "allocation":
        await an_ended_allocation(world)
    async with world.house.make_session() as session:
        if why == "case":
            case = await session.get(CaseFile, world.case_id)
            assert case is not None
            case.closed_at = world.clock()
        elif why == "account":
            sam = await session.get(Worker, world.sam.worker_id)
            assert sam is not None
            sam.active = False
        await session.commit()
    assert await drawings.end_overdue(world.house) == 1
    row = await the_row(world, drawing_id)
    assert (row.phase, row.ending, row.room_key) == (Phase.ENDED, Ending.EXPIRED, None)
    assert (await drawings.tablet_view(world.house, tablet)).ending is Ending.EXPIRED


async def test_an_edit_under_way_does_not_bring_an_ended_drawing_back(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The worker ends it between an edit's check and its room: the edit is refused (rule 3)."""
    tablet, drawing_id = await a_drawing(world)
    real = world.house.rooms.apply

    async def ended_first(*args: object) -> object:
        await drawings.end(world.house, world.sam, drawing_id)
        return await real(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(world.house.rooms, "apply", ended_first)
    with pytest.raises(Gone, match="drawing_over"):
        await drawings.edit(world.house, tablet, drawing_id, [add_friend()])


async def test_a_worker_never_answers(world: World) -> None:
    """Rule 4: every move that is the young person's is refused to a worker, at every phase."""
    tablet, drawing_id = await a_drawing(world)
    house = world.house
    pretending = replace(world.sam, drawing_id=drawing_id)
    for phase in ("drawing", "choosing"):
        if phase == "choosing":
            await drawings.finish(house, tablet)
        for call in (
            drawings.start(house, pretending),
            drawings.finish(house, pretending),
            drawings.go_back(house, pretending),
            drawings.later(house, pretending),
            drawings.answer(house, pretending, "keep", "yes"),
            drawings.mark(house, pretending, {"kind": "tick"}),
            drawings.say_here(house, pretending, "friend"),
            drawings.say_fine(house, pretending, "yes"),
            drawings.keep(house, pretending),
            drawings.dont_keep(house, pretending),
            drawings.choosing(house, pretending),
        ):
            with pytest.raises(NotFound, match="not_found"):
                await call


async def test_a_tablet_never_does_what_is_the_workers(world: World) -> None:
    """A tablet cannot confirm itself, end, offer, note who is there, or reach a case."""
    tablet, drawing_id = await a_drawing(world)
    house = world.house
    for call in (
        drawings.confirm(house, tablet, drawing_id),
        drawings.end(house, tablet, drawing_id),
        drawings.offer_again(house, tablet, drawing_id),
        drawings.note_presence(house, tablet, drawing_id, {}),
        drawings.offer(house, tablet, world.case_id),
        drawings.worker_view(house, tablet, world.case_id),
    ):
        with pytest.raises((NotFound, Conflict)):
            await call
    assert (await the_row(world, drawing_id)).phase == Phase.DRAWING


async def test_another_tablet_finds_nothing(world: World) -> None:
    """A tablet of another drawing, and one that was unbound, reach nothing of this one."""
    tablet, drawing_id = await a_drawing(world)
    made = await drawings.offer(world.house, world.priya, world.other_case_id)
    token = await drawings.take(world.house, made.code, "z", None)
    other = await drawings.tablet_who(world.house, token, "z")
    assert other is not None
    stolen = replace(other, drawing_id=drawing_id)
    for who in (other, stolen):
        with pytest.raises(NotFound, match="not_found"):
            await drawings.snapshot(world.house, who, drawing_id)
        with pytest.raises(NotFound, match="not_found"):
            await drawings.edit(world.house, who, drawing_id, [])
    await drawings.offer_again(world.house, world.sam, drawing_id)
    with pytest.raises(NotFound, match="not_found"):
        await drawings.edit(world.house, tablet, drawing_id, [])


# --- choosing ---


async def test_while_they_choose_the_board_stands_still(world: World) -> None:
    """Nobody edits, and the worker's page gets no board, no edits, no answers and no mark."""
    tablet, drawing_id = await a_drawing(world)
    house = world.house
    await drawings.edit(house, tablet, drawing_id, [add_friend()])
    await drawings.finish(house, tablet)
    for who in (tablet, world.sam):
        with pytest.raises(Conflict, match="board_still"):
            await drawings.edit(house, who, drawing_id, [move("person1", 9, 9)])
    await said_yes(world, tablet)
    for call in (
        drawings.snapshot(house, world.sam, drawing_id),
        drawings.newest(house, world.sam, drawing_id),
        drawings.since(house, world.sam, drawing_id, 0),
    ):
        with pytest.raises(Conflict, match="not_now"):
            await call
    sheet = await drawings.worker_view(house, world.sam, world.case_id, drawing_id)
    assert sheet.phase is Phase.CHOOSING
    assert not {"answers", "mark", "peer_map"} & set(sheet.__dataclass_fields__)
    assert (await drawings.snapshot(house, tablet, drawing_id)).number == 1


async def test_going_back_forgets_what_was_said(world: World) -> None:
    """A changed picture is asked about anew: answers and mark are gone, drawing goes on."""
    tablet, drawing_id = await a_drawing(world)
    await drawings.edit(world.house, tablet, drawing_id, [add_friend()])
    await drawings.finish(world.house, tablet)
    await said_yes(world, tablet)
    await drawings.go_back(world.house, tablet)
    await drawings.edit(world.house, world.sam, drawing_id, [move("person1", 9, 9)])
    await drawings.finish(world.house, tablet)
    said = await drawings.choosing(world.house, tablet)
    assert said is not None
    assert (said.answers.keep, said.mark, said.number) == (None, None, 2)


async def test_keep_writes_everything_at_once(world: World) -> None:
    """Kept: the map that stood still, the answers, the mark and who was there, sealed on the case;
    the room and its key are gone."""
    tablet, drawing_id = await a_drawing(world)
    house = world.house
    await drawings.edit(house, tablet, drawing_id, [add_friend("person1", "JS")])
    await drawings.finish(house, tablet)
    await drawings.note_presence(
        house, world.sam, drawing_id, {"present": ["worker_only"], "understanding": "own_words"}
    )
    await drawings.answer(house, tablet, "keep", "yes")
    with pytest.raises(Invalid, match="mark_needed"):
        await drawings.keep(house, tablet)
    await said_yes(world, tablet, talk="no")
    assert await drawings.keep(house, tablet) is Decided.KEEP
    row = await the_row(world, drawing_id)
    assert (row.phase, row.ending, row.room_key, row.frozen_digest) == (
        Phase.ENDED,
        Ending.KEPT,
        None,
        None,
    )
    sheet = await maps.kept_map(house, world.sam, world.case_id, 1)
    assert "JS" in sheet.svg
    for call in (drawings.keep(house, tablet), drawings.snapshot(house, tablet, drawing_id)):
        with pytest.raises(Gone, match="drawing_over"):
            await call
    assert (await drawings.tablet_view(house, tablet)).ending is Ending.KEPT
    world.clock.move(minutes=11)
    assert not await drawings.tablet_still(house, tablet)


async def test_not_sure_keeps_nothing_and_offers_later(world: World) -> None:
    """Keep with "not sure" (or nothing answered) changes nothing; Finish later puts it by."""
    tablet, drawing_id = await a_drawing(world)
    await drawings.finish(world.house, tablet)
    assert await drawings.keep(world.house, tablet) is Decided.OFFER_LATER
    assert (await the_row(world, drawing_id)).phase == Phase.CHOOSING
    await drawings.later(world.house, tablet)
    assert await rows_of(world, KeptMap) == []
    assert await rows_of(world, ConsentRecord) == []
    await drawings.carry_on(world.house, world.sam, drawing_id)
    applied = await drawings.edit(world.house, tablet, drawing_id, [add_friend()])
    assert applied.number == 1


async def test_dont_keep_leaves_only_that_it_was_offered(world: World) -> None:
    """No map, no answers, no mark: one record that the offer was made and declined."""
    tablet, drawing_id = await a_drawing(world)
    await drawings.edit(world.house, tablet, drawing_id, [add_friend("person1", "QX")])
    await drawings.finish(world.house, tablet)
    await drawings.answer(world.house, tablet, "keep", "no")
    with pytest.raises(Invalid, match="nothing_said_yes_to"):
        await drawings.keep(world.house, tablet)
    await drawings.dont_keep(world.house, tablet)
    assert await rows_of(world, KeptMap) == []
    (record,) = await rows_of(world, ConsentRecord)
    assert (record.outcome, record.kept_map_id) == ("not_kept", None)
    assert (await the_row(world, drawing_id)).room_key is None


async def test_a_keep_that_cannot_be_written_keeps_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One transaction: when it breaks in the middle, the drawing is still being chosen about."""
    tablet, drawing_id = await a_drawing(world)
    await drawings.edit(world.house, tablet, drawing_id, [add_friend()])
    await drawings.finish(world.house, tablet)
    await said_yes(world, tablet)
    real = maps.write_kept

    async def breaks(*args: object, **kwargs: object) -> str:
        await real(*args, **kwargs)  # type: ignore[arg-type]
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(maps, "write_kept", breaks)
    with pytest.raises(RuntimeError):
        await drawings.keep(world.house, tablet)
    assert await rows_of(world, KeptMap) == []
    assert (await the_row(world, drawing_id)).phase == Phase.CHOOSING
    monkeypatch.setattr(maps, "write_kept", real)
    assert await drawings.keep(world.house, tablet) is Decided.KEEP


# --- after a restart ---


async def a_copy(world: World, tablet: Who, drawing_id: str) -> dict[str, object]:
    """What a page's board hands back after a loss."""
    shot = await drawings.snapshot(world.house, tablet, drawing_id)
    assert shot.peer_map is not None
    return {"n": shot.number, "map": to_wire(shot.peer_map), "carry": {}, "done": list(shot.done)}


@pytest.mark.parametrize("side", ["tablet", "worker"])
async def test_a_restart_while_drawing_loses_nothing(world: World, side: str) -> None:
    """Either page gives the room its content back, and drawing goes on where it was."""
    tablet, drawing_id = await a_drawing(world)
    edit = add_friend()
    await drawings.edit(world.house, tablet, drawing_id, [edit])
    copy = await a_copy(world, tablet, drawing_id)
    await world.restarted()
    shot = await drawings.snapshot(world.house, tablet, drawing_id)
    assert (shot.lost, shot.peer_map) == (True, None)
    who = tablet if side == "tablet" else world.sam
    assert await drawings.seed(world.house, who, drawing_id, copy)
    assert not await drawings.seed(world.house, tablet, drawing_id, copy)
    again = await drawings.edit(world.house, tablet, drawing_id, [edit])
    assert (again.number, again.done, again.refused) == (1, (edit["id"],), ())
    assert world.heard.kinds(f"drawing:{drawing_id}")[-1] == "snapshot"


async def test_a_restart_while_choosing_takes_only_the_very_picture(world: World) -> None:
    """Only the tablet, only the version that stood still; answers and mark come back with it."""
    tablet, drawing_id = await a_drawing(world)
    house = world.house
    await drawings.edit(house, tablet, drawing_id, [add_friend()])
    await drawings.finish(house, tablet)
    await said_yes(world, tablet)
    copy = await a_copy(world, tablet, drawing_id)
    said = await drawings.choosing(house, tablet)
    assert said is not None
    copy["carry"] = said.carry()
    await world.restarted()
    house = world.house
    assert await drawings.choosing(house, tablet) is None
    with pytest.raises(Conflict, match="drawing_lost"):
        await drawings.keep(house, tablet)
    with pytest.raises(Conflict, match="board_still"):
        await drawings.seed(house, world.sam, drawing_id, copy)
    changed = {**copy, "map": {"people": [], "places": [], "ties": [], "strokes": []}}
    for forged in (changed, {**copy, "n": 2}):
        with pytest.raises(Conflict, match="bad_seed"):
            await drawings.seed(house, tablet, drawing_id, forged)
    assert await drawings.seed(house, tablet, drawing_id, copy)
    with pytest.raises(Conflict, match="board_still"):
        await drawings.edit(house, tablet, drawing_id, [move("person1", 9, 9)])
    assert await drawings.keep(house, tablet) is Decided.KEEP


async def test_a_restart_while_choosing_brings_the_workers_note_back(world: World) -> None:
    """The tablet carries it sealed: it reads nothing of it and can neither forge nor borrow one."""
    note = {"present": ["parent_or_carer"], "understanding": ["pictures"]}
    house, sam = world.house, world.sam
    tablet, drawing_id = await a_drawing(world)
    await drawings.edit(house, tablet, drawing_id, [add_friend()])
    await drawings.finish(house, tablet)
    await drawings.note_presence(house, sam, drawing_id, note)
    assert world.heard.kinds(f"drawing:{drawing_id}")[-1] == "noted"
    await said_yes(world, tablet)
    copy = await a_copy(world, tablet, drawing_id)
    said = await drawings.choosing(house, tablet)
    assert said is not None
    carry = said.carry()
    assert not any(word in str(carry) for word in ("parent", "pictures"))
    await world.restarted()
    house = world.house
    other = RoomRef("0" * 32, b"k" * 32, world.clock())
    borrowed = sealed_note(other, parse_presence(note))
    for forged in ("", "x", "AAAA", borrowed, 7, note, "A" * 5000):
        with pytest.raises(Invalid, match="bad_seed"):
            await drawings.seed(
                house, tablet, drawing_id, {**copy, "carry": {**carry, "note": forged}}
            )
    assert await drawings.seed(house, tablet, drawing_id, {**copy, "carry": carry})
    sheet = await drawings.worker_view(house, sam, world.case_id)
    assert sheet.presence == parse_presence(note)
    await drawings.keep(house, tablet)
    kept = await maps.kept_map(house, sam, world.case_id, 1)
    assert kept.presence == parse_presence(note)


async def test_a_restart_after_finish_later_loses_nothing(world: World) -> None:
    """The tablet's copy is taken while it is put by, and drawing can be carried on."""
    tablet, drawing_id = await a_drawing(world)
    await drawings.edit(world.house, tablet, drawing_id, [add_friend()])
    copy = await a_copy(world, tablet, drawing_id)
    await drawings.finish(world.house, tablet)
    await drawings.later(world.house, tablet)
    await world.restarted()
    assert await drawings.seed(world.house, tablet, drawing_id, copy)
    await drawings.carry_on(world.house, world.sam, drawing_id)
    applied = await drawings.edit(world.house, world.sam, drawing_id, [move("person1", 1, 1)])
    assert applied.number == 2


async def test_finish_waits_for_the_copy(world: World) -> None:
    """Right after a restart nobody is asked about an empty picture."""
    tablet, _ = await a_drawing(world)
    await world.restarted()
    with pytest.raises(Conflict, match="drawing_lost"):
        await drawings.finish(world.house, tablet)


@pytest.mark.parametrize(
    "raw",
    [
        None,
        [],
        {"n": "1", "map": {}},
        {"n": -1, "map": {}},
        {"n": 10**9, "map": {}},
        {"n": 1, "map": {"people": [{}]}},
        {"n": 1, "map": None, "more": 1},
        {"n": 1, "map": {}, "done": ["x"] * 5000},
        {"n": 1, "map": {}, "carry": "x"},
    ],
)
async def test_a_forged_copy_is_refused(world: World, raw: object) -> None:
    """Whatever is not a copy of a board is refused, and the room stays lost."""
    tablet, drawing_id = await a_drawing(world)
    await world.restarted()
    with pytest.raises(Refusal):
        await drawings.seed(world.house, tablet, drawing_id, raw)
    assert (await drawings.snapshot(world.house, tablet, drawing_id)).lost


# --- how it ends ---


async def test_signing_out_ends_it(world: World) -> None:
    """The drawing, its room and its key go with the session; the tablet is told."""
    tablet, drawing_id = await a_drawing(world)
    await drawings.edit(world.house, tablet, drawing_id, [add_friend()])
    await accounts.sign_out(world.house, world.sam)
    row = await the_row(world, drawing_id)
    assert (row.phase, row.ending, row.room_key) == (Phase.ENDED, Ending.SIGNED_OUT, None)
    with pytest.raises(Gone, match="drawing_over"):
        await drawings.edit(world.house, tablet, drawing_id, [])
    assert (await drawings.tablet_view(world.house, tablet)).ending is Ending.SIGNED_OUT


async def test_what_another_process_ended_is_forgotten_here(world: World) -> None:
    """A password that is reset on the command line leaves no picture in the server's memory."""
    tablet, drawing_id = await a_drawing(world)
    await drawings.edit(world.house, tablet, drawing_id, [add_friend()])
    async with drawing_access.of_drawing(
        world.house, world.sam, Action.START_DRAWING, drawing_id
    ) as held:
        room = held.room
    elsewhere = replace(world.house, rooms=MemoryRooms(world.clock))
    await accounts.sign_out(elsewhere, world.sam)
    assert await world.house.rooms.read(room) is not None
    assert await drawings.end_overdue(world.house) == 0
    assert await world.house.rooms.read(room) is None


async def test_it_ends_with_the_sessions_last_moment(world: World) -> None:
    """On the second of the absolute expiry it is refused; the keeper then ends it for good."""
    tablet, drawing_id = await a_drawing(world)
    world.clock.move(seconds=world.house.settings.session_absolute.total_seconds())
    with pytest.raises(Gone, match="drawing_over"):
        await drawings.edit(world.house, tablet, drawing_id, [])
    assert (await the_row(world, drawing_id)).room_key is not None
    assert await drawings.end_overdue(world.house) == 1
    assert await drawings.end_overdue(world.house) == 0
    row = await the_row(world, drawing_id)
    assert (row.ending, row.room_key) == (Ending.EXPIRED, None)


async def test_the_worker_ends_it(world: World) -> None:
    """ "End this drawing" ends it at once, at any phase, and leaves no room."""
    tablet, drawing_id = await a_drawing(world)
    await drawings.edit(world.house, tablet, drawing_id, [add_friend()])
    await drawings.finish(world.house, tablet)
    await drawings.end(world.house, world.sam, drawing_id)
    sheet = await drawings.worker_view(world.house, world.sam, world.case_id, drawing_id)
    assert (sheet.phase, sheet.ending) == (Phase.ENDED, Ending.ENDED_BY_WORKER)
    assert (await drawings.worker_view(world.house, world.sam, world.case_id)).phase is None


async def test_another_tablet_goes_on_where_the_first_stopped(world: World) -> None:
    """A flat tablet while choosing: the next one returns to choosing with nothing answered."""
    tablet, drawing_id = await a_drawing(world)
    await drawings.edit(world.house, tablet, drawing_id, [add_friend()])
    await drawings.finish(world.house, tablet)
    await said_yes(world, tablet)
    made = await drawings.offer_again(world.house, world.sam, drawing_id)
    token = await drawings.take(world.house, made.link_token, "b", None)
    second = await drawings.tablet_who(world.house, token, "b")
    assert second is not None
    await drawings.confirm(world.house, world.sam, drawing_id)
    said = await drawings.choosing(world.house, second)
    assert said is not None
    assert (said.answers.keep, said.mark, said.number) == (None, None, 1)
    assert not await drawings.tablet_still(world.house, tablet)


async def test_a_crash_while_confirming_leaves_no_answers_of_the_first_tablet(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rule 4: on the moment that the row says the second tablet is there, nothing is answered."""
    tablet, drawing_id = await a_drawing(world)
    await drawings.finish(world.house, tablet)
    await said_yes(world, tablet)
    made = await drawings.offer_again(world.house, world.sam, drawing_id)
    token = await drawings.take(world.house, made.link_token, "b", None)
    second = await drawings.tablet_who(world.house, token, "b")
    assert second is not None

    async def crashes(*_: object) -> None:
        raise KeyboardInterrupt  # the process stops right after the commit, before all else

    with monkeypatch.context() as crash:
        crash.setattr(world.heard, "publish", crashes)
        with pytest.raises(KeyboardInterrupt):
            await drawings.confirm(world.house, world.sam, drawing_id)
    assert (await the_row(world, drawing_id)).phase == Phase.CHOOSING
    said = await drawings.choosing(world.house, second)
    assert said is not None
    assert (said.answers.keep, said.mark) == (None, None)


async def test_the_record_of_a_drawing_is_whole(world: World) -> None:
    """Each step and each refusal has its row, and the chain of the case verifies."""
    tablet, _ = await a_drawing(world)
    await drawings.finish(world.house, tablet)
    await said_yes(world, tablet)
    await drawings.keep(world.house, tablet)
    with pytest.raises(NotFound):
        await drawings.worker_view(world.house, world.priya, world.case_id)
    async with world.house.make_session() as session:
        assert await verify_chain(session, world.house.keys, world.case_id) == ()
        rows = (
            await session.exec(select(AccessRecord).where(AccessRecord.chain == world.case_id))
        ).all()
    actions = [(row.who_kind, row.action) for row in rows]
    for expected in (
        ("worker", "start_drawing"),
        ("tablet", "join_drawing"),
        ("worker", "confirm_tablet"),
        ("tablet", "choose"),
        ("tablet", "answer_consent"),
        ("tablet", "keep_map"),
    ):
        assert expected in actions
    assert any(row.outcome == "refused" for row in rows)


async def test_the_database_never_held_the_picture(world: World) -> None:
    """Rule 3: while it is drawn and after "Don't keep anything", no row of any table shows what
    was drawn, and nothing sealed is there that could."""
    tablet, drawing_id = await a_drawing(world)
    await drawings.edit(world.house, tablet, drawing_id, [add_friend("zzperson", "QXZ")])
    await drawings.finish(world.house, tablet)
    await said_yes(world, tablet)
    before = await everything(world)
    await drawings.dont_keep(world.house, tablet)
    after = await everything(world)
    for held in (before, after):
        # Three letters: two would be found in sealed bytes by chance.
        for secret in ("zzperson", "QXZ", '"people"'):
            assert secret not in held


async def everything(world: World) -> str:
    """All rows of all tables as text."""
    from peermap_app.storage.tables import METADATA

    parts = []
    async with world.house.make_session() as session:
        for table in METADATA.sorted_tables:
            rows = await (await session.connection()).execute(text(f'SELECT * FROM "{table.name}"'))
            parts += [repr(tuple(row)) for row in rows]
    return "\n".join(parts)


async def test_what_is_kept_says_how_many_tablets_joined(world: World) -> None:
    """Rule 4: each new tablet begins the choosing anew, and the record of the answers says so."""
    _, drawing_id = await a_drawing(world)
    again = await drawings.offer_again(world.house, world.sam, drawing_id)
    device = await drawings.take(world.house, again.link_token, "other", "another tablet")
    await drawings.confirm(world.house, world.sam, drawing_id)
    tablet = await drawings.tablet_who(world.house, device, "other")
    assert tablet is not None
    await drawings.edit(world.house, tablet, drawing_id, [add_friend()])
    await drawings.finish(world.house, tablet)
    await said_yes(world, tablet)
    await drawings.keep(world.house, tablet)
    sheet = await maps.kept_map(world.house, world.sam, world.case_id, 1)
    assert sheet.tablets == 2


async def test_a_drawing_follows_its_worker_into_a_new_session(world: World) -> None:
    """Who carries on in a newer session is warned before signing out of it, and ends it so."""
    _, drawing_id = await a_drawing(world)
    before = world.sam
    world.clock.move(minutes=1)
    token = await sign_in(world)
    now = await accounts.who_is(world.house, token, "127.0.0.1")
    assert now is not None
    assert (await cases.open_case(world.house, now, world.case_id)).drawing_id == drawing_id
    await drawings.worker_view(world.house, now, world.case_id)
    await drawings.worker_view(world.house, before, world.case_id)  # an older page, still open
    assert await accounts.open_drawings(world.house, before) == ()
    (open_one,) = await accounts.open_drawings(world.house, now)
    assert open_one.drawing_id == drawing_id
    await accounts.sign_out(world.house, now)
    assert (await cases.open_case(world.house, before, world.case_id)).drawing_id is None


async def test_a_language_is_chosen_before_drawing_and_kept_with_the_consent(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that is offered, while the start page shows; the consent names it and its words."""
    other = pseudo_languages()[0]
    monkeypatch.setattr(languages, "offered", lambda: (languages.ENGLISH, other))
    tablet, drawing_id = await a_tablet(world)
    for raw in ("cy", "", None, 7, ["en-XA"]):
        with pytest.raises(Invalid, match="bad_language"):
            await drawings.speak(world.house, tablet, raw)
    await drawings.speak(world.house, tablet, other.code)
    assert (await drawings.tablet_view(world.house, tablet)).language == other.code
    await drawings.start(world.house, tablet)
    with pytest.raises(Conflict, match="not_now"):
        await drawings.speak(world.house, tablet, "en")
    await drawings.edit(world.house, tablet, drawing_id, [add_friend("friend1", "JS")])
    await drawings.finish(world.house, tablet)
    await said_yes(world, tablet)
    await drawings.keep(world.house, tablet)
    kept = await maps.kept_map(world.house, world.sam, world.case_id, 1)
    assert (kept.language, kept.words_version) == (other.code, other.version)


async def test_a_language_that_is_no_longer_offered_is_english(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A drawing in a language whose signature went goes on in English."""
    with monkeypatch.context() as offering:
        other = pseudo_languages()[0]
        offering.setattr(languages, "offered", lambda: (languages.ENGLISH, other))
        made = await drawings.offer(world.house, world.sam, world.case_id)
        device = await drawings.take(
            world.house, made.code, "127.0.0.1", "ipad", language=other.code
        )
        who = await drawings.tablet_who(world.house, device, "127.0.0.1")
        assert who is not None
        assert (await drawings.tablet_view(world.house, who)).language == other.code
    assert (await drawings.tablet_view(world.house, who)).language == "en"
