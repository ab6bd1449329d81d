"""Who empties the record in the rows' database alone is found, also after PeerMap went on."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from peermap_app.bootstrap import House
from peermap_app.services import record_check, record_days
from peermap_app.services.record_check import check_record
from peermap_app.services.unit import writing
from peermap_app.storage.access_record import TOTAL, Fault
from tests.fakes import FakeClock
from tests.services.people import People
from tests.services.test_record_days import by_hand, refused

ALL = ("record_day", "record_seal", "access_record", "record_head")
pytestmark = pytest.mark.attack("stolen")


async def wipe(house: House, *tables: str) -> None:
    """What somebody can do who has the rows' database and no keys."""
    await by_hand(house, *(f"DELETE FROM {table}" for table in tables))


@pytest.mark.parametrize("goes_on", [False, True])
@pytest.mark.parametrize("closed", [False, True])
async def test_a_record_that_is_gone_shows(
    house: House, people: People, clock: FakeClock, goes_on: bool, closed: bool
) -> None:
    """All rows, heads and days are deleted; the server writes from row 1 again, or nothing."""
    await refused(house)
    if closed:
        clock.forward(days=1)
        assert await record_days.close_day(house)
    assert (await check_record(house)).faults == ()
    await wipe(house, *ALL)
    if goes_on:
        clock.forward(minutes=1)
        await refused(house)
        clock.forward(days=1)
        await record_days.close_day(house)
    (fault,) = (await check_record(house)).faults
    assert fault == (TOTAL, Fault(fault[1].number, "wiped"))


async def test_a_closed_day_that_is_gone_shows(
    house: House, people: People, clock: FakeClock
) -> None:
    """The days alone are deleted: no chain is less, and the check finds it."""
    await refused(house)
    clock.forward(days=1)
    assert await record_days.close_day(house)
    await wipe(house, "record_day", "record_seal")
    assert [each.what for _, each in (await check_record(house)).faults] == ["wiped"]


async def test_a_house_with_people_has_a_record(house: House, people: People) -> None:
    """Accounts and sessions are there, and no row, and nothing in the store of keys either."""
    assert [each.what for _, each in (await check_record(house)).faults] == ["wiped"]


@pytest.mark.parametrize("how", ["DELETE FROM record_anchor", "UPDATE record_anchor SET said='[]'"])
async def test_what_holds_the_record_shows_when_it_is_gone(
    house: House, people: People, how: str
) -> None:
    """Nobody writes it without the house's keys; an update of PeerMap begins it by itself."""
    await refused(house)
    async with writing(house) as session:
        await (await session.connection()).execute(text(how))
    assert [each.what for _, each in (await check_record(house)).faults] == ["anchor"]
    if how.startswith("DELETE"):
        await record_check.begin_count(house)
        assert (await check_record(house)).faults == ()
