"""Closing, what is due, holding and erasing, over two years on a moved clock (rule 12)."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from peermap_app.bootstrap import House, build_house, close_house
from peermap_app.domain.actions import Action
from peermap_app.domain.cases import Role
from peermap_app.domain.endings import Kind
from peermap_app.domain.errors import Conflict, Gone, Invalid, NotAllowed, NotFound, Problems
from peermap_app.domain.purpose import Purpose
from peermap_app.services import (
    accounts,
    alerts,
    cases,
    closing,
    drawings,
    flags,
    imports,
    my_map,
    receipts,
    retention,
    review_answers,
    reviews,
)
from peermap_app.services.record_check import check_record
from peermap_app.services.retention import DueSheet
from peermap_app.services.unit import OPERATOR, SYSTEM, Who, reading, unit, writing
from peermap_app.settings import Settings
from peermap_app.storage import cases as cases_store
from peermap_app.storage import endings as endings_store
from peermap_app.storage.ending_tables import CaseClosing, Erasure, Hold
from peermap_app.storage.sealing import SealBroken
from peermap_app.storage.tables import CaseFile, CaseKey, KeptMap, LinkEnd, Worker
from tests import moulds
from tests.builders import a_flag_form
from tests.fakes import FakeClock, FakeRooms, FakeSlow
from tests.services import world as w
from tests.services.world import KS_CASE, MS_CASE, PRIYA, SAM, SAMS_OTHER, World, choose, linked

DANA, ROBIN, NADIA = "dana", "robin", "nadia"
ADDRESS = "192.0.2.7"
DONE = {"reason": "done"}
REST = {"reference": KS_CASE, "reason": "A complaint is being looked into."}


async def a_world(house: House) -> World:
    """The world of the services, with a records checker and a second supervisor of Sam's team."""
    for name, role in ((ROBIN, Role.DATA_PROTECTION), (NADIA, Role.SUPERVISOR)):
        await accounts.add_worker(
            house,
            OPERATOR,
            email=f"{name}@west.example",
            name=name.title(),
            role=role.value,
            team="Youth Support West",
        )
    return await w.a_world(house)


async def closed(world: World, reference: str = KS_CASE, by: str = SAM) -> None:
    """Asked for by its worker, agreed by its supervisor."""
    await closing.ask_to_close(world.house, world[by], world.case(reference), DONE)
    line = (await closing.waiting(world.house, world[DANA]))[0]
    await closing.answer(world.house, world[DANA], line.id, agree=True)


async def a_card(world: World, tablet: Who) -> receipts.Card:
    return await receipts.make(world.house, tablet, "270519", "270519")


async def opened(world: World, card: receipts.Card) -> my_map.Here:
    """My map by the words on the card."""
    token = (await my_map.open_card(world.house, ADDRESS, "270519", words=card.words)).token
    here = await my_map.here(world.house, token, ADDRESS, present=True)
    assert here is not None
    return here


async def due(world: World) -> DueSheet:
    return await retention.what_is_due(world.house, world[ROBIN])


async def erase(world: World, *keys: str) -> int:
    return await retention.erase(world.house, world[ROBIN], keys)


def of_case(world: World, reference: str = KS_CASE, kind: Kind = Kind.CASE) -> str:
    """How the page's form names a line."""
    return f"{kind}-{world.case(reference)}"


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


async def test_nobody_is_peermap_itself_for_anything_else(house: House) -> None:
    """Whoever came to be it by a fault of ours opens no case and does nothing but that."""
    world = await a_world(house)
    for action in Action:
        for case_id in (None, world.case(KS_CASE)):
            if (action, case_id) == (Action.CLOSE_CASE, None):
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


