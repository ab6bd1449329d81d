"""My cases and one case: what its allocated worker sees, and nobody else."""

from __future__ import annotations

import pytest

from peermap_app.bootstrap import House
from peermap_app.domain.errors import NotAllowed, NotFound
from peermap_app.services import alerts, cases
from tests.services.statements import counted
from tests.services.world import (
    ADE,
    ALEX,
    JO,
    KS_CASE,
    MS_CASE,
    PRIYA,
    SAM,
    SAMS_OTHER,
    a_world,
    ask,
    bring_in,
    choose,
    linked,
    recorded,
    row,
)


async def test_my_cases_are_those_allocated_today(house: House) -> None:
    """By reference, with initials, year of birth and what waits; nobody else's."""
    world = await a_world(house)
    await choose(world, SAM, KS_CASE)
    await choose(world, PRIYA, MS_CASE)
    await ask(world)
    sams = await cases.my_cases(house, world[SAM])
    assert [(one.reference, one.initials, one.born, one.todo, one.needs_step) for one in sams] == [
        (KS_CASE, "K", 2011, 0, True),
        (SAMS_OTHER, "T", 2011, 0, False),
    ]
    (priyas,) = await cases.my_cases(house, world[PRIYA])
    assert (priyas.reference, priyas.todo) == (MS_CASE, 1)
    assert await cases.my_cases(house, world[ADE]) == ()
    with pytest.raises(NotAllowed):
        await cases.my_cases(house, world[ALEX])


async def test_a_case_that_ends_today_is_gone_today(house: House) -> None:
    """From the list and from its own page, with the page still open; and it is recorded."""
    world = await a_world(house)
    await bring_in(house, row(KS_CASE, SAM, ends=house.clock().date().isoformat()))
    assert [one.reference for one in await cases.my_cases(house, world[SAM])] == [SAMS_OTHER]
    with pytest.raises(NotFound):
        await cases.open_case(house, world[SAM], world.case(KS_CASE))
    assert (await recorded(world, KS_CASE))[-1] == ("see_case", "refused", "allocation_ended")


async def test_an_open_case_shows_what_is_good_before_what_is_tricky(house: House) -> None:
    """People, and where the good ones are met; map, answers, who works with it."""
    world = await a_world(house)
    await choose(world, SAM, KS_CASE, talk="no")
    sheet = await cases.open_case(house, world[SAM], world.case(KS_CASE))
    assert (sheet.reference, sheet.initials, sheet.born) == (KS_CASE, "K", 2011)
    assert [(one.name, one.you) for one in sheet.allocated] == [("Sam S.", True)]
    assert sheet.good == ("AK", "JS")
    assert sheet.tricky == ("DW",)
    assert sheet.map is not None
    assert sheet.why_no_link == "talk_not_yes"
    assert (sheet.links, sheet.flags, sheet.drawing_id) == ((), (), None)


async def test_declining_shows_only_when_it_came_after_the_newest_map(house: House) -> None:
    """The map stays; that a newer drawing was not kept is said with its date."""
    world = await a_world(house)
    case_id = world.case(KS_CASE)
    await choose(world, SAM, KS_CASE, keep="no")
    assert (await cases.open_case(house, world[SAM], case_id)).declined_at == house.clock()
    after = await world.later(days=1)
    await choose(after, SAM, KS_CASE)
    assert (await cases.open_case(after.house, after[SAM], case_id)).declined_at is None
    again = await after.later(days=1)
    await choose(again, SAM, KS_CASE, keep="no")
    sheet = await cases.open_case(again.house, again[SAM], case_id)
    assert sheet.declined_at == again.house.clock()
    assert sheet.map is not None


@pytest.mark.parametrize("name", [PRIYA, JO, ADE, ALEX])
async def test_a_case_of_somebody_else_is_like_one_that_is_not_there(
    house: House, name: str
) -> None:
    """The linked worker, another team, an administrator: the same refusal as for nonsense."""
    world = await a_world(house)
    await linked(world)
    codes = set()
    for case_id in (world.case(KS_CASE), "0" * 32, "", "../etc", "é" * 4000):
        with pytest.raises(NotFound) as refused:
            await cases.open_case(house, world[name], case_id)
        codes.add((refused.value.code, tuple(refused.value.data)))
    assert codes == {("not_found", ())}
    assert ("see_case", "refused") in {one[:2] for one in await recorded(world, KS_CASE)}


async def test_nothing_is_asked_about_nobody(house: House) -> None:
    """No page of cases, nor the badge of each page, sends a question whose list is empty."""
    world = await a_world(house)
    sam, ade, case = world[SAM], world[ADE], world.case(KS_CASE)
    with counted(house) as seen:
        for who in (sam, ade):
            await cases.my_cases(house, who)
            await alerts.todo_count(house, who)
        await cases.open_case(house, sam, case)
        await linked(world)
        await cases.open_case(house, sam, case)
    assert [each for each in seen if "1!=1" in each] == []


async def test_the_links_of_a_case_are_read_once_for_its_page(house: House) -> None:
    """Once to go across, and once for the list and the places that are taken."""
    world = await a_world(house)
    await linked(world)
    with counted(house) as seen:
        await cases.open_case(house, world[SAM], world.case(KS_CASE))
    of_ends = [each for each in seen if "JOIN link_end" in each and "JOIN review" not in each]
    assert len(of_ends) == 2
