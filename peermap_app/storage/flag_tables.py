"""Tables of flags beside the flag itself: which kinds there are, and what is half written."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import LargeBinary, UniqueConstraint, delete
from sqlmodel import Field, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from peermap_app.storage.tables import Table, UtcMoment, new_id


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


class FlagDraft(Table, table=True):
    """A flag that one worker has half written on one case. sealed ("flag_draft"): {form_id, draft}.

    `at`: when it was last written on.
    """

    __tablename__ = "flag_draft"
    __table_args__ = (UniqueConstraint("case_id", "worker_id"),)

    id: str = Field(default_factory=new_id, primary_key=True)
    case_id: str = Field(foreign_key="case_file.id")
    worker_id: str = Field(foreign_key="worker.id", index=True)
    at: datetime = Field(sa_type=UtcMoment)
    sealed: bytes = Field(sa_type=LargeBinary, repr=False)


async def draft_of(session: AsyncSession, case_id: str, worker_id: str) -> FlagDraft | None:
    """What a worker has half written on a case, however old."""
    found = select(FlagDraft).where(
        FlagDraft.case_id == case_id, FlagDraft.worker_id == worker_id, FlagDraft.sealed != b""
    )
    return (await session.exec(found)).first()


async def forget_draft(session: AsyncSession, case_id: str, worker_id: str) -> None:
    """Take it away."""
    await session.exec(
        delete(FlagDraft)
        .where(col(FlagDraft.case_id) == case_id, col(FlagDraft.worker_id) == worker_id)
        .execution_options(synchronize_session=False)
    )
