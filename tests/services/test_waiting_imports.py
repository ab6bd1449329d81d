"""A file of allocations waits for every team that it concerns, and comes in as one."""

from __future__ import annotations

import pytest
from sqlmodel import select

from peermap_app.bootstrap import House
from peermap_app.domain.cases import Role
from peermap_app.domain.errors import Conflict, NotAllowed, NotFound
from peermap_app.services import imports, own_phone, waiting_imports
from peermap_app.services.import_changes import Change, Part
from peermap_app.services.import_file import ImportRefused
from peermap_app.services.unit import OPERATOR, Who, reading, writing
from peermap_app.storage.tables import AccessRecord, Allocation, CaseFile, Table, Worker
from peermap_app.storage.waiting_tables import WaitingImport
from tests.fakes import FakeHints
from tests.services.people import People, a_worker
from tests.services.test_administration import opens

HEADINGS = (
    "case reference,initials,year of birth,worker name,worker e-mail,worker phone,team,"
    "supervisor e-mail,from,to"
)


def a_file(*rows: str) -> bytes:
    """An allocations file."""
    return "\n".join((HEADINGS, *rows, "")).encode()


def row(
    reference: str, worker: str, team: str, lead: str, ends: str = "", initials: str = "K"
) -> str:
    """One row of it."""
    name = {"sam": "Sam O", "priya": "Priya N", "jo": "Jo B", "nadia": "Nadia W"}[worker]
    who = f"{name},{worker}@west.example,07700 900118,{team},{lead}@west.example"
    return f"{reference},{initials},2011,{who},2026-10-20,{ends}"


SAMS = row("HX-1187", "sam", "West", "nadia")
NEW = row("HX-4000", "sam", "West", "nadia")
WEST = a_file(SAMS, NEW)
MOVED = row("HX-2041", "sam", "West", "nadia", initials="M")


async def lee(house: House, people: People) -> Who:
    """East's supervisor."""
    return await a_worker(house, name="Lee M", role=Role.SUPERVISOR, team_id=people.east)


async def everything(house: House) -> dict[str, list[str]]:
    """Every row of what an import writes."""
    kept: dict[str, list[str]] = {}
    async with reading(house) as session:
        kinds: tuple[type[Table], ...] = (CaseFile, Allocation, Worker)
        for kind in kinds:
            rows = (await session.exec(select(kind))).all()
            kept[kind.__name__] = sorted(repr(each.model_dump()) for each in rows)
    return kept


async def test_it_waits_and_then_comes_in_as_one(
    house: House, people: People, hints: FakeHints
) -> None:
    """Asked for nothing changes, not even a hint; agreed to all of it is there, the file gone."""
    before = await everything(house)
    told = len(hints.told)
    await waiting_imports.ask_import(house, people.alex, WEST)
    assert await everything(house) == before
    assert len(hints.told) == told
    seen = await waiting_imports.preview(house, people.nadia, supervises=True)
    assert seen is not None
    assert (seen.figures["cases_new"], seen.figures["unchanged"], seen.own) == (1, 1, False)
    assert [(each.kind, each.reference) for each in seen.changes] == [
        ("case_new", "HX-4000"),
        ("allocation_new", "HX-4000"),
    ]
    answer = await waiting_imports.answer_import(house, people.nadia, seen.id, agree=True)
    assert answer == "done"
    after = await everything(house)
    assert len(after["CaseFile"]) == len(before["CaseFile"]) + 1
    assert await waiting_imports.preview(house, people.nadia, supervises=True) is None
    async with reading(house) as session:
        held = (await session.exec(select(WaitingImport))).one()
        assert (held.state, held.sealed) == ("done", None)
    with pytest.raises(Conflict, match="answered_already"):
        await waiting_imports.answer_import(house, people.nadia, seen.id, agree=True)


