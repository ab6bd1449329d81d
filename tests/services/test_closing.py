"""A case closes by its worker and a supervisor, or by the column of the import (rule 12)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from peermap_app.bootstrap import House
from peermap_app.domain.errors import Conflict, NotAllowed, NotFound, Problems
from peermap_app.services import (
    accounts,
    cases,
    closing,
    drawings,
    imports,
)
from peermap_app.services.unit import OPERATOR, Who, reading, writing
from peermap_app.storage import endings as endings_store
from peermap_app.storage.tables import Worker
from tests.services import world as w
from tests.services.endings import (
    DANA,
    DONE,
    NADIA,
    ROBIN,
    a_world,
    closed,
)
from tests.services.world import KS_CASE, MS_CASE, PRIYA, SAM, SAMS_OTHER, linked


async def test_a_worker_asks_and_a_supervisor_agrees(house: House) -> None:
    """Until then nothing changes; then nobody works with it, its links end on both sides, and who
    looked and who agreed stands on its record."""
    world = await a_world(house)
    await linked(world)
    sam, case = world[SAM], world.case(KS_CASE)
    await closing.ask_to_close(world.house, sam, case, DONE)
    await closing.ask_to_close(world.house, sam, case, DONE)  # a second tap
    form = await closing.close_form(world.house, sam, case)
    assert form.asked == ("Sam S.", world.house.clock())
    lines = await closing.waiting(world.house, world[DANA])
    assert [(line.reference, line.asked_by, line.yours) for line in lines] == [
        (KS_CASE, "Sam S.", False)
    ]
    assert (await cases.open_case(world.house, sam, case)).links[0].state == "accepted"
    await closing.answer(world.house, world[DANA], lines[0].id, agree=True)
    await closing.answer(world.house, world[DANA], lines[0].id, agree=True)  # a second tap
    with pytest.raises(NotFound):
        await cases.open_case(world.house, sam, case)
    assert [line.reference for line in await cases.my_cases(world.house, sam)] == [SAMS_OTHER]
    other = await cases.open_case(world.house, world[PRIYA], world.case(MS_CASE))
    assert [line.state for line in other.links] == ["ended"]
    rows = await w.recorded(world, KS_CASE)
    assert [row[0] for row in rows].count("close_case") == 1
    assert await closing.waiting(world.house, world[DANA]) == ()


async def test_not_yet_leaves_it_open_and_it_may_be_asked_again(house: House) -> None:
    """A supervisor who says no ends the ask alone."""
    world = await a_world(house)
    await closing.ask_to_close(world.house, world[SAM], world.case(KS_CASE), DONE)
    line = (await closing.waiting(world.house, world[NADIA]))[0]  # of the team: she may as well
    await closing.answer(world.house, world[NADIA], line.id, agree=False)
    assert (await cases.open_case(world.house, world[SAM], world.case(KS_CASE))).id
    await closed(world)


async def test_nobody_agrees_to_their_own_ask(house: House) -> None:
    """A supervisor with a case of their own asks, and another supervisor agrees."""
    world = await a_world(house)
    async with writing(world.house) as session:
        dana = await session.get_one(Worker, world.worker_id(DANA))
    await w.bring_in(world.house, w.row(KS_CASE, DANA).replace("Dana D.", dana.name))
    await closing.ask_to_close(world.house, world[DANA], world.case(KS_CASE), DONE)
    (line,) = await closing.waiting(world.house, world[DANA])
    assert line.yours
    with pytest.raises(Conflict, match="own_close"):
        await closing.answer(world.house, world[DANA], line.id, agree=True)
    assert (await cases.open_case(world.house, world[DANA], world.case(KS_CASE))).id
    await closing.answer(world.house, world[NADIA], line.id, agree=True)
    with pytest.raises(NotFound):
        await cases.open_case(world.house, world[DANA], world.case(KS_CASE))


async def test_others_neither_ask_nor_agree(house: House) -> None:
    """Not the worker of another case, an administrator, the records checker, or a supervisor of
    another team; each is refused and recorded, and the case stays open."""
    world = await a_world(house)
    case = world.case(KS_CASE)
    for name in (PRIYA, DANA, ROBIN, w.ALEX):
        with pytest.raises(NotFound):
            await closing.ask_to_close(world.house, world[name], case, DONE)
    with pytest.raises(Problems):
        await closing.ask_to_close(world.house, world[SAM], case, {"reason": "bored"})
    await closing.ask_to_close(world.house, world[SAM], case, DONE)
    (line,) = await closing.waiting(world.house, world[DANA])
    for name in (SAM, PRIYA, ROBIN, w.ALEX):
        with pytest.raises(NotAllowed):
            await closing.waiting(world.house, world[name])
        with pytest.raises(NotAllowed):
            await closing.answer(world.house, world[name], line.id, agree=True)
    await accounts.add_worker(
        world.house,
        OPERATOR,
        email="far@east.example",
        name="Far",
        role="supervisor",
        team="Family Safeguarding East",
    )
    async with reading(world.house) as session:
        far_row = (await session.exec(select(Worker).where(Worker.name == "Far"))).one()
    far = await w._signed_in(world.house, Who(kind="worker", worker_id=far_row.id))
    assert await closing.waiting(world.house, far) == ()
    for closing_id in (line.id, "0" * 32, "x", None, [line.id]):
        with pytest.raises(NotFound):
            await closing.answer(world.house, far, closing_id, agree=True)
    assert (await cases.open_case(world.house, world[SAM], case)).id


def file_with(day: str) -> str:
    return f"{w.HEADINGS},case closed\n{w.row(KS_CASE, SAM)},{day}\n"


async def test_the_imports_column_closes_a_case(house: House) -> None:
    """On its day and not before; the same file again changes nothing, and one that says nothing of
    it opens nothing again."""
    world = await a_world(house)
    tomorrow = (await world.later(days=1)).house.clock().date()
    soon = await imports.import_allocations(world.house, file_with(tomorrow.isoformat()))
    assert (soon.cases_changed, soon.unchanged) == (1, 0)
    assert (await cases.open_case(world.house, world[SAM], world.case(KS_CASE))).id
    world = await world.later(days=1)
    done = await imports.import_allocations(world.house, file_with(tomorrow.isoformat()))
    assert (done.cases_changed, done.unchanged) == (1, 0)
    again = await imports.import_allocations(world.house, file_with(tomorrow.isoformat()))
    assert (again.cases_changed, again.unchanged) == (0, 1)
    await imports.import_allocations(world.house, file_with(""))
    with pytest.raises(NotFound):
        await cases.open_case(world.house, world[SAM], world.case(KS_CASE))


async def test_a_day_that_lies_ahead_closes_the_case_without_another_file(house: House) -> None:
    """The keeper does, on that day, in PeerMap's own name; the pages of its workers hear of it."""
    world = await a_world(house)
    day = (await world.later(days=3)).house.clock().date()
    await imports.import_allocations(world.house, file_with(day.isoformat()))
    again = await imports.import_allocations(world.house, file_with(day.isoformat()))
    assert (again.cases_changed, again.unchanged) == (0, 1)
    world = await world.later(days=2)
    assert await closing.close_planned(world.house) == 0
    world = await world.later(days=1)
    world.hints.told.clear()
    assert await closing.close_planned(world.house) == 1
    assert {"kind": "case", "id": world.case(KS_CASE)} in world.told(SAM)
    assert await closing.close_planned(world.house) == 0
    assert await w.table(world, "planned_closing") == []
    with pytest.raises(NotFound):
        await cases.open_case(world.house, world[SAM], world.case(KS_CASE))
    rows = await w.table(world, "access_record")
    closed_by = [row["who_kind"] for row in rows if row["action"] == "close_case"]
    assert set(closed_by) == {"system"}


