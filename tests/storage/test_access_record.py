"""Rule 10: the record is chained from its first row, and no change to it goes unseen."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from peermap_app.storage import access_record
from peermap_app.storage.access_record import Entry, Fault, append, verify_chain
from peermap_app.storage.sealing import Keys
from peermap_app.storage.tables import AccessRecord, RecordHead
from tests.storage.conftest import Sessions

KEYS = Keys.of(bytes(range(32)), bytes(range(32, 64)))
ENTRY = Entry(
    at=datetime(2026, 11, 24, 10, 0, 0, 123456, tzinfo=UTC),
    who_kind="worker",
    worker_id="worker1",
    device="session1",
    action="see_case",
    case_id="case1",
    outcome="allowed",
    rule="allocated",
)
REFUSED = replace(ENTRY, outcome="refused", rule="not_allocated")


async def five_rows(sessions: Sessions, chain: str = "case1") -> None:
    async with sessions() as session:
        for entry in (ENTRY, REFUSED, ENTRY, ENTRY, REFUSED):
            await append(session, KEYS, [(chain, entry)])
        await session.commit()


async def faults(sessions: Sessions, chain: str = "case1") -> tuple[Fault, ...]:
    async with sessions() as session:
        return await verify_chain(session, KEYS, chain)


async def tamper(sessions: Sessions, *statements: str) -> None:
    """Do what somebody with the database in hand could do: take the triggers away first."""
    async with sessions() as session:
        if session.get_bind().dialect.name == "sqlite":
            await run(session, "DROP TRIGGER access_record_no_update")
            await run(session, "DROP TRIGGER access_record_no_delete")
        else:
            await run(session, "ALTER TABLE access_record DISABLE TRIGGER USER")
        for statement in statements:
            await run(session, statement)
        await session.commit()


async def run(session: AsyncSession, statement: str) -> None:
    await (await session.connection()).execute(text(statement))


async def test_a_chain_that_nobody_touched_is_whole(sessions: Sessions) -> None:
    """Rows written one by one or many at once verify; a chain that never was does too."""
    await five_rows(sessions)
    async with sessions() as session:
        many = [("case1", ENTRY), ("case2", ENTRY), ("case1", REFUSED), ("house", ENTRY)]
        await append(session, KEYS, many)
        await session.commit()
    assert [await faults(sessions, chain) for chain in ("case1", "case2", "house", "case9")] == [
        (),
        (),
        (),
        (),
    ]


async def test_rows_keep_their_order_and_content(sessions: Sessions) -> None:
    """Within a chain rows are numbered from 1 in the order given, with all that was said."""
    await five_rows(sessions)
    async with sessions() as session:
        rows = (await session.exec(select(AccessRecord).order_by(col(AccessRecord.id)))).all()
    assert [row.number for row in rows] == [1, 2, 3, 4, 5]
    assert rows[0].previous == access_record.START
    assert [row.mac for row in rows[:-1]] == [row.previous for row in rows[1:]]
    assert (ENTRY.at, "refused", "not_allocated") == (rows[1].at, rows[1].outcome, rows[1].rule)


@pytest.mark.parametrize(
    "change",
    [
        "outcome = 'allowed'",
        "rule = 'allocated'",
        "worker_id = 'worker2'",
        "worker_id = NULL",
        "who_kind = 'tablet'",
        "device = 'session2'",
        "action = 'see_map'",
        "case_id = 'case2'",
        "detail = 'x'",
        "previous = mac",
        "mac = previous",
    ],
)
async def test_a_changed_row_is_found(sessions: Sessions, change: str) -> None:
    """Whatever is changed in a row, the row is named."""
    await five_rows(sessions)
    await tamper(sessions, f"UPDATE access_record SET {change} WHERE number = 2")
    assert Fault(2, "changed") in await faults(sessions)


@pytest.mark.parametrize("number", [1, 2, 5])
async def test_a_removed_row_is_found(sessions: Sessions, number: int) -> None:
    """A row taken out at the beginning, in the middle or at the end is missed."""
    await five_rows(sessions)
    await tamper(sessions, f"DELETE FROM access_record WHERE number = {number}")
    assert any(fault.what == "missing" for fault in await faults(sessions))


async def test_a_whole_chain_taken_away_is_found(sessions: Sessions) -> None:
    """With every row gone the head still tells that there were some."""
    await five_rows(sessions)
    await tamper(sessions, "DELETE FROM access_record")
    assert (Fault(1, "missing"),) == await faults(sessions)


async def test_another_order_is_found(sessions: Sessions) -> None:
    """Two rows that change places in the table are seen."""
    await five_rows(sessions)
    await tamper(
        sessions,
        "UPDATE access_record SET id = 100 WHERE number = 2",
        "UPDATE access_record SET id = 2 WHERE number = 3",
        "UPDATE access_record SET id = 3 WHERE number = 2",
    )
    assert Fault(2, "order") in await faults(sessions)


async def test_renumbered_rows_are_found(sessions: Sessions) -> None:
    """A removal cannot be covered up by giving the later rows new numbers."""
    await five_rows(sessions)
    await tamper(
        sessions,
        "DELETE FROM access_record WHERE number = 3",
        "UPDATE access_record SET number = 3 WHERE number = 4",
        "UPDATE access_record SET number = 4 WHERE number = 5",
        "UPDATE record_head SET number = 4",
    )
    assert Fault(3, "changed") in await faults(sessions)


async def test_a_row_of_another_chain_is_found(sessions: Sessions) -> None:
    """A row moved from one case's chain to another's does not fit there."""
    await five_rows(sessions, "case1")
    await five_rows(sessions, "case2")
    await tamper(
        sessions,
        "DELETE FROM access_record WHERE chain = 'case2' AND number = 2",
        "UPDATE access_record SET chain = 'case2' WHERE chain = 'case1' AND number = 2",
    )
    assert Fault(2, "changed") in await faults(sessions, "case2")


async def test_another_key_does_not_verify(sessions: Sessions) -> None:
    """Whoever has the database and not the key cannot write a chain that verifies."""
    async with sessions() as session:
        await append(session, Keys.of(bytes(range(32)), bytes(32)), [("case1", ENTRY)])
        await session.commit()
    assert (Fault(1, "changed"),) == await faults(sessions)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE access_record SET outcome = 'allowed' WHERE number = 2",
        "DELETE FROM access_record WHERE number = 2",
    ],
)
async def test_the_database_refuses_changes(sessions: Sessions, statement: str) -> None:
    """The table is append-only at the database too."""
    await five_rows(sessions)
    async with sessions() as session:
        with pytest.raises(DatabaseError, match="only grows"):
            await run(session, statement)
    assert await faults(sessions) == ()


async def test_rows_written_at_once_stand_in_one_chain(sessions: Sessions) -> None:
    """Twenty transactions at the same time, the first rows included, make one whole chain each."""

    async def one(number: int) -> None:
        async with sessions() as session:
            pair = [("case1", ENTRY), ("case2", REFUSED)]
            await append(session, KEYS, pair if number % 2 else pair[::-1])
            await session.commit()

    await asyncio.gather(*(one(number) for number in range(20)))
    assert [await faults(sessions, "case1"), await faults(sessions, "case2")] == [(), ()]
    async with sessions() as session:
        assert list(
            (await session.exec(select(RecordHead.number).where(RecordHead.chain != ""))).all()
        ) == [20, 20]


async def test_a_rolled_back_row_leaves_no_gap(sessions: Sessions) -> None:
    """What was rolled back was never there."""
    await five_rows(sessions)
    async with sessions() as session:
        await append(session, KEYS, [("case1", ENTRY)])
        await session.rollback()
    await five_rows(sessions)
    assert await faults(sessions) == ()