async def test_every_team_agrees(house: House, people: People) -> None:
    """A case that moves from East to West needs both; each sees its own team's part alone."""
    east = await lee(house, people)
    await waiting_imports.ask_import(house, people.alex, a_file(SAMS, NEW, MOVED))
    hers = await waiting_imports.preview(house, people.nadia, supervises=True)
    his = await waiting_imports.preview(house, east, supervises=True)
    assert hers is not None
    assert his is not None
    assert {each.reference for each in hers.changes} == {"HX-4000", "HX-2041"}
    assert {each.reference for each in his.changes} == {"HX-2041"}
    before = await everything(house)
    first = await waiting_imports.answer_import(house, people.nadia, hers.id, agree=True)
    assert first == "waiting"
    assert await everything(house) == before
    with pytest.raises(Conflict, match="answered_already"):
        await waiting_imports.answer_import(house, people.nadia, hers.id, agree=True)
    assert await waiting_imports.answer_import(house, east, hers.id, agree=True) == "done"
    assert await opens(house, people.sam, people.case_m)


async def test_one_refusal_refuses_all(house: House, people: People) -> None:
    """Nothing of it comes in, whoever agreed before."""
    east = await lee(house, people)
    before = await everything(house)
    await waiting_imports.ask_import(house, people.alex, a_file(SAMS, NEW, MOVED))
    seen = await waiting_imports.preview(house, people.alex, supervises=False)
    assert seen is not None
    await waiting_imports.answer_import(house, people.nadia, seen.id, agree=True)
    assert await waiting_imports.answer_import(house, east, seen.id, agree=False) == "refused"
    assert await everything(house) == before


async def test_what_changed_since_is_previewed_anew(house: House, people: People) -> None:
    """Nobody agrees to what they did not see: agreements of before count no more."""
    east = await lee(house, people)
    await waiting_imports.ask_import(house, people.alex, a_file(SAMS, NEW, MOVED))
    seen = await waiting_imports.preview(house, people.alex, supervises=False)
    assert seen is not None
    await waiting_imports.answer_import(house, people.nadia, seen.id, agree=True)
    await imports.import_allocations(house, WEST)  # an operator, at the machine
    before = await everything(house)
    assert await waiting_imports.answer_import(house, east, seen.id, agree=True) == "changed"
    assert await everything(house) == before
    again = await waiting_imports.preview(house, people.alex, supervises=False)
    assert again is not None
    assert {each.reference for each in again.changes} == {"HX-2041"}
    assert [agreed for _, agreed in again.teams] == ["", ""]


async def test_nobody_agrees_to_a_case_of_their_own(house: House, people: People) -> None:
    """Neither whoever gets one by the file; without another supervisor it is not even asked for."""
    hers = a_file(SAMS, row("HX-4000", "nadia", "West", "nadia"))
    with pytest.raises(Conflict, match="import_nobody"):
        await waiting_imports.ask_import(house, people.alex, hers)
    second = await a_worker(house, name="Ana M", role=Role.SUPERVISOR, team_id=people.west)
    await waiting_imports.ask_import(house, people.alex, hers)
    seen = await waiting_imports.preview(house, people.nadia, supervises=True)
    assert seen is not None
    assert seen.own
    with pytest.raises(Conflict, match="not_your_own"):
        await waiting_imports.answer_import(house, people.nadia, seen.id, agree=True)
    assert await waiting_imports.answer_import(house, second, seen.id, agree=True) == "done"


async def test_another_teams_supervisor_has_no_say(house: House, people: People) -> None:
    """It reads like what does not exist."""
    east = await lee(house, people)
    await waiting_imports.ask_import(house, people.alex, WEST)
    assert await waiting_imports.preview(house, east, supervises=True) is None
    seen = await waiting_imports.preview(house, people.nadia, supervises=True)
    assert seen is not None
    for wrong in (seen.id, "0" * 32, None, ["x"]):
        with pytest.raises(NotFound):
            await waiting_imports.answer_import(house, east, wrong, agree=True)


async def test_what_is_refused_at_once(house: House, people: People) -> None:
    """A bad line, a file that changes nothing, a team that nobody supervises, a stranger."""
    with pytest.raises(ImportRefused):
        await waiting_imports.ask_import(house, people.alex, a_file("HX-1,?,x"))
    with pytest.raises(Conflict, match="import_nobody"):
        await waiting_imports.ask_import(house, people.alex, a_file(SAMS, MOVED))
    for who in (people.sam, people.nadia, people.robin):
        with pytest.raises(NotAllowed):
            await waiting_imports.ask_import(house, who, WEST)
    for who in (people.alex, people.sam, people.robin):
        with pytest.raises(NotAllowed):
            await waiting_imports.answer_import(house, who, "0" * 32, agree=True)
    await imports.import_allocations(house, WEST)
    with pytest.raises(Conflict, match="import_nothing"):
        await waiting_imports.ask_import(house, people.alex, WEST)


