"""What an administrator asked for and a supervisor has not agreed to yet."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import LargeBinary
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


class WaitingImport(Table, table=True):
    """An allocations file that waits until each team that it concerns has agreed.

    sealed ("import", id), under a key of its own (OwnKey): {file, lines, figures}; None, and the
    key gone, once it was answered. `digest`: a keyed hash of all that it changes. `state`:
    "waiting", "done", "refused", "replaced".
    """

    __tablename__ = "waiting_import"

    id: str = Field(default_factory=new_id, primary_key=True)
    asked_by: str = Field(foreign_key="worker.id")
    asked_at: datetime = Field(sa_type=UtcMoment)
    sealed: bytes | None = Field(default=None, sa_type=LargeBinary, nullable=True, repr=False)
    digest: str = Field(repr=False)
    state: str = "waiting"
    answered_at: datetime | None = Field(default=None, sa_type=UtcMoment, nullable=True)


class ImportAgreement(Table, table=True):
    """One team that an import concerns, and which of its supervisors agreed."""

    __tablename__ = "import_agreement"

    import_id: str = Field(foreign_key="waiting_import.id", primary_key=True)
    team_id: str = Field(foreign_key="team.id", primary_key=True)
    agreed_by: str | None = Field(default=None, foreign_key="worker.id", nullable=True)
    agreed_at: datetime | None = Field(default=None, sa_type=UtcMoment, nullable=True)
