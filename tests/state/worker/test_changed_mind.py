"""What a worker writes down, and what every open page shows once a mind was changed (rule 4)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from peermap_app import bootstrap
from peermap_app.domain.consent import Answer, Statement
from peermap_app.domain.purpose import Purpose
from peermap_app.live.bus import MemoryBus
from peermap_app.live.pages import pages
from peermap_app.notify import outbox
from peermap_app.services import alerts, finding, link_life, my_map, plans, receipts
from peermap_app.state.alert import AlertState
from peermap_app.state.alerts import AlertsState
from peermap_app.state.case import CaseState
from peermap_app.state.cases import CasesState
from peermap_app.state.finding import FindingAnswerState
from peermap_app.state.flag import FlagState
from peermap_app.state.flag_sent import FlagSentState
from peermap_app.state.kept_map import KeptMapState
from peermap_app.state.link_answer import LinkAnswerState
from peermap_app.state.link_ask import LinkAskState
from peermap_app.state.my_map import MyMapState
from peermap_app.state.together import TogetherState
from peermap_app.state.views import AlertView, MapView
from peermap_app.state.whom import WhomState, WhomView
from peermap_app.words import finding_words, worker_my_map
from peermap_app.words import worker_pages as w
from tests.builders import a_step_form
from tests.services.test_flags import flag
from tests.services.world import (
    JO,
    KS_CASE,
    MS_CASE,
    PRIYA,
    SAM,
    World,
    ask,
    choose,
    linked,
    newest_link,
    review,
)
from tests.state.worker.open_pages import FakeWire, a_page, address, call, shown

PIN, ADDRESS = "4711", "192.0.2.7"


async def my_map_of(world: World) -> tuple[World, my_map.Here]:
    """K has My map open, and hints reach the pages of this process."""
    world.house = replace(world.house, hints=MemoryBus(pages))  # type: ignore[assignment]
    bootstrap.use_house(world.house)
    tablet = await choose(world, SAM, KS_CASE)
    card = await receipts.make(world.house, tablet, PIN, PIN)
    token = (await my_map.open_card(world.house, ADDRESS, PIN, words=card.words)).token
    here = await my_map.here(world.house, token, ADDRESS, present=True)
    assert here is not None
    return world, here


async def test_every_open_page_follows(world: World, wire: FakeWire) -> None:
    """No to talking: Sam's and Priya's case, inbox, alert and form show it by themselves."""
    await linked(world)
    await flag(world)
    world, here = await my_map_of(world)
    alert = (await alerts.inbox(world.house, world[SAM], purpose=Purpose.COORDINATE)).items[0].id
    opened = (
        (SAM, CaseState, {"case_id": world.case(KS_CASE)}),
        (PRIYA, CaseState, {"case_id": world.case(MS_CASE)}),
        (SAM, AlertsState, {}),
        (SAM, AlertState, {"alert_id": alert}),
        (SAM, FlagState, {"case_id": world.case(KS_CASE)}),
        (PRIYA, FlagState, {"case_id": world.case(MS_CASE)}),
    )
    for number, (name, state, parts) in enumerate(opened):
        page = await a_page(world, name, state, page=f"page-{number}", **parts)  # type: ignore[type-var]
        await call(page, "load")
        assert not page.missing  # type: ignore[attr-defined]
    wire.sent.clear()
    await my_map.change_mind(world.house, here, Statement.TALK, Answer.NO)
    await pages.settled()
    for number, reference in ((0, MS_CASE), (1, KS_CASE)):
        view = wire.set_on(f"page-{number}", CaseState)["view"]
        assert [row.title.endswith("Ended") for row in view.links] == [True]
        assert view.link_count == "0 of 6"
        assert reference not in repr(view.flags)
    assert wire.set_on("page-2", AlertsState)["rows"] == []
    gone = wire.set_on("page-3", AlertState)
    assert (gone["view"], gone["missing"]) == (AlertView(), True)
    for number in (4, 5):
        assert wire.set_on(f"page-{number}", FlagState)["view"].told == []


async def test_what_was_sent_and_asked_over_a_link_follows_too(
    world: World, wire: FakeWire
) -> None:
    """No to talking: a flag that was sent names nobody, the ask that was accepted has ended, and

    the open form that asks for another link is closed, on either side.
    """
    link_id = await linked(world)
    sent = (await flag(world)).flag_id
    world, here = await my_map_of(world)
    opened = (
        (PRIYA, FlagSentState, {"flag_id": sent}),
        (PRIYA, LinkAnswerState, {"link_id": link_id}),
        (SAM, LinkAskState, {"case_id": world.case(KS_CASE)}),
    )
    for number, (name, state, parts) in enumerate(opened):
        page = await a_page(world, name, state, page=f"page-{number}", **parts)  # type: ignore[type-var]
        await call(page, "load")
        assert not page.missing  # type: ignore[attr-defined]
        assert (KS_CASE in shown(page)) is (number != 1)
    wire.sent.clear()
    await my_map.change_mind(world.house, here, Statement.TALK, Answer.NO)
    await pages.settled()
    (told,) = wire.set_on("page-0", FlagSentState)["view"].acks
    assert told.who == w.NO_LONGER_LINKED
    assert wire.set_on("page-1", LinkAnswerState)["view"].settled == w.ASK_SETTLED["ended"]
    asking = wire.set_on("page-2", LinkAskState)["view"]
    assert asking.closed_why == w.NO_LINK_WHY["talk_not_yes"]


@pytest.mark.parametrize("how", ["withdrawn", "ended"])
async def test_the_pages_of_the_link_itself_follow(world: World, wire: FakeWire, how: str) -> None:
    """A No, or an end by the other side: Working together says that it ended and keeps nothing of
    the other case, Who is whom goes; a No takes from the supervisor's open page what was asked."""
    link_id = await linked(world)
    world, here = await my_map_of(world)
    case_id, coordinate = world.case(KS_CASE), Purpose.COORDINATE
    helps = {"helps": "In year 10 at the same school."}
    ask_id = await finding.ask_to_find(world.house, world[SAM], case_id, helps, purpose=coordinate)
    parts = {"case_id": case_id, "link_id": link_id}
    opened = (
        (SAM, TogetherState, parts),
        (PRIYA, TogetherState, {**parts, "case_id": world.case(MS_CASE)}),
        (SAM, WhomState, parts),
        ("dana", FindingAnswerState, {"ask_id": ask_id}),
    )
    for number, (name, state, of) in enumerate(opened):
        page = await a_page(world, name, state, page=f"page-{number}", **of)  # type: ignore[type-var]
        await call(page, "load")
        assert not page.missing  # type: ignore[attr-defined]
    wire.sent.clear()
    if how == "withdrawn":
        await my_map.change_mind(world.house, here, Statement.TALK, Answer.NO)
    else:
        mine, why = world.case(MS_CASE), {"why": "Nothing is left to do together."}
        await link_life.end_link(world.house, world[PRIYA], mine, link_id, why, purpose=coordinate)
    await pages.settled()
    for number, reference in ((0, MS_CASE), (1, KS_CASE)):
        view = wire.set_on(f"page-{number}", TogetherState)["view"]
        assert (bool(view.stands), view.holds, view.may_write) == (True, False, False)
        assert reference not in repr(view)
    gone = wire.set_on("page-2", WhomState)
    assert (gone["view"], gone["missing"]) == (WhomView(), True)
    if how == "withdrawn":
        asked = wire.set_on("page-3", FindingAnswerState)["view"]
        assert (asked.facts, asked.closed_why) == ([], finding_words.SETTLED)


