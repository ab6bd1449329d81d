"""Queries on teams: whom a supervisor supervises, who is on duty, who has a case for some hours."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, or_
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from peermap_app.domain.cases import Role
from peermap_app.storage.sealing import Keys
from peermap_app.storage.tables import CaseFile, CaseKey, KeptMap, UtcMoment, Worker
from peermap_app.storage.team_tables import (
    Addition,
    CompanySeen,
    Duty,
    MapLook,
    TemporaryAllocation,
    TemporaryAsk,
)


def supervises(worker: Worker, case: CaseFile) -> bool:
    """The supervisor whom the case names, and each supervisor of its team."""
    if worker.role != Role.SUPERVISOR or not worker.active:
        return False
    return case.supervisor_id == worker.id or case.team_id == worker.team_id


def theirs(worker_id: str, team_id: str | None) -> ColumnElement[bool]:
    """Of cases: those that a supervisor of this team supervises, or that name them."""
    named = col(CaseFile.supervisor_id) == worker_id
    return named if team_id is None else or_(named, col(CaseFile.team_id) == team_id)


async def team_cases(
    session: AsyncSession, worker: Worker, *, after: int, most: int
) -> Sequence[tuple[CaseFile, bytes]]:
    """The open cases that a supervisor supervises, oldest first, each with its wrapped key."""
    found = await session.exec(
        select(CaseFile, CaseKey.wrapped)
        .join(CaseKey, col(CaseKey.case_id) == col(CaseFile.id))
        .where(col(CaseFile.closed_at).is_(None), theirs(worker.id, worker.team_id))
        .order_by(col(CaseFile.created_at), col(CaseFile.id))
        .offset(after)
        .limit(most)
    )
    return found.all()


async def supervisors_of(session: AsyncSession, case: CaseFile) -> Sequence[str]:
    """The ids of every active supervisor of a case."""
    named = or_(col(Worker.id) == case.supervisor_id, col(Worker.team_id) == case.team_id)
    found = await session.exec(
        select(Worker.id).where(
            Worker.role == Role.SUPERVISOR.value, col(Worker.active).is_(True), named
        )
    )
    return found.all()


async def supervisors_by(
    session: AsyncSession, of: Iterable[tuple[str | None, str]]
) -> Sequence[str]:
    """The ids of whoever supervises by one of these (named supervisor, team) pairs."""
    pairs = tuple(of)
    if not pairs:
        return ()
    named, teams = {lead for lead, _ in pairs if lead}, {team for _, team in pairs}
    found = await session.exec(
        select(Worker.id).where(
            Worker.role == Role.SUPERVISOR.value,
            or_(col(Worker.id).in_(named), col(Worker.team_id).in_(teams)),
        )
    )
    return found.all()


def serves(worker: Worker, duty: Duty) -> bool:
    """Whether a duty is this worker's, who is a supervisor still."""
    return duty.worker_id == worker.id and worker.active and worker.role == Role.SUPERVISOR


async def newest_duty(session: AsyncSession, team_id: str, now: datetime) -> Duty | None:
    """What was said last about a team's duty, if it holds now."""
    found = await session.exec(
        select(Duty)
        .where(Duty.team_id == team_id, col(Duty.starts_at) <= now)
        .order_by(col(Duty.starts_at).desc(), col(Duty.id))
        .limit(1)
    )
    row = found.first()
    return row if row is not None and now < row.ends_at else None


async def duties_of(session: AsyncSession, worker_id: str, now: datetime) -> Sequence[Duty]:
    """The duties that a worker has now, of whichever team."""
    rows = await session.exec(
        select(Duty).where(Duty.worker_id == worker_id, col(Duty.ends_at) > now)
    )
    held = [(row, await newest_duty(session, row.team_id, now)) for row in rows.all()]
    return [row for row, newest in held if newest is not None and newest.id == row.id]


async def temporary_of(
    session: AsyncSession, case_id: str, worker_id: str
) -> Sequence[TemporaryAllocation]:
    """Every time that a worker was given a case for some hours."""
    mine = TemporaryAllocation.case_id == case_id, TemporaryAllocation.worker_id == worker_id
    return (await session.exec(select(TemporaryAllocation).where(*mine))).all()


async def not_over(
    session: AsyncSession, case_id: str, worker_id: str, now: datetime
) -> Sequence[TemporaryAllocation]:
    """What a worker was given of a case that was not ended, and whose end has not come."""
    rows = await temporary_of(session, case_id, worker_id)
    return [row for row in rows if row.over_at is None and row.ends_at > now]


async def temporaries(
    session: AsyncSession, case_id: str, since: datetime
) -> Sequence[TemporaryAllocation]:
    """Who was given a case for some hours that were not over before `since`, oldest first."""
    found = await session.exec(
        select(TemporaryAllocation)
        .where(TemporaryAllocation.case_id == case_id, col(TemporaryAllocation.ends_at) >= since)
        .order_by(col(TemporaryAllocation.starts_at), col(TemporaryAllocation.id))
    )
    return found.all()


