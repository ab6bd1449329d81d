"""Queries on what is looked at again. What has no date of its own here does not stand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import and_, or_
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from peermap_app.domain.links import LinkState
from peermap_app.domain.reviews import Kind
from peermap_app.storage.held_tables import HeldConnection
from peermap_app.storage.review_tables import Review, ReviewSaid
from peermap_app.storage.tables import CaseFile, Flag, KeptMap, Link, LinkEnd

BOTH = 2
"""A link has two ends, each with a date of its own."""


def begin(session: AsyncSession, kind: Kind, thing_id: str, due: date) -> None:
    """The date of something new."""
    session.add(Review(thing_id=thing_id, kind=kind.value, due=due))


async def of_things(session: AsyncSession, ids: Sequence[str]) -> dict[str, Review]:
    """The dates of these things."""
    if not ids:
        return {}
    found = await session.exec(select(Review).where(col(Review.thing_id).in_(list(ids))))
    return {row.thing_id: row for row in found}


async def held(session: AsyncSession, thing_id: str) -> Review | None:
    """One date as it is now, held until the transaction ends."""
    found = await session.exec(
        select(Review)
        .where(Review.thing_id == thing_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return found.first()


async def standing_links(
    session: AsyncSession, link_ids: Sequence[str], on: date
) -> dict[str, dict[str, date]]:
    """Those of these links that stand by both their dates on that day, each with the date of each
    of its ends."""
    if not link_ids:
        return {}
    found = await session.exec(
        select(LinkEnd.link_id, LinkEnd.id, col(Review.due))
        .join(Review, col(Review.thing_id) == col(LinkEnd.id))
        .where(col(LinkEnd.link_id).in_(list(link_ids)), col(Review.due) > on)
    )
    dates: dict[str, dict[str, date]] = {}
    for link_id, end_id, due in found:
        dates.setdefault(link_id, {})[end_id] = due
    return {link_id: ends for link_id, ends in dates.items() if len(ends) == BOTH}


async def open_flags(session: AsyncSession, flag_ids: Sequence[str], on: date) -> frozenset[str]:
    """Which of these flags are neither closed nor lapsed on that day."""
    if not flag_ids:
        return frozenset()
    found = await session.exec(
        select(Review.thing_id).where(
            col(Review.thing_id).in_(list(flag_ids)),
            col(Review.closed_at).is_(None),
            col(Review.due) > on,
        )
    )
    return frozenset(found.all())


async def maps_of(
    session: AsyncSession, case_ids: Sequence[str], on: date
) -> Sequence[tuple[KeptMap, Review]]:
    """The maps of these cases that were not withdrawn, due on that day or earlier."""
    found = await session.exec(
        select(KeptMap, Review)
        .join(Review, col(Review.thing_id) == col(KeptMap.id))
        .where(
            col(KeptMap.case_id).in_(list(case_ids)),
            col(KeptMap.destroyed_at).is_(None),
            col(KeptMap.locked_at).is_(None),
            col(Review.due) <= on,
        )
        .order_by(col(Review.due), col(KeptMap.version).desc())
    )
    return found.all()


async def flags_of(
    session: AsyncSession, case_ids: Sequence[str], on: date
) -> Sequence[tuple[Flag, Review]]:
    """The flags of these cases that nobody closed, due on that day or earlier."""
    found = await session.exec(
        select(Flag, Review)
        .join(Review, col(Review.thing_id) == col(Flag.id))
        .where(
            col(Flag.case_id).in_(list(case_ids)),
            col(Review.closed_at).is_(None),
            col(Review.due) <= on,
        )
        .order_by(col(Review.due), col(Flag.id))
    )
    return found.all()


async def links_of(
    session: AsyncSession, end_hashes: Sequence[str], on: date
) -> Sequence[tuple[Link, LinkEnd, Review]]:
    """Links that were accepted and are accepted or lapsed, each with one of these ends whose date
    is that day or earlier."""
    found = await session.exec(
        select(Link, LinkEnd, Review)
        .join(LinkEnd, col(LinkEnd.link_id) == col(Link.id))
        .join(Review, col(Review.thing_id) == col(LinkEnd.id))
        .where(
            col(LinkEnd.end_hash).in_(list(end_hashes)),
            col(Link.state).in_((LinkState.ACCEPTED.value, LinkState.LAPSED.value)),
            col(Review.due) <= on,
        )
        .order_by(col(Review.due), col(Link.id))
    )
    return found.all()


async def to_note(
    session: AsyncSession, kind: Kind, today: date, soon: date, *, lapse: bool, most: int
) -> Sequence[tuple[str, str]]:
    """(thing, its case; for the end of a link, the link) of what the record does not tell of yet:
    that it lapsed by today, or else that it is asked about until `soon`. Open cases alone."""
    noted = col(Review.lapsed_for) if lapse else col(Review.asked_for)
    unsaid = or_(noted.is_(None), noted != col(Review.due))
    due = (
        col(Review.due) <= today
        if lapse
        else and_(col(Review.due) > today, col(Review.due) <= soon)
    )
    waits = due, unsaid, col(Review.closed_at).is_(None)
    opened = col(CaseFile.closed_at).is_(None)
    if kind is Kind.LINK:
        found = (
            select(Review.thing_id, LinkEnd.link_id)
            .join(LinkEnd, col(LinkEnd.id) == col(Review.thing_id))
            .join(Link, col(Link.id) == col(LinkEnd.link_id))
            .where(*waits, Link.state == LinkState.ACCEPTED.value)
        )
    elif kind is Kind.MAP:
        stands = col(KeptMap.destroyed_at).is_(None), col(KeptMap.locked_at).is_(None)
        found = (
            select(Review.thing_id, KeptMap.case_id)
            .join(KeptMap, col(KeptMap.id) == col(Review.thing_id))
            .join(CaseFile, col(CaseFile.id) == col(KeptMap.case_id))
            .where(*waits, *stands, opened)
        )
    elif kind is Kind.HELD:
        found = (
            select(Review.thing_id, HeldConnection.case_id)
            .join(HeldConnection, col(HeldConnection.id) == col(Review.thing_id))
            .join(CaseFile, col(CaseFile.id) == col(HeldConnection.case_id))
            .where(*waits, opened)
        )
    else:
        found = (
            select(Review.thing_id, Flag.case_id)
            .join(Flag, col(Flag.id) == col(Review.thing_id))
            .join(CaseFile, col(CaseFile.id) == col(Flag.case_id))
            .where(*waits, opened)
        )
    found = found.order_by(col(Review.due), col(Review.thing_id)).limit(most)
    return (await session.exec(found)).all()


async def said(session: AsyncSession, case_id: str, most: int) -> Sequence[ReviewSaid]:
    """What was said about the things of a case, newest first."""
    found = (
        select(ReviewSaid)
        .where(ReviewSaid.case_id == case_id)
        .order_by(col(ReviewSaid.at).desc(), col(ReviewSaid.id))
        .limit(most)
    )
    return (await session.exec(found)).all()
