"""Who else agreed below an age (rule 4): one task on the case, which never touches an answer."""

from __future__ import annotations

from dataclasses import replace

import pytest

from peermap_app.bootstrap import House
from peermap_app.domain.agreed import Other
from peermap_app.domain.consent import Answer
from peermap_app.domain.errors import Conflict, NotFound, Problems
from peermap_app.domain.purpose import Purpose
from peermap_app.services import agreed, cases, links, maps
from tests.builders import settled
from tests.services.world import (
    ADE,
    ALEX,
    KS_CASE,
    MS_CASE,
    PRIYA,
    SAM,
    World,
    a_world,
    accept,
    ask,
    choose,
    newest_link,
    recorded,
    table,
)

A_PARENT = {"agreed_who": "parent_or_carer", "agreed_on": "2026-11-24"}
NOT_ASKED = {"agreed_who": "not_asked", "agreed_because": "Asking would not be safe."}


async def a_young_world(house: House) -> World:
    """Everybody was born in 2011, and here agrees alone from 16."""
    return await a_world(replace(house, settings=replace(house.settings, agrees_alone_from=16)))


async def note(world: World, name: str, reference: str, raw: dict[str, str]) -> None:
    await agreed.say_who_agreed(world.house, world[name], world.case(reference), raw)


async def test_by_default_a_fifteen_year_old_agrees_alone(house: House) -> None:
    """Without the setting the age is 12: nothing is asked and linking is open."""
    world = await a_world(house)
    await choose(world, SAM, KS_CASE)
    sheet = await cases.open_case(world.house, world[SAM], world.case(KS_CASE))
    assert sheet.map is not None
    assert (sheet.map.other.asked, sheet.why_no_link) == (False, None)
    with pytest.raises(Conflict, match="not_now"):
        await note(world, SAM, KS_CASE, A_PARENT)


async def test_keeping_is_never_blocked_and_the_say_stands(house: House) -> None:
    """The map is kept with its answers, planning is open, and the case asks one thing."""
    world = await a_young_world(house)
    await choose(world, SAM, KS_CASE)
    sheet = await cases.open_case(world.house, world[SAM], world.case(KS_CASE))
    assert sheet.map is not None
    assert (sheet.map.other.missing, sheet.map.other.age) == (True, 16)
    assert (sheet.answers, sheet.may_plan, sheet.needs_step) == (settled(), True, True)
    assert sheet.why_no_link == "agreed_first"


@pytest.mark.parametrize("raw", [A_PARENT, NOT_ASKED])
async def test_linking_waits_until_it_is_noted(house: House, raw: dict[str, str]) -> None:
    """Asking and accepting each wait for their own side's note; "not asked, because" is one."""
    world = await a_young_world(house)
    await choose(world, SAM, KS_CASE)
    await choose(world, PRIYA, MS_CASE)
    form = await links.link_form(
        world.house, world[SAM], world.case(KS_CASE), purpose=Purpose.COORDINATE
    )
    assert (form.may_ask, form.why_not) == (False, "agreed_first")
    with pytest.raises(Conflict, match="agreed_first"):
        await ask(world)
    await note(world, SAM, KS_CASE, raw)
    await ask(world)
    link_id = await newest_link(world)
    seen = await links.asked(world.house, world[PRIYA], link_id, purpose=Purpose.COORDINATE)
    assert (seen.may_accept, seen.why_not) == (False, "agreed_first")
    with pytest.raises(Conflict, match="agreed_first"):
        await accept(world, link_id)
    await note(world, PRIYA, MS_CASE, raw)
    await accept(world, link_id)
    assert [row["state"] for row in await table(world, "link")] == ["accepted"]


async def test_a_no_to_talking_is_told_first(house: House) -> None:
    """What the young person said comes before who else agreed; a note opens nothing on its own."""
    world = await a_young_world(house)
    await choose(world, SAM, KS_CASE, talk="no")
    await note(world, SAM, KS_CASE, A_PARENT)
    form = await links.link_form(
        world.house, world[SAM], world.case(KS_CASE), purpose=Purpose.COORDINATE
    )
    assert (form.may_ask, form.why_not) == (False, "talk_not_yes")
    sheet = await cases.open_case(world.house, world[SAM], world.case(KS_CASE))
    assert sheet.answers == settled(talk=Answer.NO)


async def test_it_is_a_dated_addition_beside_the_record(house: House) -> None:
    """Sealed, dated, by name, recorded; the later note of who was there stays what it is."""
    world = await a_young_world(house)
    await choose(world, SAM, KS_CASE)
    before = (await table(world, "consent_record"))[0]
    await note(world, SAM, KS_CASE, NOT_ASKED)
    world = await world.later(days=1)
    await note(world, SAM, KS_CASE, A_PARENT)
    sheet = await maps.kept_map(
        world.house, world[SAM], world.case(KS_CASE), 1, purpose=Purpose.PLAN_TOGETHER
    )
    assert [(each.who, each.because, each.by) for each in sheet.other.notes] == [
        (Other.NOT_ASKED, "Asking would not be safe.", "Sam S."),
        (Other.PARENT_OR_CARER, "", "Sam S."),
    ]
    assert sheet.later_notes == ()
    assert (await table(world, "consent_record"))[0] == before
    for row in await table(world, "consent_addition"):
        assert b"safe" not in bytes(row["sealed"])
    assert [row[:2] for row in await recorded(world, KS_CASE)].count(
        ("note_presence", "allowed")
    ) == 2


async def test_each_map_that_is_kept_asks_anew(house: House) -> None:
    """A note is about one Yes; the next map that is kept has its own."""
    world = await a_young_world(house)
    await choose(world, SAM, KS_CASE)
    await note(world, SAM, KS_CASE, A_PARENT)
    await choose(world, SAM, KS_CASE)
    sheet = await cases.open_case(world.house, world[SAM], world.case(KS_CASE))
    assert sheet.map is not None
    assert sheet.map.other.missing


@pytest.mark.parametrize("name", [PRIYA, ADE, ALEX])
async def test_only_the_allocated_worker_notes_it(house: House, name: str) -> None:
    """Everybody else finds nothing, and that stands on the record."""
    world = await a_young_world(house)
    await choose(world, SAM, KS_CASE)
    with pytest.raises(NotFound):
        await note(world, name, KS_CASE, A_PARENT)
    with pytest.raises(NotFound):
        await agreed.agreed_form(
            world.house, world[name], world.case(KS_CASE), purpose=Purpose.PLAN_TOGETHER
        )
    assert ("note_presence", "refused") in {row[:2] for row in await recorded(world, KS_CASE)}
    assert await table(world, "consent_addition") == []


async def test_nothing_to_note_before_a_map_is_kept(house: House) -> None:
    """Without a kept map there is nothing to agree to; a form with faults writes nothing."""
    world = await a_young_world(house)
    with pytest.raises(Conflict, match="nothing_kept"):
        await note(world, SAM, KS_CASE, A_PARENT)
    await choose(world, SAM, KS_CASE)
    with pytest.raises(Problems):
        await note(world, SAM, KS_CASE, {"agreed_who": "parent_or_carer"})
    assert await table(world, "consent_addition") == []
