"""Queries on kept maps, what was said about them, and what happens next."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import ColumnElement, func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from peermap_app.storage.my_map_tables import Withdrawal
from peermap_app.storage.review_tables import Review
from peermap_app.storage.tables import ConsentAddition, ConsentRecord, KeptMap, NextStep


def stands() -> ColumnElement[bool]:
    """Neither destroyed nor locked: the first answer to this picture was not withdrawn."""
    return col(KeptMap.destroyed_at).is_(None) & col(KeptMap.locked_at).is_(None)


async def next_version(session: AsyncSession, case_id: str) -> int:
    """The version that the next kept map of a case gets; the caller holds the case.

    Versions of pictures that went are not given again.
    """
    newest = (
        await session.exec(select(func.max(KeptMap.version)).where(KeptMap.case_id == case_id))
    ).one()
    return (newest or 0) + 1


async def kept_maps(
    session: AsyncSession, case_id: str, on: date
) -> Sequence[tuple[KeptMap, ConsentRecord]]:
    """Every kept map of a case that may be opened on that day with what was said about it, newest
    first: it stands, and has not lapsed (rule 12)."""
    found = await session.exec(
        select(KeptMap, ConsentRecord)
        .join(ConsentRecord, col(ConsentRecord.kept_map_id) == col(KeptMap.id))
        .join(Review, col(Review.thing_id) == col(KeptMap.id))
        .where(KeptMap.case_id == case_id, stands(), col(Review.due) > on)
        .order_by(col(KeptMap.version).desc())
    )
    return found.all()


async def not_withdrawn(
    session: AsyncSession, case_id: str
) -> Sequence[tuple[KeptMap, ConsentRecord]]:
    """Every kept map of a case that stands, newest first; those that lapsed too, which nobody opens
    but their young person can still take back."""
    rows = await ever_kept(session, case_id)
    return [pair for pair in rows if pair[0].destroyed_at is None and pair[0].locked_at is None]


async def lapsed(session: AsyncSession, kept_map_id: str, on: date) -> bool:
    """Whether a kept map has lapsed on that day."""
    stands_yet = select(Review.thing_id).where(Review.thing_id == kept_map_id, col(Review.due) > on)
    return (await session.exec(stands_yet)).first() is None


async def ever_kept(session: AsyncSession, case_id: str) -> Sequence[tuple[KeptMap, ConsentRecord]]:
    """Every map that was ever kept, withdrawn ones too, newest first."""
    found = await session.exec(
        select(KeptMap, ConsentRecord)
        .join(ConsentRecord, col(ConsentRecord.kept_map_id) == col(KeptMap.id))
        .where(KeptMap.case_id == case_id)
        .order_by(col(KeptMap.version).desc())
    )
    return found.all()


async def kept_version(
    session: AsyncSession, case_id: str, version: object, on: date
) -> KeptMap | None:
    """One kept map that may be opened, by its number, which may be anything that was sent."""
    text = version if isinstance(version, str) else ""
    if not (text.isascii() and text.isdigit() and len(text) < 7):
        return None
    mine = KeptMap.case_id == case_id
    found = select(KeptMap).where(mine, KeptMap.version == int(text), stands())
    kept = (await session.exec(found)).first()
    return None if kept is None or await lapsed(session, kept.id, on) else kept


async def kept_on(session: AsyncSession, kept_map_id: str) -> tuple[int, datetime] | None:
    """Version and moment of a kept map that stands: nothing of the picture."""
    named = select(KeptMap.version, KeptMap.kept_at).where(KeptMap.id == kept_map_id)
    found = named.where(stands())
    return (await session.exec(found)).first()


async def newest_said(
    session: AsyncSession, case_ids: Sequence[str]
) -> dict[str, tuple[int, ConsentRecord]]:
    """The newest version of each case and what was said with it; cases without one are left out.

    Withdrawn or not: answers two and three belong to the young person, not to a picture (rule 4).

    By version, not by clock: a clock that jumps must not bring an older Yes back.
    """
    newest = (
        select(KeptMap.case_id, func.max(KeptMap.version).label("version"))
        .where(col(KeptMap.case_id).in_(list(case_ids)))
        .group_by(col(KeptMap.case_id))
        .subquery()
    )
    rows = await session.exec(
        select(KeptMap.version, ConsentRecord)
        .join(KeptMap, col(KeptMap.id) == col(ConsentRecord.kept_map_id))
        .join(
            newest,
            (newest.c.case_id == col(KeptMap.case_id)) & (newest.c.version == col(KeptMap.version)),
        )
    )
    return {record.case_id: (version, record) for version, record in rows.all()}


async def with_a_picture(session: AsyncSession, case_ids: Sequence[str]) -> frozenset[str]:
    """Which of these cases have a kept map that stands."""
    found = await session.exec(
        select(KeptMap.case_id).where(col(KeptMap.case_id).in_(list(case_ids)), stands()).distinct()
    )
    return frozenset(found.all())


async def changes(session: AsyncSession, case_ids: Sequence[str]) -> Sequence[Withdrawal]:
    """Every change of mind of these cases, each case's in its order."""
    found = await session.exec(
        select(Withdrawal)
        .where(col(Withdrawal.case_id).in_(list(case_ids)))
        .order_by(col(Withdrawal.case_id), col(Withdrawal.number))
    )
    return found.all()


