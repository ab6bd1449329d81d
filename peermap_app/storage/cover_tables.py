"""Who covers for whom while they are away. Ids and days: nothing of a case, and nothing sealed."""

from __future__ import annotations

from datetime import date, datetime

from sqlmodel import Field

from peermap_app.storage.tables import Table, UtcMoment, new_id


class CoverRow(Table, table=True):
    """A cover, or an administrator's ask for one. `ends` is its last day.

    `answer`: "agreed", "refused", None: it waits for a supervisor. `over_at`: ended before its last
    day by `over_by`.
    """

    __tablename__ = "cover"

    id: str = Field(default_factory=new_id, primary_key=True)
    worker_id: str = Field(foreign_key="worker.id", index=True)
    covered_by: str = Field(foreign_key="worker.id", index=True)
    starts: date
    ends: date
    asked_by: str = Field(foreign_key="worker.id")
    asked_at: datetime = Field(sa_type=UtcMoment)
    answer: str | None = None
    answered_by: str | None = Field(default=None, foreign_key="worker.id", nullable=True)
    answered_at: datetime | None = Field(default=None, sa_type=UtcMoment, nullable=True)
    over_at: datetime | None = Field(default=None, sa_type=UtcMoment, nullable=True)
    over_by: str | None = Field(default=None, foreign_key="worker.id", nullable=True)
