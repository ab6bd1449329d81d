"""Queries on what ends: asks to close, what is due to be erased, what is held."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from typing import TypeVar

from sqlalchemy import and_, delete, or_, update
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from peermap_app.domain.links import LAPSES_AFTER, LinkState
from peermap_app.domain.reviews import Kind
from peermap_app.storage import own_keys
from peermap_app.storage.bulk import batched
from peermap_app.storage.deliver_tables import Delivery
from peermap_app.storage.ending_tables import CaseClosing, Erasure, Hold, PlannedClosing
from peermap_app.storage.escalation_tables import Escalation
from peermap_app.storage.flag_tables import FlagVersion
from peermap_app.storage.link_tables import LinkConfirm, LinkMeeting, LinkNote
from peermap_app.storage.review_tables import Review
from peermap_app.storage.second_tables import LinkSecond
from peermap_app.storage.tables import (
    METADATA,
    AccessRecord,
    Alert,
    CaseFile,
    Flag,
    KeptMap,
    Link,
    LinkEnd,
    Outbox,
    Table,
    Worker,
)
from peermap_app.storage.teams import theirs

T = TypeVar("T", bound=Table)


async def open_ask(session: AsyncSession, case_id: str) -> CaseClosing | None:
    """The ask to close a case that waits."""
    found = select(CaseClosing).where(
        CaseClosing.case_id == case_id, col(CaseClosing.answered_at).is_(None)
    )
    return (await session.exec(found)).first()


async def planned_for(session: AsyncSession, day: date) -> Sequence[str]:
    """The open cases that are to close on that day or were to before."""
    found = (
        select(PlannedClosing.case_id)
        .join(CaseFile, col(CaseFile.id) == col(PlannedClosing.case_id))
        .where(col(PlannedClosing.closes) <= day, col(CaseFile.closed_at).is_(None))
        .order_by(col(PlannedClosing.closes), col(PlannedClosing.case_id))
    )
    return (await session.exec(found)).all()


async def planned_held(session: AsyncSession, case_id: str) -> PlannedClosing | None:
    """The planned closing of a case as it is now, held until the transaction ends."""
    found = (
        select(PlannedClosing)
        .where(PlannedClosing.case_id == case_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return (await session.exec(found)).first()


async def planned(session: AsyncSession, case_ids: Sequence[str]) -> dict[str, PlannedClosing]:
    """The planned closings of these cases."""
    rows: list[PlannedClosing] = []
    for part in batched(case_ids):
        found = select(PlannedClosing).where(col(PlannedClosing.case_id).in_(part))
        rows += (await session.exec(found)).all()
    return {row.case_id: row for row in rows}


async def asks_of_supervisor(
    session: AsyncSession, worker_id: str, team_id: str | None
) -> Sequence[tuple[CaseClosing, CaseFile]]:
    """Asks that wait, on open cases that this supervisor has or whose team is theirs, by age."""
    found = (
        select(CaseClosing, CaseFile)
        .join(CaseFile, col(CaseFile.id) == col(CaseClosing.case_id))
        .where(
            col(CaseClosing.answered_at).is_(None),
            col(CaseFile.closed_at).is_(None),
            theirs(worker_id, team_id),
        )
        .order_by(col(CaseClosing.asked_at), col(CaseClosing.id))
    )
    return (await session.exec(found)).all()


async def ask_held(session: AsyncSession, closing_id: str) -> CaseClosing | None:
    """An ask as it is now, held until the transaction ends."""
    found = (
        select(CaseClosing)
        .where(CaseClosing.id == closing_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return (await session.exec(found)).first()


async def erased(session: AsyncSession, case_id: str) -> bool:
    """Whether a case was erased."""
    found = select(Erasure.id).where(Erasure.case_id == case_id, Erasure.kind == "case")
    return (await session.exec(found)).first() is not None


async def holds(session: AsyncSession) -> Sequence[Hold]:
    """Every hold that nobody ended, oldest first; its review may have passed. None of a case that
    was erased."""
    lasts = col(Hold.ended_at).is_(None), col(Hold.case_id).not_in(_ERASED)
    found = select(Hold).where(*lasts).order_by(col(Hold.at), col(Hold.id))
    return (await session.exec(found)).all()


_ERASED = select(Erasure.case_id).where(Erasure.kind == "case", col(Erasure.case_id).is_not(None))


async def due_cases(session: AsyncSession, before: datetime, most: int) -> Sequence[CaseFile]:
    """Cases that closed at `before` or earlier and are not erased, longest closed first."""
    found = (
        select(CaseFile)
        .where(col(CaseFile.closed_at) <= before, col(CaseFile.id).not_in(_ERASED))
        .order_by(col(CaseFile.closed_at), col(CaseFile.id))
        .limit(most)
    )
    return (await session.exec(found)).all()


async def due_maps(
    session: AsyncSession, before: datetime, lapsed_before: date
) -> Sequence[KeptMap]:
    """Maps of open cases that stand, and are not their case's newest and from `before` or earlier,
    or lapsed on `lapsed_before` or earlier: those can be taken up no more."""
    newer = METADATA.tables["kept_map"].alias("newer")
    stands = and_(newer.c.destroyed_at.is_(None), newer.c.locked_at.is_(None))
    has_newer = (
        select(newer.c.id)
        .where(newer.c.case_id == col(KeptMap.case_id), newer.c.version > KeptMap.version, stands)
        .exists()
    )
    lapsed = select(Review.thing_id).where(
        Review.kind == Kind.MAP.value, col(Review.due) <= lapsed_before
    )
    found = (
        select(KeptMap)
        .join(CaseFile, col(CaseFile.id) == col(KeptMap.case_id))
        .where(
            col(CaseFile.closed_at).is_(None),
            col(KeptMap.destroyed_at).is_(None),
            col(KeptMap.locked_at).is_(None),
            or_(
                and_(col(KeptMap.kept_at) <= before, has_newer),
                col(KeptMap.id).in_(lapsed),
            ),
        )
        .order_by(col(KeptMap.kept_at), col(KeptMap.id))
    )
    return (await session.exec(found)).all()


async def due_flags(session: AsyncSession, before: datetime) -> Sequence[Flag]:
    """Flags of open cases from `before` or earlier."""
    found = (
        select(Flag)
        .join(CaseFile, col(CaseFile.id) == col(Flag.case_id))
        .where(col(CaseFile.closed_at).is_(None), col(Flag.at) <= before)
        .order_by(col(Flag.at), col(Flag.id))
    )
    return (await session.exec(found)).all()


async def due_links(
    session: AsyncSession, before: datetime, held_ends: Collection[str]
) -> Sequence[Link]:
    """Links that ended, were declined or lapsed at `before` or earlier, none with a held end."""
    kept = select(LinkEnd.link_id).where(col(LinkEnd.end_hash).in_(list(held_ends)))
    unanswered = col(Link.state).in_((LinkState.ASKED.value, LinkState.DECLINED.value))
    lapsed = and_(unanswered, col(Link.asked_at) <= before - _LAPSES)
    found = (
        select(Link)
        .where(or_(col(Link.ended_at) <= before, lapsed), col(Link.id).not_in(kept))
        .order_by(col(Link.asked_at), col(Link.id))
    )
    return (await session.exec(found)).all()


_LAPSES: timedelta = LAPSES_AFTER


async def readers_of_flags(session: AsyncSession, ids: Sequence[str]) -> set[str]:
    """The ids of the workers whom alerts of these flags went to."""
    found: set[str] = set()
    for part in batched(ids):
        wanted = select(Alert.worker_id).where(col(Alert.flag_id).in_(part))
        found.update((await session.exec(wanted)).all())
    return found


async def delete_flags(session: AsyncSession, ids: Sequence[str]) -> None:
    """Flags with their alerts and what was to deliver them."""
    for part in batched(ids):
        alerts = select(Alert.id).where(col(Alert.flag_id).in_(part))
        await session.exec(delete(Outbox).where(col(Outbox.alert_id).in_(alerts)))
        await session.exec(delete(Delivery).where(col(Delivery.alert_id).in_(alerts)))
        await session.exec(delete(Alert).where(col(Alert.flag_id).in_(part)))
        await session.exec(delete(Escalation).where(col(Escalation.flag_id).in_(part)))
        await session.exec(delete(Review).where(col(Review.thing_id).in_(part)))
        await session.exec(delete(FlagVersion).where(col(FlagVersion.flag_id).in_(part)))
        await session.exec(delete(Flag).where(col(Flag.id).in_(part)))


async def delete_links(session: AsyncSession, ids: Sequence[str]) -> None:
    """Links with both their ends and what was to tell of them."""
    for part in batched(ids):
        await session.exec(delete(Outbox).where(col(Outbox.link_id).in_(part)))
        ends = select(LinkEnd.id).where(col(LinkEnd.link_id).in_(part))
        await session.exec(delete(Review).where(col(Review.thing_id).in_(ends)))
        await session.exec(delete(LinkSecond).where(col(LinkSecond.end_id).in_(ends)))
        await session.exec(delete(LinkConfirm).where(col(LinkConfirm.end_id).in_(ends)))
        await session.exec(delete(LinkNote).where(col(LinkNote.link_id).in_(part)))
        await session.exec(delete(LinkMeeting).where(col(LinkMeeting.link_id).in_(part)))
        await session.exec(delete(LinkEnd).where(col(LinkEnd.link_id).in_(part)))
        await own_keys.destroy(session, part)
        await session.exec(delete(Link).where(col(Link.id).in_(part)))


async def flags_of(session: AsyncSession, case_id: str) -> Sequence[str]:
    """The ids of every flag of a case."""
    return (await session.exec(select(Flag.id).where(Flag.case_id == case_id))).all()


async def blank(session: AsyncSession, case_id: str) -> None:
    """Empty every sealed column of a case's rows: without the key they are noise, and noise too
    would be looked at by whoever hopes for a key."""
    connection = await session.connection()
    for table in METADATA.sorted_tables:
        if "case_id" in table.c and "sealed" in table.c:
            empty = None if table.c.sealed.nullable else b""
            of_case = table.c.case_id == case_id
            await connection.execute(update(table).where(of_case).values(sealed=empty))


async def forget_devices(session: AsyncSession, case_id: str) -> None:
    """What still named the tablets and codes of a case's drawings."""
    drawing = METADATA.tables["drawing"]
    gone = ("link_hash", "code_hash", "device_hash", "device_name", "room_key", "frozen_digest")
    connection = await session.connection()
    values = dict.fromkeys(gone)
    await connection.execute(update(drawing).where(drawing.c.case_id == case_id).values(values))


