"""Where one worker has both cases of a link, a supervisor of each case agrees to it (rule 8)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import LargeBinary
from sqlmodel import Field

from peermap_app.storage.tables import Table, UtcMoment, new_id


class LinkSecond(Table, table=True):
    """What waits, or was said, at one end of a link about one worker who has both its cases.

    `who_hash`: a keyed hash of the end and that worker, who is named nowhere here in plain; which
    case it is, is found like the end itself. `answer`: "yes", "no", None while it waits.
    sealed ("link_second"), under the end's own case: {why}.
    """

    __tablename__ = "link_second"

    id: str = Field(default_factory=new_id, primary_key=True)
    end_id: str = Field(foreign_key="link_end.id", index=True)
    who_hash: str = Field(unique=True, repr=False)
    asked_at: datetime = Field(sa_type=UtcMoment)
    answered_by: str | None = Field(default=None, foreign_key="worker.id", nullable=True)
    answered_at: datetime | None = Field(default=None, sa_type=UtcMoment, nullable=True)
    answer: str | None = None
    sealed: bytes | None = Field(default=None, sa_type=LargeBinary, nullable=True, repr=False)
