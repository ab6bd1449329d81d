"""The idle lock: a session that nobody touches is closed, and opened again by its owner.

The server decides by its own clock (`services.admission` asks it wherever a session is read); a
page whose clock ran out says so, and then it is locked at once. See docs/decisions/idle-lock.md.
"""

from __future__ import annotations

import hmac

from peermap_app.bootstrap import House
from peermap_app.domain import idle_lock
from peermap_app.domain.access import Action
from peermap_app.domain.errors import Conflict, NotAllowed, Refusal, TooMany
from peermap_app.domain.web_push import Ended
from peermap_app.services import accounts, confirming, passkeys, passwords, sessions
from peermap_app.services.admission import is_locked
from peermap_app.services.confirming import Asked
from peermap_app.services.unit import Who, writing
from peermap_app.storage import access_record, web_push
from peermap_app.storage.tables import SignInSession, Worker

OWN = "own"
"""The rule of the record when its owner signed out."""
TRIES = "unlock"
"""Counts wrong tries by session (live/slow.py)."""


async def behind(house: House, token: str | None, address: str) -> Who | None:
    """Whose locked session a cookie is; None when it is open, or over."""
    if await accounts.who_is(house, token, address, present=False) is not None:
        return None
    return await accounts.who_is(house, token, address, present=False, locked_too=True)


def mark(house: House, worker_id: str | None) -> str:
    """What a page carries so that it knows whose it is: the worker's, whichever session it is.

    It says nothing of them, and is no key to anything: the same worker may sign in again.
    """
    return house.keys.lookup("page_owner", worker_id or "")


def is_page_of(house: House, who: Who, said: object) -> bool:
    """Whether a page that says this was shown to that worker."""
    ours = mark(house, who.worker_id).encode()
    return isinstance(said, str) and hmac.compare_digest(said.encode(), ours)


async def in_sight(house: House, who: Who) -> bool:
    """`accounts.still`, for what is going to be shown. Raises Conflict("locked")."""
    seat = await accounts.seat_still(house, who)
    if seat is not None and is_locked(house, seat.held, house.clock()):
        raise Conflict("locked")
    return seat is not None


async def lock(house: House, who: Who) -> bool:
    """A page says that nobody was there for long enough. False when another page knows better."""
    now, after = house.clock(), house.settings.lock_after
    async with writing(house) as session:
        held = await session.get(SignInSession, who.session_id)
        if held is None or not idle_lock.may_lock(held.touched_at, now, after):
            return False
        held.touched_at = None
        session.add(held)
    return True


async def asked(house: House, who: Who) -> Asked:
    """What opens it: a factor where its owner has one, else the password."""
    return await confirming.asked(house, who, Action.UNLOCK)


async def open_again(house: House, who: Who, typed: object) -> None:
    """By the code of an app, a recovery code, or the password of who has no factor.

    Raises:
        Invalid: "second_shape", "second_wrong", "second_used"; "password_wrong".
        TooMany: "slow_down" with `seconds`, by account and by address; "busy".
        NotAllowed: "signed_out": it was over, or it is now, after too many wrong tries.
    """
    with passwords.room():
        await _counted(house, who)
        try:
            await confirming.confirm(house, who, typed, Action.UNLOCK)
        except Refusal as refusal:
            if refusal.code in ("second_shape", "slow_down", "busy"):
                await house.slow.give_back(TRIES, who.session_id or "")
            raise
    await house.slow.clear(TRIES, who.session_id or "")


async def to_open(house: House, who: Who) -> str:
    """What one's own passkeys are asked to open it."""
    return await passkeys.to_confirm(house, who, Action.UNLOCK)


async def open_by_passkey(house: House, who: Who, raw: object) -> None:
    """By a passkey of one's own. Invalid("passkey_refused"), NotAllowed("signed_out")."""
    await _counted(house, who)
    await passkeys.confirm(house, who, raw, Action.UNLOCK)
    await house.slow.clear(TRIES, who.session_id or "")


async def leave(house: House, who: Who) -> None:
    """Sign out of a locked session: nobody was warned of a drawing, so that one goes on."""
    await _end(house, who, OWN)


async def _counted(house: House, who: Who) -> None:
    """Count a try before anybody knows whether it is right; one too many ends the session."""
    try:
        await house.slow.hit(TRIES, who.session_id or "")
    except TooMany:
        await _end(house, who, "unlock_tries")
        raise NotAllowed("signed_out") from None


async def _end(house: House, who: Who, rule: str) -> None:
    """Over; whoever found a phone must not be able to cut what a young person draws (rule 3)."""
    now = house.clock()
    async with writing(house) as session:
        held = await session.get(SignInSession, who.session_id)
        if held is not None and held.ended_at is None:
            sessions.idle_since_long(house, held, now)
            session.add(held)
            if rule == OWN:  # wrong tries of somebody else end no alerts
                await web_push.end_of_sessions(session, (held.id,), Ended.SIGNED_OUT, now)
            await sessions.append(
                house,
                session,
                await session.get(Worker, who.worker_id),
                action="sign_out",
                outcome=access_record.ALLOWED,
                rule=rule,
                session_id=held.id,
            )
    await house.hints.publish(f"worker:{who.worker_id}", {"kind": "session"})
