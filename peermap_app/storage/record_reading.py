"""Reading the access record in pages, and what readings there were: each query is bounded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import BigInteger, ColumnElement, and_, cast, extract, func, literal, or_, tuple_
from sqlalchemy import select as plain_select
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from peermap_app.domain.access import Action
from peermap_app.domain.purpose import PURPOSES
from peermap_app.storage.access_record import ALLOWED
from peermap_app.storage.tables import REFUSED_ROWS, AccessRecord, Allocation, UtcMoment
from peermap_app.storage.team_tables import TemporaryAllocation

PAGE = 50
MOST_READINGS = 20_000
"""Rows that one exact count of busy hours looks at."""
READINGS = tuple(action.value for action in PURPOSES)
"""What touches a young person's data carries a purpose; running PeerMap does not (rule 1)."""
_HOUR = 3600


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which rows; None and False narrow nothing. `since` to `until`: the moments of one day."""

    chain: str | None = None
    worker_id: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    refused: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the record: the row that was shown last."""

    at: datetime
    id: int


@dataclass(frozen=True, slots=True)
class Hour:
    """What a worker read in the full hour (UTC) that began then."""

    worker_id: str
    began: int
    cases: int
    readings: int


async def page(
    session: AsyncSession, wanted: Wanted, before: Place | None
) -> Sequence[AccessRecord]:
    """At most PAGE rows and one more, newest first: the one more tells that there are older."""
    found = select(AccessRecord)
    if wanted.chain is not None:
        found = found.where(AccessRecord.chain == wanted.chain)
    if wanted.worker_id is not None:
        found = found.where(AccessRecord.worker_id == wanted.worker_id)
    if wanted.since is not None and wanted.until is not None:
        found = found.where(AccessRecord.at >= wanted.since, AccessRecord.at < wanted.until)
    if wanted.refused:
        found = found.where(REFUSED_ROWS)
    at, number = col(AccessRecord.at), col(AccessRecord.id)
    if before is not None:
        found = found.where(tuple_(at, number) < tuple_(literal(before.at, UtcMoment), before.id))
    return (await session.exec(found.order_by(at.desc(), number.desc()).limit(PAGE + 1))).all()


def _readings(since: datetime) -> ColumnElement[bool]:
    """Refused ones too: who tries a hundred strange cases in an hour is what is looked for."""
    return and_(
        col(AccessRecord.at) >= since,
        col(AccessRecord.worker_id).is_not(None),
        col(AccessRecord.case_id).is_not(None),
        col(AccessRecord.action).in_(READINGS),
    )


async def hours_of_reading(session: AsyncSession, since: datetime) -> list[Hour]:
    """How many cases each worker read in each hour since then."""
    hour = cast(extract("epoch", col(AccessRecord.at)), BigInteger) // literal(_HOUR)
    found = plain_select(
        col(AccessRecord.worker_id),
        hour,
        func.count(col(AccessRecord.case_id).distinct()),
        func.count(),
    )
    rows = await (await session.connection()).execute(
        found.where(_readings(since)).group_by(col(AccessRecord.worker_id), hour)
    )
    return [
        Hour(str(worker), int(began) * _HOUR, cases, count) for worker, began, cases, count in rows
    ]


async def readings_of(
    session: AsyncSession, worker_id: str, since: datetime
) -> list[tuple[datetime, str]]:
    """(moment, case) of what one worker read since then, the newest MOST_READINGS."""
    rows = await session.exec(
        select(AccessRecord.at, AccessRecord.case_id)
        .where(_readings(since), AccessRecord.worker_id == worker_id)
        .order_by(col(AccessRecord.at).desc())
        .limit(MOST_READINGS)
    )
    return [(at, case_id) for at, case_id in rows if case_id is not None]


async def after_allocation(
    session: AsyncSession, since: datetime, most: int
) -> list[tuple[str, str, datetime, int]]:
    """(worker, case, when last, how often) of what was asked after a worker's time had ended.

    That of an allocation, or of some hours. Refused or not: whoever has the case again is
    allocated or covers, and does not count.
    """
    at = col(AccessRecord.at)
    by_day = await _after(session, Allocation, col(Allocation.ends) <= func.date(at), since, most)
    over = func.coalesce(TemporaryAllocation.over_at, TemporaryAllocation.ends_at)
    by_hour = await _after(session, TemporaryAllocation, over <= at, since, most)
    found = {(worker, case): (when, count) for worker, case, when, count in by_hour}
    found |= {(worker, case): (when, count) for worker, case, when, count in by_day}
    rows = [(worker, case, when, count) for (worker, case), (when, count) in found.items()]
    return sorted(rows, key=lambda row: row[2], reverse=True)[:most]


async def _after(
    session: AsyncSession,
    held: type[Allocation | TemporaryAllocation],
    ended: ColumnElement[bool],
    since: datetime,
    most: int,
) -> list[tuple[str, str, datetime, int]]:
    newest = func.max(col(AccessRecord.at), type_=UtcMoment)
    rule = col(AccessRecord.rule)
    again = or_(rule.like("allocated%"), rule.like("covers%"))
    # Each row of the record once, however many times its worker had the case before.
    had = select(held.id).where(
        col(held.worker_id) == col(AccessRecord.worker_id),
        col(held.case_id) == col(AccessRecord.case_id),
        ended,
    )
    rows = await (await session.connection()).execute(
        plain_select(col(AccessRecord.worker_id), col(AccessRecord.case_id), newest, func.count())
        .where(
            col(AccessRecord.at) >= since,
            col(AccessRecord.action).in_(READINGS),
            or_(col(AccessRecord.outcome) != ALLOWED, ~again),
            rule != "also",
            had.exists(),
        )
        .group_by(col(AccessRecord.worker_id), col(AccessRecord.case_id))
        .order_by(newest.desc())
        .limit(most)
    )
    return [(str(worker), str(case), at, count) for worker, case, at, count in rows]


async def whole_records(
    session: AsyncSession,
    since: datetime,
    *,
    worker_id: str | None = None,
    case_ids: Sequence[str] | None = None,
) -> Sequence[tuple[str, str, datetime]]:
    """(case, worker, moment) of each whole record that was made since, oldest first."""
    found = select(AccessRecord.chain, AccessRecord.worker_id, AccessRecord.at).where(
        col(AccessRecord.at) >= since,
        AccessRecord.action == Action.SUBJECT_ACCESS.value,
        AccessRecord.outcome == ALLOWED,
        col(AccessRecord.case_id).is_not(None),
    )
    if worker_id is not None:
        found = found.where(AccessRecord.worker_id == worker_id)
    if case_ids is not None:
        found = found.where(col(AccessRecord.chain).in_(list(case_ids)))
    rows = await session.exec(found.order_by(col(AccessRecord.id)))
    return [(chain, worker or "", at) for chain, worker, at in rows]


async def lookers(
    session: AsyncSession, case_id: str, actions: Sequence[str], most: int
) -> list[tuple[str, str, datetime]]:
    """(action, rule, moment) of what workers read of one case, newest first."""
    rows = await session.exec(
        select(AccessRecord.action, AccessRecord.rule, AccessRecord.at)
        .where(
            AccessRecord.chain == case_id,
            AccessRecord.outcome == ALLOWED,
            AccessRecord.who_kind == "worker",
            col(AccessRecord.action).in_(actions),
        )
        .order_by(col(AccessRecord.number).desc())
        .limit(most)
    )
    return [(action, rule, at) for action, rule, at in rows]
