"""What the two pages of a drawing show of where it stands. The picture comes by `snapshot`."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from peermap_app.bootstrap import House
from peermap_app.domain.access import Action
from peermap_app.domain.cases import first_name
from peermap_app.domain.consent import PresenceNote
from peermap_app.domain.drawing import Ending, Phase
from peermap_app.domain.errors import NotFound
from peermap_app.domain.purpose import Purpose
from peermap_app.services.admission import lives
from peermap_app.services.drawing_access import glance, room_of
from peermap_app.services.drawing_frozen import turn_of
from peermap_app.services.unit import Unit, Who, reading, session_lives, unit
from peermap_app.storage import drawings as stored
from peermap_app.storage import maps as maps_store
from peermap_app.storage.tables import CaseFile, Drawing, SignInSession
from peermap_app.words import languages
from peermap_app.words.devices import DEVICES


@dataclass(frozen=True, slots=True)
class TabletSheet:
    """What the tablet may know: no name but its worker's first one, nothing of any case."""

    drawing_id: str
    phase: Phase
    worker_first_name: str
    ending: Ending | None
    language: str = languages.ENGLISH.code
    """A language that is offered, by its code."""
    handed_over: bool = False
    """It is the worker's own device: it goes back to them, and they sign in again."""
    starts_from: datetime | None = None
    """When the map was kept that the drawing starts, or started, from."""


@dataclass(frozen=True, slots=True)
class DrawingSheet:
    """What the worker's page shows. `phase` None: no drawing is going on, one can be offered."""

    case_id: str
    reference: str
    initials: str
    drawing_id: str | None
    phase: Phase | None
    ending: Ending | None
    offer_expires: datetime | None
    device_name: str | None
    presence: PresenceNote | None
    starts_from: datetime | None = None
    """When the map was kept that the drawing is going to start from."""
    turn: str = ""
    """Which choosing it is, for the note about it; "" while there is none."""


async def tablet_view(house: House, who: Who) -> TabletSheet:
    """Where the tablet's drawing stands. Holds no confidential word, so it is not recorded."""
    async with reading(house) as session:
        found = await stored.whole(session, who.drawing_id or "")
        kept_at = await _kept_at(session, found[0], _SHOWN_EARLIER) if found else None
    if who.kind != "tablet" or found is None or found[0].device_hash != who.device:
        raise NotFound("not_found")
    row, held, worker = found
    first = first_name(worker.name)
    spoken = languages.catalogue(row.language).code
    own = row.handed_over_from is not None
    if row.ended_at is None and not lives(row, held, house.clock()):
        # The keeper has not been round yet.
        ending = Ending.SIGNED_OUT if held.ended_at is not None else Ending.EXPIRED
        return TabletSheet(row.id, Phase.ENDED, first, ending, spoken, own)
    return TabletSheet(row.id, Phase(row.phase), first, _ending(row), spoken, own, kept_at)


_SHOWN_EARLIER = (Phase.READY, Phase.DRAWING)
_WITH_TABLET = (Phase.READY, Phase.DRAWING, Phase.CHOOSING)
_NOT_BEGUN = (Phase.OFFERED, Phase.ASKED, Phase.READY)


async def _kept_at(
    session: AsyncSession, row: Drawing, phases: tuple[Phase, ...]
) -> datetime | None:
    """When the map was kept that a drawing starts from, in the phases that say so."""
    if row.from_map is None or row.phase not in phases:
        return None
    kept = await maps_store.kept_on(session, row.from_map)
    return kept[1] if kept else None


def _ending(row: Drawing) -> Ending | None:
    return None if row.ending is None else Ending(row.ending)


async def worker_view(
    house: House, who: Who, case_id: object, drawing_id: object = None, *, purpose: Purpose
) -> DrawingSheet:
    """Where a worker's drawing on a case stands.

    Args:
        house: the house.
        who: the worker.
        case_id: the case of the page.
        drawing_id: the drawing that the page followed so far; its end is told when it has ended.
            Left out: the newest that is going on.
        purpose: as for `unit`.
    """
    asked = case_id if isinstance(case_id, str) else ""
    async with unit(house, who, Action.SEE_DRAWING, asked, purpose=purpose) as u:
        if who.kind != "worker":
            # A tablet may see its drawing, but never what this sheet names: the case.
            raise NotFound("not_found")
        found = await _found(u, who, drawing_id)
        case = await u.session.get(CaseFile, u.held.id)
        if case is None:
            raise NotFound("not_found")
        named = u.held.vault.open("case_file", case.id, case.sealed)
        sheet = DrawingSheet(
            case_id=u.held.id,
            reference=named["reference"],
            initials=named["initials"],
            drawing_id=None,
            phase=None,
            ending=None,
            offer_expires=None,
            device_name=None,
            presence=None,
        )
        if found is None:
            return sheet
        row, held, _ = found
        held = await _returned_to(u, row, held)
        presence = None
        if row.phase == Phase.CHOOSING and lives(row, held, u.now):
            content = await house.rooms.read(room_of(row, held.expires_at, u.held.vault))
            presence = content.presence if content else None
        return replace(
            sheet,
            drawing_id=row.id,
            phase=Phase(row.phase) if lives(row, held, u.now) else Phase.ENDED,
            ending=_ending(row),
            offer_expires=row.offer_expires,
            device_name=DEVICES.get(row.device_name or ""),
            presence=presence,
            starts_from=await _kept_at(u.session, row, _NOT_BEGUN),
            turn=turn_of(row.frozen_digest),
        )


async def tablet_is_missed(house: House, who: Who, drawing_id: str) -> bool:
    """Whether a worker's page may say that the drawing's tablet is out of touch, or is back.

    It joined, and the drawing is neither put by nor over. Reads only and leaves no row: rows of it
    would be a record of when the young person was there. Raises what `glance` raises.
    """
    async with reading(house) as session:
        found = await stored.whole(session, drawing_id)
    if found is None or not lives(found[0], found[1], house.clock()):
        return False
    plan = Purpose.PLAN_TOGETHER
    seen = await glance(house, who, Action.SEE_DRAWING, drawing_id, purpose=plan)
    return seen.phase in _WITH_TABLET


async def _returned_to(u: Unit, row: Drawing, held: SignInSession) -> SignInSession:
    """The session that a drawing hangs on: the newest one in which its worker came back to it.

    What signing out ends, and when the drawing expires, follow the session that is in use. An older
    page that is still open takes nothing back, unless the newer session idled out.
    """
    mine = await u.session.get(SignInSession, u.who.session_id) if u.who.session_id else None
    if mine is None or mine.id == held.id or not lives(row, held, u.now):
        return held
    if row.handed_over_from == held.id:
        # Back to work only with the password: a session that was open before takes nothing.
        if held.ended_at is None or mine.created_at < held.ended_at:
            return held
    elif mine.created_at <= held.created_at and session_lives(u.house, held, u.now):
        return held
    row.session_id = mine.id
    u.session.add(row)
    return mine


async def _found(u: Unit, who: Who, drawing_id: object) -> stored.Whole | None:
    """The drawing that the page follows, or the newest that is going on, or None."""
    if isinstance(drawing_id, str) and drawing_id:
        found = await stored.whole(u.session, drawing_id)
        mine = found is not None and found[0].worker_id == who.worker_id
        if not mine or found is None or found[0].case_id != u.held.id:
            raise NotFound("not_found")
        return found
    for found in await stored.live_of(u.session, u.held.id, who.worker_id or ""):
        if lives(found[0], found[1], u.now):
            return found
    return None
