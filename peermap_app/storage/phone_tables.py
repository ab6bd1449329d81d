"""Whose phone number was changed by a file: ids and a moment, the number stands in the account."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Field

from peermap_app.storage.tables import Table, UtcMoment


class PhoneChange(Table, table=True):
    """The newest change of one account. `changed_by`: who agreed to it, None for an operator."""

    __tablename__ = "phone_change"

    worker_id: str = Field(primary_key=True, foreign_key="worker.id")
    changed_by: str | None = Field(default=None, foreign_key="worker.id", nullable=True)
    at: datetime = Field(sa_type=UtcMoment)
