"""Rule 8: what may not be asked, who may not answer, and many taps at once."""

from __future__ import annotations

import asyncio

import pytest

from peermap_app.bootstrap import House
from peermap_app.domain.errors import Conflict, Invalid, NotFound, Problems, TooMany
from peermap_app.domain.links import MOST_BEYOND, MOST_LINKS
from peermap_app.domain.purpose import Purpose
from peermap_app.services import alerts, cases, links
from peermap_app.services.unit import writing
from peermap_app.storage.tables import CaseFile
from tests.builders import a_sharing_form
from tests.services.test_links import lines, ready
from tests.services.world import (
    ADE,
    ALEX,
    JO,
    KS_CASE,
    MS_CASE,
    PRIYA,
    SAM,
    UNKNOWN,
    a_world,
    accept,
    ask,
    bring_in,
    linked,
    newest_link,
    recorded,
    review,
    row,
    table,
)


@pytest.mark.parametrize("reference", [KS_CASE, "hx-1187"])
async def test_a_case_is_not_linked_with_itself(house: House, reference: str) -> None:
    """Only what the asker knows anyway is told: it is the case's own reference."""
    world = await ready(house)
    with pytest.raises(Conflict) as refused:
        await ask(world, reference)
    assert (refused.value.code, refused.value.data["field"]) == ("reference_own", "reference")


async def test_a_link_that_both_know_of_is_not_asked_for_again(house: House) -> None:
    """Either side is told that the cases are linked already."""
    world = await a_world(house)
    await linked(world)
    with pytest.raises(Conflict) as refused:
        await ask(world, MS_CASE)
    assert refused.value.code == "already_linked"
    with pytest.raises(Conflict):
        await ask(world, KS_CASE, name=PRIYA, own=MS_CASE)


@pytest.mark.attack("races")
async def test_two_asks_that_cross_become_one_link(house: House) -> None:
    """Accepting one ends the other; each case has one link to the other."""
    world = await ready(house)
    await ask(world)
    first = await newest_link(world)
    await ask(world, KS_CASE, name=PRIYA, own=MS_CASE)
    await accept(world, first)
    states = sorted(one["state"] for one in await table(world, "link"))
    assert states == ["accepted", "ended"]
    form = await links.link_form(
        house, world[PRIYA], world.case(MS_CASE), purpose=Purpose.COORDINATE
    )
    assert form.links_used == 1


async def test_answering_twice_is_no_error_and_an_answer_stays(house: House) -> None:
    """A second tap does nothing; a declined ask cannot be accepted later."""
    world = await a_world(house)
    link_id = await linked(world)
    await accept(world, link_id)
    with pytest.raises(Conflict) as refused:
        await links.answer_link(house, world[PRIYA], link_id, False, {}, purpose=Purpose.COORDINATE)
    assert refused.value.code == "link_not_open"


async def test_one_person_cannot_agree_for_both_sides(house: House) -> None:
    """A worker who came to have both cases accepts their own ask, and nothing crosses: it waits for
    a supervisor of each case (rule 8; tests/services/test_link_seconds.py)."""
    world = await ready(house)
    await ask(world)
    await bring_in(house, row(MS_CASE, SAM, initials="M", team="Family Safeguarding East"))
    link_id = await newest_link(world)
    await accept(world, link_id, name=SAM)
    assert [line.state for line in await lines(world, SAM, KS_CASE)] == ["waits_second"]
    (priyas,) = await lines(world, PRIYA, MS_CASE)
    assert (priyas.state, priyas.colleagues) == ("waits_second", ())


async def test_whoever_is_allocated_now_answers(house: House) -> None:
    """An ask follows the case: the worker of yesterday finds nothing, today's finds it."""
    world = await ready(house)
    await ask(world)
    link_id = await newest_link(world)
    today = house.clock().date().isoformat()
    east = "Family Safeguarding East"
    await bring_in(
        house,
        row(MS_CASE, PRIYA, initials="M", team=east, ends=today),
        row(MS_CASE, JO, initials="M", team=east, starts=today),
    )
    with pytest.raises(NotFound):
        await links.asked(house, world[PRIYA], link_id, purpose=Purpose.COORDINATE)
    assert (
        await links.asked(house, world[JO], link_id, purpose=Purpose.COORDINATE)
    ).reference == MS_CASE


