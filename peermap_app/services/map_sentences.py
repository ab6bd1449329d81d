"""A kept map in sentences, for a page and for paper alike; the words live in `words/`."""

from __future__ import annotations

from collections.abc import Sequence

from peermap_app.domain.company import Company
from peermap_app.domain.consent import PresenceNote, SettledAnswers
from peermap_app.domain.peer_map import Line
from peermap_app.words import agreed
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
    if said.kind == "sticker":
        return say.sticker_line(_pictured(said.picture or "star"), said.count)
    feeling = w.FEELINGS.get(said.feeling or "", "")
    joined = [_pictured(each) for each in said.joined]
    if said.kind == "tie":
        return say.tie_line(_pictured(said.label), joined[0], feeling)
    place = said.place or w.PLACE_KINDS.get(said.place_kind or "", "")
    if said.kind == "place":
        when = w.WHEN_THERE.get(said.when or "", "")
        return say.place_line(said.label or place, joined, feeling=feeling, when=when)
    nameless = said.picture is not None and said.label == said.picture
    with_me = [w.MAP_ME] if said.with_me and said.feeling is None else []
    return say.person_line(
        _pictured(said.label),
        feeling=feeling,
        matters=said.matters,
        ring=w.RINGS.get(said.ring or "", ""),
        kind=w.MAP_GROWN_UP if said.person_kind == "grown_up" and not said.role else "",
        place=place,
        joined=[*with_me, *joined],
        shape=w.MAP_SHAPES.get(said.shape or "", ""),
        picture="" if nameless else w.MAP_PICTURES.get(said.picture or "", ""),
    )


def _pictured(label: str) -> str:
    """Somebody without initials is their picture, in words."""
    return w.MAP_PICTURES.get(label, label)


def company(said: Company | None) -> list[tuple[str, str]]:
    """Who was there in the young person's own word, beside the worker's note and never merged."""
    if said is None:
        return [(agreed.OWN_WORD, agreed.NOT_ASKED)]
    here = say.listed([agreed.HERE[each] for each in said.here]) or agreed.NOT_ANSWERED
    rows = [(agreed.OWN_WORD, here)]
    if said.with_others:
        fine = agreed.FINE[said.fine] if said.fine else agreed.NOT_ANSWERED
        rows.append((agreed.FINE_WITH_THEM, fine))
    return rows


def noted(note: PresenceNote | None) -> list[tuple[str, str]]:
    """Who was there and how understanding was checked, each with its term."""
    present = say.listed([w.PRESENT[each] for each in note.present]) if note else w.NOT_RECORDED
    ways = say.listed([w.WAYS[each] for each in note.understanding]) if note else w.NOT_RECORDED
    return [(w.DRAWN_WITH, present), (w.UNDERSTANDING, ways)]
