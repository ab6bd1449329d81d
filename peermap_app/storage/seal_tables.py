"""The tables of the access record's closed days; they only grow, like the record itself."""

from __future__ import annotations

from datetime import date, datetime

from sqlmodel import Field

from peermap_app.storage.tables import Table, UtcMoment


class RecordSeal(Table, table=True):
    """One day of the access record, closed (rule 10): `domain.record_seal.Seal`, and its signature.

    `digest` covers the day's `RecordDay` rows and the digest of the seal before it.
    """

    __tablename__ = "record_seal"

    day: date = Field(primary_key=True)
    made_at: datetime = Field(sa_type=UtcMoment)
    rows: int
    digest: str
    previous: str
    signature: str


class RecordDay(Table, table=True):
    """Where a chain stood as a day was closed; only chains that had grown since the seal before."""

    __tablename__ = "record_day"

    day: date = Field(primary_key=True, foreign_key="record_seal.day")
    chain: str = Field(primary_key=True)
    number: int
    mac: str
