"""Queries on what a second person decides: sharing without agreement, links beyond six."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import and_, or_
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from peermap_app.domain.sharing import WAITS_FOR
from peermap_app.storage.sealing import Keys
from peermap_app.storage.sharing_tables import Sharing
from peermap_app.storage.tables import CaseFile, Worker
from peermap_app.storage.teams import theirs


def found_by(keys: Keys, end_id: str) -> str:
    """How what one end of a link rests on is found."""
    return keys.lookup("sharing", end_id)


def beyond_by(keys: Keys, end_id: str) -> str:
    """How it is found that a supervisor lets one end go beyond six links, by agreement."""
    return keys.lookup("beyond_six", end_id)


async def said_yes(session: AsyncSession, hashes: Collection[str]) -> Sequence[Sharing]:
    """What a second person agreed to for these ends, whatever each rests on by now."""
    found = await session.exec(
        select(Sharing).where(
            col(Sharing.found_by).in_(list(hashes)), col(Sharing.agreed).is_(True)
        )
    )
    return found.all()


async def applied(session: AsyncSession, hashes: Collection[str]) -> dict[str, Sharing]:
    """What these ends rest on, where it is no agreement: by hash, the newest that was applied."""
    if not hashes:
        return {}
    found = await session.exec(
        select(Sharing)
        .where(col(Sharing.found_by).in_(list(hashes)), col(Sharing.applied_at).is_not(None))
        .order_by(col(Sharing.applied_at), col(Sharing.id))
    )
    return {row.found_by: row for row in found}


async def all_applied(session: AsyncSession, hashed: str) -> Sequence[Sharing]:
    """Everything that one end rests on, where it is no agreement."""
    found = await session.exec(
        select(Sharing).where(Sharing.found_by == hashed, col(Sharing.applied_at).is_not(None))
    )
    return found.all()


async def held(session: AsyncSession, sharing_id: str) -> Sharing | None:
    """One as it is now, held until the transaction ends."""
    found = await session.exec(
        select(Sharing)
        .where(Sharing.id == sharing_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return found.first()


async def of_case(session: AsyncSession, case_id: str, since: datetime) -> Sequence[Sharing]:
    """Those of a case that wait, that stand, or that were settled since; newest first."""
    found = await session.exec(
        select(Sharing)
        .where(
            Sharing.case_id == case_id,
            or_(col(Sharing.over_at).is_(None), col(Sharing.over_at) >= since),
        )
        .order_by(col(Sharing.asked_at).desc(), col(Sharing.id))
    )
    return found.all()


async def to_answer(session: AsyncSession, me: Worker, teams: Sequence[str]) -> Sequence[Sharing]:
    """What waits for a supervisor of open cases, or of these teams where they are on duty now."""
    mine = or_(theirs(me.id, me.team_id), col(CaseFile.team_id).in_(list(teams)))
    found = await session.exec(
        select(Sharing)
        .join(CaseFile, col(CaseFile.id) == col(Sharing.case_id))
        .where(
            col(Sharing.agreed).is_(None),
            col(Sharing.over_at).is_(None),
            col(CaseFile.closed_at).is_(None),
            Sharing.asked_by != me.id,
            mine,
        )
        .order_by(col(Sharing.asked_at), col(Sharing.id))
    )
    return found.all()


async def run_out(session: AsyncSession, now: datetime) -> Sequence[tuple[str, str]]:
    """The ids, each with its case's, of what nobody answered in time and was not noted so yet."""
    found = await session.exec(
        select(Sharing.id, Sharing.case_id)
        .where(
            col(Sharing.agreed).is_(None),
            col(Sharing.over_at).is_(None),
            or_(
                col(Sharing.decide_by) <= now,
                and_(col(Sharing.decide_by).is_(None), col(Sharing.asked_at) <= now - WAITS_FOR),
            ),
        )
        .order_by(col(Sharing.asked_at), col(Sharing.id))
    )
    return found.all()
