"""Checking the access record while PeerMap goes on writing."""

from __future__ import annotations

import asyncio

import pytest

from peermap_app.bootstrap import House
from peermap_app.services import imports
from peermap_app.services.record_check import check_record
from peermap_app.storage import access_record


async def refused(house: House) -> None:
    """One more row at the end of the chain of the house."""
    with pytest.raises(imports.ImportRefused):
        await imports.import_allocations(house, "")


async def test_what_is_written_meanwhile_is_no_fault(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A row that comes after the rows were read and before the head is belongs to neither."""
    await refused(house)
    read, get = access_record._Check.row, access_record.AsyncSession.get
    written: list[asyncio.Task[None]] = []

    def row_then_write(check: access_record._Check, row: access_record.AccessRecord) -> None:
        read(check, row)
        written.append(asyncio.create_task(refused(house)))

    async def late_head(session: access_record.AsyncSession, *wanted: object) -> object:
        await asyncio.gather(*written)
        return await get(session, *wanted)  # type: ignore[arg-type]

    monkeypatch.setattr(access_record._Check, "row", row_then_write)
    monkeypatch.setattr(access_record.AsyncSession, "get", late_head)
    checked = await check_record(house)
    assert len(written) == 1
    assert checked == access_record.Checked(chains=1, rows=1, faults=())
    monkeypatch.undo()
    assert await check_record(house) == access_record.Checked(chains=1, rows=2, faults=())


async def test_a_long_chain_is_read_in_pieces(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """More rows than are held at a time are all counted, and are whole."""
    monkeypatch.setattr(access_record, "BATCH", 3)
    for _ in range(7):
        await refused(house)
    assert await check_record(house) == access_record.Checked(chains=1, rows=7, faults=())