async def covered_cases(
    session: AsyncSession, worker_id: str, now: datetime
) -> Sequence[tuple[CaseFile, bytes, datetime]]:
    """The open cases that a worker covers now, each with its wrapped key and until when."""
    holds = and_(
        col(TemporaryAllocation.over_at).is_(None),
        col(TemporaryAllocation.starts_at) <= now,
        col(TemporaryAllocation.ends_at) > now,
    )
    until = func.max(TemporaryAllocation.ends_at, type_=UtcMoment())
    held = (
        select(TemporaryAllocation.case_id, until.label("until"))
        .where(TemporaryAllocation.worker_id == worker_id, holds)
        .group_by(col(TemporaryAllocation.case_id))
        .subquery()
    )
    found = await session.exec(
        select(CaseFile, CaseKey.wrapped, held.c.until)
        .join(CaseKey, col(CaseKey.case_id) == col(CaseFile.id))
        .join(held, held.c.case_id == col(CaseFile.id))
        .where(col(CaseFile.closed_at).is_(None))
        .order_by(col(CaseFile.created_at), col(CaseFile.id))
    )
    return found.all()


async def run_out(session: AsyncSession, now: datetime) -> Sequence[TemporaryAllocation]:
    """What is over by the clock and was not noted so yet."""
    found = await session.exec(
        select(TemporaryAllocation).where(
            col(TemporaryAllocation.over_at).is_(None), col(TemporaryAllocation.ends_at) <= now
        )
    )
    return found.all()


async def next_end(session: AsyncSession) -> datetime | None:
    """When the next temporary allocation runs out."""
    found = await session.exec(
        select(func.min(TemporaryAllocation.ends_at, type_=UtcMoment())).where(
            col(TemporaryAllocation.over_at).is_(None)
        )
    )
    return found.first()


def ask_hash(keys: Keys, reference_hash: str) -> str:
    """How an ask is found by the case that it is for."""
    return keys.lookup("temporary_ask", reference_hash)


async def asks(
    session: AsyncSession, hashes: Sequence[str], since: datetime
) -> Sequence[TemporaryAsk]:
    """The asks for these cases that were not answered and have not lapsed, oldest first."""
    found = await session.exec(
        select(TemporaryAsk)
        .where(
            col(TemporaryAsk.case_hash).in_(list(hashes)),
            col(TemporaryAsk.answer).is_(None),
            col(TemporaryAsk.asked_at) >= since,
        )
        .order_by(col(TemporaryAsk.asked_at), col(TemporaryAsk.id))
    )
    return found.all()


async def ever_asked(session: AsyncSession, hashed: str) -> Sequence[TemporaryAsk]:
    """Every ask for one case, answered and lapsed ones too, oldest first."""
    found = select(TemporaryAsk).where(TemporaryAsk.case_hash == hashed)
    found = found.order_by(col(TemporaryAsk.asked_at), col(TemporaryAsk.id))
    return (await session.exec(found)).all()


async def asks_by(session: AsyncSession, worker_id: str, since: datetime) -> Sequence[TemporaryAsk]:
    """What a worker asked for since, newest first."""
    found = await session.exec(
        select(TemporaryAsk)
        .where(TemporaryAsk.asked_by == worker_id, col(TemporaryAsk.asked_at) >= since)
        .order_by(col(TemporaryAsk.asked_at).desc(), col(TemporaryAsk.id))
    )
    return found.all()


async def looks(
    session: AsyncSession, case_id: str, since: datetime
) -> Sequence[tuple[MapLook, int]]:
    """Which maps of a case supervisors looked at since, each with its version."""
    found = await session.exec(
        select(MapLook, KeptMap.version)
        .join(KeptMap, col(KeptMap.id) == col(MapLook.kept_map_id))
        .where(MapLook.case_id == case_id, col(MapLook.at) >= since)
    )
    return found.all()


async def additions(
    session: AsyncSession, case_ids: Sequence[str], since: datetime
) -> Sequence[Addition]:
    """Who was added to these cases since."""
    found = await session.exec(
        select(Addition).where(col(Addition.case_id).in_(list(case_ids)), col(Addition.at) >= since)
    )
    return found.all()


async def seen(
    session: AsyncSession, worker_id: str, case_ids: Sequence[str]
) -> dict[str, datetime]:
    """Until when a worker has seen who came to these cases."""
    found = await session.exec(
        select(CompanySeen).where(
            CompanySeen.worker_id == worker_id, col(CompanySeen.case_id).in_(list(case_ids))
        )
    )
    return {row.case_id: row.at for row in found}


async def looks_and_ends(
    session: AsyncSession, case_ids: Sequence[str], since: datetime, now: datetime
) -> list[tuple[str, datetime]]:
    """(case, moment) of each look at a map of these cases, and of each end of some hours."""
    ids = list(case_ids)
    looked = await session.exec(
        select(MapLook.case_id, MapLook.at).where(
            col(MapLook.case_id).in_(ids), col(MapLook.at) >= since
        )
    )
    over = await session.exec(
        select(TemporaryAllocation).where(
            col(TemporaryAllocation.case_id).in_(ids), col(TemporaryAllocation.ends_at) >= since
        )
    )
    ends = [(row.case_id, row.over_at or row.ends_at) for row in over]
    return [*looked.all(), *((case_id, at) for case_id, at in ends if at <= now)]
