"""A file is read before its unit begins: nobody waits for it, and it is read for nobody else."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Sequence
from datetime import date

import pytest
from sqlmodel import select

from peermap_app.bootstrap import House
from peermap_app.domain.access import Action
from peermap_app.domain.errors import NotAllowed
from peermap_app.services import import_ahead, waiting_imports
from peermap_app.services.import_file import ImportRefused, Row, read_file
from peermap_app.services.unit import Who, reading, unit
from peermap_app.storage.tables import AccessRecord
from tests.services.people import People
from tests.services.test_waiting_imports import WEST, a_file


async def refusals(house: House, who: Who) -> list[str]:
    """Why the record says they were refused."""
    async with reading(house) as session:
        wanted = select(AccessRecord.rule).where(
            AccessRecord.worker_id == who.worker_id, AccessRecord.outcome == "refused"
        )
        return list((await session.exec(wanted)).all())


async def test_others_write_while_a_file_is_read(
    house: House, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A colleague opens a case, which is recorded, while the reading of a file hangs."""
    begun, goes_on = threading.Event(), threading.Event()

    def slowly(content: bytes | str, today: date) -> tuple[str, Sequence[Row]]:
        begun.set()
        assert goes_on.wait(60)
        return read_file(content, today)

    monkeypatch.setattr(import_ahead, "read_file", slowly)
    file = asyncio.create_task(waiting_imports.ask_import(house, people.alex, a_file("bad")))
    try:
        assert await asyncio.to_thread(begun.wait, 60)
        async with asyncio.timeout(30):
            async with unit(house, people.sam, Action.SEE_CASE, people.case_k) as u:
                assert u.held.id == people.case_k
        assert not file.done()
    finally:
        goes_on.set()
    with pytest.raises(ImportRefused):
        await file
    assert await refusals(house, people.alex) == ["import_refused"]


async def test_nothing_is_read_for_who_may_not_bring_it_in(
    house: House, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A worker's file and one of whose session ended stay unread; both refusals are recorded."""

    def never(content: bytes | str, today: date) -> tuple[str, Sequence[Row]]:
        raise AssertionError("it was read")

    monkeypatch.setattr(import_ahead, "read_file", never)
    for who in (people.sam, people.nadia, people.robin):
        with pytest.raises(NotAllowed):
            await waiting_imports.ask_import(house, who, WEST)
        assert await refusals(house, who) == ["role_may_not"]
