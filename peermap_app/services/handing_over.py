"""What `notify` needs of deliveries: make them of an alert, claim them, ask whether each is still

to be handed over, and say what became of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum
from typing import Protocol

from sqlmodel import col
from sqlmodel.ext.asyncio.session import AsyncSession

from peermap_app.bootstrap import House
from peermap_app.domain import deliveries as rules
from peermap_app.domain.deliveries import Channel, State
from peermap_app.services.alert_ways import holding
from peermap_app.services.unit import reading, writing
from peermap_app.storage import deliveries as store
from peermap_app.storage import reviews as reviews_store
from peermap_app.storage.deliver_tables import Delivery
from peermap_app.storage.tables import Alert, new_id


class Ways(Protocol):
    """By which ways a worker can be reached now: a registry of channels says so."""

    async def devices(
        self, house: House, session: AsyncSession, worker_ids: Sequence[str]
    ) -> Mapping[str, Sequence[tuple[Channel, str]]]:
        """(channel, device) of each way, by worker; the device is "" where a way has none."""


@dataclass(frozen=True, slots=True)
class InHand:
    """One delivery that is to be handed over. It says nothing of any case.

    Attributes:
        number: of the alert among those of its worker.
        tries: this one counted.
        made: when the alert was made.
        urgency: of its flag, for quiet hours; None until `checked` has read it.
    """

    id: str
    alert_id: str
    worker_id: str
    channel: Channel
    device: str
    number: int
    tries: int
    made: datetime
    urgency: str | None = None


class Verdict(Enum):
    """Whether a delivery is still to be handed over."""

    SEND = "send"
    SPARE = "spare"
    DROP = "drop"


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of one delivery in hand. `due`: when there is more to do. `tells`: whoever
    flagged sees another state of it now."""

    id: str
    alert_id: str
    step: State
    due: datetime | None = None
    problem: str = ""
    uncounted: bool = False
    tells: bool = False


async def expand(
    house: House,
    session: AsyncSession,
    alert_ids: Sequence[str],
    *,
    ways: Ways,
    name: str,
    until: datetime,
) -> tuple[InHand, ...]:
    """Make the deliveries of alerts, once each, in the caller's transaction; gives those for pages.

    These are born claimed under `name`: whoever makes them hands them over at once.
    """
    now = house.clock()
    rows = await store.with_alerts(session, alert_ids)
    rows = sorted(rows, key=lambda row: (row[0].worker_id, row[0].created_at, row[0].id))
    workers = sorted({alert.worker_id for alert, _, _ in rows})
    reached = await ways.devices(house, session, workers)
    chose = await store.chose_mail(session, workers)
    made: list[Delivery] = []
    for alert, _, _ in rows:  # in the order of workers: each one's count is held until the end
        number = await store.next_number(session, alert.worker_id)
        chose_mail = alert.worker_id in chose
        for way in reached.get(alert.worker_id, ()):
            made.append(_made(house, alert, number, way, chose_mail=chose_mail))
    for one in made:
        if one.channel == Channel.PAGE:
            one.claim, one.claimed_until, one.tries, one.due_at = name, until, 1, now
    # Each row keeps its alert from whoever changes it, and they take them in this order.
    written = await store.add_once(session, sorted(made, key=lambda one: one.alert_id))
    return tuple(_in_hand(one) for one in made if one.id in written and one.channel == Channel.PAGE)


def _made(
    house: House, alert: Alert, number: int, way: tuple[Channel, str], *, chose_mail: bool
) -> Delivery:
    channel, device = way
    after = house.settings.mail_after
    due = rules.first_due(channel, alert.created_at, chose_mail=chose_mail, after=after)
    return Delivery(
        id=new_id(),
        alert_id=alert.id,
        worker_id=alert.worker_id,
        channel=channel.value,
        device=device,
        number=number,
        created_at=alert.created_at,
        due_at=due,
    )


def _in_hand(row: Delivery) -> InHand:
    return InHand(
        id=row.id,
        alert_id=row.alert_id,
        worker_id=row.worker_id,
        channel=Channel(row.channel),
        device=row.device,
        number=row.number,
        tries=row.tries,
        made=row.created_at,
    )


async def claim(
    house: House, channel: Channel, name: str, lasts: timedelta, most: int
) -> tuple[InHand, ...]:
    """Take up to `most` due deliveries; nobody else gets them until the claim runs out."""
    now = house.clock()
    async with reading(house) as session:
        if not await store.anything_due(session, channel, now):
            return ()  # looking every few seconds must not keep the writer busy
    async with writing(house) as session:
        rows = await store.claim(session, channel, name, now=now, until=now + lasts, most=most)
        return tuple(_in_hand(row) for row in rows)


async def checked(house: House, several: Sequence[InHand]) -> tuple[tuple[InHand, Verdict], ...]:
    """Whether each is still to be handed over, asked at this moment (rules 4 and 6)."""
    mails = [one for one in several if one.channel is Channel.MAIL]
    async with reading(house) as session:
        rows = await store.with_alerts(session, list({one.alert_id for one in several}))
        held = await holding(house, session, rows)
        flags = [flag.id for _, flag, _ in rows]
        still = await reviews_store.open_flags(session, flags, house.clock().date())
        chose = await store.chose_mail(session, {one.worker_id for one in mails})
        others = await store.of_alerts(session, [one.alert_id for one in mails])
    found = {alert.id: (alert, flag) for alert, flag, _ in rows}
    judged: list[tuple[InHand, Verdict]] = []
    for one in several:
        if one.alert_id not in held:
            judged.append((one, Verdict.DROP))
            continue
        alert, flag = found[one.alert_id]
        needed = alert.seen_at is None and flag.id in still
        if one.channel is Channel.MAIL:
            states = [State(row.state) for row in others[one.alert_id] if row.id != one.id]
            needed &= rules.mail_needed(states, chose_mail=one.worker_id in chose)
        verdict = Verdict.SEND if needed else Verdict.SPARE
        judged.append((replace(one, urgency=flag.urgency), verdict))
    return tuple(judged)


async def settle(house: House, name: str, several: Sequence[Settled]) -> None:
    """Say what became of deliveries in hand, and wake whoever flagged where that shows."""
    now = house.clock()
    alike: dict[tuple[State, datetime | None, str, bool], list[Settled]] = {}
    for one in several:
        alike.setdefault((one.step, one.due, one.problem, one.uncounted), []).append(one)
    told = [one.alert_id for one in several if one.tells]
    async with writing(house) as session:
        await store.hold(session, col(Delivery.id).in_([one.id for one in several]))
        for (step, due, problem, uncounted), rows in alike.items():
            await store.settle(
                session,
                name,
                [row.id for row in rows],
                step,
                now=now,
                due=due,
                problem=problem,
                uncounted=uncounted,
            )
        flaggers = await store.flaggers(session, told)
    for worker_id, flag_id in sorted(flaggers):
        await house.hints.publish(f"worker:{worker_id}", {"kind": "flag", "id": flag_id})
