"""Reading a file of allocations: each kind of bad row is named, and no text or bytes crash it."""

from __future__ import annotations

import csv
import functools
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import select

from peermap_app.bootstrap import House
from peermap_app.services import import_file, imports
from peermap_app.services.import_file import (
    COLUMNS,
    MOST_CELLS,
    MOST_COLUMNS,
    MOST_PROBLEMS,
    MOST_ROWS,
    ImportRefused,
    Problems,
    Row,
    RowProblem,
    decode,
    read_rows,
)
from peermap_app.services.unit import reading
from peermap_app.storage.tables import AccessRecord
from peermap_app.words import operators
from tests.fakes import NOW
from tests.services.import_files import (
    GOOD,
    HEADING,
    a_file,
    counts,
)

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
    ("starts", "0001-01-01", "from", "day_far"),
    ("starts", "31/12/9999", "from", "day_far"),
    ("ends", "9999-12-31", "to", "day_far"),
    ("ends", "soon", "to", "import_day"),
    ("ends", "2025-12-31", "to", "import_to_before_from"),
]


@pytest.mark.parametrize(("field", "value", "column", "code"), BAD)
@pytest.mark.attack("malformed")
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


@pytest.mark.attack("malformed")
@pytest.mark.parametrize(
    "column",
    [
        *("linked case", "linked cases", "links", "link with", "other case reference"),
        *("friend initials", "friends", "peers", "known connections", "already held", "flag"),
    ],
)
def test_a_file_brings_no_links_friends_or_what_is_held(column: str) -> None:
    """Rule 7: a column of any of them, first or last, has the whole file refused; nor is a cell of
    two references one of either."""
    rows = [f"{line},HX-2041" for line in a_file().splitlines()[1:]]
    last = "\n".join([f"{HEADING},{column}", *rows, ""])
    first = "\n".join([f"{column},{HEADING}", *(f"x,{line}" for line in a_file().splitlines()[1:])])
    for text in (last, first):
        with pytest.raises(ImportRefused) as caught:
            read_rows(text, NOW.date())
        assert [p.code for p in caught.value.problems] == ["import_column_unknown"]
    for both in ('"HX-1187, HX-2041"', "HX-1187 HX-2041", "HX-1187;HX-2041"):
        with pytest.raises(ImportRefused) as caught:
            read_rows(a_file({"reference": both}), NOW.date())
        assert [p.code for p in caught.value.problems] == ["reference_shape"]


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
@pytest.mark.attack("malformed")
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
@pytest.mark.attack("malformed")
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


def test_problems_without_end_are_counted_and_not_kept() -> None:
    """As many as are named stay, those that stand first in the file, whenever they were found."""
    problems = Problems()
    for line in (*range(5_000, 1, -1), 1):
        problems.add(line, "born", "import_year")
        assert len(problems._named) < 2 * MOST_PROBLEMS
    with pytest.raises(ImportRefused) as caught:
        problems.settle()
    assert [p.line for p in caught.value.problems] == list(range(1, MOST_PROBLEMS + 1))
    assert caught.value.more == 5_000 - MOST_PROBLEMS


BOMBS: list[tuple[str, str, int, int]] = [
    (HEADING + ",x" * 500_000 + "\n", "import_columns", 1, 0),
    (HEADING + ",team" * 500_000 + "\n", "import_columns", 1, 0),
    ("," * 500_000, "import_cells_many", 1, 0),
    (HEADING + "\n" + "," * 500_000 + "\n", "import_cells_many", 2, 1),
    (HEADING + "\n" + "x," * 500_000 + "\n", "import_cells_many", 2, 1),
    (HEADING + "\n" * 500_000, "import_too_many", MOST_ROWS + 2, MOST_ROWS + 1),
    (HEADING + "\r" * 500_000, "import_too_many", MOST_ROWS + 2, MOST_ROWS + 1),
    (HEADING + '\n"' + "\n" * 500_000 + '"\n', "import_too_many", MOST_ROWS + 2, MOST_ROWS + 1),
    ("\n" * 500_000 + HEADING, "import_too_many", MOST_ROWS + 2, MOST_ROWS + 1),
]


@pytest.mark.parametrize(("text", "code", "line", "most"), BOMBS)
@pytest.mark.attack("malformed")
def test_a_bomb_is_refused_before_csv_reads_it(
    text: str, code: str, line: int, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A million columns or cells, and lines without end: csv is given no more than may be good."""
    given: list[int] = []

    def counted(lines: Iterable[str], **how: Any) -> Any:
        def pass_on() -> Iterator[str]:
            for each in lines:
                given.append(each.count(",") + 1)
                yield each

        return usual(pass_on(), **how)

    usual = csv.reader
    monkeypatch.setattr(import_file.csv, "reader", counted)
    with pytest.raises(ImportRefused) as caught:
        read_rows(text, NOW.date())
    assert [(p.line, p.column, p.code) for p in caught.value.problems] == [(line, "", code)]
    (problem,) = caught.value.problems
    assert operators.row(line, "", code, dict(problem.data)).startswith(f"Line {line}: ")
    assert len(given) == most
    assert max(given, default=0) <= MOST_CELLS


def test_what_a_spreadsheet_leaves_behind_is_still_read() -> None:
    """Empty lines before and after, and as many empty cells as the widest spreadsheet has."""
    wide = "," * 16_384
    text = "\n\n" + "\n".join(line + wide for line in a_file().split("\n"))
    assert wide.count(",") > MOST_COLUMNS
    assert len(read_rows(text, NOW.date())) == 1


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
