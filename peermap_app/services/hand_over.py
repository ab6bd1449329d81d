"""Use this device instead: the worker's own phone or laptop becomes the drawing's tablet.

A browser is a worker's or a drawing's, never both: answers come only from the device locked into
the drawing, and never from a worker's page (rule 4). Handing over ends the browser's session;
signing in there takes the device out of the drawing again.
"""

from __future__ import annotations

import secrets
from dataclasses import replace

from peermap_app.bootstrap import House
from peermap_app.domain.access import Action
from peermap_app.domain.drawing import Move, Phase, before_offer, step
from peermap_app.domain.errors import NotAllowed
from peermap_app.services import sessions
from peermap_app.services.admission import lives
from peermap_app.services.drawing_access import Held, of_drawing
from peermap_app.services.drawing_offers import JOIN_DRAWING, forget_what_was_said, remembered
from peermap_app.services.unit import Unit, Who, writing
from peermap_app.storage import access_record
from peermap_app.storage import cases as stored_cases
from peermap_app.storage import drawings as stored
from peermap_app.storage.tables import Drawing, SignInSession

LEAVE_DRAWING = "leave_drawing"
"""What the record calls a device that leaves its drawing, as a worker signs in on it."""


async def hand_over(house: House, who: Who, drawing_id: object, device_name: str | None) -> str:
    """Lock the asker's own browser into a drawing that is offered. Gives the device token.

    One transaction: its session ends, and its device is the drawing's. No one needs to say
    "That's our tablet": the worker holds it. The session's other drawings end, as by a sign-out.

    Raises:
        Conflict: "not_now" when a tablet has taken it, or is asking.
        NotFound, Gone: see `drawing_access.glance`.
        NotAllowed: "signed_out".
    """
    token = secrets.token_urlsafe(32)
    async with of_drawing(house, who, Action.HAND_OVER, drawing_id) as held:
        row = held.row
        phase = step(held.phase, Move.HAND_OVER, "worker", before=remembered(row))
        own = await _end_session(held.u)
        # It lasts as long as this session would have, whichever it hung on before.
        row.session_id = row.handed_over_from = own.id
        room = replace(held.room, ends_at=own.expires_at)
        row.phase = phase
        row.device_hash = house.keys.lookup("device", token)
        row.device_name = device_name
        row.link_hash = row.code_hash = row.offer_expires = row.before_offer = None
        # Before the row says that another device is there: see `drawing_offers.confirm`.
        await forget_what_was_said(house, held)
        _record_join(held)
        held.tell()
    if phase is Phase.READY:
        await house.rooms.open(room)
    await sessions.after_end(house, who.worker_id or "", (own.id,))
    return token


async def _end_session(u: Unit) -> SignInSession:
    """End the asker's session. The unit has found that it holds now."""
    held = await u.session.get(SignInSession, u.who.session_id) if u.who.session_id else None
    if held is None:
        raise NotAllowed("signed_out")
    held.ended_at = u.now
    u.session.add(held)
    ended = sessions.entry(
        u.house,
        held.worker_id,
        action="sign_out",
        outcome=access_record.ALLOWED,
        rule="handed_over",
        session_id=held.id,
    )
    u.record(access_record.HOUSE, ended)
    return held


def _record_join(held: Held) -> None:
    joined = access_record.Entry(
        at=held.u.now,
        who_kind="tablet",
        worker_id=None,
        device=held.row.device_hash,
        action=JOIN_DRAWING,
        case_id=held.row.case_id,
        outcome=access_record.ALLOWED,
        rule="hand_over",
        detail=held.row.id,
    )
    held.u.record(held.row.case_id, joined)


async def take_back(
    house: House, device_token: str | None, worker_id: str, session_id: str
) -> None:
    """A worker signed in on a device: it leaves the drawing that it was locked into, if any.

    The drawing waits for a device (rule 3: only its worker ends it), and hangs on the new session
    when that is its own worker's.
    """
    if not device_token:
        return
    device = house.keys.lookup("device", device_token)
    async with writing(house) as session:
        found = await stored.of_device(session, device)
        if found is None:
            return
        await stored_cases.lock_cases(session, (found[0].case_id,))
        await session.refresh(found[0])
        row = found[0]
        held = await session.get(SignInSession, row.session_id)
        if row.device_hash != device or held is None or not lives(row, held, house.clock()):
            return
        before = before_offer(Phase(row.phase), remembered(row))
        row.phase = step(Phase(row.phase), Move.OFFER_AGAIN, "worker")
        row.before_offer = None if before is None else before.value
        row.device_hash = row.device_name = row.offer_expires = None
        if row.worker_id == worker_id:
            row.session_id, row.handed_over_from = session_id, None
        session.add(row)
        await session.flush()
        left = _left(house, row, device)
        await access_record.append(session, house.keys, [(row.case_id, left)])
    await house.hints.publish(f"drawing:{row.id}", {"kind": "phase"})


def _left(house: House, row: Drawing, device: str) -> access_record.Entry:
    return access_record.Entry(
        at=house.clock(),
        who_kind="tablet",
        worker_id=None,
        device=device,
        action=LEAVE_DRAWING,
        case_id=row.case_id,
        outcome=access_record.ALLOWED,
        rule="worker_signed_in",
        detail=row.id,
    )
