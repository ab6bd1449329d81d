"""Queries for second factors, recovery codes, half sign-ins and the challenges of passkeys."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import CursorResult
from sqlmodel import col, delete, func, or_, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from peermap_app.storage.factor_tables import Factor, HalfSignIn, PasskeyChallenge, RecoveryCode
from peermap_app.storage.tables import Worker


async def of_worker(session: AsyncSession, worker_id: str) -> tuple[Factor, ...]:
    """Every factor of a worker that was confirmed, oldest first."""
    found = (
        select(Factor)
        .where(Factor.worker_id == worker_id, col(Factor.confirmed_at).is_not(None))
        .order_by(col(Factor.confirmed_at), col(Factor.id))
    )
    return tuple((await session.exec(found)).all())


async def has_any(session: AsyncSession, worker_id: str) -> bool:
    """Whether a worker has a factor that was confirmed."""
    found = select(Factor.id).where(
        Factor.worker_id == worker_id, col(Factor.confirmed_at).is_not(None)
    )
    return (await session.exec(found.limit(1))).first() is not None


async def of_kind(session: AsyncSession, worker_id: str, kind: str) -> tuple[Factor, ...]:
    """The confirmed factors of one kind, oldest first."""
    return tuple(one for one in await of_worker(session, worker_id) if one.kind == kind)


async def begun(session: AsyncSession, worker_id: str, begun_by: str) -> Factor | None:
    """The factor that this half sign-in or session began and did not confirm yet."""
    found = select(Factor).where(
        Factor.worker_id == worker_id,
        Factor.begun_by == begun_by,
        col(Factor.confirmed_at).is_(None),
    )
    return (await session.exec(found)).first()


async def of_credential(session: AsyncSession, credential_hash: str) -> Factor | None:
    """The passkey with this keyed hash of its credential's id."""
    found = select(Factor).where(Factor.credential_hash == credential_hash)
    return (await session.exec(found)).first()


async def forget(
    session: AsyncSession,
    worker_id: str,
    ids: Iterable[str],
) -> None:
    """Take these factors of a worker away, secrets and all."""
    await session.exec(
        delete(Factor).where(col(Factor.id).in_(tuple(ids)), col(Factor.worker_id) == worker_id)
    )


async def forget_all(session: AsyncSession, worker_id: str) -> None:
    """Take everything beyond the password away from a worker."""
    for table in (Factor, RecoveryCode, HalfSignIn):
        await session.exec(delete(table).where(col(table.worker_id) == worker_id))


async def forget_unconfirmed(session: AsyncSession, worker_id: str) -> None:
    """Factors of a worker that were begun and never confirmed."""
    await session.exec(
        delete(Factor).where(col(Factor.worker_id) == worker_id, col(Factor.confirmed_at).is_(None))
    )


async def spend_step(session: AsyncSession, factor_id: str, step: int, now: datetime) -> bool:
    """Note that the code of this step was used. False: it, or a newer one, was used already."""
    return await _changed(
        session,
        update(Factor)
        .where(
            col(Factor.id) == factor_id,
            or_(col(Factor.last_step).is_(None), col(Factor.last_step) < step),
        )
        .values(last_step=step, used_at=now),
    )


async def spend_count(
    session: AsyncSession, factor: Factor, sign_count: int, now: datetime
) -> bool:
    """Note a passkey's new count. False: somebody was quicker with it."""
    return await _changed(
        session,
        update(Factor)
        .where(col(Factor.id) == factor.id, col(Factor.sign_count) == factor.sign_count)
        .values(sign_count=sign_count, used_at=now),
    )


async def spend_recovery(
    session: AsyncSession, worker_id: str, code_hash: str, now: datetime
) -> bool:
    """Use up a recovery code. False: there is none like it, or it was used already."""
    return await _changed(
        session,
        update(RecoveryCode)
        .where(
            col(RecoveryCode.worker_id) == worker_id,
            col(RecoveryCode.code_hash) == code_hash,
            col(RecoveryCode.used_at).is_(None),
        )
        .values(used_at=now),
    )


async def recovery_left(session: AsyncSession, worker_id: str) -> int:
    """How many recovery codes a worker has that were not used."""
    found = (
        select(func.count())
        .select_from(RecoveryCode)
        .where(RecoveryCode.worker_id == worker_id, col(RecoveryCode.used_at).is_(None))
    )
    return (await session.exec(found)).one()


async def new_recovery(
    session: AsyncSession, worker_id: str, hashes: Iterable[str], now: datetime
) -> None:
    """These recovery codes and no others from now on."""
    await session.exec(delete(RecoveryCode).where(col(RecoveryCode.worker_id) == worker_id))
    session.add_all(
        RecoveryCode(worker_id=worker_id, code_hash=each, made_at=now) for each in hashes
    )
    await session.flush()


async def half_by_token(session: AsyncSession, token_hash: str) -> tuple[HalfSignIn, Worker] | None:
    """The half sign-in with this keyed hash and whose it is, whether or not it still holds."""
    found = select(HalfSignIn, Worker).where(
        HalfSignIn.token_hash == token_hash, HalfSignIn.worker_id == Worker.id
    )
    return (await session.exec(found)).first()


async def end_half(session: AsyncSession, half_id: str, now: datetime) -> bool:
    """End a half sign-in. False: it had ended; what hangs on it is done once."""
    return await _changed(
        session,
        update(HalfSignIn)
        .where(col(HalfSignIn.id) == half_id, col(HalfSignIn.ended_at).is_(None))
        .values(ended_at=now),
    )


async def sweep(session: AsyncSession, now: datetime) -> None:
    """Take away the half sign-ins and challenges whose time is over."""
    for table in (HalfSignIn, PasskeyChallenge):
        await session.exec(delete(table).where(col(table.expires_at) < now))


async def put_challenge(
    session: AsyncSession, holder_hash: str, challenge: bytes, expires_at: datetime
) -> None:
    """The one challenge of a holder from now on."""
    await session.exec(
        delete(PasskeyChallenge).where(col(PasskeyChallenge.holder_hash) == holder_hash)
    )
    session.add(
        PasskeyChallenge(holder_hash=holder_hash, challenge=challenge, expires_at=expires_at)
    )
    await session.flush()


async def take_challenge(session: AsyncSession, holder_hash: str, now: datetime) -> bytes | None:
    """The challenge of a holder, used up by this; None when there is none that still holds."""
    held = await session.get(PasskeyChallenge, holder_hash)
    gone = await _changed(
        session, delete(PasskeyChallenge).where(col(PasskeyChallenge.holder_hash) == holder_hash)
    )
    return held.challenge if held is not None and gone and now < held.expires_at else None


async def _changed(session: AsyncSession, statement: Any) -> bool:
    done = await session.exec(statement)
    assert isinstance(done, CursorResult)
    return done.rowcount == 1
