"""Tables of flags beside the flag itself: which kinds there are."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Field, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from peermap_app.storage.tables import Table, UtcMoment


class FlagKindSet(Table, table=True):
    """A kind of flag that was added, changed or taken off the form. Nothing confidential.

    Rows stay: a code is never given twice, and what is taken off is only offered no more.
    """

    __tablename__ = "flag_kind"

    code: str = Field(primary_key=True)
    words: str
    urgency: str
    good: bool
    offered: bool
    added_at: datetime = Field(sa_type=UtcMoment)
    set_by: str | None = Field(default=None, foreign_key="worker.id", nullable=True)
    set_at: datetime = Field(sa_type=UtcMoment)


async def kinds(session: AsyncSession) -> Sequence[FlagKindSet]:
    """Every kind that was set, in the order in which they were first set."""
    by = col(FlagKindSet.added_at), col(FlagKindSet.code)
    return (await session.exec(select(FlagKindSet).order_by(*by))).all()
