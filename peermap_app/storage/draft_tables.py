"""Sharing records that are half written."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import LargeBinary, delete
from sqlmodel import Field, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from peermap_app.storage.tables import Table, UtcMoment, new_id


class SharingDraft(Table, table=True):
    """What one worker has half written on one form of sharing of one case.

    `found_by`: a keyed hash of worker, case, form and, where it accepts, of the ask: a row names no
    link. `at`: when it was last written on.
    sealed ("sharing_draft"): {form_id, draft, on, about}, or {form_id, sent} once it was sent.
    """

    __tablename__ = "sharing_draft"

    id: str = Field(default_factory=new_id, primary_key=True)
    case_id: str = Field(foreign_key="case_file.id", index=True)
    worker_id: str = Field(foreign_key="worker.id", index=True)
    found_by: str = Field(unique=True, repr=False)
    at: datetime = Field(sa_type=UtcMoment)
    sealed: bytes = Field(sa_type=LargeBinary, repr=False)


async def found(session: AsyncSession, hashed: str) -> SharingDraft | None:
    """One, however old."""
    asked = select(SharingDraft).where(SharingDraft.found_by == hashed, SharingDraft.sealed != b"")
    return (await session.exec(asked)).first()


async def of_worker(
    session: AsyncSession, case_id: str, worker_id: str, since: datetime
) -> Sequence[SharingDraft]:
    """Those of a worker on a case on which something was written after that, newest first."""
    asked = (
        select(SharingDraft)
        .where(
            SharingDraft.case_id == case_id,
            SharingDraft.worker_id == worker_id,
            SharingDraft.sealed != b"",
            col(SharingDraft.at) > since,
        )
        .order_by(col(SharingDraft.at).desc(), col(SharingDraft.id))
    )
    return (await session.exec(asked)).all()


async def take_off(session: AsyncSession, hashed: str) -> None:
    """Take one away."""
    await session.exec(
        delete(SharingDraft)
        .where(col(SharingDraft.found_by) == hashed)
        .execution_options(synchronize_session=False)
    )


async def keep_newest(session: AsyncSession, case_id: str, worker_id: str, most: int) -> None:
    """Take away all but so many of a worker on a case: those written on longest ago."""
    newest = (
        select(SharingDraft.id)
        .where(SharingDraft.case_id == case_id, SharingDraft.worker_id == worker_id)
        .order_by(col(SharingDraft.at).desc(), col(SharingDraft.id))
        .offset(most)
    )
    old = (await session.exec(newest)).all()
    if old:
        await session.exec(
            delete(SharingDraft)
            .where(col(SharingDraft.id).in_(old))
            .execution_options(synchronize_session=False)
        )