async def test_an_ask_that_waits_goes_from_the_pages_of_whom_it_reached(
    world: World, wire: FakeWire
) -> None:
    """No to talking before the colleague answered: their inbox and the open ask say so."""
    world, here = await my_map_of(world)
    await choose(world, PRIYA, MS_CASE)
    await ask(world)
    await outbox.deliver(world.house)
    opened = ((AlertsState, {}), (LinkAnswerState, {"link_id": await newest_link(world)}))
    for number, (state, parts) in enumerate(opened):
        page = await a_page(world, PRIYA, state, page=f"page-{number}", **parts)  # type: ignore[type-var]
        await call(page, "load")
        assert not page.missing  # type: ignore[attr-defined]
    wire.sent.clear()
    await my_map.change_mind(world.house, here, Statement.TALK, Answer.NO)
    await outbox.deliver(world.house)
    await pages.settled()
    assert wire.set_on("page-0", AlertsState)["rows"] == []
    assert wire.set_on("page-1", LinkAnswerState)["view"].settled == w.ASK_SETTLED["ended"]


async def test_my_cases_say_no_longer_that_a_step_is_open(world: World, wire: FakeWire) -> None:
    """No to planning: nothing is left to say about what happens next, on the open list too."""
    world, here = await my_map_of(world)
    page = await a_page(world, SAM, CasesState)
    await call(page, "load")
    todo = {row.reference: row.todo for row in page.rows}
    assert w.NEXT_IS_OPEN in todo[KS_CASE]
    await my_map.change_mind(world.house, here, Statement.PLAN, Answer.NO)
    await pages.settled()
    rows = wire.set_on("page-1", CasesState)["rows"]
    assert {row.reference: row.todo for row in rows}[KS_CASE] == ""


async def test_an_open_picture_goes_when_it_is_taken_back(world: World, wire: FakeWire) -> None:
    """The page of that version is emptied; the page of another version keeps its own."""
    await choose(world, SAM, KS_CASE)
    world, here = await my_map_of(world)
    for version in ("1", "2"):
        page = await a_page(
            world,
            SAM,
            KeptMapState,
            page=f"page-{version}",
            case_id=world.case(KS_CASE),
            version=version,
        )
        await call(page, "load")
    await my_map.change_mind(world.house, here, Statement.KEEP, Answer.NO, 2)
    await pages.settled()
    gone = wire.set_on("page-2", KeptMapState)
    assert (gone["view"], gone["missing"]) == (MapView(), True)
    assert wire.set_on("page-1", KeptMapState)["view"].picture.src


