"""Importing allocations: good files, each kind of bad row, twice, and nothing half-written."""

from __future__ import annotations

import csv
import functools
import logging
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import select

from peermap_app.bootstrap import House
from peermap_app.domain.access import Action
from peermap_app.domain.cases import Role
from peermap_app.domain.errors import Invalid, NotAllowed, NotFound
from peermap_app.services import accounts, imports
from peermap_app.services.import_file import (
    COLUMNS,
    ImportRefused,
    Row,
    RowProblem,
    decode,
    read_rows,
)
from peermap_app.services.unit import Who, reading, unit
from peermap_app.storage.access_record import verify_chain
from peermap_app.storage.tables import AccessRecord, Allocation, CaseFile, Team, Worker
from peermap_app.words import operators
from tests.fakes import NOW, FakeClock, FakeHints
from tests.services.people import People, in_days

SAMPLE = Path(__file__).parents[2] / "docs" / "sample-allocations.csv"
HEADING = ",".join(COLUMNS)
GOOD: Mapping[str, str] = {
    "reference": "HX-1187",
    "initials": "K",
    "born": "2011",
    "name": "Sam Okoro",
    "email": "sam@west.example",
    "phone": "07700 900118",
    "team": "West",
    "supervisor": "nadia@west.example",
    "starts": "2026-01-12",
    "ends": "",
}


def a_file(*rows: Mapping[str, str], heading: str = HEADING) -> str:
    """A file of rows, each GOOD but for what it says."""
    lines = [",".join({**GOOD, **row}.values()) for row in rows or ({},)]
    return "\n".join([heading, *lines, ""])


async def problems(house: House, text: str) -> list[tuple[int, str, str]]:
    """Line, column and code of everything that is wrong with a file."""
    with pytest.raises(ImportRefused) as caught:
        await imports.import_allocations(house, text)
    return [(p.line, p.column, p.code) for p in caught.value.problems]


async def counts(house: House) -> tuple[int, int, int, int]:
    """Workers, teams, cases, allocations."""
    async with reading(house) as session:
        found = [
            len((await session.exec(select(table))).all())  # type: ignore[call-overload]
            for table in (Worker, Team, CaseFile, Allocation)
        ]
    return tuple(found)  # type: ignore[return-value]


async def worker(house: House, email: str) -> Worker:
    async with reading(house) as session:
        return (await session.exec(select(Worker).where(Worker.email == email))).one()


async def case(house: House, reference: str) -> tuple[CaseFile, dict[str, object]]:
    """The row of a case and what is sealed in it."""
    async with reading(house) as session:
        hashed = house.keys.lookup("reference", reference)
        row = (await session.exec(select(CaseFile).where(CaseFile.reference_hash == hashed))).one()
    who = Who(kind="worker", worker_id=(await worker(house, GOOD["email"])).id)
    async with unit(house, who, Action.SEE_CASE, row.id) as u:
        return row, u.held.vault.open("case_file", row.id, row.sealed)


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


