"""Who may touch which drawing: the worker who offered it, and the one tablet that took it.

Two ways in. `of_drawing` is a unit: one transaction, recorded. `glance` only reads, for what comes
many times a second (edits, the newest edits): it asks the same table on every call; when the answer
is no it goes through a unit after all, so that every refusal is recorded (rule 10).
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from peermap_app.bootstrap import House
from peermap_app.domain.access import Action, Relation, may, may_tablet
from peermap_app.domain.cases import Role
from peermap_app.domain.drawing import Phase
from peermap_app.domain.errors import Conflict, Gone, NotFound
from peermap_app.domain.purpose import purpose_of
from peermap_app.services import accounts
from peermap_app.services.admission import lives
from peermap_app.services.ports import By, RoomRef
from peermap_app.services.unit import Unit, Who, reading, session_lives, unit
from peermap_app.storage import cases as stored_cases
from peermap_app.storage import drawings as stored
from peermap_app.storage.sealing import Vault
from peermap_app.storage.tables import Drawing, SignInSession, Worker

LINGERS = timedelta(minutes=10)
"""How long a tablet's page may still say how the drawing ended; it shows nothing of it."""
ROOM_KEY = "room_key"


@dataclass(frozen=True, slots=True)
class Glimpse:
    """A drawing that the asker may touch now, without a transaction."""

    drawing_id: str
    worker_id: str
    session_id: str
    seen_at: datetime
    phase: Phase
    room: RoomRef
    by: By
    frozen_number: int | None
    frozen_digest: str | None


@dataclass(slots=True)
class Held:
    """A drawing inside a unit. `row` may be changed; the unit commits it."""

    u: Unit
    row: Drawing
    room: RoomRef
    by: By

    @property
    def phase(self) -> Phase:
        """Where the drawing stands."""
        return Phase(self.row.phase)

    def tell(self, kind: str = "phase") -> None:
        """Wake the pages of this drawing once it is committed."""
        self.u.hint(f"drawing:{self.row.id}", {"kind": kind})


def room_of(row: Drawing, session: SignInSession, vault: Vault) -> RoomRef:
    """The room of a drawing. Gone("drawing_over") once its key was thrown away."""
    if row.room_key is None:
        raise Gone("drawing_over")
    key = bytes.fromhex(vault.open(ROOM_KEY, row.id, row.room_key))
    return RoomRef(row.id, key, session.expires_at)


async def tablet_who(house: House, device_token: str | None, address: str) -> Who | None:
    """The tablet behind a device cookie: of a live drawing, or of one that ended just now."""
    if not device_token:
        return None
    device = house.keys.lookup("device", device_token)
    async with reading(house) as session:
        found = await stored.of_device(session, device)
    if found is None:
        return None
    row, held, worker = found
    now = house.clock()
    if row.ended_at is not None:
        if now >= row.ended_at + LINGERS:
            return None
    elif not lives(row, held, now) or not worker.active:
        return None
    return Who(kind="tablet", drawing_id=row.id, device=device, address=address)


async def tablet_still(house: House, who: Who) -> bool:
    """Whether the tablet of an open page is still bound to its drawing."""
    async with reading(house) as session:
        found = await stored.whole(session, who.drawing_id or "")
    if found is None or found[0].device_hash != who.device:
        return False
    row, held, _ = found
    now = house.clock()
    return lives(row, held, now) or (row.ended_at is not None and now < row.ended_at + LINGERS)


async def glance(house: House, who: Who, action: Action, drawing_id: object) -> Glimpse:
    """The drawing, if the asker may do this with it now. Reads only.

    Raises:
        NotFound: not theirs, or there is no such drawing.
        Conflict: "not_now" when its tablet asks in the wrong phase.
        Gone: "drawing_over".
    """
    async with reading(house) as session:
        found = await own_drawing(session, who, drawing_id)
        key = await stored_cases.open_case_key(session, found[0].case_id) if found else None
        if found and key and await _may(house, session, who, action, found[0]):
            row, held, _ = found
            if not lives(row, held, house.clock()):
                raise Gone("drawing_over")  # theirs, and it has ended: no refusal of a right
            room = room_of(row, held, house.keys.vault(row.case_id, key))
            return _glimpse(who, row, held.seen_at, room)
    async with of_drawing(house, who, action, drawing_id, present=False) as held_now:
        # As if it was used long ago: whoever asks that way looks at the session again.
        return _glimpse(who, held_now.row, held_now.row.created_at, held_now.room)