async def test_an_ended_allocation_reads_nothing_over_the_link(house: House) -> None:
    """Sam's case page, and so the link, is gone with the allocation."""
    world = await a_world(house)
    await linked(world)
    await bring_in(house, row(KS_CASE, SAM, ends=house.clock().date().isoformat()))
    with pytest.raises(NotFound):
        await lines(world, SAM, KS_CASE)
    (priyas,) = await lines(world, PRIYA, MS_CASE)
    assert priyas.colleagues == ()


@pytest.mark.parametrize("name", [PRIYA, JO, ADE, ALEX])
async def test_nobody_asks_for_a_case_that_is_not_theirs(house: House, name: str) -> None:
    """Another's case, and one that is not there, are refused alike and recorded."""
    world = await ready(house)
    for case_id in (world.case(KS_CASE), "0" * 32, "", "x' OR 1=1"):
        with pytest.raises(NotFound) as refused:
            await links.ask_link(
                house,
                world[name],
                case_id,
                a_sharing_form(reference=UNKNOWN, review=review(world)),
                purpose=Purpose.COORDINATE,
            )
        assert refused.value.code == "not_found"
    assert ("ask_link", "refused") in {one[:2] for one in await recorded(world, KS_CASE)}


@pytest.mark.parametrize(
    "raw", [None, 7, "", "X", "A" * 500, "HX 1187 ; DROP", ["HX-2041"], {"a": 1}]
)
async def test_a_reference_that_is_none_is_refused_beside_its_field(
    house: House, raw: object
) -> None:
    """Whatever is sent as a reference, the fault names that field and nothing is written."""
    world = await ready(house)
    with pytest.raises((Problems, Invalid)) as refused:
        await ask(world, raw)  # type: ignore[arg-type]
    problems = refused.value.problems if isinstance(refused.value, Problems) else ()
    assert [problem.data["field"] for problem in problems] == ["reference"]
    assert await table(world, "link") == []


@pytest.mark.attack("races", tries=5)
async def test_many_asks_at_once_stay_under_the_cap(house: House) -> None:
    """Fifteen asks sent together take six places; six more wait for a supervisor, and no others."""
    world = await ready(house)
    asks = [ask(world, f"HX-90{number:02}") for number in range(MOST_BEYOND + 3)]
    answers = await asyncio.gather(*asks, return_exceptions=True)
    assert [type(one) for one in answers if one is not None] == [TooMany] * 3
    assert len(await table(world, "link")) == MOST_LINKS
    assert len(await table(world, "sharing")) == MOST_BEYOND - MOST_LINKS


@pytest.mark.attack("races")
async def test_the_same_ask_sent_at_once_is_one_link(house: House) -> None:
    """A double tap makes one link; accepting twice at once accepts once."""
    world = await ready(house)
    await asyncio.gather(*(ask(world) for _ in range(3)))
    assert len(await table(world, "link")) == 1
    link_id = await newest_link(world)
    await asyncio.gather(*(accept(world, link_id) for _ in range(3)))
    assert [line.state for line in await lines(world, SAM, KS_CASE)] == ["accepted"]
    accepted = [one for one in await recorded(world, KS_CASE) if one[0] == "answer_link"]
    assert len(accepted) == 1


@pytest.mark.parametrize("how", ["left", "closed"])
async def test_an_ask_ends_with_its_askers_standing(house: House, how: str) -> None:
    """Who asked left the case, or it was closed: nobody can accept, and nobody is shown them."""
    world = await ready(house)
    await ask(world)
    link_id = await newest_link(world)
    assert (await alerts.inbox(house, world[PRIYA], purpose=Purpose.COORDINATE)).todo == 1
    if how == "left":
        await bring_in(house, row(KS_CASE, SAM, ends=house.clock().date().isoformat()))
    else:
        async with writing(house) as session:
            case = await session.get(CaseFile, world.case(KS_CASE))
            assert case is not None
            case.closed_at = house.clock()
            session.add(case)
    with pytest.raises(Conflict) as refused:
        await accept(world, link_id)
    assert refused.value.code == "asker_gone"
    with pytest.raises(NotFound):
        await links.asked(house, world[PRIYA], link_id, purpose=Purpose.COORDINATE)
    assert await lines(world, PRIYA, MS_CASE) == ()
    assert (await alerts.inbox(house, world[PRIYA], purpose=Purpose.COORDINATE)).items == ()
    (case_line,) = await cases.my_cases(house, world[PRIYA])
    assert case_line.todo == 0
    await links.answer_link(house, world[PRIYA], link_id, False, {}, purpose=Purpose.COORDINATE)