async def test_the_file_lies_sealed(house: House, people: People) -> None:
    """Neither the reference nor an address stands in the row, and a newer file takes its place."""
    await waiting_imports.ask_import(house, people.alex, WEST)
    await waiting_imports.ask_import(house, people.alex, WEST)
    async with reading(house) as session:
        rows = (await session.exec(select(WaitingImport))).all()
        seen = (await session.exec(select(AccessRecord.detail))).all()
    assert sorted(each.state for each in rows) == ["replaced", "waiting"]
    for text in (*(repr(each.model_dump()) for each in rows), *seen):
        assert "HX-4000" not in text
        assert "sam@west" not in text


async def test_nobody_agrees_for_two_teams(house: House, people: People) -> None:
    """Nadia agreed for West and is moved to East: East's part needs somebody else."""
    await lee(house, people)
    await a_worker(house, name="Ana M", role=Role.SUPERVISOR, team_id=people.west)
    moved = row("HX-2041", "sam", "West", "ana", initials="M")
    await waiting_imports.ask_import(house, people.alex, a_file(SAMS, moved))
    hers = await waiting_imports.preview(house, people.nadia, supervises=True)
    assert hers is not None
    assert (
        await waiting_imports.answer_import(house, people.nadia, hers.id, agree=True) == "waiting"
    )
    async with writing(house) as session:
        nadia = await session.get(Worker, people.nadia.worker_id)
        assert nadia is not None
        nadia.team_id = people.east
        session.add(nadia)
    with pytest.raises(Conflict, match="not_your_own"):
        await waiting_imports.answer_import(house, people.nadia, hers.id, agree=True)


@pytest.mark.parametrize("phone", ["07700 900118", "07700 900666"])
async def test_an_accounts_own_team_has_a_say_in_it(
    house: House, people: People, phone: str
) -> None:
    """Priya is of East: neither her being a supervisor nor her telephone, which colleagues and
    young people call, is West's alone to agree to."""
    await lee(house, people)
    lead = "nadia" if phone.endswith("666") else "priya"
    line = row("HX-4001", "priya" if lead == "nadia" else "sam", "West", lead)
    given = line.replace("07700 900118", phone)
    await waiting_imports.ask_import(house, people.alex, a_file(given))
    seen = await waiting_imports.preview(house, people.nadia, supervises=True)
    assert seen is not None
    assert {name for name, _ in seen.teams} == {"East", "West"}


def told(changes: tuple[Change, ...], kind: str) -> list[tuple[tuple[str, ...], tuple[Part, ...]]]:
    """The teams and the parts of each change of a kind."""
    return [(each.teams, each.parts) for each in changes if each.kind == kind]


async def test_a_preview_says_what_is_and_what_would_be(house: House, people: People) -> None:
    """Initials, year, supervisor, phone and last day, each with what stands there now."""
    await lee(house, people)
    line = "HX-1187,B,2010,Sam O,sam@west.example,07700 900999,West,lee@west.example,2026-10-20,"
    second = await a_worker(house, name="Mo M", role=Role.SUPERVISOR, team_id=people.east)
    await waiting_imports.ask_import(house, people.alex, a_file(f"{line}2027-01-31"))
    for who in (people.nadia, second):
        seen = await waiting_imports.preview(house, who, supervises=True)
        assert seen is not None
        named = ("Nadia W, nadia@west.example, West", "Lee M, lee@west.example, East")
        assert told(seen.changes, "case_supervisor") == [
            (("East", "West"), (Part("supervisor", *named),))
        ]
    seen = await waiting_imports.preview(house, people.nadia, supervises=True)
    assert seen is not None
    assert told(seen.changes, "case_changed") == [
        (("West",), (Part("initials", "K", "B"), Part("born", "2011", "2010")))
    ]
    assert told(seen.changes, "account_changed") == [
        (("West",), (Part("phone", "07700 900118", "07700 900999"),))
    ]
    (allocation,) = told(seen.changes, "allocation_changed")
    assert allocation[1][-1] == Part("ends", "", "2027-01-31")


