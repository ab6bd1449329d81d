"""The tables of Web Push: a worker's phones that said yes, and their quiet hours."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import LargeBinary
from sqlmodel import Field

from peermap_app.storage.tables import Table, UtcMoment, new_id


class PushPhone(Table, table=True):
    """A browser of a worker's that takes pushes. It has a key of its own, wrapped like a case's.

    sealed ("push_phone"): {endpoint, p256dh, auth}; empty once it has ended. `endpoint_hash`: a
    keyed hash, of a live one alone. `phone_hash`: that of the cookie that tells this browser again.
    `session_id`: the sign-in that it was last signed in by, which may be over. `key`: the name of
    the key that it was added under (`storage.push_key`). `kind`: a code of `words.devices`.
    `test_id`: a push to try it that has not been heard of yet, to go out at `test_due_at`.
    """

    __tablename__ = "push_phone"

    id: str = Field(default_factory=new_id, primary_key=True)
    worker_id: str = Field(foreign_key="worker.id", index=True)
    session_id: str | None = Field(default=None, index=True, nullable=True)
    phone_hash: str = Field(index=True, repr=False)
    kind: str
    key: str
    endpoint_hash: str | None = Field(default=None, unique=True, repr=False, nullable=True)
    wrapped: bytes = Field(sa_type=LargeBinary, repr=False)
    sealed: bytes = Field(sa_type=LargeBinary, repr=False)
    created_at: datetime = Field(sa_type=UtcMoment)
    sent_at: datetime | None = Field(default=None, sa_type=UtcMoment, nullable=True)
    """A push service took one for it last."""
    reached_at: datetime | None = Field(default=None, sa_type=UtcMoment, nullable=True)
    """It said last itself that one came."""
    failures: int = 0
    """In a row, since one was taken."""
    test_id: str | None = Field(default=None, nullable=True, repr=False)
    test_due_at: datetime | None = Field(default=None, sa_type=UtcMoment, nullable=True, index=True)
    ended_at: datetime | None = Field(default=None, sa_type=UtcMoment, nullable=True, index=True)
    ended_why: str | None = Field(default=None, nullable=True)
    """A code of `domain.web_push.Ended`."""


class QuietHours(Table, table=True):
    """When a worker's phones are silent but for *now*: minutes after midnight in London."""

    __tablename__ = "quiet_hours"

    worker_id: str = Field(primary_key=True, foreign_key="worker.id")
    begins: int
    ends: int
