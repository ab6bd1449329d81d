"""A supervisor's pages, and how an open page is emptied with the right to see it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
import reflex as rx
from sqlmodel import select

from peermap_app.domain.cases import Role
from peermap_app.live import push
from peermap_app.live.pages import pages
from peermap_app.services import administration, temporary
from peermap_app.services.unit import reading, writing
from peermap_app.state.case import CaseState
from peermap_app.state.cases import CasesState
from peermap_app.state.duty import DutyState
from peermap_app.state.kept_map import KeptMapState
from peermap_app.state.team import TeamCaseState, TeamState
from peermap_app.state.team_give import TeamGiveState, TemporaryAskState
from peermap_app.state.team_look import TeamLookState
from peermap_app.storage.tables import Worker
from peermap_app.storage.team_tables import TemporaryAllocation
from peermap_app.words import team_words as t
from tests.services.world import (
    ADE,
    KS_CASE,
    MS_CASE,
    SAM,
    UNKNOWN,
    World,
    bring_in,
    choose,
    row,
)
from tests.state.worker.open_pages import FakeWire, a_page, address, call, hear, shown

DANA = "dana"
WHY = "Sam is ill and the plan is reviewed tonight."
GIVEN = {"email": "ade@west.example", "hours": "24", "why": WHY}


class Holds(FakeWire):
    """A wire that also hands out what the server holds of its one page."""

    def __init__(self, page: rx.State) -> None:
        super().__init__()
        self.root = page._get_root_state()

    @asynccontextmanager
    async def modify_state(self, token: object) -> AsyncIterator[object]:
        """As Reflex does, with the lock left out."""
        yield self.root


async def test_my_team_leads_to_a_case_and_giving_it_shows_there(
    world: World, wire: FakeWire
) -> None:
    """The list, the case, the form, and back on the case with who has it and why."""
    rows = await a_page(world, DANA, TeamState)
    await call(rows, "load")
    assert [row.reference for row in rows.view.rows][:1] == [KS_CASE]
    case_id = world.case(KS_CASE)
    form = await a_page(world, DANA, TeamGiveState, case_id=case_id)
    await call(form, "load")
    answer = await call(form, "give", {"case_id": case_id, **GIVEN})
    assert f"/team/{case_id}" in address(answer)
    case = await a_page(world, DANA, TeamCaseState, case_id=case_id)
    await call(case, "load")
    (given,) = case.view.given
    assert "Ade A. has it until" in given.title
    assert WHY in given.note
    mine = await a_page(world, ADE, CasesState)
    await call(mine, "load")
    assert mine.rows[0].until.startswith("Yours until")
    await call(case, "take_back", case_id, given.id)
    assert not case.view.given[0].open


async def test_a_form_that_is_not_right_names_the_field(world: World, wire: FakeWire) -> None:
    """Each fault beside its field, and what screening found with a way to go on."""
    form = await a_page(world, DANA, TeamGiveState, case_id=world.case(KS_CASE))
    await call(form, "load")
    await call(form, "give", {"case_id": world.case(KS_CASE), "email": "ade@west.example"})
    assert set(form.problems) == {"hours", "why"}
    said = {**GIVEN, "why": "Sam Jones asked"}
    await call(form, "give", {"case_id": world.case(KS_CASE), **said})
    assert form.found


async def test_a_map_opens_for_a_reason_and_goes_when_put_away(
    world: World, wire: FakeWire
) -> None:
    """Without one it does not; coming back to the page asks again."""
    await choose(world, SAM, KS_CASE)
    case_id = world.case(KS_CASE)
    page = await a_page(world, DANA, TeamLookState, case_id=case_id)
    await call(page, "load")
    assert page.view.title == ""
    await call(page, "look", {"case_id": case_id, "version": "1"})
    assert (page.view.title, set(page.problems)) == ("", {"why"})
    await call(page, "look", {"case_id": case_id, "version": "1", "why": WHY})
    assert page.view.picture.src
    await call(page, "put_away", case_id)
    assert not page.view.picture.src
    sam = await a_page(world, SAM, CaseState, page="page-2", case_id=case_id)
    await call(sam, "load")
    assert [(row.new, WHY in row.words) for row in sam.view.company] == [(True, True)]


async def test_asking_reads_alike_and_is_answered_on_the_case(world: World, wire: FakeWire) -> None:
    """The same sentence for a case that is not; the supervisor refuses, and it is gone."""
    page = await a_page(world, ADE, TemporaryAskState)
    await call(page, "load")
    said = []
    for reference in (UNKNOWN, MS_CASE):
        await call(page, "ask", {"reference": reference, "why": WHY})
        said.append(page.notice)
    assert said == [t.ASKED, t.ASKED]
    case_id = world.case(MS_CASE)
    case = await a_page(world, DANA, TeamCaseState, case_id=case_id)
    await call(case, "load")
    (ask,) = case.view.asks
    form = await a_page(world, DANA, TeamGiveState, case_id=case_id, ask_id=ask.id)
    await call(form, "load")
    assert form.view.asked_why == WHY
    await call(form, "refuse", case_id, ask.id)
    await call(case, "load")
    assert case.view.asks == []


async def test_a_wrong_reference_keeps_the_duty_page(world: World, wire: FakeWire) -> None:
    """What was typed stays; a practitioner has no such page."""
    page = await a_page(world, DANA, DutyState)
    await call(page, "load")
    assert page.view.now == t.NOBODY_ON_DUTY
    await call(page, "give", {"reference": UNKNOWN, **GIVEN, "hours": "12"})
    assert (page.notice, page.missing) == (t.NONE_OF_YOURS, False)
    await call(page, "set_duty", {"duty_email": "dana@west.example", "duty_hours": "8"})
    assert page.view.now.startswith("dana@west.example, until")
    other = await a_page(world, SAM, DutyState, page="page-2")
    await call(other, "load")
    assert other.missing


@pytest.mark.parametrize("kind", [CaseState, KeptMapState])
async def test_what_is_over_empties_the_page_and_what_the_server_holds_of_it(
    world: World, wire: FakeWire, kind: type[rx.State]
) -> None:
    """Ade has the page open as the case is taken back: it is emptied at once, the vars that the
    server holds are gone, and nothing is pushed to it any more."""
    await choose(world, SAM, KS_CASE)
    case_id = world.case(KS_CASE)
    await temporary.give(world.house, world[DANA], case_id, GIVEN)
    async with reading(world.house) as session:
        row = (await session.exec(select(TemporaryAllocation))).one()
    page = await a_page(world, ADE, kind, case_id=case_id, version="1")
    holds = Holds(page)
    push.use_app(holds)  # type: ignore[arg-type]
    await call(page, "load")
    assert KS_CASE in shown(page)
    await temporary.take_back(world.house, world[DANA], case_id, row.id)
    await hear(world, ADE, "case")
    assert KS_CASE not in shown(page)
    assert page.missing
    assert holds.set_on("page-1", kind)["missing"] is True
    holds.sent.clear()
    await hear(world, ADE, "case")
    assert holds.sent == []


async def test_who_supervises_it_no_longer_sees_the_map_no_longer(
    world: World, wire: FakeWire
) -> None:
    """Dana has a map open as an administrator moves her to another team: she is led to the door.
    She has one open as an import moves the case to another team: the page is emptied."""
    await choose(world, SAM, KS_CASE)
    case_id = world.case(KS_CASE)

    async def looks(named: str) -> tuple[TeamLookState, Holds]:
        page = await a_page(world, DANA, TeamLookState, page=named, case_id=case_id)
        holds = Holds(page)
        push.use_app(holds)  # type: ignore[arg-type]
        await call(page, "load")
        await call(page, "look", {"case_id": case_id, "version": "1", "why": WHY})
        assert page.view.picture.src
        return page, holds

    page, holds = await looks("page-1")
    moved = {"role": Role.SUPERVISOR.value, "team": "Night desk"}
    await administration.change_account(world.house, world["alex"], world.worker_id(DANA), moved)
    for each in world.told(DANA)[-1:]:
        await hear(world, DANA, str(each["kind"]))
    assert not page.view.picture.src
    assert [token for token, _ in holds.events] == ["page-1"]

    back = {"role": Role.SUPERVISOR.value, "team": "Youth Support West"}
    await administration.change_account(world.house, world["alex"], world.worker_id(DANA), back)
    page, holds = await looks("page-2")
    line = row(KS_CASE, SAM, team="Night desk").replace("dana@", "noor@")
    await bring_in(world.house, line)
    assert world.told(DANA)[-1] == {"kind": "case"}
    await hear(world, DANA, "case")
    assert (page.missing, page.view.picture.src) == (True, "")
    assert holds.set_on("page-2", TeamLookState)["missing"] is True


async def test_another_role_leads_an_open_page_away_and_empties_it(
    world: World, wire: FakeWire
) -> None:
    """Dana supervises no longer: the open list of her team goes, on the page and on the server."""
    page = await a_page(world, DANA, TeamState)
    holds = Holds(page)
    push.use_app(holds)  # type: ignore[arg-type]
    await call(page, "load")
    assert KS_CASE in shown(page)
    async with writing(world.house) as session:
        worker = await session.get(Worker, world.worker_id(DANA))
        assert worker is not None
        worker.role = Role.PRACTITIONER.value
        session.add(worker)
    await hear(world, DANA, "session")
    assert KS_CASE not in shown(page)
    assert [token for token, _ in holds.events] == ["page-1"]
    assert pages.of(f"worker:{world.worker_id(DANA)}") == frozenset()
