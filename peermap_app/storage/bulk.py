"""Many rows at once, and many values in one query: an import of ten thousand cases in seconds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

from sqlalchemy import insert
from sqlmodel.ext.asyncio.session import AsyncSession

from peermap_app.storage.tables import Table

MOST_IN = 1000
T = TypeVar("T")


def batched(values: Sequence[T]) -> Iterator[Sequence[T]]:
    """Pieces small enough for one IN (...): databases limit how many values a query may carry."""
    for start in range(0, len(values), MOST_IN):
        yield values[start : start + MOST_IN]


async def insert_all(session: AsyncSession, rows: Sequence[Table]) -> None:
    """Insert rows of one table in one go, past the session: they are not its objects after."""
    if rows:
        # An id that the database gives is left out.
        values = [
            {name: value for name, value in row.model_dump().items() if (name, value) != _NO_ID}
            for row in rows
        ]
        table = rows[0].metadata.tables[str(rows[0].__tablename__)]
        await (await session.connection()).execute(insert(table), values)


_NO_ID = ("id", None)