def _glimpse(who: Who, row: Drawing, seen_at: datetime, room: RoomRef) -> Glimpse:
    return Glimpse(
        drawing_id=row.id,
        worker_id=row.worker_id,
        session_id=row.session_id,
        seen_at=seen_at,
        phase=Phase(row.phase),
        room=room,
        by=_side(who),
        frozen_number=row.frozen_number,
        frozen_digest=row.frozen_digest,
    )


def _side(who: Who) -> By:
    return "tablet" if who.kind == "tablet" else "worker"


async def own_drawing(session: AsyncSession, who: Who, drawing_id: object) -> stored.Whole | None:
    """The drawing, when it is the asker's own: offered by this worker, or taken by this tablet."""
    if not isinstance(drawing_id, str) or len(drawing_id) != 32:
        return None
    found = await stored.whole(session, drawing_id)
    if found is None:
        return None
    row = found[0]
    if who.kind == "tablet":
        mine = row.id == who.drawing_id and row.device_hash == who.device
    else:
        mine = who.kind == "worker" and row.worker_id == who.worker_id
    return found if mine else None


async def _may(house: House, session: AsyncSession, who: Who, action: Action, row: Drawing) -> bool:
    """Whether the asker may do this, on a case that is open."""
    now = house.clock()
    if who.kind == "tablet":
        # As `admission` asks: the tablet has no more than its worker, who must have the case today.
        worker = await _allocated(session, row.case_id, row.worker_id, now)
        return worker is not None and bool(may_tablet(action, Phase(row.phase)))
    held = await session.get(SignInSession, who.session_id) if who.session_id else None
    if held is None or held.worker_id != who.worker_id or not session_lives(house, held, now):
        return False
    mine = await _allocated(session, row.case_id, row.worker_id, now)
    if mine is None:
        return False
    purpose = purpose_of(action)
    return bool(may(action, role=Role(mine.role), relation=Relation.ALLOCATED, purpose=purpose))


async def _allocated(
    session: AsyncSession, case_id: str, worker_id: str, now: datetime
) -> Worker | None:
    """The drawing's worker, while they are active and have the case on the day of `now`."""
    allocated = await stored_cases.allocated_workers(session, (case_id,), now.date())
    return next((each for each, _ in allocated[case_id] if each.id == worker_id), None)


@asynccontextmanager
async def of_drawing(
    house: House, who: Who, action: Action, drawing_id: object, *, present: bool = True
) -> AsyncIterator[Held]:
    """A unit on the case of a drawing, with its row. Raises what `glance` raises.

    `present` False: what a page reads by itself (it loads, it is behind, a hint woke it) and nobody
    did. What is done on the tablet counts as its worker's presence (rule 3).
    """
    async with reading(house) as session:
        found = await own_drawing(session, who, drawing_id)
    # Somebody else's drawing is asked for as a case that nobody has: refused and recorded alike.
    asked = found[0].case_id if found is not None else str(drawing_id)[:64]
    if found is not None and who.kind == "tablet" and not lives(*found[:2], house.clock()):
        raise Gone("drawing_over")
    wrong_phase = (
        found is not None and who.kind == "tablet" and not may_tablet(action, Phase(found[0].phase))
    )
    try:
        async with unit(house, who, action, asked, reason=_id_of(found)) as u:
            whole = await own_drawing(u.session, who, drawing_id)
            if whole is None:
                raise NotFound("not_found")
            row, held, _ = whole
            if not lives(row, held, u.now):
                raise Gone("drawing_over")
            held_now = Held(u, row, room_of(row, held, u.held.vault), _side(who))
            yield held_now
            u.session.add(row)
    except NotFound:
        if wrong_phase:
            # It is this tablet's own drawing: a tap that came late, and no secret.
            raise Conflict("not_now") from None
        raise
    if present and who.kind == "tablet":
        await accounts.touch(house, row.session_id, held.seen_at)


async def was_here(house: House, who: Who) -> None:
    """A tap on the tablet that only reads, such as opening a question: its worker's presence.

    Such questions stand before choosing, or before what was put by, and nowhere else: a tablet that
    only typed the code is nobody's presence yet.
    """
    async with reading(house) as session:
        found = await own_drawing(session, who, who.drawing_id)
    if found is None or who.kind != "tablet" or not lives(*found[:2], house.clock()):
        return
    if found[0].phase not in (Phase.CHOOSING, Phase.LATER):
        return
    await accounts.touch(house, found[0].session_id, found[1].seen_at)


def _id_of(found: stored.Whole | None) -> str | None:
    return None if found is None else found[0].id
