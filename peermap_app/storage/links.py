"""Queries on links. Which cases a link joins is found by keyed hashes alone."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import and_
from sqlalchemy.orm import aliased
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from peermap_app.domain.links import LinkState
from peermap_app.storage.tables import Link, LinkEnd

ASKING = "asking"
ASKED = "asked"


async def of_ends(
    session: AsyncSession, end_hashes: Sequence[str]
) -> Sequence[tuple[Link, LinkEnd]]:
    """Every link that has one of these ends, with that end, oldest first."""
    if not end_hashes:
        return ()
    found = await session.exec(
        select(Link, LinkEnd)
        .join(LinkEnd, col(LinkEnd.link_id) == col(Link.id))
        .where(col(LinkEnd.end_hash).in_(list(end_hashes)))
        .order_by(col(Link.asked_at), col(Link.id))
    )
    return found.all()


async def of_ids(session: AsyncSession, link_ids: Sequence[str]) -> Sequence[Link]:
    """These links."""
    return (await session.exec(select(Link).where(col(Link.id).in_(list(link_ids))))).all()


async def held(session: AsyncSession, link_id: str) -> Link | None:
    """A link as it is now, held until the transaction ends."""
    found = await session.exec(
        select(Link)
        .where(Link.id == link_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return found.first()


async def hold_ends(session: AsyncSession, end_hashes: Sequence[str]) -> None:
    """Hold every link's end of these cases, in one order, so that who counts them counts alone.

    Before any link is held: two who answer each other's asks follow one another.
    """
    await session.exec(
        select(LinkEnd.id)
        .where(col(LinkEnd.end_hash).in_(list(end_hashes)))
        .order_by(col(LinkEnd.id))
        .with_for_update(key_share=True)
    )


async def with_ends(session: AsyncSession, link_id: str) -> tuple[Link, LinkEnd, LinkEnd] | None:
    """A link, its asking end and its asked end."""
    asking, asked = aliased(LinkEnd), aliased(LinkEnd)
    found = await session.exec(
        select(Link, asking, asked)
        .join(asking, and_(col(asking.link_id) == col(Link.id), col(asking.side) == ASKING))
        .join(asked, and_(col(asked.link_id) == col(Link.id), col(asked.side) == ASKED))
        .where(Link.id == link_id)
    )
    return found.first()


async def between(
    session: AsyncSession, one_hash: str, other_hash: str, states: Sequence[LinkState]
) -> Sequence[tuple[Link, LinkEnd, LinkEnd]]:
    """Links in these states from one end to the other, whoever asked: link, `one`, `other`."""
    one, other = aliased(LinkEnd), aliased(LinkEnd)
    found = await session.exec(
        select(Link, one, other)
        .join(one, and_(col(one.link_id) == col(Link.id), col(one.end_hash) == one_hash))
        .join(other, and_(col(other.link_id) == col(Link.id), col(other.end_hash) == other_hash))
        .where(col(Link.state).in_([state.value for state in states]))
        .order_by(col(Link.asked_at), col(Link.id))
    )
    return found.all()
