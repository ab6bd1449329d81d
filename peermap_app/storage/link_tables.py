"""The tables about the life of a link, beside its own: ids and moments in plain, no case."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import LargeBinary, UniqueConstraint, func, or_
from sqlmodel import Field, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from peermap_app.domain.links import LinkState
from peermap_app.storage.tables import Allocation, Link, LinkEnd, Table, UtcMoment, new_id


class LinkConfirm(Table, table=True):
    """A worker confirmed one end of a link, after those who had agreed to it.

    `worker_id` None: whoever had the case on that day; of links from before this was asked.
    """

    __tablename__ = "link_confirm"

    id: str = Field(default_factory=new_id, primary_key=True)
    end_id: str = Field(foreign_key="link_end.id", index=True)
    worker_id: str | None = Field(default=None, foreign_key="worker.id", nullable=True)
    at: datetime = Field(sa_type=UtcMoment)


async def confirmed(session: AsyncSession, end_ids: Sequence[str]) -> dict[str, list[LinkConfirm]]:
    """Who confirmed each of these ends, oldest first."""
    found: dict[str, list[LinkConfirm]] = {end_id: [] for end_id in end_ids}
    rows = await session.exec(
        select(LinkConfirm)
        .where(col(LinkConfirm.end_id).in_(list(end_ids)))
        .order_by(col(LinkConfirm.at), col(LinkConfirm.id))
    )
    for row in rows:
        found[row.end_id].append(row)
    return found


async def allocations(
    session: AsyncSession, case_ids: Sequence[str]
) -> dict[str, list[Allocation]]:
    """Every allocation that these cases ever had."""
    found: dict[str, list[Allocation]] = {case_id: [] for case_id in case_ids}
    rows = await session.exec(select(Allocation).where(col(Allocation.case_id).in_(list(case_ids))))
    for row in rows:
        found[row.case_id].append(row)
    return found


async def may_rest_on_nobody(session: AsyncSession, today: date) -> Sequence[str]:
    """Accepted links of which somebody who agreed has given away a case, or that were confirmed
    since: those that may wait for their next worker, and some that do not."""
    gave = select(Allocation.worker_id).where(col(Allocation.ends) <= today)
    confirmed = (
        select(LinkEnd.link_id)
        .join(LinkConfirm, col(LinkConfirm.end_id) == col(LinkEnd.id))
        .where(col(LinkConfirm.worker_id).is_not(None))
    )
    found = select(Link.id).where(
        Link.state == LinkState.ACCEPTED.value,
        or_(
            col(Link.asked_by).in_(gave),
            col(Link.answered_by).in_(gave),
            col(Link.id).in_(confirmed),
        ),
    )
    return (await session.exec(found.order_by(col(Link.id)))).all()


class LinkNote(Table, table=True):
    """One version of what both sides of a link write; none is changed or taken away while it lasts.

    sealed ("link_note"), under the link's own key: {text, screened_reason}.
    """

    __tablename__ = "link_note"
    __table_args__ = (UniqueConstraint("link_id", "number"),)

    id: str = Field(default_factory=new_id, primary_key=True)
    link_id: str = Field(foreign_key="link.id")
    number: int
    worker_id: str = Field(foreign_key="worker.id")
    side: str | None = None
    """Whose of the link's two sides wrote it, as `link_end.side`; None: before that was kept."""
    at: datetime = Field(sa_type=UtcMoment)
    sealed: bytes = Field(sa_type=LargeBinary, repr=False)


class LinkMeeting(Table, table=True):
    """That the workers of a link met on `day`, or mean to (`kind` "met", "next"): days alone."""

    __tablename__ = "link_meeting"

    id: str = Field(default_factory=new_id, primary_key=True)
    link_id: str = Field(foreign_key="link.id", index=True)
    kind: str
    day: date
    worker_id: str = Field(foreign_key="worker.id")
    side: str | None = None
    """As of a note."""
    at: datetime = Field(sa_type=UtcMoment)

    def counts_for(self, side: str) -> bool:
        """Whether it takes of this side's room; what nobody knows whose it is takes of both."""
        return self.side in (side, None)


MET, NEXT = "met", "next"


async def notes(session: AsyncSession, link_id: str, most: int) -> Sequence[LinkNote]:
    """The versions of a link's note, newest first."""
    found = select(LinkNote).where(LinkNote.link_id == link_id)
    return (await session.exec(found.order_by(col(LinkNote.number).desc()).limit(most))).all()


async def notes_of(session: AsyncSession, link_id: str, side: str) -> int:
    """How many versions take of one side's room; what nobody knows whose it is takes of both."""
    theirs = or_(col(LinkNote.side) == side, col(LinkNote.side).is_(None))
    found = select(func.count()).select_from(LinkNote).where(LinkNote.link_id == link_id, theirs)
    return (await session.exec(found)).one()


async def meetings(session: AsyncSession, link_ids: Sequence[str]) -> dict[str, list[LinkMeeting]]:
    """What was said of meetings of each of these links, newest first."""
    found: dict[str, list[LinkMeeting]] = {link_id: [] for link_id in link_ids}
    if not found:
        return found
    rows = await session.exec(
        select(LinkMeeting)
        .where(col(LinkMeeting.link_id).in_(list(found)))
        .order_by(col(LinkMeeting.at).desc(), col(LinkMeeting.id))
    )
    for row in rows:
        found[row.link_id].append(row)
    return found


class LinkMark(Table, table=True):
    """Who on their own map the young person of a linked case is, as one side said; newest counts.

    Of its own case alone: which link it is about stands in what is sealed.
    sealed ("link_mark"), under the case: {link, person}; `person`: its id on the map, None: nobody.
    """

    __tablename__ = "link_mark"
    __table_args__ = (UniqueConstraint("case_id", "number"),)

    id: str = Field(default_factory=new_id, primary_key=True)
    case_id: str = Field(foreign_key="case_file.id")
    number: int
    worker_id: str = Field(foreign_key="worker.id")
    at: datetime = Field(sa_type=UtcMoment)
    sealed: bytes = Field(sa_type=LargeBinary, repr=False)


async def marks(session: AsyncSession, case_id: str) -> Sequence[LinkMark]:
    """Every mark of a case, newest first."""
    found = select(LinkMark).where(LinkMark.case_id == case_id)
    return (await session.exec(found.order_by(col(LinkMark.number).desc()))).all()
