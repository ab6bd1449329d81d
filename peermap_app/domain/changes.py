"""What has changed between a kept map and the one that was drawn from it: pure, in codes.

Parts are the same when their id is: a new drawing starts with a copy that keeps every id. Strengths
stand before worries (product.md, rule 9). Nothing here is a score: closeness is the ring's word.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from .map_parts import ME, Feeling, PeerMap, Person, Place, Tie
from .peer_map import Ring, ring_of

Kind = Literal[
    "person_new",
    "person_gone",
    "person_renamed",
    "closer",
    "further",
    "matters",
    "matters_not",
    "feeling",
    "joined",
    "parted",
    "place_new",
    "place_gone",
    "place_feeling",
]


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is different now.

    Attributes:
        kind: what happened.
        label: who or where it is about, as it stands on the map now (or stood, when it is gone).
        place_kind: a place's kind, for one without a word of its own.
        other: the second of two people; empty when it is with ME.
        was, now: a feeling, a ring or a label before and after; None where there was none.
    """

    kind: Kind
    label: str
    place_kind: str = ""
    other: str = ""
    was: str | None = None
    now: str | None = None


_RINGS: tuple[Ring, ...] = ("really_close", "close", "further")
_RANK: dict[Kind, int] = {
    "matters": 0,
    "closer": 1,
    "person_new": 2,
    "joined": 3,
    "place_new": 4,
    "person_renamed": 5,
    "feeling": 5,
    "place_feeling": 5,
    "matters_not": 6,
    "further": 6,
    "parted": 7,
    "place_gone": 7,
    "person_gone": 8,
}
_OF_FEELING = {Feeling.GOOD.value: -1, Feeling.UP_AND_DOWN.value: 5, Feeling.TRICKY.value: 9}


def changes(before: PeerMap, after: PeerMap) -> tuple[Change, ...]:
    """What is different in `after`, strengths first; empty when nobody and nothing changed.

    Ink, stickers, colours and where within a ring somebody stands are no changes to talk about.
    """
    found = (*_people(before, after), *_ties(before, after), *_places(before, after))
    return tuple(sorted(found, key=_rank))


def _rank(change: Change) -> int:
    if change.kind in ("feeling", "place_feeling", "joined") and change.now is not None:
        return _OF_FEELING[change.now]
    return _RANK[change.kind]


def _people(before: PeerMap, after: PeerMap) -> Iterator[Change]:
    for person in after.people:
        was = before.person(person.id)
        if was is None:
            yield Change("person_new", person.label, now=ring_of(person))
        else:
            yield from _person(was, person)
    for person in before.people:
        if after.person(person.id) is None:
            yield Change("person_gone", person.label)


def _person(was: Person, now: Person) -> Iterator[Change]:
    if was.label != now.label:
        yield Change("person_renamed", now.label, was=was.label, now=now.label)
    if was.matters != now.matters:
        yield Change("matters" if now.matters else "matters_not", now.label)
    rings = ring_of(was), ring_of(now)
    if rings[0] != rings[1]:
        nearer = _RINGS.index(rings[1]) < _RINGS.index(rings[0])
        yield Change("closer" if nearer else "further", now.label, was=rings[0], now=rings[1])


def _ties(before: PeerMap, after: PeerMap) -> Iterator[Change]:
    """Pairs, not lines: a line that was taken off and drawn again is the same friendship."""
    for tie in after.ties:
        was = before.tie_between(tie.a, tie.b)
        label, other = _ends(after, tie)
        now = tie.feeling.value if tie.feeling else None
        if was is None:
            if _were_there(before, tie) or now is not None:
                yield Change("joined", label, other=other, now=now)
        elif was.feeling is not tie.feeling:
            felt = was.feeling.value if was.feeling else None
            yield Change("feeling", label, other=other, was=felt, now=now)
    for tie in before.ties:
        if after.tie_between(tie.a, tie.b) is None and _were_there(after, tie):
            label, other = _ends(before, tie)
            yield Change("parted", label, other=other)


def _were_there(peer_map: PeerMap, tie: Tie) -> bool:
    """Whether both ends of a tie are on that map too: a line that came or went with somebody is

    said by that they came or went.
    """
    return all(end == ME or peer_map.person(end) is not None for end in (tie.a, tie.b))


def _ends(peer_map: PeerMap, tie: Tie) -> tuple[str, str]:
    """Labels of both ends; ME is the second, and empty."""
    first, second = (tie.b, tie.a) if tie.a == ME else (tie.a, tie.b)
    return _label(peer_map, first), _label(peer_map, second)


def _label(peer_map: PeerMap, id: str) -> str:
    person = peer_map.person(id)
    return person.label if person else ""


def _places(before: PeerMap, after: PeerMap) -> Iterator[Change]:
    for place in after.places:
        was = before.place(place.id)
        if was is None:
            yield _place("place_new", place, now=place.feeling)
        elif was.feeling is not place.feeling:
            yield _place("place_feeling", place, was=was.feeling, now=place.feeling)
    for place in before.places:
        if after.place(place.id) is None:
            yield _place("place_gone", place)


def _place(
    kind: Kind, place: Place, *, was: Feeling | None = None, now: Feeling | None = None
) -> Change:
    return Change(
        kind,
        place.label,
        place_kind=place.kind,
        was=was.value if was else None,
        now=now.value if now else None,
    )
