"""A kept map as worker pages show it: picture, list, answers."""

from __future__ import annotations

import base64
from datetime import datetime

from peermap_app.domain.changes import Change
from peermap_app.domain.consent import PresenceNote, SettledAnswers
from peermap_app.domain.peer_map import Line
from peermap_app.services.draw_again import Compared
from peermap_app.services.maps import MapSheet
from peermap_app.state import times
from peermap_app.state.views import Pair, PictureView
from peermap_app.words import worker_pages as w
from peermap_app.words import worker_sentences as say


def picture(sheet: MapSheet, now: datetime) -> PictureView:
    """The picture, its caption, answers and list."""
    return PictureView(
        src=address(sheet.svg),
        alt=say.map_of(sheet.initials),
        caption=say.map_caption(times.day_of(sheet.kept_at, now), sheet.initials),
        answers=answers(sheet.answers),
        lines=[line(each) for each in sheet.lines] or [w.EMPTY_MAP],
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
            when=w.WHEN.get(said.when or "", ""),
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
