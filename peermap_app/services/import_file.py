"""Reading an allocations file: CSV in, checked rows out, or every bad row named (docs/import.md).

Nothing here touches the database. A problem carries line, column and a code, never the value: the
file is confidential and problems are printed and logged.
"""

from __future__ import annotations

import csv
import io
import re
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from peermap_app.domain.accounts import MOST_NAME, is_formula
from peermap_app.domain.cases import parse_reference
from peermap_app.domain.errors import Invalid
from peermap_app.domain.forms import near
from peermap_app.domain.screening import clean_text, parse_initials
from peermap_app.services.accounts import parse_email, parse_phone

MOST_BYTES = 20_000_000
MOST_ROWS = 100_000
MOST_PROBLEMS = 200
"""How many problems are named; a wrong file would otherwise print itself."""
MOST_FIELD = 1_000
MOST_COLUMNS = 30
"""Of a heading: more than anybody's own columns, and few enough to name each that is too much."""
MOST_CELLS = MOST_COLUMNS * MOST_FIELD
"""Of any other line: more than a spreadsheet's empty ones. No row of so many is a good one."""
LINES_A_BREATH, BREATH_SECONDS = 20, 0.0001
"""A thread that only computes hands on the interpreter every 5 ms, and an event asks for it a
hundred times: everybody waited for a file. So it lets the others in itself, every half a ms."""
OLDEST = 30
"""Years: nobody who was born longer ago is a young person."""

COLUMNS: Mapping[str, str] = {
    "case reference": "reference",
    "initials": "initials",
    "year of birth": "born",
    "worker name": "name",
    "worker e-mail": "email",
    "worker phone": "phone",
    "team": "team",
    "supervisor e-mail": "supervisor",
    "from": "starts",
    "to": "ends",
}
"""The heading of each column, as docs/import.md has it -> the field of `Row`."""
OPTIONAL: Mapping[str, str] = {"case closed": "closed"}
"""A column that may be left out: the day on which the case closed."""
_KNOWN = {**COLUMNS, **OPTIONAL}
_HEADING = {field: heading for heading, field in _KNOWN.items()}

T = TypeVar("T")
_UK_DAY = re.compile(r"([0-9]{2})/([0-9]{2})/([0-9]{4})")
_ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_csv_limit = threading.Lock()


@dataclass(frozen=True, slots=True)
class RowProblem:
    """What is wrong: the line of the file (1 is the heading), the column's heading or "", a code.

    `data` may hold `other` (another line), `most` or `least`; never what stands in the file.
    """

    line: int
    column: str
    code: str
    data: tuple[tuple[str, int], ...] = ()


class ImportRefused(Invalid):
    """The file was refused as a whole; nothing of it was taken. Problems are in file order."""

    def __init__(self, problems: tuple[RowProblem, ...], more: int = 0) -> None:
        super().__init__("import_refused", count=len(problems) + more)
        self.problems = problems
        self.more = more


@dataclass(frozen=True, slots=True)
class Row:
    """One allocation as the file says it. Confidential."""

    line: int
    reference: str
    initials: str
    born: int
    name: str
    email: str
    phone: str
    team: str
    supervisor: str
    starts: date
    ends: date | None
    closed: date | None = None
    says_closed: bool = False
    """The file has that column: an empty day says that the case is open."""


class Problems:
    """Collects problems and raises them together. It keeps those that are named, and a number."""

    def __init__(self) -> None:
        self._named: list[RowProblem] = []
        self._count = 0

    def add(self, line: int, field: str, code: str, **data: int) -> None:
        """Note a problem of a field of `Row`, or of the whole line with field ""."""
        heading = _HEADING.get(field, "")
        self._count += 1
        self._named.append(RowProblem(line, heading, code, tuple(sorted(data.items()))))
        if len(self._named) >= 2 * MOST_PROBLEMS:
            self._cut()

    def __bool__(self) -> bool:
        """Whether there is any."""
        return self._count > 0

    def settle(self) -> None:
        """Raise ImportRefused when there is any problem."""
        if self:
            self._cut()
            raise ImportRefused(tuple(self._named), self._count - len(self._named))

    def _cut(self) -> None:
        """Only those that stand first in the file."""
        self._named.sort(key=lambda problem: problem.line)
        del self._named[MOST_PROBLEMS:]


