"""The tables of what is delivered: ids, numbers and moments alone, nothing of any case."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from peermap_app.storage.tables import Table, UtcMoment, new_id


class Delivery(Table, table=True):
    """One alert by one way: see `domain.deliveries`. `device` is "" where a way has no devices.

    `number` counts a worker's alerts; all deliveries of an alert have the same. `due_at` is None
    once there is nothing more to do by ourselves. `problem`: a code, for an operator.
    """

    __tablename__ = "delivery"
    __table_args__ = (
        UniqueConstraint("alert_id", "worker_id", "channel", "device"),
        Index("ix_delivery_channel_due_at", "channel", "due_at"),
        Index("ix_delivery_worker_id_channel_number", "worker_id", "channel", "number"),
    )

    id: str = Field(default_factory=new_id, primary_key=True)
    alert_id: str = Field(foreign_key="alert.id")
    worker_id: str = Field(foreign_key="worker.id")
    channel: str
    device: str = ""
    number: int
    state: str = "queued"
    created_at: datetime = Field(sa_type=UtcMoment)
    due_at: datetime | None = Field(default=None, sa_type=UtcMoment, nullable=True)
    tries: int = 0
    claim: str | None = None
    claimed_until: datetime | None = Field(default=None, sa_type=UtcMoment, nullable=True)
    sent_at: datetime | None = Field(default=None, sa_type=UtcMoment, nullable=True)
    delivered_at: datetime | None = Field(default=None, sa_type=UtcMoment, nullable=True)
    problem: str = ""


class AlertCount(Table, table=True):
    """How many alerts a worker was given since deliveries are counted: held while it grows."""

    __tablename__ = "alert_count"

    worker_id: str = Field(primary_key=True, foreign_key="worker.id")
    number: int


class MailChoice(Table, table=True):
    """A worker who said: also e-mail me. No row: only when nothing else arrived."""

    __tablename__ = "mail_choice"

    worker_id: str = Field(primary_key=True, foreign_key="worker.id")
    at: datetime = Field(sa_type=UtcMoment)
