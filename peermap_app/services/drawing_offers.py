"""Bringing a tablet to a drawing: offer, take, confirm (step 1 and 2 of the story), and ending.

The link carries 256 random bits, the typed code six characters; both are single use, last ten
minutes and are stored as keyed hashes. Opening a link spends nothing: only `take` does.
"""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from peermap_app.bootstrap import House
from peermap_app.domain.access import Action
from peermap_app.domain.drawing import (
    CODE_ALPHABET,
    CODE_LENGTH,
    OFFER_MINUTES,
    Ending,
    Move,
    Phase,
    before_offer,
    parse_code,
    step,
)
from peermap_app.domain.errors import Conflict, Gone, Invalid, NotAllowed, Refusal, TooMany
from peermap_app.services import turned_away
from peermap_app.services.admission import lives
from peermap_app.services.drawing_access import ROOM_KEY, Held, of_drawing
from peermap_app.services.drawing_frozen import begin_anew, move_again
from peermap_app.services.slowly import slowly
from peermap_app.services.unit import Unit, Who, reading, unit, writing
from peermap_app.storage import access_record
from peermap_app.storage import accounts as accounts_store
from peermap_app.storage import cases as stored_cases
from peermap_app.storage import drawings as stored
from peermap_app.storage.tables import Drawing, new_id
from peermap_app.words import languages

OFFER_LASTS = timedelta(minutes=OFFER_MINUTES)
_LINK = re.compile(r"[A-Za-z0-9_-]{43}")
MOST_DRAWINGS = 12
"""Of one worker at once, on all cases: each is a room in memory, and nobody sits beside 13."""
_ENDED_LATELY = timedelta(seconds=90)
"""How far back the keeper looks for drawings that another process ended: three of its rounds."""
_BY_ADDRESS, _TYPED = "join_address", "join_typed"
JOIN_DRAWING = "join_drawing"
"""What the record calls a tablet that took, or tried to take, a drawing."""


@dataclass(frozen=True, slots=True)
class Offer:
    """What the worker's phone shows, once: afterwards only keyed hashes are known."""

    drawing_id: str
    link_token: str
    code: str
    expires_at: datetime
    join_url: str


async def offer(house: House, who: Who, case_id: object) -> Offer:
    """Offer a drawing on a case; an offer that nobody took is made anew.

    Raises:
        Conflict: "drawing_on" when a drawing with this worker is going on already.
        TooMany: "drawings_full" when this worker has as many as there may be.
    """
    asked = case_id if isinstance(case_id, str) else ""
    async with unit(house, who, Action.START_DRAWING, asked) as u:
        row = await open_offer(u, who)
        made = await _offered(u, row)
        u.session.add(row)
        await u.session.flush()
    return made


async def open_offer(u: Unit, who: Who) -> Drawing:
    """The drawing to offer: one that is still only offered, or a new one.

    Raises Conflict "drawing_on" when one is going on already, TooMany "drawings_full" when this
    worker has all that there may be.
    """
    for row, held, _ in await stored.live_of(u.session, u.held.id, who.worker_id or ""):
        if not lives(row, held, u.now):
            continue
        if row.phase != Phase.OFFERED:
            raise Conflict("drawing_on")
        return row
    await accounts_store.held(u.session, who.worker_id)  # their cases are many, and they are one
    if await stored.how_many_live_of(u.session, who.worker_id or "") >= MOST_DRAWINGS:
        raise TooMany("drawings_full", most=MOST_DRAWINGS)
    drawing_id = new_id()
    key = secrets.token_bytes(32)
    return Drawing(
        id=drawing_id,
        case_id=u.held.id,
        worker_id=who.worker_id or "",
        session_id=who.session_id or "",
        phase=Phase.OFFERED,
        room_key=u.held.vault.seal(ROOM_KEY, drawing_id, key.hex()),
        created_at=u.now,
    )


async def _offered(u: Unit, row: Drawing) -> Offer:
    token = secrets.token_urlsafe(32)
    code = await _free_code(u)
    row.link_hash = u.keys.lookup("drawing_link", token)
    row.code_hash = u.keys.lookup("drawing_code", code)
    row.offer_expires = u.now + OFFER_LASTS
    if row.handed_over_from is not None:
        # The device that it was handed over to is out; it hangs on the session that asks now.
        row.session_id, row.handed_over_from = u.who.session_id or "", None
    base = u.house.settings.base_url
    return Offer(row.id, token, code, row.offer_expires, f"{base}/join/{token}")


async def _free_code(u: Unit) -> str:
    """A code that no other offer carries now."""
    while True:
        code = "".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_LENGTH))
        code_hash = u.keys.lookup("drawing_code", code)
        if await stored.offered_by(u.session, code_hash=code_hash) is None:
            return code


