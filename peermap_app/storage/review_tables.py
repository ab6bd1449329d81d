"""The tables of what is looked at again (rule 12): until when each thing stands, and what was said.

A `Review` names no case: the end of a link and its case stand nowhere side by side in plain.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Index, LargeBinary, text
from sqlmodel import Field

from peermap_app.storage.tables import Table, UtcMoment, new_id

_UNSAID = {
    "asked_for": text("closed_at IS NULL AND (asked_for IS NULL OR asked_for != due)"),
    "lapsed_for": text("closed_at IS NULL AND (lapsed_for IS NULL OR lapsed_for != due)"),
}


def _to_note(name: str) -> Index:
    """What the record does not tell of yet, alone: the keeper looks every few seconds, and what
    lapsed in other years is not to be read each time."""
    unsaid = _UNSAID[name]
    return Index(f"ix_review_not_{name}", "due", sqlite_where=unsaid, postgresql_where=unsaid)


class Review(Table, table=True):
    """Until when one thing stands. `thing_id`: a kept map, one end of a link, a flag.

    `asked_for` and `lapsed_for` are the date about which the question, and the lapse, stand on the
    record. `closed_at`: there is nothing to ask any more; a closed flag, a link that ended.
    """

    __tablename__ = "review"
    __table_args__ = tuple(_to_note(name) for name in _UNSAID)

    thing_id: str = Field(primary_key=True)
    kind: str
    due: date
    asked_for: date | None = None
    lapsed_for: date | None = None
    closed_at: datetime | None = Field(default=None, sa_type=UtcMoment, nullable=True)


class ReviewSaid(Table, table=True):
    """What was said to a question, or that nobody answered and it lapsed (no `worker_id`).

    sealed ("review_said"): {kind, thing, what, until, why}.
    """

    __tablename__ = "review_said"

    id: str = Field(default_factory=new_id, primary_key=True)
    case_id: str = Field(foreign_key="case_file.id", index=True)
    worker_id: str | None = Field(default=None, foreign_key="worker.id", nullable=True)
    at: datetime = Field(sa_type=UtcMoment)
    sealed: bytes = Field(sa_type=LargeBinary, repr=False)
