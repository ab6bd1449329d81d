"""What a case's own record holds: for its workers alone, small, one by one, and gone in time."""

from __future__ import annotations

import asyncio
import functools
from datetime import date, timedelta

import pytest

from peermap_app.bootstrap import House
from peermap_app.domain import connections
from peermap_app.domain.connections import Weight
from peermap_app.domain.errors import Conflict, NotFound, Problems, TooMany
from peermap_app.domain.map_parts import MOST_PEOPLE
from peermap_app.domain.purpose import Purpose
from peermap_app.services import cases, held_connections, lapsing, maps, review_answers
from peermap_app.services.held_connections import NEW, HeldLine
from peermap_app.storage.tables import new_id
from peermap_app.words.errors import sentence
from tests.builders import a_held_form, a_map
from tests.services.world import (
    KS_CASE,
    MS_CASE,
    PRIYA,
    SAM,
    World,
    a_world,
    choose,
    linked,
    recorded,
    table,
)

COORDINATE = Purpose.COORDINATE
KNOWN = "They walk to school together"


async def added(
    world: World, *, name: str = SAM, held_id: str = NEW, form_id: str = "", **changed: object
) -> None:
    """One more, or a correction, on Sam's case."""
    await held_connections.save(
        world.house,
        world[name],
        world.case(KS_CASE),
        held_id,
        a_held_form(**{"known": KNOWN, **changed}),
        form_id=form_id or new_id(),
        purpose=COORDINATE,
    )


async def lines(world: World, name: str = SAM, reference: str = KS_CASE) -> tuple[HeldLine, ...]:
    """As the case page has them."""
    return (await cases.open_case(world.house, world[name], world.case(reference))).held


async def test_it_is_listed_strengths_first_and_sealed(house: House) -> None:
    """With source and date, and by whom; no plain column has a word of it."""
    world = await a_world(house)
    for weight in ("worry", "unsure", "strength"):
        await added(world, weight=weight)
    found = await lines(world)
    assert [line.weight for line in found] == list(Weight)
    assert (found[0].who, found[0].known, found[0].by) == ("JS", KNOWN, "Sam S.")
    rows = await table(world, "held_connection")
    for word in ("JS", KNOWN, "strength", "case_note"):
        assert word not in repr([{k: v for k, v in one.items() if k != "sealed"} for one in rows])
        assert all(KNOWN.encode() not in one["sealed"] for one in rows)
    assert ("see_held", "allowed", "allocated coordinate") in await recorded(world, KS_CASE)


async def test_the_record_tells_the_form_from_what_was_written(house: House) -> None:
    """Opening the form writes down nothing of the case, and the row says so."""
    world = await a_world(house)
    await held_connections.held_form(
        house, world[SAM], world.case(KS_CASE), NEW, purpose=COORDINATE
    )
    await added(world)
    rows = [one for one in await table(world, "access_record") if one["action"] == "set_held"]
    assert [one["detail"] for one in sorted(rows, key=lambda one: one["number"])] == ["read", ""]


@pytest.mark.attack("others")
async def test_it_never_crosses_a_link_and_nobody_else_writes_it(house: House) -> None:
    """The linked worker sees nothing of it, adds nothing, corrects nothing, takes nothing away."""
    world = await a_world(house)
    await linked(world)
    await added(world)
    (line,) = await lines(world)
    assert KNOWN not in repr(await cases.open_case(house, world[PRIYA], world.case(MS_CASE)))
    with pytest.raises(NotFound):
        await added(world, name=PRIYA)
    with pytest.raises(NotFound):
        await added(world, name=PRIYA, held_id=line.id)
    for case in (KS_CASE, MS_CASE):
        with pytest.raises(NotFound):
            await held_connections.take_away(
                house, world[PRIYA], world.case(case), line.id, purpose=COORDINATE
            )
        with pytest.raises(NotFound):
            await held_connections.held_form(
                house, world[PRIYA], world.case(case), line.id, purpose=COORDINATE
            )
    assert await lines(world) == (line,)


@pytest.mark.attack("malformed", tries=9)
async def test_a_list_is_none(house: House) -> None:
    """One by one and by hand (rule 7): no list, table or file of several is taken, in any field;
    nor has anything that is held a picture to be read."""
    world = await a_world(house)
    several = ["JS", "KM"]
    for changed in (
        *({"initials": each} for each in (several, "JS, KM", "JS\nKM", "JS KM", {"0": "JS"})),
        *({"known": each} for each in ([KNOWN, KNOWN], {"0": KNOWN}, None)),
        {"symbol": ["star", "moon"], "initials": ""},
    ):
        with pytest.raises(Problems):
            await added(world, **changed)
    assert await table(world, "held_connection") == []
    await added(world)
    (line,) = await lines(world)
    with pytest.raises(NotFound):
        await maps.kept_map(
            house, world[SAM], world.case(KS_CASE), line.id, purpose=Purpose.PLAN_TOGETHER
        )


@pytest.mark.attack("others")
async def test_it_is_asked_for_coordinating_alone(house: House) -> None:
    """Planning from it is refused (rule 1), and recorded as that."""
    world = await a_world(house)
    with pytest.raises(NotFound):
        await held_connections.held_form(
            house, world[SAM], world.case(KS_CASE), NEW, purpose=Purpose.PLAN_TOGETHER
        )
    assert ("set_held", "refused", "wrong_purpose") in await recorded(world, KS_CASE)


