"""How a session begins, how it ends beside signing out, and the record of both (rule 10)."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from peermap_app.bootstrap import House
from peermap_app.domain.cases import Role
from peermap_app.domain.drawing import Ending
from peermap_app.domain.web_push import Ended
from peermap_app.services.admission import is_locked
from peermap_app.services.unit import session_lives
from peermap_app.storage import access_record, web_push
from peermap_app.storage import accounts as stored
from peermap_app.storage.tables import SignInSession, Worker

TOKEN_BYTES = 32


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A new session: the token goes into the cookie and nowhere else."""

    token: str
    worker_id: str
    session_id: str
    role: Role
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Begun:
    """A session that began in a transaction; `before` is the one that it ended."""

    signed_in: SignedIn
    before: SignInSession | None


async def begin(
    house: House,
    session: AsyncSession,
    worker: Worker,
    presented: str | None,
    *,
    rule: str,
    second: bool,
) -> Begun:
    """Begin a session in the caller's transaction; `settle` follows once that is committed.

    Args:
        house: the house.
        session: the caller's transaction.
        worker: who proved that it is them.
        presented: the cookie that came along; the live session behind it ends.
        rule: by what they proved it, for the record.
        second: whether that was a second factor, and not a password alone.
    """
    token, now = secrets.token_urlsafe(TOKEN_BYTES), house.clock()
    held = SignInSession(
        token_hash=house.keys.lookup("session", token),
        worker_id=worker.id,
        created_at=now,
        seen_at=now,
        touched_at=now,
        expires_at=now + house.settings.session_absolute,
        second=second,
        proved_at=now,
    )
    session.add(held)
    await session.flush()
    # Who comes back after idling out finds the drawing, and takes it along when signing out.
    await stored.carry_drawings_over(session, held, now - house.settings.session_idle)
    before = await end_presented(house, session, presented, held)
    await append(
        house,
        session,
        worker,
        action="sign_in",
        outcome=access_record.ALLOWED,
        rule=rule,
        session_id=held.id,
    )
    signed_in = SignedIn(token, worker.id, held.id, Role(worker.role), held.expires_at)
    return Begun(signed_in, before)


async def settle(house: House, begun: Begun) -> SignedIn:
    """What follows when a session has begun: the pages of the one before it are turned away."""
    before = begun.before
    if before is not None and before.ended_at is not None:
        await after_end(house, before.worker_id, (before.id,))
    elif before is not None:  # it was found locked: its drawings go on
        await _turn_away(house, before.worker_id)
    return begun.signed_in


async def end_presented(
    house: House, session: AsyncSession, token: str | None, fresh: SignInSession
) -> SignInSession | None:
    """End the session whose cookie came along with a sign-in that began `fresh`.

    A browser has one cookie: what the old one opened must not stay open behind the new one. The
    same worker's drawings go on under `fresh`; another worker's end by `after_end`, as by a
    sign-out, unless theirs was locked: whoever finds a phone cuts no drawing (rule 3). Gives the
    session that is over, None when none lived; one that was found locked has no `ended_at`.
    """
    if not token:
        return None
    found = await stored.by_token(session, house.keys.lookup("session", token))
    if found is None or not session_lives(house, found[0], fresh.created_at):
        return None
    held, worker = found
    if held.worker_id == fresh.worker_id:
        for drawing in await stored.live_drawings(session, held.id):
            drawing.session_id = fresh.id
            session.add(drawing)
    found_locked = held.worker_id != fresh.worker_id and is_locked(house, held, fresh.created_at)
    if held.worker_id == fresh.worker_id:
        await web_push.carry_over(session, held.id, fresh.id)
    if found_locked:
        idle_since_long(house, held, fresh.created_at)
        await web_push.end_of_sessions(session, (held.id,), Ended.ANOTHER, fresh.created_at)
        session.add(held)
    else:
        await stored.end_session(session, held, fresh.created_at)
    await session.flush()
    await append(
        house,
        session,
        worker,
        action="sign_out",
        outcome=access_record.ALLOWED,
        rule="signed_in_again",
        session_id=held.id,
    )
    return held


def idle_since_long(house: House, held: SignInSession, now: datetime) -> None:
    """Over, as if it had idled out long ago: a drawing of it goes on.

    It hangs on the next session of its worker (`storage.accounts.carry_drawings_over`).
    """
    held.seen_at, held.touched_at = now - house.settings.session_absolute, None


async def after_end(house: House, worker_id: str, session_ids: tuple[str, ...]) -> None:
    """What follows when sessions have ended: their drawings end, their pages are turned away."""
    # Here, not above: drawings ask who is signed in.
    from peermap_app.services import drawings  # noqa: PLC0415

    for session_id in session_ids:
        await drawings.end_for_session(house, session_id, Ending.SIGNED_OUT)
    await _turn_away(house, worker_id)


async def _turn_away(house: House, worker_id: str) -> None:
    """Every open page of theirs asks whether its session still holds."""
    await house.hints.publish(f"worker:{worker_id}", {"kind": "session"})


async def append(
    house: House,
    session: AsyncSession,
    worker: Worker | None,
    *,
    action: str,
    outcome: str,
    rule: str,
    session_id: str | None = None,
) -> None:
    """One row of a beginning or an end, allowed or refused, in the caller's transaction."""
    row = entry(
        house,
        worker.id if worker else None,
        action=action,
        outcome=outcome,
        rule=rule,
        session_id=session_id,
    )
    await access_record.append(session, house.keys, [(access_record.HOUSE, row)])


def entry(
    house: House,
    worker_id: str | None,
    *,
    action: str,
    outcome: str,
    rule: str,
    session_id: str | None = None,
) -> access_record.Entry:
    """How a beginning or an end of a session stands in the record."""
    return access_record.Entry(
        at=house.clock(),
        who_kind="worker" if worker_id else "nobody",
        worker_id=worker_id,
        device=session_id,
        action=action,
        case_id=None,
        outcome=outcome,
        rule=rule,
    )