async def steps_of_case(session: AsyncSession, case_id: str) -> Sequence[NextStep]:
    """Everything that was said to happen next on a case, ended or not."""
    return (await session.exec(select(NextStep).where(NextStep.case_id == case_id))).all()


async def newest_not_kept(session: AsyncSession, case_id: str) -> ConsentRecord | None:
    """The newest offer to keep that was declined, kept apart from what was said to a kept map."""
    found = await session.exec(
        select(ConsentRecord)
        .where(ConsentRecord.case_id == case_id, col(ConsentRecord.kept_map_id).is_(None))
        .order_by(col(ConsentRecord.at).desc(), col(ConsentRecord.id))
    )
    return found.first()


async def consent_of(session: AsyncSession, case_id: str, consent_id: str) -> ConsentRecord | None:
    """One consent record of a case."""
    record = await session.get(ConsentRecord, consent_id)
    return record if record is not None and record.case_id == case_id else None


async def additions(session: AsyncSession, consent_id: str) -> Sequence[ConsentAddition]:
    """What was noted later, oldest first."""
    found = await session.exec(
        select(ConsentAddition)
        .where(ConsentAddition.consent_id == consent_id)
        .order_by(col(ConsentAddition.at), col(ConsentAddition.id))
    )
    return found.all()


async def newest_step(session: AsyncSession, case_id: str) -> NextStep | None:
    """What was last said to happen next on a case, unless its agreement was withdrawn since."""
    found = await session.exec(
        select(NextStep)
        .where(NextStep.case_id == case_id, col(NextStep.ended_at).is_(None))
        .order_by(col(NextStep.at).desc(), col(NextStep.id))
    )
    return found.first()


async def maps_with_steps(
    session: AsyncSession, case_ids: Sequence[str]
) -> tuple[dict[str, str], frozenset[str]]:
    """The newest standing map's id of each case, and the maps that already have a next step."""
    ranked = (
        select(KeptMap.case_id, func.max(KeptMap.version).label("version"))
        .where(col(KeptMap.case_id).in_(list(case_ids)), stands())
        .group_by(col(KeptMap.case_id))
        .subquery()
    )
    rows = await session.exec(
        select(KeptMap.case_id, KeptMap.id).join(
            ranked,
            (ranked.c.case_id == col(KeptMap.case_id)) & (ranked.c.version == col(KeptMap.version)),
        )
    )
    newest = dict(rows.all())
    if not newest:
        return {}, frozenset()
    done = await session.exec(
        select(NextStep.kept_map_id).where(
            col(NextStep.kept_map_id).in_(list(newest.values())), col(NextStep.ended_at).is_(None)
        )
    )
    return newest, frozenset(done.all())
