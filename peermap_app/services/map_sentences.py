"""A kept map in sentences, for a page and for paper alike; the words live in `words/`."""

from __future__ import annotations

from collections.abc import Sequence

from peermap_app.domain.consent import PresenceNote, SettledAnswers
from peermap_app.domain.peer_map import Line
from peermap_app.words import worker_pages as w
from peermap_app.words import worker_sentences as say


def answers(said: SettledAnswers) -> str:
    """The three answers in one line."""
    keep, plan, talk = (w.ANSWERS[each] for each in (said.keep, said.plan, said.talk))
    return say.answers_line(keep, plan, talk)


def lines(said: Sequence[Line]) -> list[str]:
    """The map as a list; a sentence when nothing is on it."""
    return [line(each) for each in said] or [w.EMPTY_MAP]


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
            when=w.WHEN_THERE.get(said.when or "", ""),
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


def noted(note: PresenceNote | None) -> list[tuple[str, str]]:
    """Who was there and how understanding was checked, each with its term."""
    present = say.listed([w.PRESENT[each] for each in note.present]) if note else w.NOT_RECORDED
    ways = say.listed([w.WAYS[each] for each in note.understanding]) if note else w.NOT_RECORDED
    return [(w.DRAWN_WITH, present), (w.UNDERSTANDING, ways)]
