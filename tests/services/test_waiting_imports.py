"""A file of allocations waits for every team that it concerns, and comes in as one."""

from __future__ import annotations

import pytest
from sqlmodel import select

from peermap_app.bootstrap import House
from peermap_app.domain.cases import Role
from peermap_app.domain.errors import Conflict, NotAllowed, NotFound
from peermap_app.services import imports, waiting_imports
from peermap_app.services.import_file import ImportRefused
from peermap_app.services.unit import Who, reading, writing
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
    await waiting_imports.ask_import(house, people.alex, a_file(SAMS, MOVED))
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
