"""The tables of what ends (rule 12): asks to close a case, holds, and the notes of erasings."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import LargeBinary
from sqlmodel import Field

from peermap_app.storage.tables import Table, UtcMoment, new_id


class CaseClosing(Table, table=True):
    """A worker's ask to close a case, and what its supervisor said. sealed ("case_closing"):
    {reason}. `agreed` is None while it waits, and once the case was closed another way."""

    __tablename__ = "case_closing"

    id: str = Field(default_factory=new_id, primary_key=True)
    case_id: str = Field(foreign_key="case_file.id", index=True)
    asked_by: str = Field(foreign_key="worker.id")
    asked_at: datetime = Field(sa_type=UtcMoment)
    answered_by: str | None = Field(default=None, foreign_key="worker.id", nullable=True)
    answered_at: datetime | None = Field(default=None, sa_type=UtcMoment, nullable=True)
    agreed: bool | None = None
    sealed: bytes = Field(sa_type=LargeBinary, repr=False)


class PlannedClosing(Table, table=True):
    """The day on which a case closes, as an import said it beforehand. It goes as the case closes,
    or when a later file says that the case is open."""

    __tablename__ = "planned_closing"

    case_id: str = Field(primary_key=True, foreign_key="case_file.id")
    closes: date = Field(index=True)


class Hold(Table, table=True):
    """A case of which nothing is erased until `review`. sealed ("hold"): {reason}."""

    __tablename__ = "hold"

    id: str = Field(default_factory=new_id, primary_key=True)
    case_id: str = Field(foreign_key="case_file.id", index=True)
    worker_id: str = Field(foreign_key="worker.id")
    at: datetime = Field(sa_type=UtcMoment)
    review: date
    ended_at: datetime | None = Field(default=None, sa_type=UtcMoment, nullable=True)
    sealed: bytes = Field(sa_type=LargeBinary, repr=False)


class Erasure(Table, table=True):
    """The note of one erasing: of which kind, how many things, who agreed, and until when a backup
    could still bring them back. `case_id` is None for links. Ids and numbers alone."""

    __tablename__ = "erasure"

    id: str = Field(default_factory=new_id, primary_key=True)
    case_id: str | None = Field(default=None, foreign_key="case_file.id", index=True, nullable=True)
    kind: str
    things: int
    worker_id: str = Field(foreign_key="worker.id")
    at: datetime = Field(sa_type=UtcMoment)
    backups_until: date
