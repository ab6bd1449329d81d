"""Queries on the cards that open My map, and on the browsers in which it is open."""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import col, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from peermap_app.storage.my_map_tables import NobodysCard, Receipt, ReceiptSession
from peermap_app.storage.tables import Drawing

NOBODY = "nobody"
"""The id of no card, and of the one row on which tries of no card are counted."""


async def of_drawing(session: AsyncSession, drawing_id: str) -> Receipt | None:
    """What became of the offer of a card after this drawing; None while it is open."""
    return (await session.exec(select(Receipt).where(Receipt.drawing_id == drawing_id))).first()


async def live_of_case(session: AsyncSession, case_id: str) -> Sequence[Receipt]:
    """The cards of a case that have not ended: one at most, but for the moment of a new one."""
    found = select(Receipt).where(Receipt.case_id == case_id, col(Receipt.ended_at).is_(None))
    return (await session.exec(found)).all()


async def newest_of_case(session: AsyncSession, case_id: str) -> Receipt | None:
    """The newest card that was taken, live or ended."""
    found = (
        select(Receipt)
        .where(Receipt.case_id == case_id, col(Receipt.link_hash).is_not(None))
        .order_by(col(Receipt.created_at).desc(), col(Receipt.id))
    )
    return (await session.exec(found)).first()


async def shown(
    session: AsyncSession, *, link_hash: str | None = None, words_hash: str | None = None
) -> Receipt | None:
    """The card whose link or words these are, while it lasts: until its case is erased."""
    found = select(Receipt).where(col(Receipt.ended_at).is_(None))
    if link_hash is not None:
        found = found.where(Receipt.link_hash == link_hash)
    else:
        found = found.where(Receipt.words_hash == words_hash)
    return (await session.exec(found)).first()


async def held(session: AsyncSession, receipt_id: str) -> Receipt | None:
    """A card as it is now, held until the transaction ends."""
    found = await session.exec(
        select(Receipt)
        .where(Receipt.id == receipt_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return found.first()


async def count_for_nobody(session: AsyncSession) -> None:
    """Count a try on no card: one row written, as for a try on one."""
    nobody = col(NobodysCard.id) == NOBODY
    await session.exec(update(NobodysCard).where(nobody).values(tries=NobodysCard.tries + 1))


async def by_token(
    session: AsyncSession, token_hash: str
) -> tuple[ReceiptSession, Receipt, str | None] | None:
    """A browser in which My map was opened, its card, and the language of the drawing that the
    card came with."""
    found = await session.exec(
        select(ReceiptSession, Receipt, Drawing.language)
        .join(Receipt, col(Receipt.id) == col(ReceiptSession.receipt_id))
        .join(Drawing, col(Drawing.id) == col(Receipt.drawing_id))
        .where(ReceiptSession.token_hash == token_hash)
    )
    return found.first()
