"""Drawing together, step by step: a tablet is offered, joins, and both draw (rules 3 and 4)."""

from __future__ import annotations

from datetime import date

import pytest

from peermap_app.domain.drawing import Ending, Phase
from peermap_app.domain.errors import Conflict, Gone, Invalid, Refusal, TooMany
from peermap_app.domain.purpose import Purpose
from peermap_app.services import accounts, drawing_offers, drawings
from peermap_app.storage.tables import AccessRecord, Allocation
from peermap_app.words import errors
from tests.drawing_builders import (
    World,
    a_drawing,
    a_tablet,
    add_friend,
    move,
)
from tests.services.drawing_rows import rows_of, the_row


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
        await drawings.snapshot(world.house, tablet, made.drawing_id, purpose=Purpose.PLAN_TOGETHER)
    seen = await drawings.worker_view(
        world.house, world.sam, world.case_id, purpose=Purpose.PLAN_TOGETHER
    )
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


async def test_a_worker_has_so_many_drawings_and_no_more(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each is a room in memory: one more, on another case, is refused with a sentence, and is
    offered once one of them has ended."""
    monkeypatch.setattr(drawing_offers, "MOST_DRAWINGS", 1)
    other = world.other_case_id
    async with world.house.make_session() as session:
        sam = world.sam.worker_id or ""
        session.add(Allocation(case_id=other, worker_id=sam, starts=date(2026, 1, 5)))
        await session.commit()
    first = await drawings.offer(world.house, world.sam, world.case_id)
    with pytest.raises(TooMany, match="drawings_full") as refused:
        await drawings.offer(world.house, world.sam, other)
    assert "1 drawings under way" in errors.sentence(refused.value)
    await drawings.offer(world.house, world.sam, world.case_id)  # the same one, made anew
    await drawings.end(world.house, world.sam, first.drawing_id)
    await drawings.offer(world.house, world.sam, other)


async def test_not_today_ends_it(world: World) -> None:
    """Nothing began and nothing is left; a new drawing can be offered."""
    tablet, drawing_id = await a_tablet(world)
    await drawings.not_today(world.house, tablet)
    row = await the_row(world, drawing_id)
    assert (row.phase, row.ending, row.room_key) == (Phase.ENDED, Ending.NOT_TODAY, None)
    await drawings.offer(world.house, world.sam, world.case_id)


async def test_both_draw_and_both_see_it(world: World) -> None:
    """Edits of the tablet and of the worker get one row of numbers, and both are told."""
    tablet, drawing_id = await a_drawing(world)
    await drawings.edit(world.house, tablet, drawing_id, [add_friend("person1")])
    await drawings.edit(world.house, world.sam, drawing_id, [move("person1", 5, 6)])
    seen = await drawings.newest(world.house, world.sam, drawing_id, purpose=Purpose.PLAN_TOGETHER)
    wire = seen.wire()
    assert wire["n"] == 2
    assert [(each["n"], each["by"]) for each in wire["edits"]] == [(1, "tablet"), (2, "worker")]
    shot = await drawings.snapshot(world.house, tablet, drawing_id, purpose=Purpose.PLAN_TOGETHER)
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
    wire = (
        await drawings.newest(world.house, world.sam, drawing_id, purpose=Purpose.PLAN_TOGETHER)
    ).wire()
    assert 1 <= len(wire["edits"]) < 60
    assert len(repr(wire["edits"])) < 4000


async def test_edits_of_the_tablet_are_the_workers_presence(world: World) -> None:
    """A phone that idles while the young person draws is not signed out; the drawing goes on."""
    tablet, drawing_id = await a_drawing(world)
    for minute in range(5):
        world.clock.move(minutes=20)
        await drawings.edit(world.house, tablet, drawing_id, [add_friend(f"person{minute}")])
    assert await accounts.still(world.house, world.sam)