async def offer_again(house: House, who: Who, drawing_id: object) -> Offer:
    """Offer a drawing to another tablet (the first is flat or lost); the board stays."""
    async with of_drawing(house, who, Action.START_DRAWING, drawing_id) as held:
        before = before_offer(held.phase, remembered(held.row))
        held.row.phase = step(held.phase, Move.OFFER_AGAIN, "worker")
        held.row.before_offer = None if before is None else before.value
        held.row.device_hash = held.row.device_name = None
        made = await _offered(held.u, held.row)
        held.tell()
    return made


def remembered(row: Drawing) -> Phase | None:
    """The phase to which a newly let-in device returns."""
    return None if row.before_offer is None else Phase(row.before_offer)


async def take(
    house: House,
    token_or_code: object,
    address: str,
    device_name: str | None,
    *,
    signed_in: Who | None = None,
    language: object = None,
) -> str:
    """A tablet takes an offer by its link or its typed code. Gives the device token.

    `signed_in`: the worker of a live session in that very browser. Answers never come from a
    worker's own browser (rule 4), so it takes no drawing. `language`: the one that the page for
    joining was in, when it was chosen there.

    Raises:
        NotAllowed: "worker_here" in a browser in which a worker is signed in.
        Invalid: "code_missing", "code_shape"; "code_wrong" for a code that is unknown, used or
            too old, which look the same.
        Gone: "offer_over" for a link that is unknown, used or too old.
        TooMany: "slow_down".
    """
    if signed_in is not None:
        await _note_refused(house, address, "worker_here", signed_in)
        raise NotAllowed("worker_here")
    shown, faulty = _read_shown(token_or_code, device_name, language)
    counts = [(_BY_ADDRESS, address)]
    if shown.code is not None:
        # What is no code at all guesses nothing: it is not counted against everybody's typing.
        counts.append((_TYPED, "all"))
    try:
        # Counted before the look-up: a hundred tries at once are a hundred tries.
        await slowly(house.slow, *counts)
        if faulty is not None:
            raise faulty
        async with writing(house) as session:
            told = await _take(house, session, shown)
        if told is None:
            raise Invalid("code_wrong", field="code") if shown.code else Gone("offer_over")
    except Refusal as refusal:
        await _note_refused(house, address, refusal.code)
        raise
    for count in counts:
        await house.slow.give_back(*count)
    await house.hints.publish(f"drawing:{told}", {"kind": "phase"})
    return shown.device


@dataclass(frozen=True, slots=True)
class _Shown:
    """What a device showed (a link's token, or a typed code) and what it is going to be called."""

    link: str
    code: str | None
    device: str
    device_name: str | None
    language: str | None


def _read_shown(
    raw: object, device_name: str | None, language: object
) -> tuple[_Shown, Invalid | None]:
    """What a device showed, and what is wrong with it when it is neither a link nor a code."""
    text = raw.strip() if isinstance(raw, str) else ""
    code: str | None = None
    faulty: Invalid | None = None
    if not _LINK.fullmatch(text):
        try:
            code = parse_code(text)
        except Invalid as fault:
            faulty = fault
    chosen = languages.catalogue(language).code if language else None
    return _Shown(text, code, secrets.token_urlsafe(32), device_name, chosen), faulty


async def _take(house: House, session: AsyncSession, shown: _Shown) -> str | None:
    """Bind the device, inside the caller's transaction; the drawing's id, or None."""
    by = (
        {"link_hash": house.keys.lookup("drawing_link", shown.link)}
        if shown.code is None
        else {"code_hash": house.keys.lookup("drawing_code", shown.code)}
    )
    found = await stored.offered_by(session, **by)
    now = house.clock()
    # What is too old ends here, with the same work as what there never was.
    if found is None or not _stands(found, now):
        return None
    # Two tablets at once: the second waits here, and then finds that the offer is spent.
    await stored_cases.lock_cases(session, (found[0].case_id,))
    await session.refresh(found[0])
    if not _stands(found, now):
        return None
    row = found[0]
    row.phase = step(Phase.OFFERED, Move.TAKE, "tablet")
    row.device_hash = house.keys.lookup("device", shown.device)
    row.device_name = shown.device_name
    row.language = shown.language or row.language
    row.link_hash = row.code_hash = None
    session.add(row)
    await session.flush()
    entry = access_record.Entry(
        at=now,
        who_kind="tablet",
        worker_id=None,
        device=row.device_hash,
        action=JOIN_DRAWING,
        case_id=row.case_id,
        outcome=access_record.ALLOWED,
        rule="code" if shown.code else "link",
        detail=row.id,
    )
    await access_record.append(session, house.keys, [(row.case_id, entry)])
    return row.id


def _stands(offered: stored.Whole, now: datetime) -> bool:
    """Whether a tablet may still take it."""
    row, held, worker = offered
    fresh = row.offer_expires is not None and now < row.offer_expires
    return row.phase == Phase.OFFERED and fresh and lives(row, held, now) and worker.active


