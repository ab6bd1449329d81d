"""Queries on links whose two cases one worker has: what waits, and what was said."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from peermap_app.domain.links import LinkState
from peermap_app.storage.second_tables import LinkSecond
from peermap_app.storage.tables import Link, LinkEnd


async def ends_of(session: AsyncSession, link_ids: Collection[str]) -> dict[str, tuple[str, ...]]:
    """The ids of both ends of each of these links."""
    if not link_ids:
        return {}
    found = await session.exec(
        select(LinkEnd.link_id, LinkEnd.id).where(col(LinkEnd.link_id).in_(list(link_ids)))
    )
    ends: dict[str, tuple[str, ...]] = {}
    for link_id, end_id in found:
        ends[link_id] = (*ends.get(link_id, ()), end_id)
    return ends


async def said(session: AsyncSession, hashes: Collection[str]) -> dict[str, LinkSecond]:
    """What waits or was said under these keyed hashes."""
    found = await session.exec(select(LinkSecond).where(col(LinkSecond.who_hash).in_(list(hashes))))
    return {row.who_hash: row for row in found}


async def waiting(session: AsyncSession) -> Sequence[tuple[LinkSecond, LinkEnd]]:
    """Everything that waits on a link that is accepted, whoever's case it is, oldest first."""
    found = await session.exec(
        select(LinkSecond, LinkEnd)
        .join(LinkEnd, col(LinkEnd.id) == col(LinkSecond.end_id))
        .join(Link, col(Link.id) == col(LinkEnd.link_id))
        .where(col(LinkSecond.answer).is_(None), Link.state == LinkState.ACCEPTED.value)
        .order_by(col(LinkSecond.asked_at), col(LinkSecond.id))
    )
    return found.all()


async def ask_once(session: AsyncSession, row: LinkSecond) -> bool:
    """Write what waits unless it is there; True when it was written."""
    dialect = session.get_bind().dialect.name
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    written = await session.exec(
        insert(LinkSecond)
        .values(**row.model_dump())
        .on_conflict_do_nothing(index_elements=["who_hash"])
        .returning(col(LinkSecond.id))
    )
    return written.first() is not None


async def of_link(session: AsyncSession, link_id: str) -> Sequence[tuple[LinkSecond, LinkEnd]]:
    """What waits on one link, with its end, held until the transaction ends."""
    found = await session.exec(
        select(LinkSecond, LinkEnd)
        .join(LinkEnd, col(LinkEnd.id) == col(LinkSecond.end_id))
        .where(LinkEnd.link_id == link_id, col(LinkSecond.answer).is_(None))
        .order_by(col(LinkSecond.id))
        .with_for_update(of=LinkSecond)
    )
    return found.all()
