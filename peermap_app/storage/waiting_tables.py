"""What an administrator asked for and a supervisor has not agreed to yet."""

from __future__ import annotations

from datetime import date, datetime

from sqlmodel import Field

from peermap_app.storage.tables import Table, UtcMoment, new_id


class WaitingAllocation(Table, table=True):
    """An allocation that an administrator asked for. `answer`: "agreed", "refused", None: it waits.

    It gives nothing until it is agreed to: only then an `Allocation` is made of it.
    """

    __tablename__ = "waiting_allocation"

    id: str = Field(default_factory=new_id, primary_key=True)
    case_id: str = Field(foreign_key="case_file.id", index=True)
    worker_id: str = Field(foreign_key="worker.id")
    starts: date
    ends: date | None = None
    asked_by: str = Field(foreign_key="worker.id")
    asked_at: datetime = Field(sa_type=UtcMoment)
    answered_by: str | None = Field(default=None, foreign_key="worker.id", nullable=True)
    answered_at: datetime | None = Field(default=None, sa_type=UtcMoment, nullable=True)
    answer: str | None = None
