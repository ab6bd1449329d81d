"""A case page and its form: strengths first, what was typed stays, and nobody else's."""

from __future__ import annotations

import base64

import pytest

from peermap_app.domain.purpose import Purpose
from peermap_app.services import alerts, flags
from peermap_app.state.case import CaseState
from peermap_app.state.cases import CasesState
from peermap_app.state.kept_map import KeptMapState
from peermap_app.words import worker_pages as w
from tests.builders import a_step_form
from tests.services.test_flags import flag
from tests.services.world import (
    ADE,
    ALEX,
    JO,
    KS_CASE,
    MS_CASE,
    PRIYA,
    SAM,
    SAMS_OTHER,
    UNKNOWN,
    World,
    ask,
    bring_in,
    choose,
    linked,
    review,
    row,
)
from tests.state.worker.open_pages import FakeWire, a_page, call, hear, shown


async def opened(world: World, name: str = SAM, reference: str = KS_CASE) -> CaseState:
    """A case page that was opened."""
    page = await a_page(world, name, CaseState, case_id=world.case(reference))
    await call(page, "load")
    return page


async def test_my_cases_are_one_s_own(world: World, wire: FakeWire) -> None:
    """Sam's list holds Sam's two cases and nothing of anybody else's."""
    page = await a_page(world, SAM, CasesState)
    await call(page, "load")
    assert [each.reference for each in page.rows] == [KS_CASE, SAMS_OTHER]
    assert page.rows[0].who == "K, born 2011"


async def test_a_case_with_a_kept_map(world: World, wire: FakeWire) -> None:
    """Picture as an image, good before tricky, and the question of what happens next."""
    await choose(world, SAM, KS_CASE)
    view = (await opened(world)).view
    assert (view.good, view.tricky) == ("Good: AK, JS", "Tricky: DW")
    kind, _, data = view.picture.src.partition(",")
    assert kind == "data:image/svg+xml;base64"
    assert base64.b64decode(data).startswith(b"<svg")
    assert view.picture.answers == "Keep: yes · Plan: yes · Workers talk: yes"
    assert view.picture.lines[0].startswith("AK: good, really matters")
    assert (view.asks_step, view.no_link_why) == (True, "")
    assert view.find_colleague.startswith("K said that workers can talk. If you do not know")
    assert "dana@west.example can ask other supervisors" in view.find_colleague
    assert view.finding_to == f"/cases/{view.id}/colleague"


async def test_where_nobody_was_asked_nobody_said_no(world: World, wire: FakeWire) -> None:
    """A case without a map says that nobody has asked; once it was declined, only that none is."""
    assert (await opened(world)).view.no_link_why == w.NOBODY_ASKED
    await choose(world, SAM, KS_CASE, keep="no")
    view = (await opened(world)).view
    assert view.declined
    assert view.no_link_why == w.NO_LINK_WHY["no_answer"]


async def test_without_a_yes_to_planning_nothing_is_planned(world: World, wire: FakeWire) -> None:
    """Second answer not Yes: the map shows, without strengths, worries or a step (rule 4)."""
    await choose(world, SAM, KS_CASE, plan="no", talk="not_sure")
    view = (await opened(world)).view
    assert (view.has_map, view.good, view.tricky, view.asks_step) == (True, "", "", False)
    assert view.no_step_why.startswith("The young person has not agreed")
    assert view.link_to == ""
    assert view.no_link_why.startswith("Linking is not open")
    assert view.find_colleague == ""
    assert view.finding_to == ""


async def test_a_step_is_said_and_shown(world: World, wire: FakeWire) -> None:
    """A protective step with its review date takes the question's place."""
    await choose(world, SAM, KS_CASE)
    page = await opened(world)
    form = a_step_form(case_id=page.view.id, review=review(world))
    await call(page, "say_next_step", form)
    assert page.view.step == "Visit from AK every second Saturday"
    assert (page.view.step_review, page.view.asks_step, page.notice) == (
        "review 22 Dec",
        False,
        "Saved.",
    )


async def test_a_fault_is_said_beside_its_field(world: World, wire: FakeWire) -> None:
    """What cannot be used is named by its field; the page stays as it was."""
    await choose(world, SAM, KS_CASE)
    page = await opened(world)
    before = page.view
    form = a_step_form(case_id=page.view.id, review="2020-01-01", text="Call Anna Kowalska")
    await call(page, "say_next_step", form)
    assert page.problems["review"] == "The review date must be after today."
    assert page.found == ["“Anna Kowalska” reads as a full name"]
    assert page.view == before


@pytest.mark.parametrize("sent", [None, [], {}, {"case_id": 7}, {"case_id": ["x"]}, "form"])
async def test_a_form_that_is_none_changes_nothing(
    world: World, wire: FakeWire, sent: object
) -> None:
    """Anything may be sent: the page ends as "not found" or with one sentence, never half-done."""
    page = await opened(world)
    await call(page, "say_next_step", sent)
    assert page.missing or page.notice
    fresh = await opened(world)
    assert fresh.view.step == ""


