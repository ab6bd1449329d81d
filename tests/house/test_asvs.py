"""docs/asvs.md: every requirement once, every claim with a file and a test that are there."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.house.code import ROOT

PAGE = ROOT / "docs" / "asvs.md"
IDS = Path(__file__).with_name("asvs_ids.txt")
"""A line for each section of ASVS 5.0.0: its number, and the level of each requirement in turn.
Those of level 3 stand last in each section, and are left out."""
STATES = {"met", "not met", "not applicable"}
ROW = re.compile(r"\| v5\.0\.0-(\S+) \| (\S+) \| (.+?) \| (.+?) \| (.+) \|")
NAMED = re.compile(r"`([A-Za-z0-9_./-]+?\.(?:py|md|js|jsx|html|sh|txt|lock|toml|typ|mjs))(::\w+)?`")
PLACES = re.compile(r"`((?:[A-Za-z0-9_.-]+/)+|Makefile)`")
WRITTEN_DOWN = {"2.1", "5.1", "6.1", "7.1", "8.1", "11.1", "13.1", "14.1", "15.1", "16.1"}
"""Sections that ask for a page: there the page is what meets it."""


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    number: str
    level: str
    asks: str
    state: str
    why: str

    @property
    def section(self) -> str:
        return self.number.rpartition(".")[0]

    @property
    def files(self) -> list[tuple[str, str]]:
        """(path, name of a test or "") of each file that the row names."""
        return [(path, test.removeprefix("::")) for path, test in NAMED.findall(self.why)]


def rows() -> list[Row]:
    """All of them, in order."""
    return [Row(*found) for found in ROW.findall(PAGE.read_text(encoding="utf-8"))]


def wanted() -> Iterator[tuple[str, str]]:
    """(number, level) of every requirement of level 1 and 2."""
    for line in IDS.read_text().splitlines():
        section, levels = line.split()
        for number, level in enumerate(levels, start=1):
            yield f"{section}.{number}", level


def test_every_requirement_stands_in_it_once() -> None:
    """Each id of level 1 and 2, with its level, in the order of the standard."""
    assert [(row.number, row.level) for row in rows()] == list(wanted())
    assert Counter(row.level for row in rows()) == {"1": 70, "2": 183}


def test_no_line_of_the_table_is_overlooked() -> None:
    """Whatever begins like a row is one: a slip of the pen hides nothing from these tests."""
    begun = [line for line in PAGE.read_text().splitlines() if line.startswith("| v5.0.0-")]
    assert len(begun) == len(rows())
    assert {row.state for row in rows()} <= STATES


def test_what_is_claimed_is_there() -> None:
    """Every file and folder that a row names is there, and the test it names is in that file."""
    missing = []
    for row in rows():
        for path, test in row.files:
            if not (ROOT / path).is_file():
                missing.append(f"{row.number}: {path}")
            elif test and not re.search(rf"def {test}\b", (ROOT / path).read_text()):
                missing.append(f"{row.number}: {path}::{test}")
        places = PLACES.findall(row.why)
        missing += [f"{row.number}: {place}" for place in places if not (ROOT / place).exists()]
    assert missing == []


def test_a_claim_without_a_file_is_none() -> None:
    """What is met names where, and by which test; what is not met says why in some words."""
    bare = []
    for row in rows():
        tests = [path for path, _ in row.files if path.startswith("tests/")]
        if row.state == "met" and not (row.files and (tests or row.section in WRITTEN_DOWN)):
            bare.append(row.number)
        if row.state == "not met" and len(row.why.split()) < 8:
            bare.append(row.number)
    assert bare == []


def test_the_sums_on_the_page_are_right() -> None:
    """What the page says at its top is what its table says."""
    said = re.search(
        r"(\d+) requirements: (\d+) met, (\d+) not applicable, (\d+) not met", PAGE.read_text()
    )
    assert said is not None
    counted = Counter(row.state for row in rows())
    assert [int(each) for each in said.groups()] == [
        len(rows()),
        counted["met"],
        counted["not applicable"],
        counted["not met"],
    ]
