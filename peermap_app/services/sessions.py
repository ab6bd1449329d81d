"""How a session ends beside signing out, and the record of beginnings and ends (rule 10)."""

from __future__ import annotations

from sqlmodel.ext.asyncio.session import AsyncSession

from peermap_app.bootstrap import House
from peermap_app.domain.drawing import Ending
from peermap_app.services.unit import session_lives
from peermap_app.storage import access_record
from peermap_app.storage import accounts as stored
from peermap_app.storage.tables import SignInSession, Worker


async def end_presented(
    house: House, session: AsyncSession, token: str | None, fresh: SignInSession
) -> SignInSession | None:
    """End the session whose cookie came along with a sign-in that began `fresh`.

    A browser has one cookie: what the old one opened must not stay open behind the new one. The
    same worker's drawings go on under `fresh`; another worker's end by `after_end`, as by a
    sign-out. Gives the session that was ended, None when none lived.
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
    held.ended_at = fresh.created_at
    session.add(held)
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


async def after_end(house: House, worker_id: str, session_ids: tuple[str, ...]) -> None:
    """What follows when sessions have ended: their drawings end, their pages are turned away."""
    # Here, not above: drawings ask who is signed in.
    from peermap_app.services import drawings  # noqa: PLC0415

    for session_id in session_ids:
        await drawings.end_for_session(house, session_id, Ending.SIGNED_OUT)
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