async def test_a_day_that_lies_ahead_moves_and_is_taken_back(house: House) -> None:
    """By another day, or an empty cell; a file without the column leaves it; closing it by hand
    before forgets it."""
    world = await a_world(house)
    days = [(await world.later(days=n)).house.clock().date() for n in (3, 9)]
    for day in days:
        await imports.import_allocations(world.house, file_with(day.isoformat()))
    await w.bring_in(world.house, w.row(KS_CASE, SAM))
    assert [row["closes"] for row in await w.table(world, "planned_closing")] == [days[1]]
    world = await world.later(days=4)
    assert await closing.close_planned(world.house) == 0
    taken = await imports.import_allocations(world.house, file_with(""))
    assert (taken.cases_changed, taken.unchanged) == (1, 0)
    assert await w.table(world, "planned_closing") == []
    await imports.import_allocations(world.house, file_with(days[1].isoformat()))
    await closed(world)
    assert await w.table(world, "planned_closing") == []
    said = await imports.import_allocations(world.house, file_with(days[1].isoformat()))
    assert (said.cases_changed, said.unchanged) == (0, 1)


@pytest.mark.attack("races")
async def test_a_day_that_moves_as_the_keeper_looks_closes_nothing(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file with another day comes between finding what is due and closing it."""
    world = await a_world(house)
    first, later = [(await world.later(days=n)).house.clock().date() for n in (3, 9)]
    await imports.import_allocations(world.house, file_with(first.isoformat()))
    world = await world.later(days=3)
    found = endings_store.planned_for

    async def moved_meanwhile(session: AsyncSession, day: date) -> Sequence[str]:
        due = await found(session, day)
        await imports.import_allocations(world.house, file_with(later.isoformat()))
        return due

    monkeypatch.setattr(endings_store, "planned_for", moved_meanwhile)
    await closing.close_planned(world.house)
    assert [row["closes"] for row in await w.table(world, "planned_closing")] == [later]
    assert await cases.open_case(world.house, world[SAM], world.case(KS_CASE))


async def test_its_drawing_ends_with_a_case(house: House) -> None:
    """A board that is open as the supervisor agrees is nobody's from then on."""
    world = await a_world(house)
    offer = await drawings.offer(world.house, world[SAM], world.case(KS_CASE))
    await closed(world)
    rows = [row for row in await w.table(world, "drawing") if row["id"] == offer.drawing_id]
    assert rows[0]["ended_at"] is not None
    assert rows[0]["room_key"] is None
