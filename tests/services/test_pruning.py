"""Old mails and old asks go after a plain period, and what nobody answered not in silence."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import func, select

from peermap_app.bootstrap import House
from peermap_app.notify import mail, outbox
from peermap_app.services import recovery, waiting_imports
from peermap_app.services.pruning import prune
from peermap_app.services.record_check import check_record
from peermap_app.services.unit import reading
from peermap_app.storage.access_record import HOUSE
from peermap_app.storage.own_keys import OwnKey
from peermap_app.storage.tables import METADATA
from tests.fakes import FakeClock
from tests.services.people import People
from tests.services.test_administration import chain
from tests.services.test_recovery import SMTP, Post, agreed
from tests.services.test_waiting_imports import WEST

TABLES = (*("mail", "recovery_ask", "waiting_import", "import_agreement", "outbox"),)


@pytest.fixture
async def mailing(house: House) -> House:
    """The same house with a mail server, so that a link can be asked for."""
    return replace(house, settings=replace(house.settings, smtp=SMTP))


async def counted(house: House) -> dict[str, int]:
    """How many rows each of these tables has; those without any are left out."""
    found = {}
    async with reading(house) as session:
        connection = await session.connection()
        for name in TABLES:
            every = select(func.count()).select_from(METADATA.tables[name])
            found[name] = (await connection.execute(every)).scalar_one()
        keys = (await session.exec(select(func.count()).select_from(OwnKey))).scalar_one()
    return {name: count for name, count in {**found, "own_key": keys}.items() if count}


async def everything(house: House, people: People) -> None:
    """One of each kind: asked, some answered, a mail sent."""
    await waiting_imports.ask_import(house, people.alex, WEST)
    await recovery.ask_at_door(house, "sam@west.example", "password", "198.51.100.9")
    await agreed(house, people.nadia)
    await mail.deliver(house, Post())
    await outbox.deliver(house)


async def test_what_is_old_goes_and_what_is_not_stays(
    mailing: House, people: People, clock: FakeClock
) -> None:
    """On the eighty-ninth day all is there, on the ninety-first nothing is; a second round finds
    nothing. What nobody answered stands on the record, in the name of the system."""
    house = mailing
    await everything(house, people)
    before = await counted(house)
    assert set(before) >= {"mail", "recovery_ask", "outbox"}
    assert before["waiting_import"] == before["own_key"] == 1
    asked = (await chain(house, HOUSE)).count(("ask_import", "allowed"))
    clock.forward(days=89)
    assert await prune(house) == 0
    assert await counted(house) == before
    clock.forward(days=2)
    assert await prune(house) > 0
    assert await counted(house) == {}
    assert await prune(house) == 0
    assert (await chain(house, HOUSE)).count(("ask_import", "allowed")) == asked + 1  # it lapsed
    assert (await check_record(house)).faults == ()


async def test_what_is_still_to_be_sent_stays(
    mailing: House, people: People, clock: FakeClock
) -> None:
    """A mail that a server has refused so far, and what the outbox has not handed over."""
    house = mailing
    await recovery.ask_at_door(house, "sam@west.example", "password", "198.51.100.9")
    await agreed(house, people.nadia)
    clock.forward(days=400)
    await prune(house)
    held = await counted(house)
    assert held.keys() >= {"mail", "recovery_ask", "outbox"}


async def test_the_period_is_a_setting(mailing: House, people: People, clock: FakeClock) -> None:
    """A council that keeps them for ten days."""
    periods = replace(mailing.settings.keep_for, asks=10)
    house = replace(mailing, settings=replace(mailing.settings, keep_for=periods))
    await waiting_imports.ask_import(house, people.alex, WEST)
    clock.forward(days=9)
    assert await prune(house) == 0
    clock.forward(days=2)
    assert await prune(house) == 1
