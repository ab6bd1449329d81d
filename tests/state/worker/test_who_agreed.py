"""Who was there and who else agreed, on worker pages: one task, a form of one question, facts."""

from __future__ import annotations

from dataclasses import replace

import pytest

from peermap_app import bootstrap
from peermap_app.state.case import CaseState
from peermap_app.state.kept_map import KeptMapState
from peermap_app.state.link_ask import LinkAskState
from peermap_app.state.who_agreed import WhoAgreedState
from tests.services.world import ADE, ALEX, KS_CASE, PRIYA, SAM, World, choose, table
from tests.state.worker.open_pages import FakeWire, a_page, call

A_PARENT = {"agreed_who": "parent_or_carer", "agreed_on": "2026-11-23"}


@pytest.fixture
async def young(world: World) -> World:
    """Born in 2011, where one agrees alone from 16; K's map is kept."""
    house = replace(world.house, settings=replace(world.house.settings, agrees_alone_from=16))
    bootstrap.use_house(house)
    made = replace(world, house=house)
    await choose(made, SAM, KS_CASE)
    return made


async def the_case(world: World) -> CaseState:
    page = await a_page(world, SAM, CaseState, case_id=world.case(KS_CASE))
    await call(page, "load")
    return page


async def test_the_case_shows_one_task_until_it_is_noted(young: World, wire: FakeWire) -> None:
    """The task leads to its form; once noted the case asks no more and linking is open."""
    page = await the_case(young)
    assert page.view.agreed_task == "K may be under 16: who else agreed?"
    assert page.view.no_link_why.startswith("Linking is not open: note first who else agreed")
    form = await a_page(young, SAM, WhoAgreedState, case_id=young.case(KS_CASE))
    await call(form, "load")
    assert (form.view.question, form.view.closed_why) == (page.view.agreed_task, "")
    await call(form, "say", {"case_id": young.case(KS_CASE), **A_PARENT})
    page = await the_case(young)
    assert (page.view.agreed_task, page.view.no_link_why) == ("", "")


async def test_the_form_names_its_faults(young: World, wire: FakeWire) -> None:
    """Nothing chosen, no day, and a name in the reason are each told beside their field."""
    form = await a_page(young, SAM, WhoAgreedState, case_id=young.case(KS_CASE))
    case = {"case_id": young.case(KS_CASE)}
    await call(form, "say", case)
    assert set(form.problems) == {"agreed_who"}
    await call(form, "say", {**case, "agreed_who": "local_authority"})
    assert set(form.problems) == {"agreed_on"}
    told = {**case, "agreed_who": "not_asked", "agreed_because": "Dana Whitlock would be angry."}
    await call(form, "say", told)
    assert set(form.problems) == {"agreed_because"}
    assert form.found
    assert await table(young, "consent_addition") == []


async def test_the_kept_map_says_all_of_it(young: World, wire: FakeWire) -> None:
    """Not asked who was there (an older way in), and who agreed on which day, noted when."""
    form = await a_page(young, SAM, WhoAgreedState, case_id=young.case(KS_CASE))
    page = await a_page(young, SAM, KeptMapState, case_id=young.case(KS_CASE), version="1")
    await call(page, "load")
    facts = [(pair.term, pair.detail) for pair in page.view.picture.facts]
    assert ("Who else agreed", "Not noted yet") in facts
    assert ("Who was there, as the young person said", "Not asked") in facts
    await call(form, "say", {"case_id": young.case(KS_CASE), **A_PARENT})
    await call(page, "load")
    (told,) = [p for p in page.view.picture.facts if p.term.startswith("Who else agreed, noted")]
    assert told.detail.startswith("A parent or carer, ")


async def test_asking_for_a_link_says_what_comes_first(young: World, wire: FakeWire) -> None:
    """One sentence instead of the form."""
    page = await a_page(young, SAM, LinkAskState, case_id=young.case(KS_CASE))
    await call(page, "load")
    assert page.view.closed_why == (
        "Linking is not open: note first who else agreed to the map being kept."
    )


async def test_where_nobody_else_must_agree_there_is_no_form(world: World, wire: FakeWire) -> None:
    """By default a young person of 15 agrees alone: the page says so and asks nothing."""
    await choose(world, SAM, KS_CASE)
    form = await a_page(world, SAM, WhoAgreedState, case_id=world.case(KS_CASE))
    await call(form, "load")
    assert form.view.closed_why == "Nobody else must agree on this case."
    assert (await the_case(world)).view.agreed_task == ""


@pytest.mark.parametrize("name", [PRIYA, ADE, ALEX])
async def test_nobody_else_s(young: World, wire: FakeWire, name: str) -> None:
    """Another's case has no such page, and nothing can be noted on it."""
    form = await a_page(young, name, WhoAgreedState, case_id=young.case(KS_CASE))
    await call(form, "load")
    assert form.missing
    await call(form, "say", {"case_id": young.case(KS_CASE), **A_PARENT})
    assert await table(young, "consent_addition") == []
