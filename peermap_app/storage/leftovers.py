"""What is over and past its period goes by itself: sessions, reasons, names of who left (rule 12).

None of it is a young person's map, plan, link or flag: those wait for a person (`endings`). What a
hold keeps stays, and so does the access record.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, or_, update
from sqlalchemy.sql import Delete, Update
from sqlmodel import Field, col, select
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import SelectOfScalar

from peermap_app.storage.alert_tables import Absence
from peermap_app.storage.ending_tables import Hold
from peermap_app.storage.factor_tables import HalfSignIn
from peermap_app.storage.my_map_tables import ReceiptSession
from peermap_app.storage.phone_tables import PhoneChange
from peermap_app.storage.sealing import Keys
from peermap_app.storage.tables import (
    AccessRecord,
    Allocation,
    CaseFile,
    Drawing,
    SignInSession,
    Table,
    UtcMoment,
    Worker,
)
from peermap_app.storage.team_tables import (
    Addition,
    Duty,
    MapLook,
    TemporaryAllocation,
    TemporaryAsk,
)
from peermap_app.storage.teams import ask_hash
from peermap_app.storage.waiting_tables import WaitingAllocation


class ClosedAccount(Table, table=True):
    """Since when an account is closed; the row goes when it is opened again or its name went."""

    __tablename__ = "closed_account"

    worker_id: str = Field(primary_key=True, foreign_key="worker.id")
    at: datetime = Field(sa_type=UtcMoment)


async def delete_sessions(session: AsyncSession, before: datetime) -> int:
    """Sign-ins whose last moment lies before, and open pages of My map.

    A drawing keeps the session in which it was offered: of that the device's kind goes.
    """
    drawn = select(Drawing.session_id)
    over = or_(col(SignInSession.ended_at) < before, col(SignInSession.expires_at) < before)
    kept = col(SignInSession.id).in_(drawn)
    blank = update(SignInSession).where(over, kept, col(SignInSession.device).is_not(None))
    await _count(session, blank.values(device=None))
    return (
        await _count(session, delete(SignInSession).where(over, ~kept))
        + await _count(session, delete(ReceiptSession).where(col(ReceiptSession.seen_at) < before))
        + await _count(session, delete(HalfSignIn).where(col(HalfSignIn.expires_at) < before))
    )


async def delete_reasons(session: AsyncSession, keys: Keys, before: datetime, today: date) -> int:
    """Who looked, had a case for some hours, asked for it, came, was on duty, was to be allocated,
    got another phone number.

    `today`: what a hold keeps on that day stays.
    """
    held = _held(today)
    asked_for = await _asks_for_held(session, keys, today)
    gone: tuple[Delete, ...] = (
        delete(MapLook).where(col(MapLook.at) < before, _free(MapLook.case_id, held)),
        delete(Addition).where(col(Addition.at) < before, _free(Addition.case_id, held)),
        delete(TemporaryAllocation).where(
            col(TemporaryAllocation.ends_at) < before, _free(TemporaryAllocation.case_id, held)
        ),
        delete(TemporaryAsk).where(
            col(TemporaryAsk.asked_at) < before, col(TemporaryAsk.case_hash).not_in(asked_for)
        ),
        delete(WaitingAllocation).where(
            col(WaitingAllocation.asked_at) < before, _free(WaitingAllocation.case_id, held)
        ),
        delete(Duty).where(col(Duty.ends_at) < before),
        delete(Absence).where(col(Absence.ends) < before.date()),
        delete(PhoneChange).where(col(PhoneChange.at) < before),
    )
    return sum([await _count(session, each) for each in gone])


def _held(today: date) -> SelectOfScalar[str]:
    return select(Hold.case_id).where(col(Hold.ended_at).is_(None), col(Hold.review) > today)


async def _asks_for_held(session: AsyncSession, keys: Keys, today: date) -> list[str]:
    of_held = select(CaseFile.reference_hash).where(col(CaseFile.id).in_(_held(today)))
    return [ask_hash(keys, each) for each in await session.exec(of_held)]


def _free(column: object, held: object) -> ColumnElement[bool]:
    return col(column).not_in(held)  # type: ignore[arg-type]


async def leavers(
    session: AsyncSession, keys: Keys, before: datetime, today: date
) -> Sequence[Worker]:
    """Accounts that were closed before, of which nobody is waiting for a case to be taken over.

    Whoever had a case that is held, or stands on its record, keeps their name with it: a court that
    asks who opened it must not read that nobody knows any more.
    """
    has_cases = (
        select(Allocation.worker_id)
        .join(CaseFile, col(CaseFile.id) == col(Allocation.case_id))
        .where(
            col(CaseFile.closed_at).is_(None),
            or_(col(Allocation.ends).is_(None), col(Allocation.ends) > today),
        )
    )
    named = await _named_in_held(session, keys, today)
    found = (
        select(Worker)
        .join(ClosedAccount, col(ClosedAccount.worker_id) == col(Worker.id))
        .where(
            col(ClosedAccount.at) < before,
            col(Worker.active).is_(False),
            col(Worker.id).not_in(has_cases),
            *(col(Worker.id).not_in(each) for each in named),
        )
        .order_by(col(Worker.id))
    )
    return (await session.exec(found)).all()


async def _named_in_held(
    session: AsyncSession, keys: Keys, today: date
) -> tuple[SelectOfScalar[Any], ...]:
    held = _held(today)
    asked_for = await _asks_for_held(session, keys, today)
    on_record = col(AccessRecord.chain).in_(held), col(AccessRecord.worker_id).is_not(None)
    return (
        select(Allocation.worker_id).where(col(Allocation.case_id).in_(held)),
        select(TemporaryAllocation.worker_id).where(col(TemporaryAllocation.case_id).in_(held)),
        select(TemporaryAsk.asked_by).where(col(TemporaryAsk.case_hash).in_(asked_for)),
        select(WaitingAllocation.worker_id).where(col(WaitingAllocation.case_id).in_(held)),
        select(AccessRecord.worker_id).where(*on_record),
    )


async def note_closed(session: AsyncSession, worker_id: str, at: datetime) -> None:
    """An account was closed; closed already, it stays as it was."""
    if await session.get(ClosedAccount, worker_id) is None:
        session.add(ClosedAccount(worker_id=worker_id, at=at))


async def note_open(session: AsyncSession, worker_id: str) -> None:
    """An account was opened again, or nothing of its owner is left in it."""
    await _count(session, delete(ClosedAccount).where(col(ClosedAccount.worker_id) == worker_id))


async def _count(session: AsyncSession, statement: Delete | Update) -> int:
    return (await (await session.connection()).execute(statement)).rowcount
