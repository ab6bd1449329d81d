"""What waits for a supervisor who asks other supervisors for a colleague, and what was found."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import LargeBinary, and_, or_
from sqlmodel import Field, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from peermap_app.domain.finding import WAITS_FOR, Finding
from peermap_app.storage.tables import CaseFile, Table, UtcMoment, Worker, new_id
from peermap_app.storage.teams import theirs


class ColleagueAsk(Table, table=True):
    """One colleague who is to be found, for one case. `over_at`: used, or ended; nothing is shown.

    `answered_at` without `found`: nobody answered in time, and its worker was told.

    sealed ("colleague_ask"): {helps, screened_reason, reference, why, answer_reason}; without the
    last three once it is over.
    """

    __tablename__ = "colleague_ask"

    id: str = Field(default_factory=new_id, primary_key=True)
    case_id: str = Field(foreign_key="case_file.id", index=True)
    asked_by: str = Field(foreign_key="worker.id")
    asked_at: datetime = Field(sa_type=UtcMoment)
    answered_by: str | None = Field(default=None, foreign_key="worker.id", nullable=True)
    answered_at: datetime | None = Field(default=None, sa_type=UtcMoment, nullable=True)
    found: bool | None = None
    over_at: datetime | None = Field(default=None, sa_type=UtcMoment, nullable=True)
    sealed: bytes = Field(sa_type=LargeBinary, repr=False)

    def finding(self) -> Finding:
        """What is known of it without opening it."""
        return Finding(self.asked_at, self.found, self.answered_at, self.over_at)


async def of_case(session: AsyncSession, case_id: str) -> Sequence[ColleagueAsk]:
    """Those of a case that are not noted as over, newest first."""
    return await of_cases(session, (case_id,))


async def of_cases(session: AsyncSession, case_ids: Sequence[str]) -> Sequence[ColleagueAsk]:
    """The same of several cases."""
    found = await session.exec(
        select(ColleagueAsk)
        .where(col(ColleagueAsk.case_id).in_(list(case_ids)), col(ColleagueAsk.over_at).is_(None))
        .order_by(col(ColleagueAsk.asked_at).desc(), col(ColleagueAsk.id))
    )
    return found.all()


async def held(session: AsyncSession, ask_id: str) -> ColleagueAsk | None:
    """One as it is now, held until the transaction ends."""
    found = await session.exec(
        select(ColleagueAsk)
        .where(ColleagueAsk.id == ask_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return found.first()


async def to_answer(session: AsyncSession, me: Worker, now: datetime) -> Sequence[ColleagueAsk]:
    """What waits on open cases that this supervisor supervises, by age; never what they asked."""
    found = await session.exec(
        select(ColleagueAsk)
        .join(CaseFile, col(CaseFile.id) == col(ColleagueAsk.case_id))
        .where(
            col(ColleagueAsk.found).is_(None),
            col(ColleagueAsk.over_at).is_(None),
            col(ColleagueAsk.asked_at) > now - WAITS_FOR,
            ColleagueAsk.asked_by != me.id,
            col(CaseFile.closed_at).is_(None),
            theirs(me.id, me.team_id),
        )
        .order_by(col(ColleagueAsk.asked_at), col(ColleagueAsk.id))
    )
    return found.all()


async def run_out(session: AsyncSession, now: datetime) -> Sequence[tuple[str, str]]:
    """The ids, each with its case's, of what its dates ended, or nobody answered in time, and of
    which that is not noted yet."""
    asked, answered = col(ColleagueAsk.asked_at), col(ColleagueAsk.answered_at)
    silent = col(ColleagueAsk.found).is_(None)
    found = await session.exec(
        select(ColleagueAsk.id, ColleagueAsk.case_id)
        .where(
            col(ColleagueAsk.over_at).is_(None),
            or_(
                and_(silent, answered.is_(None), asked <= now - WAITS_FOR),
                and_(silent, asked <= now - 2 * WAITS_FOR),
                and_(~silent, answered <= now - WAITS_FOR),
            ),
        )
        .order_by(asked, col(ColleagueAsk.id))
    )
    return found.all()
