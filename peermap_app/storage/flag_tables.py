"""Tables of flags beside the flag: which kinds there are, what is half written, what changed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import LargeBinary, UniqueConstraint, delete, union_all
from sqlmodel import Field, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from peermap_app.storage.bulk import batched
from peermap_app.storage.tables import Flag, Table, UtcMoment, new_id


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


class FlagVersion(Table, table=True):
    """One change of a flag that was sent. sealed ("flag_version"): {what, text, why,
    screened_reason, told, seen}.

    Only ever added; it goes with its flag. `number` counts from 1; `form_hash` (of worker, flag and
    form) makes a second tap the same change.
    """

    __tablename__ = "flag_version"
    __table_args__ = (UniqueConstraint("flag_id", "number"),)

    id: str = Field(default_factory=new_id, primary_key=True)
    flag_id: str = Field(foreign_key="flag.id")
    case_id: str = Field(foreign_key="case_file.id", index=True)
    worker_id: str = Field(foreign_key="worker.id")
    number: int
    form_hash: str = Field(unique=True, repr=False)
    at: datetime = Field(sa_type=UtcMoment)
    sealed: bytes = Field(sa_type=LargeBinary, repr=False)


async def sent_before(
    session: AsyncSession, worker_id: str, now: datetime, back: int
) -> datetime | None:
    """When a worker sent the flag, or the change of one, that is so many back from now; 1 is the
    newest. None: there are fewer."""
    flags = select(col(Flag.at)).where(Flag.worker_id == worker_id, col(Flag.at) <= now)
    changes = select(col(FlagVersion.at)).where(
        FlagVersion.worker_id == worker_id, col(FlagVersion.at) <= now
    )
    sent = union_all(flags, changes).subquery()
    found = await session.exec(
        select(sent.c.at).order_by(sent.c.at.desc()).offset(back - 1).limit(1)
    )
    return found.first()


async def versions(
    session: AsyncSession, flag_ids: Sequence[str]
) -> dict[str, tuple[FlagVersion, ...]]:
    """The changes of each of these flags, oldest first."""
    held: dict[str, list[FlagVersion]] = {one: [] for one in flag_ids}
    for part in batched(list(held)):
        found = select(FlagVersion).where(col(FlagVersion.flag_id).in_(part))
        for row in await session.exec(found.order_by(col(FlagVersion.number))):
            held[row.flag_id].append(row)
    return {flag_id: tuple(rows) for flag_id, rows in held.items()}