async def test_another_supervisor_needs_their_team_and_not_themself(
    house: House, people: People
) -> None:
    """Lee of East would read a case of West: West alone does not do it, nor does Lee agree to it;
    without another supervisor of East it is not even asked for."""
    east = await lee(house, people)
    given = a_file(row("HX-1187", "sam", "West", "lee"))
    with pytest.raises(Conflict, match="import_nobody"):
        await waiting_imports.ask_import(house, people.alex, given)
    second = await a_worker(house, name="Mo M", role=Role.SUPERVISOR, team_id=people.east)
    await waiting_imports.ask_import(house, people.alex, given)
    seen = await waiting_imports.preview(house, people.alex, supervises=False)
    assert seen is not None
    assert [name for name, _ in seen.teams] == ["East", "West"]
    answer = waiting_imports.answer_import
    assert await answer(house, people.nadia, seen.id, agree=True) == "waiting"
    with pytest.raises(Conflict, match="not_your_own"):
        await answer(house, east, seen.id, agree=True)
    assert await answer(house, second, seen.id, agree=True) == "done"


async def test_a_new_case_of_another_teams_supervisor_needs_both(
    house: House, people: People
) -> None:
    """Whoever would supervise it from another team stands in the preview of both."""
    await lee(house, people)
    await a_worker(house, name="Mo M", role=Role.SUPERVISOR, team_id=people.east)
    given = a_file(row("HX-4000", "sam", "West", "lee"))
    await waiting_imports.ask_import(house, people.alex, given)
    seen = await waiting_imports.preview(house, people.alex, supervises=False)
    assert seen is not None
    assert [name for name, _ in seen.teams] == ["East", "West"]
    label = "Lee M, lee@west.example, East"
    assert told(seen.changes, "case_supervisor") == [
        (("East", "West"), (Part("supervisor", None, label),))
    ]


async def test_what_touches_what_is_there_stands_first_and_is_never_a_number(
    house: House, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A phone number does not hide behind new cases, and a file of more changes than are shown is
    not asked for."""
    monkeypatch.setattr(waiting_imports, "MOST_LINES", 2)
    fresh = [row(f"HX-4{at:03}", "sam", "West", "nadia") for at in range(5)]
    given = a_file(*(line.replace("900118", "900999") for line in fresh))
    await waiting_imports.ask_import(house, people.alex, given)
    seen = await waiting_imports.preview(house, people.nadia, supervises=True)
    assert seen is not None
    assert seen.changes[0].kind == "account_changed"
    assert (len(seen.changes), seen.more) == (2, 9)
    many = [row("HX-1187", name, "West", "nadia", ends="2027-01-31") for name in ("sam", "jo")]
    moved = row("HX-2041", "sam", "West", "nadia", initials="M")
    with pytest.raises(Conflict, match="import_much"):
        await waiting_imports.ask_import(house, people.alex, a_file(*many, moved))


async def test_whose_phone_it_is_is_told(house: House, people: People, hints: FakeHints) -> None:
    """Once it is agreed to, not before; by whom, and for as long as other things are shown."""
    given = a_file(SAMS.replace("900118", "900999"))
    await waiting_imports.ask_import(house, people.alex, given)
    assert await own_phone.changed_lately(house, people.sam) is None
    seen = await waiting_imports.preview(house, people.nadia, supervises=True)
    assert seen is not None
    await waiting_imports.answer_import(house, people.nadia, seen.id, agree=True)
    new = await own_phone.changed_lately(house, people.sam)
    assert new is not None
    assert (new.phone, new.by) == ("07700 900999", "Nadia W")
    assert f"worker:{people.sam.worker_id}" in {topic for topic, _ in hints.told}
    assert await own_phone.changed_lately(house, people.nadia) is None
    assert await own_phone.changed_lately(house, OPERATOR) is None
    await imports.import_allocations(house, a_file(SAMS))
    again = await own_phone.changed_lately(house, people.sam)
    assert again is not None
    assert (again.phone, again.by) == ("07700 900118", "")
