"""Where a worker is signed in: their own sessions, seen and ended by themself alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from peermap_app.bootstrap import House
from peermap_app.domain.access import Action
from peermap_app.domain.errors import NotFound
from peermap_app.services import sessions
from peermap_app.services.admission import well_formed
from peermap_app.services.unit import Unit, Who, session_lives, unit, writing
from peermap_app.storage import access_record
from peermap_app.storage import accounts as stored
from peermap_app.storage.tables import SignInSession


@dataclass(frozen=True, slots=True)
class Device:
    """One session that lives. `kind` is a code of `words.devices.DEVICES`."""

    id: str
    kind: str
    begun_at: datetime
    seen_at: datetime
    here: bool
    draws: bool
    """A drawing hangs on it, and would end with it."""


async def name(house: House, session_id: str, kind: str) -> None:
    """Note what kind of device a session that has just begun is on."""
    async with writing(house) as session:
        held = await session.get(SignInSession, session_id)
        if held is not None:
            held.device = kind
            session.add(held)


async def mine(house: House, who: Who) -> tuple[Device, ...]:
    """The asker's own, this one first and then the last used first."""
    async with unit(house, who, Action.SEE_DEVICES) as u:
        held = await stored.sessions_of(u.session, str(who.worker_id))
        drawing = await stored.drawn_on(u.session, [one.id for one in held])
        found = [
            Device(
                id=one.id,
                kind=one.device or "other",
                begun_at=one.created_at,
                seen_at=one.seen_at,
                here=one.id == who.session_id,
                draws=one.id in drawing,
            )
            for one in held
            if session_lives(house, one, u.now)
        ]
    return tuple(sorted(found, key=lambda one: (one.here, one.seen_at), reverse=True))


async def end(house: House, who: Who, session_id: object) -> None:
    """Sign out one of one's own sessions: its drawings end, its pages are turned away.

    One that has ended already stays ended, which is no error.

    Raises NotFound: it is somebody else's or never was, both alike.
    """
    async with unit(house, who, Action.END_DEVICE) as u:
        held = await _own(u, session_id)
        if held is None:
            raise NotFound("not_found")
        ended = held.id
        if held.ended_at is None:
            await stored.end_session(u.session, held, u.now)
            _note(u, ended)
    await sessions.after_end(house, str(who.worker_id), (ended,))


async def end_others(house: House, who: Who) -> int:
    """Sign out everywhere but here, what was handed over to a young person too; how many ended."""
    async with unit(house, who, Action.END_DEVICE) as u:
        worker_id = str(who.worker_id)
        ended = await stored.end_sessions(u.session, worker_id, u.now, but=who.session_id)
        for session_id in ended:
            _note(u, session_id)
    await sessions.after_end(house, worker_id, ended)
    return len(ended)


async def end_all(house: House, who: Who) -> None:
    """Sign out everywhere, here too: whoever does it has no session afterwards."""
    async with unit(house, who, Action.END_DEVICE) as u:
        worker_id = str(who.worker_id)
        ended = await stored.end_sessions(u.session, worker_id, u.now)
        for session_id in ended:
            _note(u, session_id)
    await sessions.after_end(house, worker_id, ended)


async def _own(u: Unit, session_id: object) -> SignInSession | None:
    known = well_formed(session_id)
    held = await u.session.get(SignInSession, known) if known else None
    return held if held is not None and held.worker_id == u.who.worker_id else None


def _note(u: Unit, session_id: str) -> None:
    row = sessions.entry(
        u.house,
        u.who.worker_id,
        action="sign_out",
        outcome=access_record.ALLOWED,
        rule="from_another",
        session_id=session_id,
    )
    u.record(access_record.HOUSE, row)
