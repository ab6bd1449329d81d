"""A kept map as worker pages show it: picture, list, answers."""

from __future__ import annotations

import base64
from datetime import datetime

from peermap_app.domain.consent import PresenceNote, SettledAnswers
from peermap_app.domain.peer_map import Line
from peermap_app.services.maps import MapSheet
from peermap_app.state import times
from peermap_app.state.views import Pair, PictureView
from peermap_app.words import worker_pages as w
from peermap_app.words import worker_sentences as say


def picture(sheet: MapSheet, now: datetime) -> PictureView:
    """The picture as a data address: an image can run nothing, whatever was typed into it."""
    svg = base64.b64encode(sheet.svg.encode()).decode()
    return PictureView(
        src=f"data:image/svg+xml;base64,{svg}",
        alt=say.map_of(sheet.initials),
        caption=say.map_caption(times.day_of(sheet.kept_at, now), sheet.initials),
        answers=answers(sheet.answers),
        lines=[line(each) for each in sheet.lines] or [w.EMPTY_MAP],
        facts=_facts(sheet, now),
    )


def answers(said: SettledAnswers) -> str:
    """The three answers in one line."""
    keep, plan, talk = (w.ANSWERS[each] for each in (said.keep, said.plan, said.talk))
    return say.answers_line(keep, plan, talk)


def line(said: Line) -> str:
    """One line of the list: what is good before what is tricky, as the map's own order has it."""
    if said.kind == "drawing":
        return say.drawn_freely(said.count)
    place = said.place or w.PLACE_KINDS.get(said.place_kind or "", "")
    if said.kind == "sticker":
        return say.sticker_line(w.MAP_PICTURES[said.picture or "star"], said.count)
    if said.kind == "place":
        return say.place_line(
            said.label or place,
            list(said.joined),
            feeling=w.FEELINGS.get(said.feeling or "", ""),
            when=w.PLACE_TIMES.get(said.when or "", ""),
        )
    shown = w.MAP_PICTURES.get(said.picture or "", "")
    nameless = said.picture is not None and said.label == said.picture
    return say.person_line(
        shown if nameless else said.label,
        picture="" if nameless else shown,
        feeling=w.FEELINGS.get(said.feeling or "", ""),
        matters=said.matters,
        place=place,
        joined=list(said.joined),
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
    present = say.listed([w.PRESENT[each] for each in note.present]) if note else w.NOT_RECORDED
    ways = say.listed([w.WAYS[each] for each in note.understanding]) if note else w.NOT_RECORDED
    return [Pair(w.DRAWN_WITH, present), Pair(w.UNDERSTANDING, ways)]
