"""Rows that several take at once are taken in one order: on PostgreSQL nobody is ended for it.

Each test is somebody who has the first of two rows and comes for the second while the work under
test runs. Taken the other way round the two wait for each other, and the database ends one of them.
(SQLite has one writer at a time.)
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Sequence
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlmodel import select

from peermap_app.bootstrap import House
from peermap_app.domain.deliveries import Channel, State
from peermap_app.notify import outbox
from peermap_app.services import handing_over, push_sending
from peermap_app.services.handing_over import Settled
from peermap_app.services.unit import writing
from peermap_app.storage import deliveries as store
from peermap_app.storage.deliver_tables import Delivery
from peermap_app.storage.push_tables import PushPhone
from peermap_app.storage.tables import Alert
from tests.services.test_flags import flag
from tests.services.test_link_confirms import confirm, moved
from tests.services.test_link_confirms import deliveries as delivered
from tests.services.world import SAM, World, a_world, linked, table

pytestmark = [
    pytest.mark.parametrize("database_url", ["postgresql"], indirect=True),
    pytest.mark.attack("races"),
]
LOW, HIGH = "0" * 32, "f" * 32
WITHIN = 20.0
"""Seconds in which everybody is done: the database looks for a deadlock after one."""
WAITS = text(
    "SELECT count(*) FROM pg_stat_activity "
    "WHERE datname = current_database() AND wait_event_type = 'Lock'"
)


async def somebody_waits(house: House) -> None:
    """Until a transaction waits for another one's row."""
    async with house.engine.connect() as connection:
        while not (await connection.execute(WAITS)).scalar_one():
            await connection.rollback()
            await asyncio.sleep(0.02)


async def both_end(house: House, rows: Sequence[tuple[str, str]], work: Awaitable[object]) -> None:
    """Somebody takes the first of two rows, the work begins, and they take the second as well."""
    async with asyncio.timeout(WITHIN):
        async with house.make_session() as session:
            connection = await session.connection()
            for number, (kind, row_id) in enumerate(rows):
                if number:
                    running = asyncio.ensure_future(work)
                    await somebody_waits(house)
                take = text(f"SELECT id FROM {kind} WHERE id = :id FOR UPDATE")
                assert (await connection.execute(take, {"id": row_id})).one()
            await session.rollback()
        await running


async def two_alerts(house: House) -> tuple[World, list[str]]:
    """Two alerts of Sam's that no page was told of, the later one with the lower id: their ids."""
    world = await a_world(house)
    await linked(world)
    await outbox.deliver(world.house)
    for number in range(12):
        world = await world.later(seconds=number)
        await flag(world)
        rows = sorted(await table(world, "alert"), key=lambda one: one["created_at"])
        if any(one["id"] > rows[-1]["id"] for one in rows[:-1]):
            break
    return world, [max(one["id"] for one in rows), rows[-1]["id"]]


async def two_deliveries(house: House) -> tuple[World, list[str]]:
    """Of two alerts, by one way, the one with the higher id written first; their alerts."""
    world, alerts = await two_alerts(house)
    now = world.house.clock()
    for row_id, alert_id in zip((HIGH, LOW), alerts, strict=True):
        async with writing(world.house) as session:
            session.add(
                Delivery(
                    id=row_id,
                    alert_id=alert_id,
                    worker_id=world.worker_id(SAM),
                    channel=Channel.PAGE.value,
                    device="",
                    number=1,
                    created_at=now,
                    due_at=now,
                    claim="held",
                    claimed_until=now + timedelta(minutes=1),
                )
            )
    return world, alerts


async def states(house: House, work: Awaitable[None]) -> list[str]:
    """Of the two deliveries, once whoever had the lower one came for the higher one meanwhile."""
    await both_end(house, [("delivery", LOW), ("delivery", HIGH)], work)
    async with house.engine.connect() as connection:
        found = await connection.execute(text("SELECT state FROM delivery ORDER BY id"))
        return list(found.scalars())


