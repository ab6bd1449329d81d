"""The wrapped keys of what belongs to more than one case: links and waiting imports."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import LargeBinary
from sqlmodel import Field, col, delete, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from peermap_app.storage.tables import KEY_METADATA, Table


class OwnKey(Table, table=True):
    """The key of a link or of a waiting import, which belong to more than one case: see CaseKey."""

    metadata = KEY_METADATA
    __tablename__ = "own_key"

    id: str = Field(primary_key=True)
    wrapped: bytes = Field(sa_type=LargeBinary, repr=False)


async def of(session: AsyncSession, ids: Iterable[str]) -> dict[str, bytes]:
    """The wrapped keys of things, by id; without those that were destroyed."""
    wanted = tuple(ids)
    if not wanted:
        return {}
    found = await session.exec(select(OwnKey).where(col(OwnKey.id).in_(wanted)))
    return {key.id: key.wrapped for key in found.all()}


async def change(session: AsyncSession, thing_id: str, wrapped: bytes) -> None:
    """Put another key in the place of that of a thing; what it sealed opens no more."""
    await session.exec(update(OwnKey).where(col(OwnKey.id) == thing_id).values(wrapped=wrapped))


async def destroy(session: AsyncSession, ids: Iterable[str]) -> None:
    """Destroy the keys of things: nothing that they sealed opens any more, in no backup of rows.

    PostgreSQL's own files hold them until the table is written anew (docs/operating.md)."""
    await session.exec(delete(OwnKey).where(col(OwnKey.id).in_(tuple(ids))))
