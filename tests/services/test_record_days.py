"""A day of the access record, closed and signed: what was cut off later shows (rule 10)."""

from __future__ import annotations

import asyncio
import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from peermap_app.bootstrap import House
from peermap_app.domain import record_seal
from peermap_app.domain.errors import Invalid, NotFound
from peermap_app.services import imports, record_days
from peermap_app.services.record_check import check_record
from peermap_app.services.record_days import CheckedDays, check_days, close_day, signed_head
from peermap_app.storage.access_record import TOTAL, Fault
from peermap_app.storage.record_seals import SealFault
from tests.fakes import FakeClock

FIRST, SECOND = date(2026, 11, 24), date(2026, 11, 25)
TABLES = ("access_record", "record_seal", "record_day")


async def refused(house: House, times: int = 1) -> None:
    """So many more rows at the end of the chain of the house."""
    for _ in range(times):
        with pytest.raises(imports.ImportRefused):
            await imports.import_allocations(house, "")


async def by_hand(house: House, *statements: str) -> None:
    """What somebody with the database in hand can do: the triggers go first."""
    async with house.engine.begin() as connection:
        for table in TABLES:
            for statement in (
                (f"DROP TRIGGER {table}_no_update", f"DROP TRIGGER {table}_no_delete")
                if house.engine.dialect.name == "sqlite"
                else (f"ALTER TABLE {table} DISABLE TRIGGER USER",)
            ):
                await connection.execute(text(statement))
        for statement in statements:
            await connection.execute(text(statement))


async def two_days(house: House, clock: FakeClock) -> tuple[str, str]:
    """Three rows and a closed day, two rows more and another; both signed heads."""
    await refused(house, 3)
    clock.forward(days=1)
    first = await signed_head(house)
    await refused(house, 2)
    clock.forward(days=1)
    return first, await signed_head(house)


async def test_a_day_is_closed_once_it_is_over(house: House, clock: FakeClock) -> None:
    """Not before midnight, once, and not where nothing was ever written."""
    assert not await close_day(house)
    await refused(house)
    assert not await close_day(house)  # nothing was written before today
    for day in (1, 2):  # on the second nothing was written: it is closed all the same
        clock.forward(days=1)
        assert [await close_day(house), await close_day(house)] == [True, False], day
    assert await check_days(house) == CheckedDays(days=2, faults=(), kept=())


async def test_two_processes_close_a_day_once(house: House, clock: FakeClock) -> None:
    """Whoever is first closes it; the other finds it closed, and nothing fails."""
    await refused(house)
    clock.forward(days=1)
    closed = await asyncio.gather(*(close_day(house) for _ in range(4)))
    assert sorted(closed) == [False, False, False, True]
    assert (await check_days(house)).faults == ()


async def test_before_the_first_day_is_over_there_is_no_head(house: House) -> None:
    """It is said so."""
    with pytest.raises(NotFound, match="no_day_closed"):
        await signed_head(house)


async def test_kept_heads_hold_while_the_record_goes_on(house: House, clock: FakeClock) -> None:
    """What is written later changes nothing of what was closed."""
    kept = await two_days(house, clock)
    await refused(house, 2)
    assert await check_days(house, kept) == CheckedDays(
        2, (), ((FIRST, "holds"), (SECOND, "holds"))
    )
    told = json.loads(kept[1])
    assert (told["rows"], told["previous"]) == (5, json.loads(kept[0])["digest"])
    assert told["key"] == house.keys.head_key


async def test_a_record_that_was_put_back_shows(house: House, clock: FakeClock) -> None:
    """The newest rows cut off, the head set back to fit: the chain is whole by itself, and neither
    all chains together nor the day are."""
    await two_days(house, clock)
    await by_hand(
        house,
        "DELETE FROM access_record WHERE number > 3",
        "UPDATE record_head SET number = 3, mac = (SELECT mac FROM access_record WHERE number = 3)",
    )
    assert (await check_record(house)).faults == ((TOTAL, Fault(3, "cut")),)
    assert (await check_days(house)).faults == (SealFault(SECOND, "cut"),)


