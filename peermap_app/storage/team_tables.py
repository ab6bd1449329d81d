"""What a team's supervisor gives and sees: cases for some hours, duty, looks; and who was added.

As everywhere: words are sealed under the case, plain columns hold ids and moments.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, LargeBinary
from sqlmodel import Field

from peermap_app.storage.tables import Table, UtcMoment, new_id


class TemporaryAllocation(Table, table=True):
    """A case that a supervisor gave to a worker until a moment. sealed ("temporary"): the reason.

    `over_at` is when it was over, by itself or taken back (`taken_back_by`), and noted so: whether
    it holds follows from the moments alone.
    """

    __tablename__ = "temporary_allocation"
    __table_args__ = (Index("ix_temporary_allocation_over_at_ends_at", "over_at", "ends_at"),)

    id: str = Field(default_factory=new_id, primary_key=True)
    case_id: str = Field(foreign_key="case_file.id", index=True)
    worker_id: str = Field(foreign_key="worker.id", index=True)
    given_by: str = Field(foreign_key="worker.id")
    starts_at: datetime = Field(sa_type=UtcMoment)
    ends_at: datetime = Field(sa_type=UtcMoment)
    sealed: bytes = Field(sa_type=LargeBinary, repr=False)
    over_at: datetime | None = Field(default=None, sa_type=UtcMoment, nullable=True)
    taken_back_by: str | None = Field(default=None, foreign_key="worker.id", nullable=True)

    def holds(self, now: datetime) -> bool:
        """From its first moment on and before its last, unless it was taken back."""
        return self.over_at is None and self.starts_at <= now < self.ends_at


class TemporaryAsk(Table, table=True):
    """A worker asks a team's supervisor for a case. sealed ("temporary_ask"): {why}.

    `case_hash` is a keyed hash of the reference that was typed; where no case has it, it is sealed
    with a key that nobody has, so that the rows say nothing of which cases there are.
    """

    __tablename__ = "temporary_ask"

    id: str = Field(default_factory=new_id, primary_key=True)
    case_hash: str = Field(index=True, repr=False)
    asked_by: str = Field(foreign_key="worker.id", index=True)
    asked_at: datetime = Field(sa_type=UtcMoment)
    sealed: bytes = Field(sa_type=LargeBinary, repr=False)
    answer: str | None = None
    answered_by: str | None = Field(default=None, foreign_key="worker.id", nullable=True)
    answered_at: datetime | None = Field(default=None, sa_type=UtcMoment, nullable=True)


class Duty(Table, table=True):
    """Who is on duty for a team, until a moment. The newest row of a team holds."""

    __tablename__ = "duty"

    id: str = Field(default_factory=new_id, primary_key=True)
    team_id: str = Field(foreign_key="team.id", index=True)
    worker_id: str = Field(foreign_key="worker.id", index=True)
    set_by: str = Field(foreign_key="worker.id")
    starts_at: datetime = Field(sa_type=UtcMoment)
    ends_at: datetime = Field(sa_type=UtcMoment)


class MapLook(Table, table=True):
    """A supervisor read one kept map once. sealed ("map_look"): {why}."""

    __tablename__ = "map_look"

    id: str = Field(default_factory=new_id, primary_key=True)
    case_id: str = Field(foreign_key="case_file.id", index=True)
    kept_map_id: str = Field(foreign_key="kept_map.id")
    worker_id: str = Field(foreign_key="worker.id")
    at: datetime = Field(sa_type=UtcMoment)
    sealed: bytes = Field(sa_type=LargeBinary, repr=False)


class Addition(Table, table=True):
    """A worker was added to a case that others had already. `added_by` None: by an import."""

    __tablename__ = "addition"

    id: str = Field(default_factory=new_id, primary_key=True)
    case_id: str = Field(foreign_key="case_file.id", index=True)
    worker_id: str = Field(foreign_key="worker.id")
    added_by: str | None = Field(default=None, foreign_key="worker.id", nullable=True)
    at: datetime = Field(sa_type=UtcMoment)


class CompanySeen(Table, table=True):
    """Until when a worker has seen who else came to a case and who looked at it."""

    __tablename__ = "company_seen"

    case_id: str = Field(primary_key=True, foreign_key="case_file.id")
    worker_id: str = Field(primary_key=True, foreign_key="worker.id")
    at: datetime = Field(sa_type=UtcMoment)
