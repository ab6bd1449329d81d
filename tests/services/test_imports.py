"""Importing allocations: what a good file changes, twice too, and nothing half-written."""

from __future__ import annotations

import logging
from dataclasses import replace

import pytest
from sqlmodel import select

from peermap_app.bootstrap import House
from peermap_app.domain.access import Action
from peermap_app.domain.cases import Role
from peermap_app.domain.errors import Invalid, NotAllowed, NotFound
from peermap_app.services import accounts, imports
from peermap_app.services.import_file import (
    ImportRefused,
    decode,
)
from peermap_app.services.unit import Who, reading, unit, writing
from peermap_app.storage.access_record import verify_chain
from peermap_app.storage.tables import AccessRecord, Allocation, CaseFile, Worker
from tests.fakes import FakeClock, FakeHints
from tests.services.import_files import (
    GOOD,
    SAMPLE,
    a_file,
    case,
    counts,
    problems,
    worker,
)
from tests.services.people import People, in_days


async def test_the_sample_in_the_documents_is_good(house: House) -> None:
    """docs/sample-allocations.csv imports, twice, and the second time changes nothing."""
    text = decode(SAMPLE.read_bytes())
    first = await imports.import_allocations(house, text)
    assert first == imports.ImportReport(
        cases_new=4,
        cases_changed=0,
        allocations_new=5,
        allocations_changed=0,
        ended=1,
        unchanged=0,
        workers_new=4,
        workers_changed=0,
    )
    before = await counts(house)
    second = await imports.import_allocations(house, text)
    assert replace(second, unchanged=0) == imports.ImportReport(0, 0, 0, 0, 0, 0, 0, 0)
    assert second.unchanged == 5
    assert await counts(house) == before == (4, 2, 4, 5)


async def test_what_was_imported_is_what_the_file_said(house: House) -> None:
    """Case, young person, team, supervisor and worker stand as the file has them, sealed."""
    await imports.import_allocations(house, a_file({"reference": " hx-1187 ", "initials": "k"}))
    row, held = await case(house, "HX-1187")
    assert held == {"reference": "HX-1187", "initials": "K", "born": 2011}
    sam, nadia = await worker(house, "sam@west.example"), await worker(house, "nadia@west.example")
    assert (row.supervisor_id, row.team_id) == (nadia.id, sam.team_id)
    assert (sam.name, sam.phone, sam.role) == ("Sam Okoro", "07700 900118", "practitioner")
    assert (nadia.name, nadia.role) == ("nadia@west.example", "supervisor")


async def test_an_import_makes_no_sign_in(house: House) -> None:
    """Whoever is new cannot sign in before an operator sets a password."""
    await imports.import_allocations(house, a_file())
    for email in ("sam@west.example", "nadia@west.example"):
        assert (await worker(house, email)).password_hash is None
        with pytest.raises(Invalid, match="wrong_sign_in"):
            await accounts.sign_in(house, email, "", "192.0.2.7")


async def test_an_import_leaves_passwords_alone(house: House) -> None:
    """Whoever could sign in still can."""
    await imports.import_allocations(house, a_file())
    sam = await worker(house, "sam@west.example")
    who = Who(kind="operator")
    await accounts.reset_password(house, who, email=sam.email, password="paper boats in June")
    await imports.import_allocations(house, a_file({"phone": "07700 900999"}))
    again = await worker(house, "sam@west.example")
    assert again.phone == "07700 900999"
    assert again.password_hash is not None


async def test_an_ended_allocation_ends_access_at_once(house: House, hints: FakeHints) -> None:
    """The page is still open; the next thing it asks is refused, and it is told to ask."""
    await imports.import_allocations(house, a_file())
    row, _ = await case(house, "HX-1187")
    sam = Who(kind="worker", worker_id=(await worker(house, "sam@west.example")).id)
    today = in_days(house, 0).isoformat()
    report = await imports.import_allocations(house, a_file({"ends": today}))
    assert (report.allocations_changed, report.ended, report.allocations_new) == (1, 1, 0)
    with pytest.raises(NotFound):
        async with unit(house, sam, Action.SEE_CASE, row.id):
            raise AssertionError("the body was reached")
    assert hints.to(f"worker:{sam.worker_id}") == [{"kind": "case", "id": row.id}]


async def test_access_ends_on_the_day_that_to_names(house: House, clock: FakeClock) -> None:
    """Until the day before, the case is theirs."""
    last = in_days(house, 7)
    await imports.import_allocations(house, a_file({"ends": last.isoformat()}))
    clock.to(in_days(house, 6))
    row, _ = await case(house, "HX-1187")
    clock.to(last)
    with pytest.raises(NotFound):
        await case(house, "HX-1187")
    assert row.id


async def test_what_is_not_in_the_file_stays(house: House) -> None:
    """A file of one case ends nothing on another."""
    await imports.import_allocations(house, a_file({}, {"reference": "HX-1204", "initials": "T"}))
    await imports.import_allocations(house, a_file({"reference": "HX-1204", "initials": "T"}))
    await case(house, "HX-1187")


async def test_a_case_follows_the_file(house: House) -> None:
    """Initials, year, team, supervisor, name and phone are taken over and counted."""
    await imports.import_allocations(house, a_file())
    report = await imports.import_allocations(
        house,
        a_file(
            {
                "initials": "KB",
                "born": "2010",
                "team": "East",
                "supervisor": "ada@east.example",
                "name": "Sam Okoro-Hill",
            }
        ),
    )
    assert (report.cases_new, report.cases_changed, report.workers_new) == (0, 1, 1)
    assert (report.workers_changed, report.allocations_new, report.unchanged) == (1, 0, 0)
    row, held = await case(house, "HX-1187")
    assert held == {"reference": "HX-1187", "initials": "KB", "born": 2010}
    assert row.supervisor_id == (await worker(house, "ada@east.example")).id
    assert (await worker(house, "sam@west.example")).name == "Sam Okoro-Hill"


