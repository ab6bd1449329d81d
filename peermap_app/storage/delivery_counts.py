"""How deliveries stand, counted: by channel and state, never by person or case."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from peermap_app.domain.deliveries import Channel, State
from peermap_app.storage.alerts import QUEUED
from peermap_app.storage.deliver_tables import Delivery
from peermap_app.storage.tables import Outbox


async def by_state(session: AsyncSession) -> Sequence[tuple[str, str, int]]:
    """(channel, state, how many)."""
    found = select(Delivery.channel, Delivery.state, func.count()).group_by(
        col(Delivery.channel), col(Delivery.state)
    )
    return sorted((to, state, int(count)) for to, state, count in (await session.exec(found)).all())


async def dead_ends(session: AsyncSession, since: datetime) -> Sequence[tuple[str, str, int]]:
    """(channel, problem, how many) of those that failed, of alerts made since then."""
    found = (
        select(Delivery.channel, Delivery.problem, func.count())
        .where(Delivery.state == State.FAILED.value, col(Delivery.created_at) >= since)
        .group_by(col(Delivery.channel), col(Delivery.problem))
    )
    return sorted((to, what, int(count)) for to, what, count in (await session.exec(found)).all())


async def oldest_due(session: AsyncSession, now: datetime) -> datetime | None:
    """Since when the oldest thing that is due now has been due; None: nothing is."""
    queued = select(func.min(Outbox.due_at)).where(
        Outbox.state == QUEUED, col(Outbox.due_at) <= now
    )
    ways = [channel.value for channel in Channel]  # the index begins with the channel
    due = select(func.min(Delivery.due_at)).where(
        col(Delivery.channel).in_(ways), col(Delivery.due_at) <= now
    )
    found = [(await session.exec(one)).one() for one in (queued, due)]
    return min((one for one in found if one is not None), default=None)