async def test_what_was_handed_over_is_settled_in_order(house: House) -> None:
    """Two of one taking, in whichever order they were handed over."""
    world, alerts = await two_deliveries(house)
    said = zip((HIGH, LOW), alerts, strict=True)
    done = [Settled(row_id, alert, State.SENT) for row_id, alert in said]
    assert await states(house, handing_over.settle(world.house, "held", done)) == ["sent"] * 2


async def test_what_arrived_is_taken_in_order(house: House) -> None:
    """A page says that it has both."""
    world, alerts = await two_deliveries(house)

    async def arrived() -> None:
        page, now = {"channel": Channel.PAGE, "device": ""}, world.house.clock()
        async with writing(world.house) as session:
            await store.acknowledge(session, world.worker_id(SAM), alerts, now=now, **page)

    assert await states(house, arrived()) == ["delivered"] * 2


async def a_phone(house: House, world: World, phone_id: str) -> None:
    """Of Sam's, with this id."""
    async with writing(house) as session:
        session.add(
            PushPhone(
                id=phone_id,
                worker_id=world.worker_id(SAM),
                phone_hash=phone_id,
                kind="android_phone",
                key="k",
                endpoint_hash=phone_id,
                wrapped=b"",
                sealed=b"",
                created_at=house.clock(),
            )
        )


async def test_that_pushes_came_is_taken_in_order(house: House) -> None:
    """Two phones say it in one moment, while what was handed to both is settled."""
    world, _ = await two_deliveries(house)
    for phone_id in (HIGH, LOW):  # one after the other: so they lie in the table
        async with writing(world.house) as session:
            row = await session.get_one(Delivery, phone_id)
            row.channel, row.device = Channel.PUSH.value, phone_id
        await a_phone(world.house, world, phone_id)

    async def came() -> None:
        said = (push_sending.reference(world.house.keys, one) for one in (HIGH, LOW))
        await asyncio.gather(*(push_sending.reached(world.house, one) for one in said))

    assert await states(house, came()) == ["delivered"] * 2


async def test_phones_are_taken_in_order(house: House) -> None:
    """What a push service said of several, in whichever order it said it."""
    world = await a_world(house)
    for phone_id in (HIGH, LOW):
        await a_phone(world.house, world, phone_id)
    heard = push_sending.noted(world.house, [(HIGH, False), (LOW, True)])
    await both_end(house, [("push_phone", LOW), ("push_phone", HIGH)], heard)
    async with writing(world.house) as session:
        rows = (await session.exec(select(PushPhone))).all()
    assert {row.id: row.failures for row in rows} == {LOW: 0, HIGH: 1}


async def test_what_is_told_anew_is_taken_in_order(house: House) -> None:
    """A flag was changed, or a link holds again."""
    world, alerts = await two_deliveries(house)

    async def forgotten() -> None:
        async with writing(world.house) as session:
            await store.forget(session, alerts)

    assert await states(house, forgotten()) == []


async def test_alerts_are_taken_by_their_ids(house: House) -> None:
    """A flag is changed while its alerts, and others, are handed over for the first time."""
    world, (high, low) = await two_alerts(house)
    await both_end(house, [("alert", low), ("alert", high)], outbox.deliver(world.house))
    assert {one["state"] for one in await table(world, "delivery")} == {State.SENT.value}


async def test_an_alert_is_taken_before_its_deliveries(house: House) -> None:
    """Somebody says that they have seen one, while the next worker's yes has it told anew."""
    world, link = await moved(house)
    assert await delivered(world) == [("Sam S.", "dropped")]
    (alert,) = await table(world, "alert")
    (delivery,) = await table(world, "delivery")
    rows = [("alert", alert["id"]), ("delivery", delivery["id"])]
    await both_end(house, rows, confirm(world, link))
    async with writing(world.house) as session:
        assert (await session.exec(select(Alert))).one().seen_at is None
    assert await delivered(world) == [("Sam S.", "sent")]
