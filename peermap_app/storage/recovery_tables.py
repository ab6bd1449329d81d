"""Asks for a link that sets a new password or takes a lost factor away, and mails that must go out.

Plain columns hold ids and hashes; a link's token is in the mail alone.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field

from peermap_app.storage.tables import Table, UtcMoment, new_id


class RecoveryAsk(Table, table=True):
    """One ask. At the door one is written for every address: `worker_id` is None for no account.

    `asked_by` is the administrator who asked, None for the owner at the door. `token_hash` is that
    of the newest link that was sent, which works until `link_until`, once.
    """

    __tablename__ = "recovery_ask"

    id: str = Field(default_factory=new_id, primary_key=True)
    account_hash: str = Field(index=True, repr=False)
    worker_id: str | None = Field(default=None, foreign_key="worker.id", index=True, nullable=True)
    asked_by: str | None = Field(default=None, foreign_key="worker.id", nullable=True)
    lost: str
    state: str = Field(index=True)
    asked_at: datetime = Field(sa_type=UtcMoment)
    answered_by: str | None = Field(default=None, foreign_key="worker.id", nullable=True)
    answered_at: datetime | None = Field(default=None, sa_type=UtcMoment, nullable=True)
    token_hash: str | None = Field(default=None, unique=True, nullable=True, repr=False)
    link_until: datetime | None = Field(default=None, sa_type=UtcMoment, nullable=True)
    used_at: datetime | None = Field(default=None, sa_type=UtcMoment, nullable=True)


class Mail(Table, table=True):
    """A mail to a worker that must go out. state: queued, sent, dropped. kind: `words.mails`."""

    __tablename__ = "mail"
    __table_args__ = (Index("ix_mail_state_due_at", "state", "due_at"),)

    id: str = Field(default_factory=new_id, primary_key=True)
    worker_id: str = Field(foreign_key="worker.id", index=True)
    kind: str
    ask_id: str | None = Field(default=None, foreign_key="recovery_ask.id", nullable=True)
    state: str = "queued"
    created_at: datetime = Field(sa_type=UtcMoment)
    due_at: datetime = Field(sa_type=UtcMoment)
    sent_at: datetime | None = Field(default=None, sa_type=UtcMoment, nullable=True)
    tries: int = 0
