"""A kept map as worker pages show it: picture, list, answers."""

from __future__ import annotations

import base64
from datetime import datetime

from peermap_app.domain.changes import Change
from peermap_app.domain.consent import PresenceNote
from peermap_app.services.draw_again import Compared
from peermap_app.services.map_sentences import answers, lines, noted
from peermap_app.services.maps import MapSheet
from peermap_app.state import agreed_words, times
from peermap_app.state.views import Pair, PictureView
from peermap_app.words import worker_pages as w
from peermap_app.words import worker_sentences as say

__all__ = ["PictureView", "picture"]


def picture(sheet: MapSheet, now: datetime) -> PictureView:
    """The picture, its caption, answers and list."""
    return PictureView(
        src=address(sheet.svg),
        alt=say.map_of(sheet.initials),
        caption=say.map_caption(times.day_of(sheet.kept_at, now), sheet.initials),
        answers=answers(sheet.answers),
        now=say.said_now(answers(sheet.now.answers), times.day(sheet.now.day, now.date()))
        if sheet.now
        else "",
        lines=lines(sheet.lines),
        facts=_facts(sheet, now),
    )


def earlier(held: Compared, now: datetime) -> PictureView:
    """The map that another one was drawn from: the picture alone, for its page is its own."""
    return PictureView(
        src=address(held.svg),
        alt=say.map_of(held.initials),
        caption=say.earlier_caption(held.version, times.day_of(held.kept_at, now)),
    )


def address(svg: str) -> str:
    """A picture as a data address: an image can run nothing, whatever was typed into it."""
    return f"data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()}"


def change(each: Change) -> str:
    """One thing that is different, in plain words."""
    label = each.label or w.PLACE_KINDS.get(each.place_kind, "")
    if each.kind == "person_renamed":
        return w.CHANGES[each.kind].format(label=_shown(label), was=_shown(each.was))
    said = {**w.FEELINGS, **w.RINGS}
    return w.CHANGES[each.kind].format(
        label=_shown(label),
        other=w.AND_WITH.format(other=_shown(each.other)) if each.other else "",
        was=said.get(each.was or "", w.NO_FEELING),
        now=said.get(each.now or "", w.NO_FEELING),
        feels=w.AND_FEELS.format(now=said[each.now]) if each.now else "",
    )


def _shown(label: str | None) -> str:
    """Somebody without initials is their picture, in words."""
    return w.MAP_PICTURES.get(label or "", label or "")


def _facts(sheet: MapSheet, now: datetime) -> list[Pair]:
    facts = [
        Pair(w.KEPT_ON, times.at(sheet.kept_at, now)),
        Pair(w.PURPOSE, w.PURPOSES[sheet.purpose]),
        *_noted(sheet.presence),
        *agreed_words.company(sheet.company),
    ]
    if sheet.tablets > 1:
        facts.append(Pair(w.TABLETS_JOINED, str(sheet.tablets)))
    facts += agreed_words.others(sheet.other, now)
    for note in sheet.later_notes:
        added = say.added_later(times.at(note.at, now), note.by)
        facts += [Pair(f"{pair.term}, {added}", pair.detail) for pair in _noted(note.presence)]
    return facts


def _noted(note: PresenceNote | None) -> list[Pair]:
    return [Pair(term, detail) for term, detail in noted(note)]