BAD: list[tuple[str, str, str, str]] = [
    ("reference", "", "case reference", "reference_missing"),
    ("reference", "HX", "case reference", "reference_shape"),
    ("reference", "HX 1187", "case reference", "reference_shape"),
    ("reference", "=HX1187", "case reference", "reference_shape"),
    ("reference", "H" * 21, "case reference", "reference_shape"),
    ("initials", "", "initials", "initials_empty"),
    ("initials", "KATE", "initials", "initials_too_long"),
    ("initials", "K1", "initials", "initials_letters"),
    ("born", "", "year of birth", "import_year"),
    ("born", "11", "year of birth", "import_year"),
    ("born", "2011.0", "year of birth", "import_year"),
    ("born", "1950", "year of birth", "import_year_far"),
    ("born", "2099", "year of birth", "import_year_far"),
    ("name", "", "worker name", "missing"),
    ("name", "n" * 81, "worker name", "too_long"),
    ("name", "n" * 2000, "worker name", "too_long"),
    ("name", "=HYPERLINK(1)", "worker name", "import_formula"),
    ("name", "@SUM(1)", "worker name", "import_formula"),
    ("name", "Sam\x07", "worker name", "import_control"),
    ("name", "\uff1dSUM(1)", "worker name", "import_formula"),
    ("email", "=cmd|x@x.example", "worker e-mail", "import_formula"),
    ("email", "+cmd|x@x.example", "worker e-mail", "import_formula"),
    ("email", "-cmd|x@x.example", "worker e-mail", "import_formula"),
    ("email", "@cmd|x@x.example", "worker e-mail", "import_formula"),
    ("email", '"\t=cmd|x@x.example"', "worker e-mail", "import_formula"),
    ("email", '"\r=cmd|x@x.example"', "worker e-mail", "import_formula"),
    ("email", "", "worker e-mail", "email_shape"),
    ("email", "sam at west", "worker e-mail", "email_shape"),
    ("email", "sam@west", "worker e-mail", "email_shape"),
    ("email", "a@b.example b@c.example", "worker e-mail", "email_shape"),
    ("phone", "ring the office", "worker phone", "phone_shape"),
    ("phone", "+1+2", "worker phone", "phone_shape"),
    ("team", "", "team", "missing"),
    ("team", "+cmd", "team", "import_formula"),
    ("supervisor", "", "supervisor e-mail", "email_shape"),
    ("supervisor", "=cmd|x@x.example", "supervisor e-mail", "import_formula"),
    ("supervisor", " @cmd|x@x.example", "supervisor e-mail", "import_formula"),
    ("supervisor", '"\r\n-cmd|x@x.example"', "supervisor e-mail", "import_formula"),
    ("starts", "", "from", "import_day"),
    ("starts", "2026-02-30", "from", "import_day"),
    ("starts", "12/31/2026", "from", "import_day"),
    ("starts", "2026-1-2", "from", "import_day"),
    ("ends", "soon", "to", "import_day"),
    ("ends", "2025-12-31", "to", "import_to_before_from"),
]


@pytest.mark.parametrize(("field", "value", "column", "code"), BAD)
def test_each_kind_of_bad_cell_is_named(field: str, value: str, column: str, code: str) -> None:
    """Its line, its column and what is wrong; there is a sentence that repeats nothing of it."""
    cell = f'"{value}"' if "," in value else value
    with pytest.raises(ImportRefused) as caught:
        read_rows(a_file({"reference": "HX-1"}, {field: cell}), NOW.date())
    (problem,) = caught.value.problems
    assert (problem.line, problem.column, problem.code) == (3, column, code)
    said = operators.row(problem.line, problem.column, problem.code, dict(problem.data))
    assert said.startswith(f"Line 3, {column}: ")
    assert not value or len(value) < 3 or value not in said
    assert "{" not in said


