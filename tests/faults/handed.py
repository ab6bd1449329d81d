"""Pushes and mails: each that is due came at last, once as a person sees it, and none too late."""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass

from sqlmodel import col, select

from peermap_app.domain.deliveries import Channel, State
from peermap_app.domain.web_push import Ended
from peermap_app.services.unit import reading
from peermap_app.storage.deliver_tables import Delivery
from peermap_app.storage.push_tables import PushPhone
from tests.faults.street import PAUSE, Street

COMES_WITHIN = 60.0
"""Seconds after everything is well and due in which the last push and the last mail must come, and
the last phone that is gone must be known to be."""
ALL_DUE = 1500
"""Seconds by which the clock goes on in the end: beyond every wait, and every claim of the dead."""
ON_ITS_WAY = 2.0
"""Seconds after a withdrawal was answered in which what was in hand may still be handed over: it
was asked a moment before, and two cores are shared."""


OVER = frozenset({State.DROPPED, State.SPARED})
"""The states of a delivery that ended before anybody believed an answer to it."""


@dataclass(frozen=True, slots=True)
class Over:
    """The alerts of a worker that ended, and when that was answered."""

    name: str
    alerts: frozenset[str]
    at: float


async def _rows(street: Street, *channels: Channel) -> Sequence[Delivery]:
    async def look() -> Sequence[Delivery]:
        wanted = select(Delivery).where(col(Delivery.channel).in_(channels))
        async with reading(street.house) as session:
            return (await session.exec(wanted)).all()

    return await street.done(look)


async def at_last(look: Callable[[], Awaitable[list[str]]]) -> list[str]:
    """What is still wrong when all waits are over."""
    until = time.monotonic() + COMES_WITHIN
    while (wrong := await look()) and time.monotonic() < until:  # noqa: ASYNC110 - its rows
        await asyncio.sleep(PAUSE)
    return wrong


async def missing(street: Street, name: str, alerts: Collection[str]) -> list[str]:
    """Of alerts that hold: what is due to this worker's phones and mailbox, and has not come."""
    rows = await _rows(street, Channel.PUSH, Channel.MAIL)
    mailed = {what for _, what in street.mail.got}
    lacks = []
    for alert in alerts:
        of = [row for row in rows if row.alert_id == alert]
        ways = {row.device for row in of}
        if street.phones[name][0] not in ways or "" not in ways:
            lacks.append(f"{name}: no delivery of {alert} by some way")
        for row in of:
            phone = street.by_id.get(row.device)
            came = mailed if phone is None else {what for _, what in phone.got}
            if row.id not in came and not (phone is not None and phone.given_away):
                lacks.append(f"{name}: {row.channel} of {alert}, {row.state} {row.problem}")
    return lacks


async def out_of_place(street: Street) -> list[str]:
    """What reached a phone that was for another one, or for none."""
    rows = {row.id: row.device for row in await _rows(street, Channel.PUSH)}
    return [
        f"a push of {what}"
        for phone_id, phone in street.by_id.items()
        for _, what in phone.got
        if rows.get(what) != phone_id
    ]


async def twice(street: Street) -> list[str]:
    """Alerts of which a phone or a mailbox got two that are not one to whoever looks at it."""
    rows = {row.id: row for row in await _rows(street, Channel.PUSH, Channel.MAIL)}
    got = [("mail", what) for _, what in street.mail.got]
    got += [(phone_id, what) for phone_id, one in street.by_id.items() for _, what in one.got]
    of: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for place, what in got:
        if what in rows:
            of[place, rows[what].worker_id, rows[what].alert_id].add(what)
    return [f"{place}: {alert}" for (place, _, alert), several in of.items() if len(several) > 1]


async def too_late(street: Street, over: Sequence[Over]) -> list[str]:
    """What was handed over of alerts that had ended."""
    rows = {row.id: row for row in await _rows(street, Channel.PUSH, Channel.MAIL)}
    came = [each for one in street.by_id.values() for each in one.got] + street.mail.got
    late = []
    for one in over:
        for at, what in came:
            if what in rows and rows[what].alert_id in one.alerts and at > one.at + ON_ITS_WAY:
                late.append(f"{one.name}: {rows[what].channel}, {at - one.at:.1f} s after its end")
    return late


async def not_ended(street: Street) -> list[str]:
    """Phones of which the push service said that they are gone, and that still take pushes.

    The server may have died with that answer in hand. Then the next try learns it again; where the
    link ended meanwhile there is none, and of each push that was answered so the delivery is over.
    """

    async def look() -> list[str]:
        async with reading(street.house) as session:
            phones = (await session.exec(select(PushPhone))).all()
            rows = (await session.exec(select(Delivery))).all()
        over = {row.id for row in rows if row.state in OVER}
        return [
            f"phone {one.id}: {one.ended_why}"
            for one in phones
            for asked in (set(street.by_id[one.id].asked_for),)
            if (one.ended_why == Ended.GONE) != bool(asked)
            and (one.ended_why == Ended.GONE or asked - over)
        ]

    return await street.done(look)
