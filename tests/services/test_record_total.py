"""All chains under one code: what is cut off an open day shows, whatever fits together after it."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import text
from sqlmodel import select

from peermap_app.bootstrap import House
from peermap_app.services.record_check import check_record
from peermap_app.services.unit import writing
from peermap_app.storage.access_record import (
    COUNT_RECORD,
    HOUSE,
    START,
    TOTAL,
    Checked,
    Entry,
    Fault,
    append,
)
from peermap_app.storage.record_total import CHAIN
from peermap_app.storage.sealing import Keys
from peermap_app.storage.tables import AccessRecord, RecordHead

ENTRY = Entry(
    at=datetime(2026, 11, 24, 10, 0, tzinfo=UTC),
    who_kind="worker",
    worker_id="worker1",
    device="session1",
    action="see_map",
    case_id="case1",
    outcome="allowed",
    rule="allocated",
)
BACK = (
    "UPDATE record_head SET number = number - 1, mac = (SELECT previous FROM access_record AS r "
    "WHERE r.chain = record_head.chain AND r.number = record_head.number) WHERE chain = 'case1'"
)
CUT = "DELETE FROM access_record WHERE chain = 'case1' AND number = 3"
NO_CHAIN = (
    "DELETE FROM access_record WHERE chain = 'case2'",
    "DELETE FROM record_head WHERE chain = 'case2'",
)


async def an_open_day(house: House) -> None:
    """Three rows of one case, two of another, one of the house: nothing was closed yet."""
    rows = [("case1", ENTRY), ("case2", ENTRY), ("case1", ENTRY)]
    for more in (rows, [(HOUSE, ENTRY), ("case1", ENTRY), ("case2", ENTRY)]):
        await write(house, *more)


async def write(house: House, *rows: tuple[str, Entry]) -> None:
    async with writing(house) as session:
        await append(session, house.keys, rows)


async def by_hand(house: House, *statements: str) -> None:
    """What somebody with the database in hand could do."""
    async with writing(house) as session:
        connection = await session.connection()
        if connection.dialect.name == "sqlite":
            for what in ("update", "delete"):
                await connection.execute(text(f"DROP TRIGGER IF EXISTS access_record_no_{what}"))
        else:
            await connection.execute(text("ALTER TABLE access_record DISABLE TRIGGER USER"))
        for statement in statements:
            await connection.execute(text(statement))


async def total(house: House) -> RecordHead:
    async with house.make_session() as session:
        row = await session.get(RecordHead, CHAIN)
    assert row is not None
    return row


async def test_a_record_that_nobody_touched_is_whole(house: House) -> None:
    """None at all, one row, and twenty writers at once to chains in any order."""
    assert await check_record(house) == Checked(0, 0, ())
    await an_open_day(house)
    assert await check_record(house) == Checked(3, 6, ())

    async def one(number: int) -> None:
        pair = [("case1", ENTRY), (f"case{number % 4}", ENTRY)]
        async with house.make_session() as session:
            await append(session, house.keys, pair if number % 2 else pair[::-1])
            await append(session, house.keys, [(f"case{(number + 1) % 4}", ENTRY)])
            await session.commit()

    for _ in range(2):
        await asyncio.gather(*(one(number) for number in range(10)))
    assert await check_record(house) == Checked(5, 66, ())


@pytest.mark.parametrize(
    "statements", [(BACK, CUT), NO_CHAIN, (BACK, CUT, *NO_CHAIN)], ids=["tail", "chain", "both"]
)
async def test_what_was_cut_off_an_open_day_shows(
    house: House, statements: tuple[str, ...]
) -> None:
    """The newest row of a case with its head set back; a young chain with its head; both. Every
    chain fits together by itself, and goes on showing when rows were written since."""
    await an_open_day(house)
    await by_hand(house, *statements)
    found = (await check_record(house)).faults
    assert [(chain, fault.what) for chain, fault in found] == [(TOTAL, "cut")]
    await write(house, ("case1", ENTRY), ("case2", ENTRY))
    found = (await check_record(house)).faults
    assert [(chain, fault.what) for chain, fault in found] == [(TOTAL, "cut")]


async def test_a_count_that_was_made_to_fit_is_not_taken_for_ours(house: House) -> None:
    """Whoever reckons the sum anew has no code for it, and the next row gives it none."""
    await an_open_day(house)
    old = await total(house)
    await write(house, ("case1", ENTRY))
    new = await total(house)
    back = BACK, "DELETE FROM access_record WHERE chain = 'case1' AND number = 4"
    fit = old.mac.split()[0] + " " + new.mac.split()[1]
    await by_hand(
        house,
        *back,
        f"UPDATE record_head SET number = {old.number}, mac = '{fit}' WHERE chain = ''",
    )
    await write(house, ("case2", ENTRY))
    assert (await check_record(house)).faults == ((TOTAL, Fault(7, "cut")),)
    assert (await total(house)).mac == fit


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM record_head WHERE chain = ''",
        f"UPDATE record_head SET number = 0, mac = '{START}' WHERE chain = ''",
    ],
)
async def test_a_count_that_was_taken_away_is_told(house: House, statement: str) -> None:
    """Until the next row it is missed; then it begins anew, and a row says when, for ever."""
    await an_open_day(house)
    await by_hand(house, BACK, CUT, statement)
    assert (await check_record(house)).faults == ((TOTAL, Fault(5, "cut")),)
    later = replace(ENTRY, at=datetime(2026, 11, 24, 11, 0, tzinfo=UTC))
    await write(house, ("case1", later))
    assert await check_record(house) == Checked(3, 7, (), (later.at,))
    async with house.make_session() as session:
        rows = await session.exec(select(AccessRecord).where(AccessRecord.chain == HOUSE))
        assert [row.action for row in rows] == ["see_map", COUNT_RECORD]
    await by_hand(
        house,
        BACK.replace("case1", HOUSE),
        "DELETE FROM access_record WHERE action = 'count_record'",
    )
    assert (await check_record(house)).faults != ()


async def test_another_key_counts_nothing(house: House) -> None:
    """A row that was written under another key is no row of ours, and neither is its count."""
    other = Keys.of(bytes(range(32)), bytes(range(64, 96)))
    async with writing(house) as session:
        await append(session, other, [(HOUSE, ENTRY)])
    assert (await check_record(house)).faults == ((HOUSE, Fault(1, "changed")),)


async def test_what_somebody_put_there_stops_nobody(house: House) -> None:
    """A count that cannot be read: rows are written as ever, and the check says so."""
    await an_open_day(house)
    await by_hand(house, "UPDATE record_head SET mac = 'x' WHERE chain = ''")
    await write(house, ("case1", ENTRY))
    assert (await check_record(house)).faults == ((TOTAL, Fault(7, "cut")),)