async def test_erasing_destroys_the_key_and_what_others_knew(house: House) -> None:
    """Both sides' link, the flag and its alert, the reference: nothing is left to be read with the
    keys of the house, and the other young person's case opens as before."""
    world = await a_world(house)
    link = await linked(world)
    form = await flags.flag_form(
        world.house, world[SAM], world.case(KS_CASE), purpose=Purpose.COORDINATE
    )
    tell = a_flag_form(**{f"tell_{link}": "on"})
    await flags.flag_case(
        world.house, world[SAM], world.case(KS_CASE), form.form_id, tell, purpose=Purpose.COORDINATE
    )
    await closed(world)
    world = await world.later(days=366)
    before = await w.table(world, "link")
    assert await erase(world, of_case(world)) == 1
    async with reading(world.house) as session:
        assert await cases_store.wrapped_key(session, world.case(KS_CASE)) is None
        case = await session.get_one(CaseFile, world.case(KS_CASE))
        assert case.sealed == b""
        assert case.reference_hash != world.house.keys.lookup("reference", KS_CASE)
        maps = (await session.exec(select(KeptMap).where(KeptMap.case_id == case.id))).all()
        assert {kept.sealed for kept in maps} == {None}
        ends = (await session.exec(select(LinkEnd).where(LinkEnd.link_id == link))).all()
        key = await session.get_one(CaseKey, world.case(MS_CASE))
    vault = world.house.keys.vault(world.case(MS_CASE), key.wrapped)
    kept = [vault.open("link_end", end.id, end.sealed) for end in ends if end.sealed]
    assert [one["other"] for one in kept] == [{"case": None, "reference": ""}]
    between = await w.table(world, "link")
    own = {row["id"]: row["wrapped"] for row in await w.table(world, "own_key")}
    now = [world.house.keys.vault(row["id"], own[row["id"]]) for row in between]
    opens = [
        vault.open("link", row["id"], row["sealed"])
        for vault, row in zip(now, between, strict=True)
    ]
    assert opens == [{"asking_case": "", "asking": "", "asked": ""}]
    for vault, row in zip(now, before, strict=True):  # rows of a backup, beside the keys of today
        with pytest.raises(SealBroken):
            vault.open("link", row["id"], row["sealed"])
    assert await w.table(world, "flag") == await w.table(world, "alert") == []
    sheet = await cases.open_case(world.house, world[PRIYA], world.case(MS_CASE))
    assert [line.state for line in sheet.links] == ["ended"]
    await alerts.inbox(world.house, world[PRIYA], purpose=Purpose.COORDINATE)
    assert (await check_record(world.house)).faults == ()
    await w.bring_in(world.house, w.row(KS_CASE, SAM))  # the same reference: another case
    assert KS_CASE in {line.reference for line in await cases.my_cases(world.house, world[SAM])}


async def test_a_file_taken_afterwards_holds_no_key(tmp_path: Path) -> None:
    """Not one byte of the wrapped key is in the files any more, not in what is written ahead."""
    url = f"sqlite+aiosqlite:///{tmp_path / 'peermap.db'}"
    environ = {"PEERMAP_VAR": str(tmp_path / "var"), "PEERMAP_DATABASE_URL": url}
    await asyncio.to_thread(moulds.fill, url)
    clock = FakeClock()
    settings = Settings.from_env(environ)
    house = await build_house(settings, clock=clock, rooms=FakeRooms(clock), slow=FakeSlow())
    world = await a_world(house)
    await closed(world)
    async with reading(world.house) as session:
        wrapped = (await session.get_one(CaseKey, world.case(KS_CASE))).wrapped

    def everything() -> bytes:
        return b"".join(path.read_bytes() for path in sorted(tmp_path.glob("peermap*")))

    assert wrapped in everything()
    assert await erase(await world.later(days=366), of_case(world)) == 1
    await close_house(house)  # the last connection writes home what was written ahead
    assert wrapped not in everything()


@pytest.mark.parametrize("step", range(5))
async def test_an_erasing_that_fails_at_any_step_is_none(
    house: House, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    """Cut between two of its parts, all of it is undone, key and note; then it goes well."""
    world = await a_world(house)
    await linked(world)
    await closed(world)
    world = await world.later(days=366)
    steps = (
        (retention.store, "delete_flags"),
        (retention.store, "forget_devices"),
        (retention.store, "blank"),
        (retention.erasing, "_forget_links"),
        (retention.erasing, "note"),
    )

    def cut(*_: object, **__: object) -> None:
        raise ConnectionError

    with monkeypatch.context() as patched:
        patched.setattr(*steps[step], cut)
        with pytest.raises(ConnectionError):
            await erase(world, of_case(world))
    assert of_case(world) in {line.due.key for line in (await due(world)).lines}
    async with reading(world.house) as session:
        assert await session.get(CaseKey, world.case(KS_CASE)) is not None
        assert (await session.exec(select(Erasure))).all() == []
    assert await erase(world, of_case(world)) == 1


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


async def test_its_drawing_ends_with_a_case(house: House) -> None:
    """A board that is open as the supervisor agrees is nobody's from then on."""
    world = await a_world(house)
    offer = await drawings.offer(world.house, world[SAM], world.case(KS_CASE))
    await closed(world)
    rows = [row for row in await w.table(world, "drawing") if row["id"] == offer.drawing_id]
    assert rows[0]["ended_at"] is not None
    assert rows[0]["room_key"] is None
