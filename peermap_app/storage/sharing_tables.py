"""What waits for a second person, and what they said: sharing without agreement (rule 5), and what
goes beyond six links by agreement (rule 7). The seal alone says which of the two a row is.

As everywhere: words are sealed under the case, plain columns hold ids and moments. A row and the
end of the link that it is for stand nowhere side by side in plain: `found_by` is a keyed hash.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import LargeBinary
from sqlmodel import Field

from peermap_app.domain.sharing import Second
from peermap_app.storage.tables import Table, UtcMoment, new_id


class Sharing(Table, table=True):
    """One sharing of one case that a second person decides on, for one end of a link, asked for or
    answered.

    `found_by`: a keyed hash of that end's id, another one where it rests on agreement.
    `applied_at`: since when the end is there by it; without agreement None again once it rests on
    agreement. `over_at`: it is settled and its end noted; nobody is asked any more. Without
    agreement, unsent and before its two weeks it says that the same went by agreement.
    sealed ("sharing"): {act, link, end, reference, record, urgent, send_why, answer_why, beyond,
    again}; `beyond`: the second person gave the reason for a link beyond six; `again`: the moment
    since when it waits again, after a Yes that was taken back.
    """

    __tablename__ = "sharing"

    id: str = Field(default_factory=new_id, primary_key=True)
    case_id: str = Field(foreign_key="case_file.id", index=True)
    found_by: str = Field(index=True, repr=False)
    asked_by: str = Field(foreign_key="worker.id")
    asked_at: datetime = Field(sa_type=UtcMoment)
    sent_at: datetime | None = Field(default=None, sa_type=UtcMoment, nullable=True)
    decide_by: datetime | None = Field(default=None, sa_type=UtcMoment, nullable=True)
    answered_by: str | None = Field(default=None, foreign_key="worker.id", nullable=True)
    answered_at: datetime | None = Field(default=None, sa_type=UtcMoment, nullable=True)
    agreed: bool | None = None
    applied_at: datetime | None = Field(default=None, sa_type=UtcMoment, nullable=True)
    over_at: datetime | None = Field(default=None, sa_type=UtcMoment, nullable=True)
    sealed: bytes = Field(sa_type=LargeBinary, repr=False)

    def second(self, *, urgent: bool = False, again_at: datetime | None = None) -> Second:
        """What is known of the second person; `urgent` and `again_at` stand under the seal."""
        return Second(
            asked_at=self.asked_at,
            urgent=urgent,
            agreed=self.agreed,
            sent_at=self.sent_at,
            decide_by=self.decide_by,
            rests=self.applied_at is not None,
            over_at=self.over_at,
            again_at=again_at,
        )
