"""A peer map in words: lines of codes and labels; `words/` makes the sentences.

Strengths come before worries in every list (rule 9). The board says the same by itself
(`ui/canvas/text.js`).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal, TypeVar

from .map_parts import ME, RINGS, Feeling, PeerMap, Person, PersonKind, Place, Tie

_WORTH: tuple[Feeling | None, ...] = (Feeling.GOOD, None, Feeling.UP_AND_DOWN, Feeling.TRICKY)


@dataclass(frozen=True, slots=True)
class FeelingGroup:
    """Those with whom the young person said it is like this; who really matters comes first."""

    feeling: Feeling
    people: tuple[Person, ...]


def friends_by_feeling(peer_map: PeerMap) -> tuple[FeelingGroup, ...]:
    """For "Good: AK, JS / Tricky: DW". Groups without anybody are left out; good comes first."""
    groups = []
    for feeling in (Feeling.GOOD, Feeling.UP_AND_DOWN, Feeling.TRICKY):
        people = [person for person in peer_map.people if _with_me(peer_map, person) == feeling]
        if people:
            people.sort(key=lambda person: not person.matters)
            groups.append(FeelingGroup(feeling, tuple(people)))
    return tuple(groups)


def _with_me(peer_map: PeerMap, person: Person) -> Feeling | None:
    tie = peer_map.tie_between(ME, person.id)
    return None if tie is None else tie.feeling


Ring = Literal["really_close", "close", "further"]


def ring_of(person: Person) -> Ring:
    """The ring that somebody stands in: a word for closeness, never a measure."""
    distance = person.x * person.x + person.y * person.y
    if distance <= RINGS[0] ** 2:
        return "really_close"
    return "close" if distance <= RINGS[1] ** 2 else "further"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the list twin. Codes and labels, no sentences; `words/` makes the sentence.

    person: `label`, `person_kind`, `role`, `feeling`, `matters`, `ring` (closeness by where they
    were put), `place` (label) and `place_kind`, `joined` (labels of others, not ME),
    `with_me`, `picture` (beside the label, or instead of one), `shape`.
    place: `label`, `place_kind`, `joined` (labels of who is in it), `feeling` and `when`.
    tie: two people other than ME, `label` and the one in `joined`, and the `feeling` between them.
    sticker: `picture`, and how many of it as `count`. drawing: `count` strokes.
    """

    kind: Literal["person", "place", "tie", "sticker", "drawing"]
    label: str = ""
    person_kind: PersonKind | None = None
    role: str | None = None
    feeling: Feeling | None = None
    matters: bool = False
    ring: Ring | None = None
    place: str | None = None
    place_kind: str | None = None
    joined: tuple[str, ...] = ()
    with_me: bool = False
    picture: str | None = None
    shape: str | None = None
    when: str | None = None
    count: int = 0


Called = Callable[[Person], str]
"""What somebody is called in a list."""


def _by_label(person: Person) -> str:
    return person.label


def describe(peer_map: PeerMap, called: Called = _by_label) -> tuple[Line, ...]:
    """All of the map as lines: people (who matters first), places, ties, stickers, ink.

    Within each kind what is good comes first, then what nothing was said of, then worries.
    """
    people = sorted(peer_map.people, key=lambda one: (not one.matters, _rank(peer_map, one)))
    lines = [_person_line(peer_map, person, called) for person in people]
    lines += [_place_line(peer_map, each, called) for each in _by_feeling(peer_map.places)]
    lines += _tie_lines(peer_map, called)
    stuck = [sticker.picture for sticker in peer_map.stickers]
    lines += [
        Line("sticker", picture=each, count=stuck.count(each)) for each in dict.fromkeys(stuck)
    ]
    if peer_map.strokes:
        lines.append(Line("drawing", count=len(peer_map.strokes)))
    return tuple(lines)


def _rank(peer_map: PeerMap, person: Person) -> int:
    return _WORTH.index(_with_me(peer_map, person))


_Felt = TypeVar("_Felt", Place, Tie)


def _by_feeling(parts: Iterable[_Felt]) -> list[_Felt]:
    """Strengths first; of equals what was drawn first."""
    return sorted(parts, key=lambda part: _WORTH.index(part.feeling))


def _person_line(peer_map: PeerMap, person: Person, called: Called) -> Line:
    place = peer_map.place(person.place) if person.place else None
    others = [
        peer_map.person(tie.b if tie.a == person.id else tie.a)
        for tie in peer_map.ties
        if person.id in (tie.a, tie.b)
    ]
    return Line(
        "person",
        label=called(person),
        person_kind=person.kind,
        role=person.role,
        feeling=_with_me(peer_map, person),
        matters=person.matters,
        ring=ring_of(person),
        place=place.label if place else None,
        place_kind=place.kind if place else None,
        joined=tuple(called(other) for other in others if other is not None),
        with_me=peer_map.tie_between(ME, person.id) is not None,
        picture=person.picture,
        shape=person.shape,
    )


def _place_line(peer_map: PeerMap, place: Place, called: Called) -> Line:
    return Line(
        "place",
        label=place.label,
        place_kind=place.kind,
        joined=tuple(called(person) for person in peer_map.people if person.place == place.id),
        feeling=place.feeling,
        when=place.when,
    )


def _tie_lines(peer_map: PeerMap, called: Called) -> list[Line]:
    """How it is between two; what is between somebody and ME is told with that person."""
    lines = []
    for tie in _by_feeling(peer_map.ties):
        one, other = peer_map.person(tie.a), peer_map.person(tie.b)
        if one is not None and other is not None:
            lines.append(
                Line("tie", label=called(one), joined=(called(other),), feeling=tie.feeling)
            )
    return lines