async def test_a_supervisor_who_holds_a_case_is_a_supervisor(house: House) -> None:
    """By whichever row comes first, and later rows do not make them less."""
    both = ({"email": "nadia@west.example", "name": "Nadia W", "supervisor": "lee@west.example"},)
    await imports.import_allocations(house, a_file({}, {"reference": "HX-1204", **both[0]}))
    nadia = await worker(house, "nadia@west.example")
    assert (nadia.role, nadia.name) == ("supervisor", "Nadia W")
    await imports.import_allocations(house, a_file({"reference": "HX-1204", **both[0]}))
    assert (await worker(house, "nadia@west.example")).role == "supervisor"


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.DATA_PROTECTION])
@pytest.mark.parametrize("column", ["email", "supervisor"])
async def test_administrators_cannot_be_allocated(
    house: House, people: People, role: Role, column: str
) -> None:
    """Neither as a worker nor as a supervisor, by whatever file."""
    email = {"administrator": "alex@west.example", "data_protection": "robin@west.example"}[role]
    heading = {"email": "worker e-mail", "supervisor": "supervisor e-mail"}[column]
    before = await counts(house)
    assert await problems(house, a_file({"reference": "HX-9"}, {column: email})) == [
        (3, heading, "import_role")
    ]
    assert await counts(house) == before


async def test_one_bad_row_takes_nothing(house: House) -> None:
    """All or nothing: a good row beside a bad one is not taken; the refusal is recorded."""
    found = await problems(house, a_file({}, {"reference": "HX-2", "born": "x"}))
    assert found == [(3, "year of birth", "import_year")]
    assert await counts(house) == (0, 0, 0, 0)
    async with reading(house) as session:
        rows = (await session.exec(select(AccessRecord))).all()
    assert [(r.action, r.outcome, r.rule, r.who_kind) for r in rows] == [
        ("import", "refused", "import_refused", "operator")
    ]


async def test_a_bad_file_leaves_nothing_confidential_in_the_log(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    """Neither the log nor the exception repeats what stands in the file."""
    caplog.set_level(logging.DEBUG)
    with pytest.raises(ImportRefused) as caught:
        await imports.import_allocations(
            house, a_file({"reference": "ZZ-SECRET", "initials": "QXWV", "phone": "call QXWV"})
        )
    said = caplog.text + repr(caught.value) + str(caught.value) + repr(caught.value.problems)
    assert not any(secret in said for secret in ("ZZ-SECRET", "QXWV", "sam@west"))


async def test_workers_import_nothing(house: House, people: People) -> None:
    """Only the operator and, by the table, an administrator."""
    for who in (people.sam, people.nadia, people.robin):
        with pytest.raises(NotAllowed, match="not_allowed"):
            await imports.import_allocations(house, a_file(), who)


async def test_each_case_gets_its_record(house: House) -> None:
    """Made, unchanged, changed: rows on the case's own chain, whole, with ids alone."""
    await imports.import_allocations(house, a_file())
    await imports.import_allocations(house, a_file())
    await imports.import_allocations(house, a_file({"ends": "2026-11-01"}))
    async with reading(house) as session:
        row = (await session.exec(select(CaseFile))).one()
        rows = (await session.exec(select(AccessRecord).where(AccessRecord.chain == row.id))).all()
        allocation = (await session.exec(select(Allocation))).one()
        assert await verify_chain(session, house.keys, row.id) == ()
        assert await verify_chain(session, house.keys, "house") == ()
    assert [(r.action, r.outcome, r.detail) for r in rows] == [
        ("import", "allowed", allocation.id)
    ] * 2


async def test_a_thousand_cases_are_taken_and_taken_again(house: House) -> None:
    """More than one piece of a query, quickly; the second time nothing changes."""
    rows = [
        {"reference": f"HX-{n}", "email": f"w{n % 90}@west.example", "name": f"W {n % 90}"}
        for n in range(1200)
    ]
    first = await imports.import_allocations(house, a_file(*rows))
    assert (first.cases_new, first.allocations_new, first.workers_new) == (1200, 1200, 91)
    assert (await imports.import_allocations(house, a_file(*rows))).unchanged == 1200


@pytest.mark.parametrize("column", ["email", "supervisor"])
async def test_a_file_makes_no_account_whose_mails_go_elsewhere(house: House, column: str) -> None:
    """A mail to an encoded word goes to what it says decoded."""
    heading = {"email": "worker e-mail", "supervisor": "supervisor e-mail"}[column]
    odd = "sam@=?utf-8?q?evil=2eexample?=.co"
    assert await problems(house, a_file({column: odd})) == [(2, heading, "email_shape")]


@pytest.mark.parametrize("column", ["email", "supervisor"])
async def test_a_file_makes_no_account_that_only_looks_like_another(
    house: House, column: str
) -> None:
    """A new address is ASCII; one that is there already, from before, follows the file."""
    heading = {"email": "worker e-mail", "supervisor": "supervisor e-mail"}[column]
    alike = "s\u0430m@west.example"
    assert await problems(house, a_file({column: alike})) == [(2, heading, "email_ascii")]
    await imports.import_allocations(house, a_file())
    async with writing(house) as session:
        known = (await session.exec(select(Worker).where(Worker.email == GOOD[column]))).one()
        known.email = alike
        session.add(known)
    report = await imports.import_allocations(house, a_file({column: alike}))
    assert (report.workers_new, report.unchanged) == (0, 1)