@pytest.mark.parametrize(
    ("changes", "columns"),
    [
        ({"initials": "B"}, ["initials"]),
        ({"born": "2010"}, ["year of birth"]),
        ({"team": "East"}, ["team"]),
        ({"supervisor": "x@west.example"}, ["supervisor e-mail"]),
        ({"ends": "2026-12-01"}, ["to"]),
        ({"reference": "HX-2", "name": "Samuel"}, ["worker name"]),
        ({"reference": "HX-2", "phone": ""}, ["worker phone"]),
    ],
)
def test_rows_that_contradict_each_other_are_named(
    changes: Mapping[str, str], columns: list[str]
) -> None:
    """The later one, with the line that it differs from."""
    with pytest.raises(ImportRefused) as caught:
        read_rows(a_file({}, changes), NOW.date())
    assert caught.value.problems == tuple(
        RowProblem(3, column, "import_differs", (("other", 2),)) for column in columns
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", [(1, "", "import_empty")]),
        ("\n\n  \n", [(1, "", "import_empty")]),
        (HEADING + "\n", [(1, "", "import_empty")]),
        ("hello\n", [(1, "", "import_heading")]),
        (
            a_file(heading=HEADING.replace("initials", "name")),
            [(1, "initials", "import_column_missing"), (1, "", "import_column_unknown")],
        ),
        (a_file(heading=HEADING + ",notes"), [(1, "", "import_column_unknown")]),
        (a_file(heading=HEADING + ",to"), [(1, "to", "import_column_twice")]),
        (a_file().rstrip("\n") + ",extra\n", [(2, "", "import_cells")]),
        (HEADING + "\nHX-1187,K\n", [(2, "", "import_cells")]),
        (HEADING + '\n"HX-1187,K\n', [(2, "", "import_quotes")]),
        (HEADING + '\n"HX"-1187,K\n', [(2, "", "import_quotes")]),
        (HEADING + "\nHX\0\n", [(1, "", "import_not_csv")]),
        (HEADING + "\n" + '"' + "x" * 200_000 + '"\n', [(2, "", "import_cells")]),
        (HEADING + "\n" + '"' + "x" * 200_000 + "\n", [(2, "", "import_quotes")]),
    ],
)
def test_a_file_that_is_none_is_refused(text: str, expected: list[tuple[int, str, str]]) -> None:
    """Empty, without headings, cut, binary, with rows of another length: one plain reason."""
    with pytest.raises(ImportRefused) as caught:
        read_rows(text, NOW.date())
    assert [(p.line, p.column, p.code) for p in caught.value.problems] == expected


@pytest.mark.parametrize("length", [131_071, 131_073, 400_000])
@pytest.mark.parametrize("field", ["name", "email", "phone", "reference"])
def test_a_field_that_is_far_too_long_is_named_and_the_rest_is_read(
    field: str, length: int
) -> None:
    """Its own line and column; the rows after it are read, and their problems named."""
    with pytest.raises(ImportRefused) as caught:
        read_rows(a_file({}, {field: "x" * length}, {"born": "x"}), NOW.date())
    heading = {name: column for column, name in COLUMNS.items()}[field]
    assert caught.value.problems == (
        RowProblem(3, heading, "too_long", (("most", 1000),)),
        RowProblem(4, "year of birth", "import_year"),
    )


def test_the_longest_field_that_a_file_may_have_is_named() -> None:
    """One cell that is nearly all of the file is too long, and no open quotation mark."""
    text = a_file({"name": "x" * (20_000_000 - len(a_file({"name": ""})))})
    with pytest.raises(ImportRefused) as caught:
        read_rows(text.encode(), NOW.date())
    assert [(p.line, p.code) for p in caught.value.problems] == [(2, "too_long")]


def test_the_limit_of_a_field_is_put_back() -> None:
    """What else this process reads as CSV keeps its limit, after a good file and a bad one."""
    usual = csv.field_size_limit()
    read_rows(a_file(), NOW.date())
    with pytest.raises(ImportRefused):
        read_rows("x", NOW.date())
    assert csv.field_size_limit() == usual


NO_TEXT: list[tuple[bytes, str]] = [
    (a_file().encode() + b"\0", "import_not_csv"),
    (a_file().encode("utf-16"), "import_not_csv"),
    (a_file({"name": "Siân"}).encode("latin-1"), "import_not_utf8"),
    (b"x" * 20_000_001, "import_too_large"),
]


@pytest.mark.parametrize(("raw", "code"), NO_TEXT, ids=["nul", "utf-16", "latin-1", "large"])
async def test_a_file_that_is_no_text_is_recorded_too(house: House, raw: bytes, code: str) -> None:
    """Refused while it is decoded: one row in the record each time, like any refused file."""
    for times in (1, 2):
        with pytest.raises(ImportRefused) as caught:
            await imports.import_allocations(house, raw)
        assert [p.code for p in caught.value.problems] == [code]
        async with reading(house) as session:
            rows = (await session.exec(select(AccessRecord))).all()
        said = [(r.chain, r.action, r.outcome, r.rule, r.who_kind, r.detail) for r in rows]
        assert said == [("house", "import", "refused", "import_refused", "operator", "")] * times
    assert await counts(house) == (0, 0, 0, 0)


