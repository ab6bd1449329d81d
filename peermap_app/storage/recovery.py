"""Queries for asks for a link, and for the mails that must go out."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import col, delete, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from peermap_app.domain.recovery import ASK_LASTS, AskState
from peermap_app.storage import accounts as accounts_store
from peermap_app.storage.recovery_tables import Mail, RecoveryAsk
from peermap_app.storage.tables import Worker

QUEUED, SENT, DROPPED = "queued", "sent", "dropped"


async def put(session: AsyncSession, ask: RecoveryAsk) -> None:
    """Write an ask; one of the same address that waits is replaced, and nobody's old ones go.

    The same statements for every address.
    """
    await session.exec(
        update(RecoveryAsk)
        .where(
            col(RecoveryAsk.account_hash) == ask.account_hash,
            col(RecoveryAsk.state) == AskState.WAITING.value,
        )
        .values(state=AskState.REPLACED.value)
    )
    await session.exec(
        delete(RecoveryAsk).where(
            col(RecoveryAsk.worker_id).is_(None),
            col(RecoveryAsk.asked_at) < ask.asked_at - ASK_LASTS,
        )
    )
    session.add(ask)
    await session.flush()


async def waiting(session: AsyncSession) -> tuple[tuple[RecoveryAsk, Worker], ...]:
    """Every ask for an account that there is and that waits, with whose it is, oldest first."""
    found = (
        select(RecoveryAsk, Worker)
        .where(RecoveryAsk.state == AskState.WAITING.value, RecoveryAsk.worker_id == Worker.id)
        .order_by(col(RecoveryAsk.asked_at))
        .limit(200)
    )
    return tuple((await session.exec(found)).all())


async def to_answer(session: AsyncSession, ask_id: str) -> tuple[RecoveryAsk, Worker] | None:
    """One ask and whose account it is for, both held until the transaction ends."""
    whose = select(RecoveryAsk.worker_id).where(RecoveryAsk.id == ask_id)
    owner = await accounts_store.held(session, (await session.exec(whose)).first())
    found = select(RecoveryAsk).where(RecoveryAsk.id == ask_id).with_for_update()
    ask = (await session.exec(found)).first()
    return (ask, owner) if ask is not None and owner is not None else None


async def forget_sent(session: AsyncSession, worker_id: str) -> None:
    """No link of a worker that was agreed to opens any more: another one takes its place."""
    await session.exec(
        update(RecoveryAsk)
        .where(
            col(RecoveryAsk.worker_id) == worker_id,
            col(RecoveryAsk.state) == AskState.AGREED.value,
        )
        .values(state=AskState.REPLACED.value)
    )


async def by_token(session: AsyncSession, token_hash: str) -> tuple[RecoveryAsk, Worker] | None:
    """The ask whose newest link has this hash, and whose account it is for."""
    found = select(RecoveryAsk, Worker).where(
        RecoveryAsk.token_hash == token_hash, RecoveryAsk.worker_id == Worker.id
    )
    return (await session.exec(found)).first()


async def use(session: AsyncSession, ask_id: str, token_hash: str, now: datetime) -> bool:
    """Use a link up. Of two that come at once, one gets True."""
    done = await session.exec(
        update(RecoveryAsk)
        .where(
            col(RecoveryAsk.id) == ask_id,
            col(RecoveryAsk.token_hash) == token_hash,
            col(RecoveryAsk.state) == AskState.AGREED.value,
            col(RecoveryAsk.link_until) > now,
        )
        .values(state=AskState.USED.value, used_at=now)
        .returning(col(RecoveryAsk.id))
    )
    return done.first() is not None


async def forget_links(session: AsyncSession, worker_id: str) -> None:
    """No link or ask of a worker opens or waits any more."""
    await session.exec(
        update(RecoveryAsk)
        .where(
            col(RecoveryAsk.worker_id) == worker_id,
            col(RecoveryAsk.state).in_((AskState.WAITING.value, AskState.AGREED.value)),
        )
        .values(state=AskState.REPLACED.value)
    )


async def any_mail_due(session: AsyncSession, now: datetime) -> bool:
    """Whether a mail waits: asked every few seconds, so it takes no write lock."""
    found = select(Mail.id).where(Mail.state == QUEUED, Mail.due_at <= now).limit(1)
    return (await session.exec(found)).first() is not None


async def claim_mail(session: AsyncSession, now: datetime, until: datetime) -> Mail | None:
    """Take the mail that is due longest; nobody else gets it before `until`."""
    found = (
        select(Mail)
        .where(Mail.state == QUEUED, Mail.due_at <= now)
        .order_by(col(Mail.due_at))
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    mail = (await session.exec(found)).first()
    if mail is None:
        return None
    mail.due_at, mail.tries = until, mail.tries + 1
    session.add(mail)
    await session.flush()
    return mail


async def settle_mail(
    session: AsyncSession, mail_id: str, state: str, *, at: datetime, due_at: datetime | None = None
) -> None:
    """What became of a mail: sent, dropped, or queued again until `due_at`."""
    values: dict[str, object] = {"state": state}
    if state == SENT:
        values["sent_at"] = at
    if due_at is not None:
        values["due_at"] = due_at
    await session.exec(
        update(Mail).where(col(Mail.id) == mail_id, col(Mail.state) == QUEUED).values(**values)
    )
