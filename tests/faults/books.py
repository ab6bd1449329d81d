"""What the house's own rows say in the end: of links, of changes of mind, of what arrived."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import col, func, select

from peermap_app.domain.deliveries import ARRIVED, Channel
from peermap_app.domain.links import LinkState
from peermap_app.services.unit import reading
from peermap_app.storage.deliver_tables import Delivery
from peermap_app.storage.my_map_tables import Withdrawal
from peermap_app.storage.tables import Alert, Link
from tests.faults.street import Pair, Street


@dataclass(frozen=True, slots=True)
class Told:
    """The alerts of one worker at a moment, and those deliveries of theirs that had arrived."""

    alerts: frozenset[str]
    arrived: frozenset[str]


async def told(street: Street, name: str) -> Told:
    """What this worker was ever told, whether or not they may still read it."""
    worker_id = street.world.worker_id(name)

    async def look() -> Told:
        async with reading(street.house) as session:
            of_them = select(Alert.id).where(Alert.worker_id == worker_id)
            came = select(Delivery.id).where(
                Delivery.worker_id == worker_id,
                col(Delivery.state).in_([state.value for state in ARRIVED]),
            )
            alerts, arrived = await session.exec(of_them), await session.exec(came)
            return Told(frozenset(alerts.all()), frozenset(arrived.all()))

    return await street.done(look)


async def arrived_since(street: Street, name: str, before: Told) -> list[str]:
    """Of what had ended by then: what counts as arrived now and did not at that moment.

    A phone may say later what came before: when it came is asked in `handed.too_late`.
    """
    worker_id = street.world.worker_id(name)

    async def look() -> list[str]:
        async with reading(street.house) as session:
            came = select(Delivery).where(
                Delivery.worker_id == worker_id,
                col(Delivery.state).in_([state.value for state in ARRIVED]),
                Delivery.channel != Channel.PUSH.value,
            )
            rows = (await session.exec(came)).all()
        ended = [row for row in rows if row.alert_id in before.alerts]
        new = [row for row in ended if row.id not in before.arrived]
        return [f"{row.channel} {row.state} {row.alert_id}" for row in new]

    return await street.done(look)


async def written_twice(street: Street, pair: Pair) -> list[str]:
    """What was done once and stands there more than once, or less."""
    return await street.done(lambda: _written_twice(street, pair))


async def _written_twice(street: Street, pair: Pair) -> list[str]:
    asker, accepted = street.world.worker_id(pair.flagger), LinkState.ACCEPTED.value
    held = select(func.count()).select_from(Link)
    held = held.where(Link.asked_by == asker, Link.state == accepted)
    several = []
    async with reading(street.house) as session:
        links = (await session.exec(held)).one()
        if links != 1:
            several.append(f"{pair.flagger}: {links} links that stand")
        for _, case in pair.sides:
            wrote = select(func.count()).select_from(Withdrawal)
            wrote = wrote.where(Withdrawal.case_id == street.case(case))
            rows, said = (await session.exec(wrote)).one(), street.young[case].changes
            if rows != said:
                several.append(f"{case}: {said} changes of mind, {rows} rows")
    return several