async def test_a_record_put_back_with_its_days_shows_by_a_kept_head(
    house: House, clock: FakeClock
) -> None:
    """As an old backup does: all that is left fits together, but a head was kept elsewhere."""
    kept = await two_days(house, clock)
    await by_hand(
        house,
        "DELETE FROM access_record WHERE number > 3",
        "UPDATE record_head SET number = 3, mac = (SELECT mac FROM access_record WHERE number = 3)",
        "DELETE FROM record_day WHERE day = '2026-11-25'",
        "DELETE FROM record_seal WHERE day = '2026-11-25'",
    )
    assert await check_days(house, kept) == CheckedDays(1, (), ((FIRST, "holds"), (SECOND, "gone")))


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        ("UPDATE record_seal SET rows = 4 WHERE day = '2026-11-24'", (FIRST, "unsigned")),
        ("UPDATE record_seal SET digest = previous WHERE day = '2026-11-24'", (FIRST, "unsigned")),
        ("UPDATE record_seal SET signature = 'xyz' WHERE day = '2026-11-24'", (FIRST, "unsigned")),
        ("UPDATE record_day SET number = 2 WHERE day = '2026-11-24'", (FIRST, "changed")),
        ("DELETE FROM record_day WHERE day = '2026-11-25'", (SECOND, "changed")),
        ("UPDATE access_record SET mac = 'x' WHERE number = 3", (FIRST, "cut")),
    ],
)
async def test_each_change_of_a_closed_day_is_named(
    house: House, clock: FakeClock, statement: str, fault: tuple[date, str]
) -> None:
    """By its day, whatever part of it was changed."""
    await two_days(house, clock)
    await by_hand(house, statement)
    assert SealFault(*fault) in (await check_days(house)).faults


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE record_seal SET made_at = 'never'",
        "UPDATE record_seal SET previous = x'00'",
        "UPDATE record_day SET number = 'one'",
    ],
)
async def test_days_that_cannot_be_read_are_said_so(
    house: House, clock: FakeClock, statement: str
) -> None:
    """SQLite takes any value in any column: a check with and without kept heads goes on."""
    kept = await two_days(house, clock)
    try:
        await by_hand(house, statement)
    except DatabaseError:
        assert house.engine.dialect.name == "postgresql"
        return
    assert (await check_days(house)).faults != ()
    assert (await check_days(house, kept)).faults != ()


async def test_a_day_that_was_taken_out_is_missed(house: House, clock: FakeClock) -> None:
    """By the day after it, and by its own kept head."""
    kept = await two_days(house, clock)
    await by_hand(
        house,
        "DELETE FROM record_day WHERE day = '2026-11-24'",
        "DELETE FROM record_seal WHERE day = '2026-11-24'",
    )
    checked = await check_days(house, kept)
    assert checked.faults == (SealFault(SECOND, "missing"),)
    assert checked.kept == ((FIRST, "gone"), (SECOND, "holds"))


async def test_a_head_of_another_house_is_foreign(house: House, clock: FakeClock) -> None:
    """Somebody's own signature, or a head that was changed after it was signed."""
    first, _ = await two_days(house, clock)
    for change in ({"rows": 9}, {"signature": "00" * 64}, {"signature": "no"}):
        other = json.dumps(json.loads(first) | change)
        assert (await check_days(house, [other])).kept == ((FIRST, "foreign"),)


@pytest.mark.parametrize(
    "line",
    [
        "",
        "{}",
        "[]",
        "7",
        '{"day": 1}',
        "[" * 3000,
        '{"day":"2026-13-01","made_at":"x"}',
        '{"made_at":"0001-01-01T00:00:00+23:59"}',
    ],
)
async def test_what_is_no_head_is_refused(house: House, line: str) -> None:
    """With a sentence, and nothing is checked by it."""
    with pytest.raises(Invalid, match="head_shape"):
        await check_days(house, [line])


@given(st.text(max_size=200) | st.dictionaries(st.text(max_size=9), st.none()).map(json.dumps))
def test_whatever_is_read_as_a_head_is_one_or_refused(line: str) -> None:
    """Nothing but its own refusal comes of it."""
    with pytest.raises(Invalid):
        record_seal.from_text(line)


@pytest.mark.parametrize("table", ["record_seal", "record_day"])
@pytest.mark.parametrize("how", ["DELETE FROM {}", "UPDATE {} SET day = '2020-01-01'"])
async def test_closed_days_only_grow(house: House, clock: FakeClock, table: str, how: str) -> None:
    """The database itself refuses to change or take away what was closed."""
    await two_days(house, clock)
    with pytest.raises(DatabaseError, match="only grows"):
        async with house.engine.begin() as connection:
            await connection.execute(text(how.format(table)))


async def test_another_process_that_was_first_is_no_fault(
    house: House, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both have looked before either wrote: the second one's row is refused by the database."""
    await refused(house)
    clock.forward(days=1)
    assert await close_day(house)

    async def nothing_yet(session: object) -> None:
        return None

    monkeypatch.setattr(record_days.stored, "newest", nothing_yet)
    assert not await close_day(house)
    monkeypatch.undo()
    assert await check_days(house) == CheckedDays(1, (), ())
