"""The pages of closing a case and of what is due, as each role finds them (rule 12)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from sqlmodel import select

from peermap_app import bootstrap
from peermap_app.domain.cases import Role
from peermap_app.services import accounts
from peermap_app.services.unit import OPERATOR, Who, reading
from peermap_app.state.case import CaseState
from peermap_app.state.closing import CloseCaseState, ClosingsState
from peermap_app.state.due import DueState
from peermap_app.storage.tables import Worker
from peermap_app.words import ending_words as words
from peermap_app.words import errors
from tests.services.world import KS_CASE, PRIYA, SAM, World, choose
from tests.state.worker.open_pages import FakeWire, a_page, call, hear, shown

DANA, ROBIN = "dana", "robin"


async def with_robin(world: World) -> World:
    """The world with a records checker in it."""
    await accounts.add_worker(
        world.house,
        OPERATOR,
        email="robin@west.example",
        name="Robin A.",
        role=Role.DATA_PROTECTION.value,
    )
    async with reading(world.house) as session:
        row = (await session.exec(select(Worker).where(Worker.name == "Robin A."))).one()
    world.people[ROBIN] = Who(kind="worker", worker_id=row.id, role=Role.DATA_PROTECTION)
    return world


async def test_asked_on_one_page_and_agreed_on_another(world: World, wire: FakeWire) -> None:
    """The supervisor's open page hears of the ask; agreed, the worker's open case is taken away."""
    case = world.case(KS_CASE)
    dana = await a_page(world, DANA, ClosingsState, page="page-2")
    await call(dana, "load")
    assert (dana.ready, dana.rows) == (True, [])
    page = await a_page(world, SAM, CloseCaseState, page="page-1", case_id=case)
    await call(page, "load")
    await call(page, "ask", {"case_id": case})
    assert list(page.problems) == ["reason"]
    await call(page, "ask", {"case_id": case, "reason": "done"})
    assert page.view.closed_why == words.asked("Sam S.", "24 Nov")
    await hear(world, DANA, "waits")
    (row,) = wire.set_on("page-2", ClosingsState)["rows"]
    assert KS_CASE in row.title
    open_case = await a_page(world, SAM, CaseState, page="page-3", case_id=case)
    await call(open_case, "load")
    assert not open_case.missing
    await call(dana, "agree", row.id)
    assert (dana.notice, dana.rows) == (words.AGREED, [])
    await hear(world, SAM, "case")
    assert wire.set_on("page-3", CaseState)["missing"]
    await call(page, "ask", {"case_id": case, "reason": "done"})
    assert page.missing
    assert KS_CASE not in shown(page)


async def test_what_is_due_is_held_and_erased(world: World, wire: FakeWire) -> None:
    """A year after it closed: held with a reason, let go, ticked, erased; a second tap is none."""
    await with_robin(world)
    case = world.case(KS_CASE)
    await choose(world, SAM, KS_CASE)
    page = await a_page(world, SAM, CloseCaseState, case_id=case)
    await call(page, "ask", {"case_id": case, "reason": "moved"})
    dana = await a_page(world, DANA, ClosingsState)
    await call(dana, "load")
    await call(dana, "agree", dana.rows[0].id)
    later = world.house.clock() + timedelta(days=366)
    world = replace(world, house=replace(world.house, clock=lambda: later))
    bootstrap.use_house(world.house)
    robin = await a_page(world, ROBIN, DueState)
    await call(robin, "load")
    (row,) = robin.rows
    assert (row.key, row.title, row.held) == (f"case-{case}", f"{KS_CASE}: a closed case", "")
    await call(robin, "hold", {})
    assert set(robin.problems) == {"reference", "reason", "review"}
    review = (later + timedelta(days=20)).date().isoformat()
    await call(robin, "hold", {"reference": KS_CASE, "reason": "A complaint.", "review": review})
    assert "Robin A.: A complaint." in robin.rows[0].held
    assert not robin.rows[0].may_tick
    await call(robin, "erase", {row.box: "yes"})
    assert (robin.notice, len(robin.rows)) == (words.NOTHING_ERASED, 1)
    await call(robin, "let_go", case)
    for form in ({}, [], None, {1: "yes"}, {"due_x": "yes"}, {row.box: ""}):
        await call(robin, "erase", form)
        assert len(robin.rows) == 1
    await call(robin, "erase", {row.box: "yes"})
    assert (robin.notice, robin.rows) == (words.erased(1), [])
    assert len(robin.notes) == 1
    await call(robin, "erase", {row.box: "yes"})
    assert robin.notice == words.NOTHING_ERASED
    assert len(robin.notes) == 1


async def test_what_was_ticked_is_ticked_again_after_showing_who_is_there(
    world: World, wire: FakeWire
) -> None:
    """Refused until the lead shows who they are: the same line is ticked then and when the page is
    opened anew, once; nothing else is, and not a while later."""
    await with_robin(world)
    case = world.case(KS_CASE)
    page = await a_page(world, SAM, CloseCaseState, case_id=case)
    await call(page, "ask", {"case_id": case, "reason": "moved"})
    dana = await a_page(world, DANA, ClosingsState)
    await call(dana, "load")
    await call(dana, "agree", dana.rows[0].id)
    moment = world.house.clock() + timedelta(days=366)

    def at(minutes: int) -> None:
        now = moment + timedelta(minutes=minutes)
        bootstrap.use_house(replace(world.house, clock=lambda: now))

    at(0)
    world = replace(world, house=bootstrap.house())
    robin = await a_page(world, ROBIN, DueState)
    await call(robin, "load")
    (row,) = robin.rows
    at(4)  # a session is idle for five minutes at most, and proved for five
    await call(robin, "load")
    at(6)
    for form, ticked in (({}, False), ({"due_case-x": "yes"}, False), ({row.box: "yes"}, True)):
        await call(robin, "erase", form)
        assert robin.notice == errors.WORKERS["confirm_first"]
        assert [one.ticked for one in robin.rows] == [ticked]
    await call(robin, "load")
    assert [one.ticked for one in robin.rows] == [True]
    at(17)
    await call(robin, "load")
    assert [one.ticked for one in robin.rows] == [False]


async def test_nobody_else_has_the_pages(world: World, wire: FakeWire) -> None:
    """Workers find neither list, supervisors not what is due; nothing of a case is shown."""
    case = world.case(KS_CASE)
    for name, state in ((SAM, ClosingsState), (SAM, DueState), (DANA, DueState)):
        page = await a_page(world, name, state)
        await call(page, "load")
        assert page.missing
    page = await a_page(world, PRIYA, CloseCaseState, case_id=case)
    await call(page, "load")
    assert page.missing
    for handler, given in (
        ("erase", {f"due_case-{case}": "yes"}),
        ("hold", {"reference": KS_CASE, "reason": "x", "review": "2026-12-12"}),
        ("let_go", case),
    ):
        asked = await a_page(world, SAM, DueState)
        await call(asked, handler, given)
        assert asked.missing
        assert KS_CASE not in shown(asked)
