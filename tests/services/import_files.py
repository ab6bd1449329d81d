"""Files of allocations for tests, and what an import left in the tables."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from sqlmodel import select

from peermap_app.bootstrap import House
from peermap_app.domain.access import Action
from peermap_app.services import imports
from peermap_app.services.import_file import (
    COLUMNS,
    ImportRefused,
)
from peermap_app.services.unit import Who, reading, unit
from peermap_app.storage.tables import Allocation, CaseFile, Team, Worker

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
