"""Hints that a process without pages left for the one that has them (`peermap …`, without Redis).

A row holds what a hint holds, ids and a kind, and goes as soon as it was read.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete
from sqlalchemy import select as plain_select
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import Field, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from peermap_app.storage.bulk import batched, insert_all
from peermap_app.storage.tables import Table


class Wake(Table, table=True):
    """Pages of `audience` ("worker:{id}", "drawing:{id}") are to read again what `kind` is of."""

    __tablename__ = "wake"

    id: int | None = Field(default=None, primary_key=True)
    audience: str
    kind: str


async def leave(session: AsyncSession, heard: Sequence[tuple[str, str]]) -> None:
    """Leave (audience, kind) of each for the process that has the pages."""
    await insert_all(session, [Wake(audience=to, kind=kind) for to, kind in heard])


async def any_left(connection: AsyncConnection) -> bool:
    """Whether there is one: asked twice a second, so it is one statement that only reads."""
    return (await connection.execute(plain_select(col(Wake.id)).limit(1))).first() is not None


async def take(session: AsyncSession) -> list[tuple[str, str]]:
    """All that were left, in order; they are gone with the caller's commit."""
    rows = (await session.exec(select(Wake.id, Wake.audience, Wake.kind).order_by(_ID))).all()
    for part in batched([row[0] for row in rows if row[0] is not None]):
        # By their ids: what is committed meanwhile may have a lower one, and is left for later.
        await (await session.connection()).execute(delete(Wake).where(_ID.in_(part)))
    return [(audience, kind) for _, audience, kind in rows]


_ID = col(Wake.id)
