"""Takes away drafts, mails, asks to sign in again and files of allocations of long ago: see
`leftovers`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, delete, or_
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from peermap_app.domain.deliveries import ARRIVED, State
from peermap_app.storage import own_keys, web_push
from peermap_app.storage.alerts import SENT as HANDED_OVER
from peermap_app.storage.deliver_tables import Delivery
from peermap_app.storage.draft_tables import SharingDraft
from peermap_app.storage.flag_tables import FlagDraft
from peermap_app.storage.recovery import QUEUED
from peermap_app.storage.recovery_tables import Mail, RecoveryAsk
from peermap_app.storage.tables import Outbox
from peermap_app.storage.waiting_tables import ImportAgreement, WaitingImport


async def unanswered_imports(session: AsyncSession, before: datetime) -> Sequence[str]:
    """The ids of files that were brought before that moment and that nobody answered."""
    found = select(WaitingImport.id).where(
        col(WaitingImport.answered_at).is_(None), col(WaitingImport.asked_at) < before
    )
    return (await session.exec(found.order_by(col(WaitingImport.id)))).all()


async def prune(session: AsyncSession, before: datetime, drafts_before: datetime) -> int:
    """Delete what was over before that moment, and drafts on which nobody wrote since the second;
    gives how many rows that were."""
    gone = 0
    mails = col(Mail.created_at) < before, col(Mail.state) != QUEUED
    gone += await _delete(session, Mail, *mails)
    kept = select(Mail.ask_id).where(col(Mail.ask_id).is_not(None))
    asks = col(RecoveryAsk.asked_at) < before, col(RecoveryAsk.id).not_in(kept)
    gone += await _delete(session, RecoveryAsk, *asks)
    sent = col(Outbox.state) == HANDED_OVER, col(Outbox.sent_at) < before
    gone += await _delete(session, Outbox, *sent)
    gone += await _delete(session, FlagDraft, col(FlagDraft.at) <= drafts_before)
    gone += await _delete(session, SharingDraft, col(SharingDraft.at) <= drafts_before)
    gone += await web_push.forget(session, before)
    gone += await _deliveries(session, before)
    return gone + await _imports(session, before)


async def _deliveries(session: AsyncSession, before: datetime) -> int:
    """Deliveries of which nothing more comes. That somebody was not told stays with its flag."""
    arrived = select(Delivery.alert_id).where(
        col(Delivery.state).in_([state.value for state in ARRIVED])
    )
    told = or_(col(Delivery.state) != State.DROPPED.value, col(Delivery.alert_id).in_(arrived))
    over = col(Delivery.created_at) < before, col(Delivery.due_at).is_(None)
    return await _delete(session, Delivery, *over, told)


async def _imports(session: AsyncSession, before: datetime) -> int:
    """Files of allocations with who agreed to them, and their keys."""
    old = select(WaitingImport.id).where(col(WaitingImport.asked_at) < before)
    ids = (await session.exec(old)).all()
    await own_keys.destroy(session, ids)
    await _delete(session, ImportAgreement, col(ImportAgreement.import_id).in_(ids))
    return await _delete(session, WaitingImport, col(WaitingImport.id).in_(ids))


async def _delete(session: AsyncSession, kind: type, *which: ColumnElement[bool]) -> int:
    done = await session.exec(
        delete(kind).where(*which).execution_options(synchronize_session=False)
    )
    return int(done.rowcount)