async def notes(session: AsyncSession, since: date, most: int) -> Sequence[Erasure]:
    """The newest notes of erasings that a backup could still bring back."""
    found = (
        select(Erasure)
        .where(Erasure.backups_until >= since)
        .order_by(col(Erasure.at).desc(), col(Erasure.id))
        .limit(most)
    )
    return (await session.exec(found)).all()


async def rows_of_case(session: AsyncSession, kind: type[T], case_id: str, by: str) -> Sequence[T]:
    """Every row that a table has of a case, in the order of one column."""
    table = METADATA.tables[str(kind.__tablename__)]
    found = select(kind).where(table.c.case_id == case_id).order_by(table.c[by], table.c.id)
    return (await session.exec(found)).all()


async def readings_of(
    session: AsyncSession, case_id: str, most: int
) -> Sequence[tuple[AccessRecord, str | None]]:
    """What was done with a case and allowed, with the role of whoever did it, newest first."""
    found = (
        select(AccessRecord, Worker.role)
        .join(Worker, col(Worker.id) == col(AccessRecord.worker_id), isouter=True)
        .where(AccessRecord.chain == case_id, AccessRecord.outcome == "allowed")
        .order_by(col(AccessRecord.number).desc())
        .limit(most)
    )
    return (await session.exec(found)).all()