@pytest.mark.parametrize("name", [PRIYA, JO, ADE, ALEX])
async def test_a_case_that_is_not_one_s_own_is_not_there(
    world: World, wire: FakeWire, name: str
) -> None:
    """Unknown, malformed and somebody else's look the same, and so does each handler."""
    await choose(world, SAM, KS_CASE)
    looks = set()
    for case_id in (world.case(KS_CASE), "0" * 32, "nonsense", ""):
        page = await a_page(world, name, CaseState, case_id=case_id)
        await call(page, "load")
        looks.add(shown(page))
        await call(page, "say_next_step", a_step_form(case_id=case_id, review=review(world)))
        looks.add(shown(page))
        kept = await a_page(world, name, KeptMapState, case_id=case_id, version="1")
        await call(kept, "load")
        assert kept.missing
    assert len(looks) == 1


async def test_an_ended_allocation_empties_the_open_page(world: World, wire: FakeWire) -> None:
    """The next press of a worker whose allocation ended shows "not found", nothing of the case."""
    await choose(world, SAM, KS_CASE)
    page = await opened(world)
    assert KS_CASE in shown(page)
    await bring_in(world.house, row(KS_CASE, SAM, initials="K", ends="2026-11-23"))
    await call(page, "say_next_step", a_step_form(case_id=page.view.id, review=review(world)))
    assert page.missing
    assert KS_CASE not in shown(page)


async def test_known_and_unknown_references_look_the_same(world: World, wire: FakeWire) -> None:
    """Rule 8: two asks, one to nobody, read alike on the case page but for what was typed."""
    await choose(world, SAM, KS_CASE)
    await ask(world)
    await ask(world, UNKNOWN)
    titles = [each.title for each in (await opened(world)).view.links]
    assert sorted(titles) == [f"{MS_CASE} · Asked", f"{UNKNOWN} · Asked"]


async def test_a_linked_case_is_a_reference_and_a_name(world: World, wire: FakeWire) -> None:
    """Rule 6: nothing of the other map, plan or links crosses; the count stands beside."""
    await linked(world)
    view = (await opened(world)).view
    (link,) = view.links
    to = f"/cases/{view.id}/links/{link.id}"
    assert (link.title, link.href, view.link_count) == (f"{MS_CASE} · Priya P.", to, "1 of 6")


async def test_flags_sent_show_what_came_back_live(world: World, wire: FakeWire) -> None:
    """The flagger's case page is told when somebody has seen the flag."""
    await linked(world)
    await flag(world)
    page = await opened(world, PRIYA, MS_CASE)
    (ack,) = page.view.flags[0].acks
    assert ack.words == "has not said that they saw it · told today 10:00"
    alert = (await alerts.inbox(world.house, world[SAM], purpose=Purpose.COORDINATE)).items[0]
    await alerts.seen(world.house, world[SAM], alert.id, 0, purpose=Purpose.COORDINATE)
    await hear(world, PRIYA, "flag")
    pushed = wire.set_on("page-1", CaseState)["view"]
    assert pushed.flags[0].acks[0].words.startswith("has seen this")


async def test_older_maps_stay_readable(world: World, wire: FakeWire) -> None:
    """Each kept map has a page of its own; a version that is not there is "not found"."""
    await choose(world, SAM, KS_CASE)
    await choose(world, SAM, KS_CASE)
    view = (await opened(world)).view
    assert (view.map_to[-7:], view.versions[0].href[-7:]) == ("/maps/2", "/maps/1")
    for version, there in (("1", True), ("2", True), ("3", False), ("-1", False), ("x", False)):
        page = await a_page(world, SAM, KeptMapState, case_id=world.case(KS_CASE), version=version)
        await call(page, "load")
        assert page.missing is not there


async def test_what_is_noted_later_is_dated_as_such(world: World, wire: FakeWire) -> None:
    """Rule 4: "not recorded" stays, and the addition says when and by whom it was added."""
    await choose(world, SAM, KS_CASE)
    page = await a_page(world, SAM, KeptMapState, case_id=world.case(KS_CASE), version="1")
    await call(page, "load")
    view = page.view
    form = {"case_id": view.case_id, "version": "1", "consent_id": view.consent_id}
    await call(page, "note_later", form)
    assert page.notice
    assert page.view == view
    await call(
        page, "note_later", {**form, "present_friend": "yes", "understanding_pictures": "yes"}
    )
    facts = {pair.term: pair.detail for pair in page.view.picture.facts}
    assert facts["Who was there"] == "Not recorded"
    assert facts["Who was there, added Today 10:00 by Sam S."] == "a friend"
    stranger = await a_page(world, JO, KeptMapState, case_id=view.case_id, version="1")
    await call(stranger, "note_later", {**form, "present_friend": "yes"})
    assert stranger.missing


async def test_no_flag_is_there_before_one_is_sent(world: World, wire: FakeWire) -> None:
    """Opening the form writes nothing."""
    await linked(world)
    await flags.flag_form(
        world.house, world[PRIYA], world.case(MS_CASE), purpose=Purpose.COORDINATE
    )
    assert (await opened(world, PRIYA, MS_CASE)).view.flags == []
