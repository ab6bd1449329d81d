"""A kept map as the start of a new drawing ("what has changed?"), and the earlier one beside it.

The earlier map is never altered: the new room opens with a copy, and what is kept of it is a new
version. It is used only while it may be (rule 4), and asked for anew at each step.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime

from peermap_app.bootstrap import House
from peermap_app.domain.access import Action
from peermap_app.domain.changes import Change, changes
from peermap_app.domain.consent import Answer
from peermap_app.domain.errors import Gone, NotFound
from peermap_app.domain.peer_map import PeerMap, from_wire
from peermap_app.domain.picture import picture
from peermap_app.domain.purpose import Purpose
from peermap_app.services import maps, young_lines
from peermap_app.services.answers import newest_answers
from peermap_app.services.drawing_access import Held, of_drawing
from peermap_app.services.drawing_offers import open_offer
from peermap_app.services.link_ends import own_case
from peermap_app.services.unit import Unit, Who, unit
from peermap_app.storage import maps as maps_store
from peermap_app.storage.tables import Drawing, KeptMap
from peermap_app.words import languages


@dataclass(frozen=True, slots=True)
class Earlier:
    """The map that a drawing started from, as a still picture."""

    svg: str
    kept_at: datetime
    lines: tuple[str, ...]
    """The same in words, in the language of the drawing."""


async def start_from(
    house: House, who: Who, case_id: object, version: object, *, purpose: Purpose
) -> str:
    """Offer a drawing that starts from a kept map; its code is made when its page opens.

    Gives the drawing's id. On the tablet the young person may still start with an empty one.

    Raises:
        NotFound: there is no such version, or it may not be used any more.
        Conflict: "drawing_on" when a drawing is going on.
    """
    asked = case_id if isinstance(case_id, str) else ""
    async with unit(house, who, Action.START_DRAWING, asked, purpose=purpose) as u:
        kept = await maps_store.kept_version(u.session, u.held.id, version, u.now.date())
        if kept is None:
            raise await maps.not_here(u, version)
        if not await _may_start(u, kept):
            raise NotFound("not_found")
        await u.part(Action.SEE_MAP, purpose, detail=kept.id)
        row = await open_offer(u, who)
        row.from_map = kept.id
        u.session.add(row)
        drawing_id = row.id
    return drawing_id


async def first_map(held: Held, *, empty: bool) -> PeerMap | None:
    """The map that a drawing opens with, as its young person chose; None for an empty one.

    What may not be used any more (they changed their mind meanwhile) is not: it opens empty.
    """
    kept = None if empty else await _started_from(held)
    if kept is None:
        held.row.from_map = None
        return None
    return _opened(held.u, kept)


async def map_again(held: Held) -> PeerMap | None:
    """The same map once more, for a room that was lost; None where it may not be used any more.

    Unlike `first_map` it forgets nothing: the tablet's own copy may still be on its way.
    """
    kept = await _started_from(held)
    return None if kept is None else _opened(held.u, kept)


async def earlier(house: House, who: Who, *, purpose: Purpose) -> Earlier:
    """The map that the tablet's drawing started from, beside it; recorded, like every reading.

    Raises Gone("map_gone") when it started from none, or that one may not be used any more.
    """
    seen = Action.SEE_DRAWING
    async with of_drawing(house, who, seen, who.drawing_id, purpose=purpose) as held:
        kept = await _started_from(held)
        if kept is None:
            raise Gone("map_gone")
        drawn, kept_at = _opened(held.u, kept), kept.kept_at
        spoken = languages.catalogue(held.row.language)
    svg = await asyncio.to_thread(picture, drawn, title="")
    return Earlier(svg, kept_at, tuple(young_lines.alone(drawn, spoken)))


async def _started_from(held: Held) -> KeptMap | None:
    if held.row.from_map is None:
        return None
    kept = await held.u.session.get(KeptMap, held.row.from_map)
    if kept is None or kept.case_id != held.row.case_id or not await _may_start(held.u, kept):
        return None
    held.u.also(Action.SEE_MAP, kept.case_id, detail=kept.id)
    return kept


def _opened(u: Unit, kept: KeptMap) -> PeerMap:
    if kept.sealed is None:
        raise NotFound("not_found")  # destroyed: whoever calls this asked for maps that stand
    return from_wire(u.held.vault.open("kept_map", kept.id, kept.sealed)["map"])


async def _stands(u: Unit, kept: KeptMap) -> bool:
    if kept.destroyed_at is not None or kept.locked_at is not None:
        return False
    return not await maps_store.lapsed(u.session, kept.id, u.now.date())


async def _may_start(u: Unit, kept: KeptMap) -> bool:
    """Whether a kept map may be drawn on: it stands, and the newest first answer is Yes."""
    if not await _stands(u, kept):
        return False
    answers = await newest_answers(u, kept.case_id)
    return answers is not None and answers.keep is Answer.YES


@dataclass(frozen=True, slots=True)
class Compared:
    """The kept map that another one was drawn from, and what has changed since."""

    version: int
    kept_at: datetime
    initials: str
    svg: str
    changes: tuple[Change, ...]


async def compared(
    house: House, who: Who, case_id: str, version: object, *, purpose: Purpose
) -> Compared | None:
    """What has changed in a version since the map that it was drawn from; None without one.

    Raises NotFound as `maps.kept_map` does; both maps stand on the record as read.
    """
    async with unit(house, who, Action.SEE_MAP, case_id, purpose=purpose) as u:
        pair = await _pair(u, version)
        if pair is None:
            return None
        u.also(Action.SEE_MAP, u.held.id, detail=pair[0].id)
        before, after = (_opened(u, kept) for kept in pair)
        initials = (await own_case(u, u.held.id)).initials
    svg = await asyncio.to_thread(picture, before, title=initials)
    return Compared(pair[0].version, pair[0].kept_at, initials, svg, changes(before, after))


async def _pair(u: Unit, version: object) -> tuple[KeptMap, KeptMap] | None:
    """The earlier map and the one drawn from it, both of this case and both to be read."""
    kept = await maps_store.kept_version(u.session, u.held.id, version, u.now.date())
    drawing = await u.session.get(Drawing, kept.drawing_id) if kept else None
    if kept is None or drawing is None or drawing.from_map is None:
        return None
    before = await u.session.get(KeptMap, drawing.from_map)
    if before is None or before.case_id != u.held.id or not await _stands(u, before):
        return None
    return before, kept