async def test_the_bytes_of_a_good_file_are_taken(house: House) -> None:
    """With a byte order mark, as spreadsheets write it."""
    report = await imports.import_allocations(house, a_file().encode("utf-8-sig"))
    assert (report.cases_new, report.allocations_new) == (1, 1)


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"PK\x03\x04\x00\x00", "import_not_csv"),
        (b"x" * 20_000_001, "import_too_large"),
        (HEADING.encode() + b"\nSi\xe2n", "import_not_utf8"),
        ("case reference".encode("utf-16"), "import_not_csv"),
    ],
)
def test_bytes_that_are_no_csv_are_refused(raw: bytes, code: str) -> None:
    """A spreadsheet, a picture, another encoding, a file without end."""
    with pytest.raises(ImportRefused) as caught:
        decode(raw)
    assert [p.code for p in caught.value.problems] == [code]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_what_spreadsheets_write_is_read(separator: str, line_end: str, mark: str) -> None:
    """Commas, semicolons or tabs, either line end, with a byte order mark or without."""
    text = mark + a_file({}, {"reference": "HX-2"}).replace(",", separator)
    rows = read_rows(decode(text.replace("\n", line_end).encode()), NOW.date())
    assert [row.reference for row in rows] == ["HX-1187", "HX-2"]


def test_columns_in_another_order_are_read() -> None:
    """Headings say what a column is, in capitals too; empty cells at the end do no harm."""
    names = list(COLUMNS)[::-1]
    cells = [GOOD[COLUMNS[name]] for name in names]
    text = ",".join(n.upper() for n in names) + ",,\n" + ",".join(cells) + ",,\n\n"
    (row,) = read_rows(text, NOW.date())
    assert (row.reference, row.starts, row.ends) == ("HX-1187", date(2026, 1, 12), None)


def test_days_are_read_both_ways() -> None:
    """ISO and British days mean the same."""
    iso, british = {"starts": "2026-03-04"}, {"starts": "04/03/2026", "reference": "HX-2"}
    rows = read_rows(a_file(iso, british), NOW.date())
    assert {row.starts for row in rows} == {date(2026, 3, 4)}


def test_a_line_is_where_its_row_begins() -> None:
    """A quoted cell may hold a line break: lines after it keep their numbers."""
    broken = {"name": '"Sam\nOkoro"'}
    with pytest.raises(ImportRefused) as caught:
        read_rows(a_file(broken, {"born": "x"}), NOW.date())
    assert [(p.line, p.code) for p in caught.value.problems] == [
        (2, "import_control"),
        (4, "import_year"),
    ]


def test_a_very_wrong_file_does_not_print_itself() -> None:
    """The first 200 problems are named and the others counted."""
    with pytest.raises(ImportRefused) as caught:
        read_rows(a_file(*[{"born": "x"}] * 500), NOW.date())
    assert (len(caught.value.problems), caught.value.more) == (200, 300)


def taken_or_refused(read: Callable[[], tuple[Row, ...]]) -> bool:
    """Whether there are rows, or problems; anything else passes through as an error."""
    try:
        return bool(read())
    except ImportRefused as refused:
        return bool(refused.problems)


@given(text=st.text(max_size=300) | st.text(alphabet='",;\t\n\rHX-1187K', max_size=300))
def test_no_text_crashes_the_reader(text: str) -> None:
    """Whatever stands in a file: rows, or a refusal that names what is wrong."""
    for content in (text, f"{HEADING}\n{text}"):
        assert taken_or_refused(functools.partial(read_rows, content, NOW.date()))


@given(raw=st.binary(max_size=300))
def test_no_bytes_crash_the_reader(raw: bytes) -> None:
    """Whatever a file is."""
    content = HEADING.encode() + b"\n" + raw
    assert taken_or_refused(lambda: read_rows(decode(content), NOW.date()))


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