async def test_a_correction_that_is_sent_twice_is_one(house: House) -> None:
    """Also when another correction came between: a tap that hangs undoes nothing."""
    world = await a_world(house)
    await added(world)
    (line,) = await lines(world)
    form_id = new_id()
    correct = functools.partial(added, world, held_id=line.id, weight="worry", form_id=form_id)
    await asyncio.gather(*(correct() for _ in range(3)))
    await added(world, held_id=line.id, weight="unsure")
    await correct()
    (now,) = await lines(world)
    assert (now.weight, now.corrected) == (Weight.UNSURE, 2)


async def test_it_is_corrected_so_often(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """What it said before stays with it, so it does not grow without end; in plain words."""
    monkeypatch.setattr(connections, "MOST_CORRECTED", 2)
    world = await a_world(house)
    await added(world)
    (line,) = await lines(world)
    for weight in ("worry", "unsure"):
        await added(world, held_id=line.id, weight=weight)
    with pytest.raises(TooMany, match="held_corrected") as refused:
        await added(world, held_id=line.id, weight="strength")
    assert "corrected 2 times" in sentence(refused.value)
    (now,) = await lines(world)
    assert (now.weight, now.corrected) == (Weight.UNSURE, 2)


@pytest.mark.attack("races")
async def test_twenty_with_the_people_of_the_newest_map_also_at_once(house: House) -> None:
    """Five are on the map, so fifteen may be listed; the same form sent twice is one."""
    world = await a_world(house)
    await choose(world, SAM, KS_CASE)
    room, form_id = MOST_PEOPLE - len(a_map().people), new_id()
    for _ in range(3):
        await added(world, form_id=form_id)
    assert len(await lines(world)) == 1
    for _ in range(room - 3):
        await added(world)
    told = await asyncio.gather(*(added(world) for _ in range(5)), return_exceptions=True)
    assert [str(one) for one in told if isinstance(one, Conflict)] == ["held_full"] * 3
    assert len(await lines(world)) == room


async def test_a_map_is_kept_beside_a_full_list(house: House) -> None:
    """Twenty are listed when the young person keeps a map with more on it: their Yes is never held
    up. Nothing more is listed, in plain words; a correction of what stands is."""
    world = await a_world(house)
    for _ in range(MOST_PEOPLE):
        await added(world)
    await choose(world, SAM, KS_CASE)
    assert len(await table(world, "kept_map")) == 1
    found = await lines(world)
    assert len(found) == MOST_PEOPLE
    with pytest.raises(Conflict, match="held_full") as refused:
        await added(world)
    assert sentence(refused.value) == (
        "There is room for 20 at most, together with the people of the newest map."
    )
    await added(world, held_id=found[0].id, weight="worry")
    assert len(await lines(world)) == MOST_PEOPLE


async def test_a_correction_keeps_what_it_said_before_sealed(house: House) -> None:
    """The list has the newest, and says that it was corrected."""
    world = await a_world(house)
    await added(world)
    (before,) = await lines(world)
    await added(world, held_id=before.id, initials="AK", weight="worry")
    (after,) = await lines(world)
    assert (after.id, after.who, after.corrected) == (before.id, "AK", 1)
    with pytest.raises(Problems):
        await added(world, held_id=before.id, initials="")
    assert await lines(world) == (after,)


async def test_taken_away_it_is_gone(house: House) -> None:
    """With its date; a second time there is nothing to take away."""
    world = await a_world(house)
    await added(world)
    (line,) = await lines(world)
    case_id = world.case(KS_CASE)
    await held_connections.take_away(house, world[SAM], case_id, line.id, purpose=COORDINATE)
    assert await table(world, "held_connection") == []
    assert line.id not in {one["thing_id"] for one in await table(world, "review")}
    with pytest.raises(NotFound):
        await held_connections.take_away(house, world[SAM], case_id, line.id, purpose=COORDINATE)


async def test_nobody_looked_again_and_it_is_gone(house: House) -> None:
    """Asked about some days before; on the day it is listed no more, whether the keeper ran or not;
    when it did, the row is deleted and the case says that it lapsed."""
    world = await a_world(house)
    await added(world)
    (line,) = await lines(world)
    assert line.review == house.clock().date() + timedelta(days=90)
    soon = await world.later(days=85)
    (ask,) = (await cases.open_case(soon.house, soon[SAM], world.case(KS_CASE))).again
    assert (ask.kind, ask.thing, ask.standing) == ("held", line.id, "asked")
    after = await world.later(days=90)
    assert await lines(after) == ()
    assert len(await table(world, "held_connection")) == 1
    assert await lapsing.note_due(after.house) == 1
    assert await table(world, "held_connection") == []
    (said,) = (await cases.open_case(after.house, after[SAM], world.case(KS_CASE))).again_said
    assert (said.kind, said.what) == ("held", "lapsed")
    assert await lapsing.note_due(after.house) == 0


async def test_looked_at_again_it_stays_or_goes_at_once(house: House) -> None:
    """Kept for ninety days at most from that day; let go, it is deleted."""
    world = await (await _with_one(house)).later(days=85)
    (line,) = await lines(world)
    case_id, named = world.case(KS_CASE), f"held-{line.id}"

    async def answer(**said: object) -> None:
        await review_answers.answer_review(
            world.house, world[SAM], case_id, named, said, purpose=COORDINATE
        )

    today = world.house.clock().date()
    with pytest.raises(Problems):
        await answer(answer="keep", why="Still so", until=_day(today, 91))
    await answer(answer="keep", why="Still so", until=_day(today, 90))
    assert (await lines(world))[0].review == today + timedelta(days=90)
    await answer(answer="end")
    assert await table(world, "held_connection") == []
    with pytest.raises(NotFound):
        await answer(answer="end")


async def _with_one(house: House) -> World:
    world = await a_world(house)
    await added(world)
    return world


def _day(today: date, days: int) -> str:
    return (today + timedelta(days=days)).isoformat()
