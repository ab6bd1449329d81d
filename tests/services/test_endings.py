"""What is due, holding, and the end of a case over two years on a moved clock (rule 12)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import select

from peermap_app.bootstrap import House
from peermap_app.domain.access import SYSTEM_TABLE
from peermap_app.domain.actions import Action
from peermap_app.domain.endings import Kind
from peermap_app.domain.errors import Conflict, Gone, Invalid, NotAllowed, NotFound, Problems
from peermap_app.domain.purpose import Purpose
from peermap_app.services import (
    cases,
    flags,
    my_map,
    retention,
    review_answers,
    reviews,
)
from peermap_app.services.record_check import check_record
from peermap_app.services.unit import SYSTEM, reading, unit
from peermap_app.storage.ending_tables import CaseClosing, Erasure, Hold
from tests.builders import a_flag_form
from tests.services import world as w
from tests.services.endings import (
    ADDRESS,
    DANA,
    REST,
    ROBIN,
    a_card,
    a_world,
    closed,
    due,
    erase,
    of_case,
    opened,
)
from tests.services.world import KS_CASE, MS_CASE, PRIYA, SAM, World, choose, linked


async def test_nobody_is_peermap_itself_for_anything_else(house: House) -> None:
    """Whoever came to be it by a fault of ours opens no case, and does nothing but what has a time
    of its own."""
    world = await a_world(house)
    for action in Action:
        for case_id in (None, world.case(KS_CASE)):
            if action in SYSTEM_TABLE and case_id is None:
                continue
            with pytest.raises((NotAllowed, NotFound)):
                async with unit(world.house, SYSTEM, action, case_id):
                    pass


async def test_my_map_opens_until_the_case_is_erased(house: House) -> None:
    """A closed case's young person still sees their map and may change their mind; after erasing
    the card opens nothing, and the open page is closed."""
    world = await a_world(house)
    card = await a_card(world, await choose(world, SAM, KS_CASE))
    await closed(world)
    here = await opened(world, card)
    assert len((await my_map.shows(world.house, here, purpose=Purpose.PLAN_TOGETHER)).pictures) == 1
    world = await world.later(days=366)
    here = await opened(world, card)
    assert await erase(world, of_case(world)) == 1
    with pytest.raises((NotAllowed, NotFound)):
        await my_map.shows(world.house, here, purpose=Purpose.PLAN_TOGETHER)
    with pytest.raises((Gone, NotFound)):
        await my_map.open_card(world.house, ADDRESS, "270519", link=card.link.rpartition("/")[2])


async def test_two_years_of_a_case(house: House) -> None:
    """Closed, due a year later, held with a reason, looked at again, erased with one tap; a second
    tap is none. The note says until when backups could bring it back."""
    world = await a_world(house)
    await choose(world, SAM, KS_CASE)
    await closed(world)
    assert (await due(world)).lines == ()
    world = await world.later(days=364)
    assert (await due(world)).lines == ()
    assert await erase(world, of_case(world)) == 0  # not due: it stays
    world = await world.later(days=1)
    (line,) = (await due(world)).lines
    assert (line.due.key, line.reference, line.held) == (of_case(world), KS_CASE, None)
    soon = (world.house.clock().date().replace(day=28)).isoformat()
    with pytest.raises(Problems):
        await retention.hold(world.house, world[ROBIN], {"reference": KS_CASE, "review": soon})
    far = (await world.later(days=300)).house.clock().date()
    held = {**REST, "review": far.isoformat()}
    await retention.hold(world.house, world[ROBIN], held)
    (line,) = (await due(world)).lines
    assert line.held is not None
    assert (line.held.reason, line.held.by, line.held.over) == (REST["reason"], "Robin", False)
    assert await erase(world, of_case(world)) == 0
    world = await world.later(days=300)
    (line,) = (await due(world)).lines
    assert line.held is not None
    assert line.held.over
    await retention.let_go(world.house, world[ROBIN], world.case(KS_CASE))
    await retention.let_go(world.house, world[ROBIN], world.case(KS_CASE))
    assert await erase(world, of_case(world), of_case(world), "case-x", "links") == 1
    assert await erase(world, of_case(world)) == 0
    sheet = await due(world)
    assert sheet.lines == ()
    until = (await world.later(days=30)).house.clock().date()
    assert [(note.kind, note.things, note.backups_until) for note in sheet.notes] == [
        (Kind.CASE, 1, until)
    ]
    assert (await due(await world.later(days=31))).notes == ()
    assert (await check_record(world.house)).faults == ()
    with pytest.raises(Conflict, match="nothing_ticked"):
        await erase(world, "x")


async def test_what_is_over_of_an_open_case_is_due_too(house: House) -> None:
    """Older maps, flags and ended links, each after its own period; never the newest map, and a
    hold of the case keeps all of them."""
    world = await a_world(house)
    link = await linked(world)
    await choose(world, SAM, KS_CASE)
    form = await flags.flag_form(
        world.house, world[SAM], world.case(KS_CASE), purpose=Purpose.COORDINATE
    )
    tell = a_flag_form(**{f"tell_{link}": "on"})
    await flags.flag_case(
        world.house, world[SAM], world.case(KS_CASE), form.form_id, tell, purpose=Purpose.COORDINATE
    )
    await choose(world, PRIYA, MS_CASE, talk="no")  # the link ends
    world = await kept_on(world, days=730)
    keys = {line.due.key: line.things for line in (await due(world)).lines}
    maps, told = of_case(world, kind=Kind.MAPS), of_case(world, kind=Kind.FLAGS)
    assert keys == {maps: 1, of_case(world, MS_CASE, Kind.MAPS): 1, told: 1, "links": 1}
    review = (await world.later(days=30)).house.clock().date().isoformat()
    await retention.hold(world.house, world[ROBIN], {**REST, "review": review})
    assert "links" not in {line.due.key for line in (await due(world)).lines}
    assert await erase(world, maps, told, "links") == 0
    await retention.let_go(world.house, world[ROBIN], world.case(KS_CASE))
    assert await erase(world, maps, told, "links") == 3
    sheet = await cases.open_case(world.house, world[SAM], world.case(KS_CASE))
    assert sheet.map is not None
    assert [version.version for version in sheet.versions] == [2]
    assert (sheet.flags, sheet.links) == ((), ())
    assert await erase(world, maps, told, "links") == 0


async def kept_on(world: World, *, days: int) -> World:
    """So many days later, in which each newest map was said to be still right, in time."""
    left = days
    while left:
        world, left = await world.later(days=min(left, 170)), max(0, left - 170)
        for name, reference in ((SAM, KS_CASE), (PRIYA, MS_CASE)):
            for line in (
                await cases.open_case(world.house, world[name], world.case(reference))
            ).again:
                if line.kind is reviews.Kind.MAP:
                    await still_right(world, name, reference, line.thing)
    return world


async def still_right(world: World, name: str, reference: str, kept_map_id: str) -> None:
    """Its worker keeps a map for as long as the setting allows."""
    until = (world.house.clock().date() + timedelta(days=182)).isoformat()
    said = {"answer": "keep", "why": "Still right.", "until": until}
    await review_answers.answer_review(
        world.house,
        world[name],
        world.case(reference),
        f"map-{kept_map_id}",
        said,
        purpose=Purpose.PLAN_TOGETHER,
    )


async def test_the_records_checker_alone(house: House) -> None:
    """No worker, supervisor or administrator lists, holds or erases; nothing is changed by it."""
    world = await a_world(house)
    await closed(world)
    world = await world.later(days=366)
    review = (await world.later(days=30)).house.clock().date().isoformat()
    for name in (SAM, PRIYA, DANA, w.ALEX):
        who = world[name]
        with pytest.raises(NotAllowed):
            await retention.what_is_due(world.house, who)
        with pytest.raises(NotAllowed):
            await retention.erase(world.house, who, [of_case(world)])
        with pytest.raises(NotAllowed):
            await retention.hold(world.house, who, {**REST, "review": review})
        with pytest.raises(NotAllowed):
            await retention.let_go(world.house, who, world.case(KS_CASE))
    assert len((await due(world)).lines) == 1
    async with reading(world.house) as session:
        assert (await session.exec(select(Hold))).all() == []
        assert (await session.exec(select(Erasure))).all() == []
        assert len((await session.exec(select(CaseClosing))).all()) == 1
    for wrong in (w.UNKNOWN, world.case(KS_CASE), "x", "HX*", "", None, ["x"]):
        held = {**REST, "reference": wrong, "review": review}
        with pytest.raises((Invalid, Problems)):
            await retention.hold(world.house, world[ROBIN], held)


async def test_a_case_is_held_before_it_is_due(house: House) -> None:
    """A court asks while the case is open: it is noted by the whole reference, shown though nothing
    is due, and nothing of it goes when the time comes. An erased case is no case."""
    world = await a_world(house)
    far = (await world.later(days=300)).house.clock().date().isoformat()
    await retention.hold(world.house, world[ROBIN], {**REST, "review": far})
    sheet = await due(world)
    assert sheet.lines == ()
    (held,) = sheet.held
    assert (held.reference, held.held.reason, held.held.over) == (KS_CASE, REST["reason"], False)
    assert ("see_due", "allowed", "also") in await w.recorded(world, KS_CASE)
    await closed(world)
    world = await world.later(days=200)
    far = (await world.later(days=300)).house.clock().date().isoformat()
    await retention.hold(world.house, world[ROBIN], {**REST, "review": far})
    assert len((await due(world)).held) == 1
    world = await world.later(days=170)
    assert (await due(world)).held == ()
    assert await erase(world, of_case(world)) == 0
    await retention.let_go(world.house, world[ROBIN], world.case(KS_CASE))
    assert await erase(world, of_case(world)) == 1
    review = (await world.later(days=30)).house.clock().date().isoformat()
    with pytest.raises(Invalid, match="no_such_reference"):
        await retention.hold(world.house, world[ROBIN], {**REST, "review": review})


async def test_periods_are_settings(house: House) -> None:
    """A council that keeps closed cases for ten days has them due on the eleventh."""
    world = await a_world(house)
    await closed(world)
    world = await world.later(days=11)
    assert (await due(world)).lines == ()
    periods = replace(house.settings.keep_for, case=10)
    short = replace(world.house, settings=replace(house.settings, keep_for=periods))
    assert len((await retention.what_is_due(short, world[ROBIN])).lines) == 1