def decode(raw: bytes) -> str:
    """The text of a file. Raises ImportRefused for what is too large, binary or not UTF-8."""
    problems = Problems()
    if len(raw) > MOST_BYTES:
        problems.add(1, "", "import_too_large", most=MOST_BYTES // 1_000_000)
    elif b"\0" in raw:
        problems.add(1, "", "import_not_csv")
    problems.settle()
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as where:
        problems.add(raw.count(b"\n", 0, where.start) + 1, "", "import_not_utf8")
    problems.settle()
    raise AssertionError("settle raised")


def read_file(content: bytes | str, today: date) -> tuple[str, tuple[Row, ...]]:
    """A file's text, and its rows as `read_rows` checks them."""
    text = decode(content) if isinstance(content, bytes) else content
    return text, read_rows(text, today)


def read_rows(content: bytes | str, today: date) -> tuple[Row, ...]:
    """Every row of a file or of its text, checked one by one and against each other.

    Raises:
        ImportRefused: with every problem found, up to MOST_PROBLEMS.
    """
    text = decode(content) if isinstance(content, bytes) else content
    problems = Problems()
    with _long_fields():
        rows = list(_rows(text.removeprefix("\ufeff"), today, problems))
    _agree(rows, problems)
    problems.settle()
    return tuple(rows)


@contextmanager
def _long_fields() -> Iterator[None]:
    """Let csv read a field of any length that a file may have.

    At its usual limit it gives up with the error of an open quotation mark, and reads no further;
    a field that is too long is for `_row` to name. The limit is one for the whole process, so
    imports take turns with it and each puts it back.
    """
    with _csv_limit:
        usual = csv.field_size_limit(MOST_BYTES + 1)
        try:
            yield
        finally:
            csv.field_size_limit(usual)


def _rows(text: str, today: date, problems: Problems) -> Iterator[Row]:
    lines = _lines(text, problems)
    heading = next(lines, None)
    if heading is None:
        if not problems:
            problems.add(1, "", "import_empty")
        return
    fields = _fields(heading[0], heading[1], problems)
    if fields is None:
        return
    empty = True
    for line, cells in lines:
        empty = False
        while len(cells) > len(fields) and not cells[-1].strip():
            cells.pop()  # spreadsheets leave empty cells behind
        if len(cells) != len(fields):
            problems.add(line, "", "import_cells", count=len(cells), expected=len(fields))
            continue
        row = _row(line, dict(zip(fields, cells, strict=True)), today, problems)
        if row is not None:
            yield row
    if empty and not problems:
        problems.add(1, "", "import_empty")


def _lines(text: str, problems: Problems) -> Iterator[tuple[int, list[str]]]:
    """(line on which it begins, cells) of each row that is not empty."""
    if len(text) > MOST_BYTES or "\0" in text:
        problems.add(1, "", "import_not_csv")
        return
    part = _delimiter(text)
    reader = csv.reader(_bounded(text, part, problems), delimiter=part, strict=True)
    begins = 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            problems.add(begins, "", "import_quotes")
            return
        if any(cell.strip() for cell in cells):
            yield begins, cells
        begins = reader.line_num + 1


def _bounded(text: str, part: str, problems: Problems) -> Iterator[str]:
    """Each line, empty ones too, until the file is of no use: then it is refused at once.

    csv makes an object of every cell, and reads a quoted cell over any number of lines without
    letting another thread run: what a line or a file may hold is counted before csv sees it.
    """
    heading = True
    for number, line in enumerate(io.StringIO(text, newline=""), 1):
        if number % LINES_A_BREATH == 0:
            time.sleep(BREATH_SECONDS)
        filled = line.rstrip(part + " \r\n") if heading else ""
        if number > MOST_ROWS + 1:
            problems.add(number, "", "import_too_many", most=MOST_ROWS)
        elif filled.count(part) >= MOST_COLUMNS:
            problems.add(number, "", "import_columns", most=MOST_COLUMNS)
        elif line.count(part) >= MOST_CELLS:
            problems.add(number, "", "import_cells_many", most=MOST_CELLS)
        else:
            heading = heading and not filled
            yield line
            continue
        problems.settle()


def _delimiter(text: str) -> str:
    """Comma, semicolon or tab: whichever parts the heading into most columns."""
    heading = text.lstrip("\r\n").partition("\n")[0]
    return max(",;\t", key=heading.count)


def _fields(line: int, cells: list[str], problems: Problems) -> list[str] | None:
    """The field of each column; None when the heading cannot be used."""
    while cells and not cells[-1].strip():
        cells.pop()
    found = [_KNOWN.get(" ".join(cell.lower().split())) for cell in cells]
    known = [field for field in found if field is not None]
    missing = [field for field in COLUMNS.values() if field not in known]
    if len(known) < 3:
        problems.add(line, "", "import_heading")
        return None
    for field in missing:
        problems.add(line, field, "import_column_missing")
    for number, one in enumerate(found, 1):
        if one is None:
            problems.add(line, "", "import_column_unknown", number=number)
        elif found.index(one) != number - 1:
            problems.add(line, one, "import_column_twice")
    return known if not missing and len(set(known)) == len(found) else None


def _row(line: int, cells: Mapping[str, str], today: date, problems: Problems) -> Row | None:
    """One checked row; None when something of it cannot be used, which is noted."""
    good = True

    def read(field: str, how: Callable[[str], T], otherwise: T) -> T:
        nonlocal good
        try:
            cell = cells.get(field, "")
            if len(cell) > MOST_FIELD:
                raise Invalid("too_long", most=MOST_FIELD)
            return how(cell.strip())
        except Invalid as fault:
            good = False
            numbers = {k: v for k, v in fault.data.items() if isinstance(v, int)}
            problems.add(line, field, fault.code, **numbers)
            return otherwise

    row = Row(
        line=line,
        reference=read("reference", parse_reference, ""),
        initials=read("initials", parse_initials, ""),
        born=read("born", lambda raw: _year(raw, today), 0),
        name=read("name", lambda raw: _words(raw, "name"), ""),
        email=read("email", _email, ""),
        phone=read("phone", parse_phone, ""),
        team=read("team", lambda raw: _words(raw, "team"), ""),
        supervisor=read("supervisor", _email, ""),
        starts=read("starts", lambda raw: near(_day(raw), "starts", today), today),
        ends=read("ends", lambda raw: near(_day(raw), "ends", today) if raw else None, None),
        closed=read("closed", lambda raw: near(_day(raw), "closed", today) if raw else None, None),
        says_closed="closed" in cells,
    )
    if good and row.ends is not None and row.ends < row.starts:
        problems.add(line, "ends", "import_to_before_from")
        return None
    return row if good else None


def _no_formula(raw: str) -> str:
    if is_formula(raw):
        # A spreadsheet that opens what was exported again would run it.
        raise Invalid("import_formula")
    return raw


def _email(raw: str) -> str:
    return parse_email(_no_formula(raw))


def _words(raw: str, field: str) -> str:
    _no_formula(raw)
    if not raw.isprintable():
        raise Invalid("import_control")
    return clean_text(raw, field, MOST_NAME)


def _year(raw: str, today: date) -> int:
    if not (raw.isascii() and raw.isdigit() and len(raw) == 4):
        raise Invalid("import_year")
    if not today.year - OLDEST <= int(raw) <= today.year:
        raise Invalid("import_year_far", least=today.year - OLDEST, most=today.year)
    return int(raw)


def _day(raw: str) -> date:
    uk = _UK_DAY.fullmatch(raw)
    try:
        if uk:
            return date(int(uk[3]), int(uk[2]), int(uk[1]))
        if _ISO_DAY.fullmatch(raw):
            return date.fromisoformat(raw)
    except ValueError:
        pass
    raise Invalid("import_day") from None


def _agree(rows: list[Row], problems: Problems) -> None:
    """Rows of one case, of one worker and of one allocation must say the same."""
    of_case: dict[str, Row] = {}
    of_worker: dict[str, Row] = {}
    of_allocation: dict[tuple[str, str, date], Row] = {}
    for row in rows:
        case = of_case.setdefault(row.reference, row)
        worker = of_worker.setdefault(row.email, row)
        allocation = of_allocation.setdefault((row.reference, row.email, row.starts), row)
        compared = (
            (case, ("initials", "born", "team", "supervisor", "closed")),
            (worker, ("name", "phone")),
            (allocation, ("ends",)),
        )
        for first, fields in compared:
            for field in fields:
                if getattr(first, field) != getattr(row, field):
                    problems.add(row.line, field, "import_differs", other=first.line)
