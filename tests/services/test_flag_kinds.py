"""Kinds of flag are set by administrators alone; what was sent keeps the words of its day."""

from __future__ import annotations

import asyncio

import pytest

from peermap_app.bootstrap import House
from peermap_app.domain.errors import Conflict, NotAllowed, NotFound
from peermap_app.domain.flag_kinds import MOST_KINDS
from peermap_app.domain.purpose import Purpose
from peermap_app.services import alerts, cases, flag_kinds, flags
from tests.builders import a_flag_form
from tests.services.world import (
    ALEX,
    MS_CASE,
    PRIYA,
    SAM,
    World,
    a_world,
    linked,
    table,
)

BACK = {"words": "Back at school", "urgency": "this_week", "good": "yes"}
COORDINATE = Purpose.COORDINATE


async def form_of(world: World) -> flags.FlagForm:
    """The form of Priya's case."""
    return await flags.flag_form(world.house, world[PRIYA], world.case(MS_CASE), purpose=COORDINATE)


async def sent(world: World, kind: str, form_id: str | None = None) -> flags.FlagSheet:
    """Priya's flag of that kind, from a fresh form or from an old one."""
    return await flags.flag_case(
        world.house,
        world[PRIYA],
        world.case(MS_CASE),
        form_id or (await form_of(world)).form_id,
        a_flag_form(kind=kind),
        purpose=COORDINATE,
    )


async def test_an_added_kind_stands_on_the_form_before_the_last(house: House) -> None:
    """It is chosen like any other, and whoever is told reads it by its words."""
    world = await a_world(house)
    await linked(world)
    code = await flag_kinds.save(house, world[ALEX], flag_kinds.NEW, BACK)
    assert [kind.code for kind in (await form_of(world)).kinds][-2:] == [code, "something_else"]
    sheet = await sent(world, code)
    assert (sheet.said.kind.words, sheet.said.kind.good) == ("Back at school", True)
    (line,) = (await alerts.inbox(house, world[SAM], purpose=COORDINATE)).items
    assert line.flag_kind == sheet.said.kind


async def test_a_kind_that_was_changed_or_taken_off_stays_readable(house: House) -> None:
    """What was sent keeps its words; a form that was open still sends; a new one has it no more."""
    world = await a_world(house)
    code = await flag_kinds.save(house, world[ALEX], flag_kinds.NEW, BACK)
    old = await sent(world, code)
    open_form = await form_of(world)
    await flag_kinds.save(house, world[ALEX], code, {**BACK, "words": "At school again"})
    await flag_kinds.offer(house, world[ALEX], code, offered=False)
    assert code not in [kind.code for kind in (await form_of(world)).kinds]
    late = await sent(world, code, open_form.form_id)
    lines = (await cases.open_case(house, world[PRIYA], world.case(MS_CASE))).flags
    assert {line.flag_id: line.kind.words for line in lines} == {
        old.flag_id: "Back at school",
        late.flag_id: "At school again",
    }
    await flag_kinds.offer(house, world[ALEX], code, offered=True)
    assert code in [kind.code for kind in (await form_of(world)).kinds]


async def test_a_usual_kind_can_be_called_otherwise_and_proposes_otherwise(house: House) -> None:
    """Its place and its code stay."""
    world = await a_world(house)
    said = {"words": "Not where we thought", "urgency": "today", "good": "no"}
    assert await flag_kinds.save(house, world[ALEX], "missing", said) == "missing"
    first = (await form_of(world)).kinds[0]
    assert (first.code, first.words, first.urgency) == ("missing", said["words"], "today")


@pytest.mark.attack("others")
async def test_nobody_else_sets_them(house: House) -> None:
    """A practitioner neither reads nor sets them, and the refusal is on the record."""
    world = await a_world(house)
    with pytest.raises(NotAllowed):
        await flag_kinds.kinds(house, world[SAM])
    with pytest.raises(NotAllowed):
        await flag_kinds.save(house, world[SAM], flag_kinds.NEW, BACK)
    with pytest.raises(NotAllowed):
        await flag_kinds.offer(house, world[SAM], "missing", offered=False)
    assert await table(world, "flag_kind") == []
    with pytest.raises(NotFound):
        await flag_kinds.save(house, world[ALEX], "kind_nobody_made", BACK)
    with pytest.raises(NotFound):
        await flag_kinds.offer(house, world[ALEX], flag_kinds.NEW, offered=False)


async def test_each_change_stands_on_the_record(house: House) -> None:
    """With the code of the kind, and never with its words."""
    world = await a_world(house)
    await flag_kinds.offer(house, world[ALEX], "plan_changed", offered=False)
    rows = [row for row in await table(world, "access_record") if row["chain"] == "house"]
    details = [row["detail"] for row in rows if row["action"] == "set_flag_kinds"]
    assert "plan_changed off" in details


@pytest.mark.attack("races")
async def test_twenty_at_once_are_no_more_than_there_may_be(house: House) -> None:
    """Whoever counts holds what they count."""
    world = await a_world(house)

    async def add(number: int) -> bool:
        try:
            await flag_kinds.save(
                house, world[ALEX], flag_kinds.NEW, {**BACK, "words": f"Kind {number}"}
            )
        except Conflict:
            return False
        return True

    added = await asyncio.gather(*(add(number) for number in range(10)))
    assert (sum(added), len((await form_of(world)).kinds)) == (6, MOST_KINDS)
