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
from peermap_app.domain.access import Action, Relation, carries, may, may_tablet
from peermap_app.domain.cases import Role
from peermap_app.domain.drawing import Phase
from peermap_app.domain.errors import Conflict, Gone, NotFound
from peermap_app.domain.purpose import Purpose, unsaid
from peermap_app.services import accounts
from peermap_app.services.admission import is_locked, lives, seat_holds
from peermap_app.services.ports import By, RoomRef
from peermap_app.services.unit import Unit, Who, peeking, reading, unit
from peermap_app.storage import at_hand
from peermap_app.storage import drawings as stored
from peermap_app.storage.at_hand import AtHand
from peermap_app.storage.sealing import Vault
from peermap_app.storage.tables import Drawing

LINGERS = timedelta(minutes=10)
"""How long a tablet's page may still say how the drawing ended; it shows nothing of it."""
ROOM_KEY = "room_key"
ID_LENGTH = 32


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


def room_of(row: AtHand | Drawing, ends_at: datetime, vault: Vault) -> RoomRef:
    """The room of a drawing. Gone("drawing_over") once its key was thrown away."""
    if row.room_key is None:
        raise Gone("drawing_over")
    key = bytes.fromhex(vault.open(ROOM_KEY, row.id, row.room_key))
    return RoomRef(row.id, key, ends_at)


async def tablet_who(house: House, device_token: str | None, address: str) -> Who | None:
    """The tablet behind a device cookie: of a live drawing, or of one that ended just now."""
    if not device_token:
        return None
    device, now = house.keys.lookup("device", device_token), house.clock()
    async with peeking(house) as connection:
        row = await at_hand.by_device(connection, device, now.date())
    if row is None or not _is_bound(row, now):
        return None
    return Who(kind="tablet", drawing_id=row.id, device=device, address=address)


async def tablet_still(house: House, who: Who) -> bool:
    """Whether the tablet of an open page is still bound to its drawing."""
    row = await at_hand_of(house, who, who.drawing_id)
    return row is not None and _is_bound(row, house.clock())


def _is_bound(row: AtHand, now: datetime) -> bool:
    """Whether a tablet still has this drawing: while it goes on, or just after."""
    if row.ended_at is not None:
        return now < row.ended_at + LINGERS
    return row.worker_active and lives(row, row.held, now)


async def at_hand_of(house: House, who: Who, drawing_id: object) -> AtHand | None:
    """The drawing as it stands now, when it is the asker's own."""
    if not isinstance(drawing_id, str) or len(drawing_id) != ID_LENGTH:
        return None
    async with peeking(house) as connection:
        asking = who.session_id if who.kind == "worker" else None
        row = await at_hand.by_id(connection, drawing_id, asking, house.clock().date())
    return row if row is not None and _is_own(row, who) else None


async def glance(
    house: House,
    who: Who,
    action: Action,
    drawing_id: object,
    *,
    purpose: Purpose | None = None,
) -> Glimpse:
    """The drawing, if the asker may do this with it now. Reads only.

    `purpose`: as for `unit`, said by whoever sees the drawing.

    Raises:
        NotFound: not theirs, or there is no such drawing.
        Conflict: "not_now" when its tablet asks in the wrong phase.
        Gone: "drawing_over".
    """
    row = await at_hand_of(house, who, drawing_id)
    asked = purpose or unsaid(action)
    if row is not None and row.open_key is not None and _may(house, who, action, asked, row):
        if not lives(row, row.held, house.clock()):
            raise Gone("drawing_over")  # theirs, and it has ended: no refusal of a right
        room = room_of(row, row.held.expires_at, house.keys.vault(row.case_id, row.open_key))
        return _glimpse(who, row, row.held.seen_at, room)
    async with of_drawing(
        house, who, action, drawing_id, purpose=purpose, present=False
    ) as held_now:
        # As if it was used long ago: whoever asks that way looks at the session again.
        return _glimpse(who, held_now.row, held_now.row.created_at, held_now.room)


def _glimpse(who: Who, row: AtHand | Drawing, seen_at: datetime, room: RoomRef) -> Glimpse:
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


def _is_own(row: AtHand | Drawing, who: Who) -> bool:
    """Whether a drawing is the asker's: offered by this worker, or taken by this tablet."""
    if who.kind == "tablet":
        return row.id == who.drawing_id and row.device_hash == who.device
    return who.kind == "worker" and row.worker_id == who.worker_id


async def own_drawing(session: AsyncSession, who: Who, drawing_id: object) -> stored.Whole | None:
    """The drawing with its rows, for whoever changes them, when it is the asker's own."""
    if not isinstance(drawing_id, str) or len(drawing_id) != ID_LENGTH:
        return None
    found = await stored.whole(session, drawing_id)
    return found if found is not None and _is_own(found[0], who) else None


def _may(house: House, who: Who, action: Action, purpose: Purpose | None, row: AtHand) -> bool:
    """Whether the asker may do this; a tablet has no more than its worker, who must have the case

    today, as `admission` asks.
    """
    if not row.allocated:
        return False
    if who.kind == "tablet":
        return bool(carries(action, purpose) and may_tablet(action, Phase(row.phase)))
    asking = row.asking
    if asking is None or asking.worker_id != who.worker_id:
        return False
    role, now = Role(row.worker_role), house.clock()
    if not seat_holds(house, asking, role, now) or is_locked(house, asking, now):
        return False
    return bool(may(action, role=role, relation=Relation.ALLOCATED, purpose=purpose))


@asynccontextmanager
async def of_drawing(
    house: House,
    who: Who,
    action: Action,
    drawing_id: object,
    *,
    purpose: Purpose | None = None,
    present: bool = True,
) -> AsyncIterator[Held]:
    """A unit on the case of a drawing, with its row. Raises what `glance` raises.

    `purpose`: as for `unit`.
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
        async with unit(house, who, action, asked, purpose=purpose, reason=_id_of(found)) as u:
            whole = await own_drawing(u.session, who, drawing_id)
            if whole is None:
                raise NotFound("not_found")
            row, held, _ = whole
            if not lives(row, held, u.now):
                raise Gone("drawing_over")
            held_now = Held(u, row, room_of(row, held.expires_at, u.held.vault), _side(who))
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
