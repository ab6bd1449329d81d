"""The tables of My map: changes of mind, cards, and where a card is open; the rest are `tables`'.

What a column may hold is part of its meaning there, and here alike.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import LargeBinary, UniqueConstraint
from sqlmodel import Field

from peermap_app.storage.tables import Table, UtcMoment, new_id


class Withdrawal(Table, table=True):
    """A change of mind after keeping (rule 4). sealed ("withdrawal"): `domain.withdrawal.Change`.

    `number` counts the changes of a case; `after_version` is the newest map that was kept before
    it. `kept_map_id`: the picture whose first answer it is about. `worker_id`: who wrote down what
    was said aloud; None when the young person did it in My map.
    """

    __tablename__ = "withdrawal"
    __table_args__ = (UniqueConstraint("case_id", "number"),)

    id: str = Field(default_factory=new_id, primary_key=True)
    case_id: str = Field(foreign_key="case_file.id")
    number: int
    after_version: int
    kept_map_id: str | None = Field(default=None, foreign_key="kept_map.id", nullable=True)
    worker_id: str | None = Field(default=None, foreign_key="worker.id", nullable=True)
    sealed: bytes = Field(sa_type=LargeBinary, repr=False)
    at: datetime = Field(sa_type=UtcMoment)


class Receipt(Table, table=True):
    """The card that opens My map, or that it was offered and not taken.

    Only keyed hashes of its link and its words are kept; sealed ("receipt"): {pin}, the argon2 hash
    of a keyed hash of the PIN. `tries` counts wrong ones in a row.
    """

    __tablename__ = "receipt"

    id: str = Field(default_factory=new_id, primary_key=True)
    case_id: str = Field(foreign_key="case_file.id", index=True)
    drawing_id: str = Field(foreign_key="drawing.id", unique=True)
    link_hash: str | None = Field(default=None, unique=True, repr=False)
    words_hash: str | None = Field(default=None, unique=True, repr=False)
    sealed: bytes | None = Field(default=None, sa_type=LargeBinary, nullable=True, repr=False)
    tries: int = 0
    paused_until: datetime | None = Field(default=None, sa_type=UtcMoment, nullable=True)
    created_at: datetime = Field(sa_type=UtcMoment)
    ended_at: datetime | None = Field(default=None, sa_type=UtcMoment, nullable=True)
    ending: str | None = None


class NobodysCard(Table, table=True):
    """One row, made by its migration: tries of words that no card has are counted here.

    Nobody reads the number. A try on a card that is there writes one row, and so must one on a card
    that is not: else the time that an answer takes would tell which it was.
    """

    __tablename__ = "nobodys_card"

    id: str = Field(primary_key=True)
    tries: int = 0


class ReceiptSession(Table, table=True):
    """My map, opened in one browser by card and PIN; only a keyed hash of its token is kept."""

    __tablename__ = "receipt_session"

    id: str = Field(default_factory=new_id, primary_key=True)
    receipt_id: str = Field(foreign_key="receipt.id", index=True)
    token_hash: str = Field(unique=True, repr=False)
    created_at: datetime = Field(sa_type=UtcMoment)
    seen_at: datetime = Field(sa_type=UtcMoment)
    ended_at: datetime | None = Field(default=None, sa_type=UtcMoment, nullable=True)
