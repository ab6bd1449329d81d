"""A kept map as worker pages show it: picture, list, answers."""

from __future__ import annotations

import base64
from datetime import datetime

from peermap_app.domain.consent import PresenceNote
from peermap_app.services.map_sentences import answers, lines, noted
from peermap_app.services.maps import MapSheet
from peermap_app.state import times
from peermap_app.state.views import Pair, PictureView
from peermap_app.words import worker_pages as w
from peermap_app.words import worker_sentences as say

__all__ = ["PictureView", "picture"]


def picture(sheet: MapSheet, now: datetime) -> PictureView:
    """The picture as a data address: an image can run nothing, whatever was typed into it."""
    svg = base64.b64encode(sheet.svg.encode()).decode()
    return PictureView(
        src=f"data:image/svg+xml;base64,{svg}",
        alt=say.map_of(sheet.initials),
        caption=say.map_caption(times.day_of(sheet.kept_at, now), sheet.initials),
        answers=answers(sheet.answers),
        lines=lines(sheet.lines),
        facts=_facts(sheet, now),
    )


def _facts(sheet: MapSheet, now: datetime) -> list[Pair]:
    facts = [
        Pair(w.KEPT_ON, times.at(sheet.kept_at, now)),
        Pair(w.PURPOSE, w.PURPOSES[sheet.purpose]),
        *_noted(sheet.presence),
    ]
    if sheet.tablets > 1:
        facts.append(Pair(w.TABLETS_JOINED, str(sheet.tablets)))
    for note in sheet.later_notes:
        added = say.added_later(times.at(note.at, now), note.by)
        facts += [Pair(f"{pair.term}, {added}", pair.detail) for pair in _noted(note.presence)]
    return facts


def _noted(note: PresenceNote | None) -> list[Pair]:
    return [Pair(term, detail) for term, detail in noted(note)]