async def test_a_kept_map_says_what_holds_now(world: World, wire: FakeWire) -> None:
    """Beside the old answers stand the newest with their day; the case says which step ended."""
    await choose(world, SAM, KS_CASE)
    case_id = world.case(KS_CASE)
    step = a_step_form(review=review(world))
    await plans.say_next_step(world.house, world[SAM], case_id, step, purpose=Purpose.PLAN_TOGETHER)
    world, here = await my_map_of(world)
    for version in ("1", "2"):
        page = await a_page(
            world, SAM, KeptMapState, page=f"page-{version}", case_id=case_id, version=version
        )
        await call(page, "load")
        assert page.view.picture.now == ""
    case = await a_page(world, SAM, CaseState, page="case", case_id=case_id)
    await call(case, "load")
    assert (bool(case.view.step), case.view.steps_ended) == (True, "")
    await my_map.change_mind(world.house, here, Statement.PLAN, Answer.NO)
    await pages.settled()
    for version in ("1", "2"):
        view = wire.set_on(f"page-{version}", KeptMapState)["view"]
        assert view.picture.answers == "Keep: yes · Plan: yes · Workers talk: yes"
        assert view.picture.now == "Now (24 Nov): Keep: yes · Plan: no · Workers talk: yes"
    view = wire.set_on("case", CaseState)["view"]
    assert view.step == ""
    assert view.steps_ended == "1 step ended: the newest answer to planning is not Yes."
    await my_map.change_mind(world.house, here, Statement.PLAN, Answer.YES)
    await pages.settled()
    assert wire.set_on("case", CaseState)["view"].steps_ended == ""


async def test_a_worker_writes_down_what_was_said(world: World, wire: FakeWire) -> None:
    """No to talking, with its day: one sentence here, and the case says what, when and by whom."""
    await choose(world, SAM, KS_CASE)
    page = await a_page(world, SAM, MyMapState)
    form = {"case_id": world.case(KS_CASE), "version": "1", "statement": "talk"}
    await call(page, "said_aloud", {**form, "answer": "no", "said_on": "2026-11-24"})
    assert (page.notice, page.written) == ("Written down. It counts from now.", 1)
    case = await a_page(world, SAM, CaseState, case_id=world.case(KS_CASE))
    await call(case, "load")
    assert case.view.now_said == "Keep: yes · Plan: yes · Workers talk: no"
    assert case.view.changes == [
        "24 Nov: K said no to “workers talk”. Said aloud, written down by Sam S. on 24 Nov."
    ]
    assert case.view.card == "My map was not handed out."
    keep = {**form, "statement": "keep", "answer": "no", "said_on": "2026-11-24"}
    assert address(await call(page, "said_aloud", keep)) == f'"/cases/{world.case(KS_CASE)}"'


@pytest.mark.parametrize(
    "changed",
    [
        {"answer": "yes"},
        {"answer": ""},
        {"statement": "all"},
        {"said_on": "2027-01-01"},
        {"said_on": ""},
    ],
)
async def test_what_cannot_be_written_down(
    world: World, wire: FakeWire, changed: dict[str, str]
) -> None:
    """A Yes above all: the fault stands beside its field and nothing is written."""
    await choose(world, SAM, KS_CASE)
    page = await a_page(world, SAM, MyMapState)
    form = {"case_id": world.case(KS_CASE), "version": "1", "statement": "talk", "answer": "no"}
    await call(page, "said_aloud", {**form, "said_on": "2026-11-24", **changed})
    assert (list(page.problems), page.written) == (list(changed), 0)
    assert not any(worker_my_map.SAID_FIELDS[name].endswith("?") for name in page.problems)
    case = await a_page(world, SAM, CaseState, case_id=world.case(KS_CASE))
    await call(case, "load")
    assert case.view.changes == []


async def test_a_worker_ends_my_map(world: World, wire: FakeWire) -> None:
    """Sam may; Jo and Priya end nothing."""
    world, here = await my_map_of(world)
    case = await a_page(world, SAM, CaseState, case_id=world.case(KS_CASE))
    await call(case, "load")
    assert (case.view.card, case.view.card_open) == (
        "A card for My map was handed out on 24 Nov.",
        True,
    )
    for name in (JO, PRIYA):
        page = await a_page(world, name, MyMapState, page="elsewhere")
        await call(page, "end_card", world.case(KS_CASE))
        assert page.missing
    await my_map.shows(world.house, here, purpose=Purpose.PLAN_TOGETHER)
    page = await a_page(world, SAM, MyMapState)
    await call(page, "end_card", world.case(KS_CASE))
    await pages.settled()
    view = wire.set_on("page-1", CaseState)["view"]
    assert (view.card_open, view.card.endswith("A worker ended it.")) == (False, True)
    assert KS_CASE not in shown(page)