async def _note_refused(
    house: House, address: str, refused: str, worker: Who | None = None
) -> None:
    """Record a join that was refused. It belongs to no case: nobody knows which was meant."""
    rule = await turned_away.has_room(house, address, refused)
    if rule is None:
        return
    async with writing(house) as session:
        entry = access_record.Entry(
            at=house.clock(),
            who_kind="nobody" if worker is None else worker.kind,
            worker_id=None if worker is None else worker.worker_id,
            device=None if worker is None else worker.session_id,
            action=JOIN_DRAWING,
            case_id=None,
            outcome=access_record.REFUSED,
            rule=rule,
        )
        await access_record.append(session, house.keys, [(access_record.HOUSE, entry)])


async def confirm(house: House, who: Who, drawing_id: object) -> None:
    """The worker says "That's our tablet": from here on the tablet sees the drawing."""
    async with of_drawing(house, who, Action.CONFIRM_TABLET, drawing_id) as held:
        phase = step(held.phase, Move.CONFIRM, "worker", before=remembered(held.row))
        held.row.phase = phase
        held.row.before_offer = held.row.offer_expires = None
        # Before the row says that the other tablet is there: should the process stop in between,
        # there is nothing that the first one answered.
        await forget_what_was_said(house, held)
        held.tell()
        room = held.room
    if phase is Phase.READY:
        await house.rooms.open(room)


async def forget_what_was_said(house: House, held: Held) -> None:
    """Answers come only from the tablet that is there now (rule 4): another one begins anew, and
    what was noted about the choosing on the first one goes as well."""
    content = await house.rooms.read(held.room)
    if content is not None and content.still:
        await house.rooms.freeze(held.room)
    begin_anew(held.row)


async def turn_away(house: House, who: Who, drawing_id: object) -> None:
    """Not our tablet: it is unbound, and the offer stands no more (a new one can be made)."""
    async with of_drawing(house, who, Action.TURN_AWAY_TABLET, drawing_id) as held:
        held.row.phase = step(held.phase, Move.TURN_AWAY, "worker")
        held.row.device_hash = held.row.device_name = None
        held.row.offer_expires = None
        held.tell()


async def end(house: House, who: Who, drawing_id: object) -> None:
    """The worker ends the drawing: nothing of it stays anywhere."""
    async with of_drawing(house, who, Action.END_DRAWING, drawing_id) as held:
        step(held.phase, Move.END, "worker")
        ended(held.row, Ending.ENDED_BY_WORKER, held.u.now)
        held.tell()
    await house.rooms.close(held.row.id, held.room.ends_at)


def ended(row: Drawing, ending: Ending, now: datetime) -> None:
    """Set a drawing's row to its end; with the key goes the last way into its room."""
    row.phase = Phase.ENDED
    row.ending = ending.value
    row.ended_at = now
    row.room_key = None
    move_again(row)
    row.link_hash = row.code_hash = row.offer_expires = row.before_offer = None


async def end_for_session(house: House, session_id: str, ending: Ending) -> int:
    """End every drawing of a session that is over. Gives how many there were."""
    async with reading(house) as session:
        ids = [row.id for row in await stored.of_session(session, session_id)]
    return await _end_all(house, [(drawing_id, ending) for drawing_id in ids])


async def end_overdue(house: House) -> int:
    """End the drawings whose session is over, or whose worker has the case no longer.

    Run now and then by the process's keeper, in the process that holds the rooms. What another
    process ended (`peermap reset-password`) is forgotten here too: its row is ended, but the
    picture would lie in this process's memory still.
    """
    async with reading(house) as session:
        found = await stored.overdue(session, house.clock())
        due = [(row.id, Ending.SIGNED_OUT if out else Ending.EXPIRED) for row, out in found]
        elsewhere = await stored.ended_since(session, house.clock() - _ENDED_LATELY)
    for drawing_id, ends_at in elsewhere:
        await house.rooms.close(drawing_id, ends_at)
        await house.hints.publish(f"drawing:{drawing_id}", {"kind": "phase"})
    return await _end_all(house, due)


async def _end_all(house: House, due: list[tuple[str, Ending]]) -> int:
    count = 0
    for drawing_id, ending in due:
        async with writing(house) as session:
            found = await stored.whole(session, drawing_id)
            if found is None:
                continue
            await stored_cases.lock_cases(session, (found[0].case_id,))
            await session.refresh(found[0])
            row, ends_at = found[0], found[1].expires_at
            if row.ended_at is not None:
                continue
            ended(row, ending, house.clock())
            session.add(row)
            await session.flush()
            await access_record.append(session, house.keys, [(row.case_id, _ended_entry(row))])
        await house.rooms.close(drawing_id, ends_at)
        await house.hints.publish(f"drawing:{drawing_id}", {"kind": "phase"})
        count += 1
    return count


def _ended_entry(row: Drawing) -> access_record.Entry:
    assert row.ended_at is not None
    return access_record.Entry(
        at=row.ended_at,
        who_kind="system",
        worker_id=row.worker_id,
        device=row.session_id,
        action=Action.END_DRAWING.value,
        case_id=row.case_id,
        outcome=access_record.ALLOWED,
        rule=row.ending or "",
        detail=row.id,
    )
