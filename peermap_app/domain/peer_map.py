"""The peer map: `apply(map, edit) -> map`.

The canvas never lays anything out and neither does this: a friend stays where the young person put
them. Values live in `map_parts.py`, JSON in `map_read.py` and `map_wire.py`; all re-exported here.
"""

from dataclasses import replace

from .edit_read import parse_edit
from .errors import Conflict, TooMany
from .map_lines import FeelingGroup, Line, Ring, describe, friends_by_feeling, ring_of
from .map_parts import (
    COLOURS,
    EMPTY,
    INK,
    LONGEST_LABEL,
    ME,
    MOST_OPS,
    MOST_PEOPLE,
    MOST_PLACES,
    MOST_POINTS,
    MOST_STICKERS,
    MOST_STROKES,
    MOST_TIES,
    PLACE_KINDS,
    REACH,
    RINGS,
    ROLES,
    SHAPES,
    TIMES,
    AddPerson,
    AddPlace,
    AddSticker,
    AddStroke,
    AddTie,
    ChangePerson,
    ChangePlace,
    ChangeTie,
    Edit,
    Feeling,
    MovePerson,
    MovePlace,
    MoveSticker,
    Op,
    PeerMap,
    Person,
    PersonKind,
    Place,
    RemovePerson,
    RemovePlace,
    RemoveSticker,
    RemoveStroke,
    RemoveTie,
    Sticker,
    Stroke,
    Tie,
)
from .map_pictures import PICTURES, STICKERS
from .map_read import check_person, from_wire
from .map_wire import canonical, edit_to_wire, to_wire

__all__ = [
    "COLOURS",
    "EMPTY",
    "INK",
    "LONGEST_LABEL",
    "ME",
    "MOST_OPS",
    "MOST_PEOPLE",
    "MOST_PLACES",
    "MOST_POINTS",
    "MOST_STICKERS",
    "MOST_STROKES",
    "MOST_TIES",
    "PICTURES",
    "PLACE_KINDS",
    "REACH",
    "RINGS",
    "ROLES",
    "SHAPES",
    "STICKERS",
    "TIMES",
    "AddPerson",
    "AddPlace",
    "AddSticker",
    "AddStroke",
    "AddTie",
    "ChangePerson",
    "ChangePlace",
    "ChangeTie",
    "Edit",
    "Feeling",
    "FeelingGroup",
    "Line",
    "MovePerson",
    "MovePlace",
    "MoveSticker",
    "Op",
    "PeerMap",
    "Person",
    "PersonKind",
    "Place",
    "RemovePerson",
    "RemovePlace",
    "RemoveSticker",
    "RemoveStroke",
    "RemoveTie",
    "Ring",
    "Sticker",
    "Stroke",
    "Tie",
    "apply",
    "canonical",
    "describe",
    "edit_to_wire",
    "friends_by_feeling",
    "from_wire",
    "parse_edit",
    "ring_of",
    "to_wire",
]


def apply(peer_map: PeerMap, edit: Edit) -> PeerMap:
    """The map after an edit: all of its ops, or a refusal and the old map stands.

    Raises Conflict `gone`, `exists`, `already_joined`; TooMany `people_full`, `places_full`,
    `ties_full`, `strokes_full`, `stickers_full` (data `most`); Invalid when a person would lose
    their initials.
    """
    for op in edit.ops:
        peer_map = _apply(peer_map, op)
    return peer_map


def _apply(peer_map: PeerMap, op: Op) -> PeerMap:
    match op:
        case AddPerson() | ChangePerson() | MovePerson() | RemovePerson():
            return _people(peer_map, op)
        case AddPlace() | ChangePlace() | MovePlace() | RemovePlace():
            return _places(peer_map, op)
        case AddTie() | ChangeTie() | RemoveTie():
            return _ties(peer_map, op)
        case AddSticker() | MoveSticker() | RemoveSticker():
            return _stickers(peer_map, op)
        case AddStroke(stroke=stroke):
            _free(peer_map, stroke.id)
            _room(len(peer_map.strokes), MOST_STROKES, "strokes_full")
            return replace(peer_map, strokes=(*peer_map.strokes, stroke))
        case RemoveStroke(id=id):
            left = tuple(stroke for stroke in peer_map.strokes if stroke.id != id)
            if len(left) == len(peer_map.strokes):
                raise Conflict("gone")
            return replace(peer_map, strokes=left)


def _people(peer_map: PeerMap, op: AddPerson | ChangePerson | MovePerson | RemovePerson) -> PeerMap:
    if isinstance(op, AddPerson):
        _free(peer_map, op.person.id)
        _room(len(peer_map.people), MOST_PEOPLE, "people_full")
        person = replace(op.person, place=_known_place(peer_map, op.person.place))
        return replace(peer_map, people=(*peer_map.people, person))
    old = peer_map.person(op.id)
    if old is None:
        raise Conflict("gone")
    if isinstance(op, RemovePerson):
        return replace(
            peer_map,
            people=tuple(person for person in peer_map.people if person.id != op.id),
            ties=tuple(tie for tie in peer_map.ties if op.id not in (tie.a, tie.b)),
        )
    if isinstance(op, MovePerson):
        new = replace(old, x=op.x, y=op.y, place=_known_place(peer_map, op.place))
    else:
        changes: dict[str, object] = dict(op.changes)
        new = replace(old, **changes)  # type: ignore[arg-type]
        check_person(new)
    return replace(
        peer_map,
        people=tuple(new if person.id == op.id else person for person in peer_map.people),
    )


def _places(peer_map: PeerMap, op: AddPlace | ChangePlace | MovePlace | RemovePlace) -> PeerMap:
    if isinstance(op, AddPlace):
        _free(peer_map, op.place.id)
        _room(len(peer_map.places), MOST_PLACES, "places_full")
        return replace(peer_map, places=(*peer_map.places, op.place))
    old = peer_map.place(op.id)
    if old is None:
        raise Conflict("gone")
    if isinstance(op, RemovePlace):
        return replace(
            peer_map,
            places=tuple(place for place in peer_map.places if place.id != op.id),
            people=tuple(
                replace(person, place=None) if person.place == op.id else person
                for person in peer_map.people
            ),
        )
    if isinstance(op, MovePlace):
        new = replace(old, x=op.x, y=op.y)
    else:
        changes: dict[str, object] = dict(op.changes)
        new = replace(old, **changes)  # type: ignore[arg-type]
    return replace(
        peer_map, places=tuple(new if place.id == op.id else place for place in peer_map.places)
    )


def _ties(peer_map: PeerMap, op: AddTie | ChangeTie | RemoveTie) -> PeerMap:
    if isinstance(op, AddTie):
        tie = op.tie
        _free(peer_map, tie.id)
        if any(end != ME and peer_map.person(end) is None for end in (tie.a, tie.b)):
            raise Conflict("gone")
        if peer_map.tie_between(tie.a, tie.b) is not None:
            raise Conflict("already_joined")
        _room(len(peer_map.ties), MOST_TIES, "ties_full")
        return replace(peer_map, ties=(*peer_map.ties, tie))
    if peer_map.tie(op.id) is None:
        raise Conflict("gone")
    if isinstance(op, RemoveTie):
        return replace(peer_map, ties=tuple(tie for tie in peer_map.ties if tie.id != op.id))
    return replace(
        peer_map,
        ties=tuple(
            replace(tie, feeling=op.feeling) if tie.id == op.id else tie for tie in peer_map.ties
        ),
    )


def _stickers(peer_map: PeerMap, op: AddSticker | MoveSticker | RemoveSticker) -> PeerMap:
    if isinstance(op, AddSticker):
        _free(peer_map, op.sticker.id)
        _room(len(peer_map.stickers), MOST_STICKERS, "stickers_full")
        return replace(peer_map, stickers=(*peer_map.stickers, op.sticker))
    if peer_map.sticker(op.id) is None:
        raise Conflict("gone")
    if isinstance(op, RemoveSticker):
        left = tuple(sticker for sticker in peer_map.stickers if sticker.id != op.id)
        return replace(peer_map, stickers=left)
    return replace(
        peer_map,
        stickers=tuple(
            replace(sticker, x=op.x, y=op.y) if sticker.id == op.id else sticker
            for sticker in peer_map.stickers
        ),
    )


def _free(peer_map: PeerMap, id: str) -> None:
    if peer_map.has(id):
        raise Conflict("exists")


def _room(now: int, most: int, code: str) -> None:
    if now >= most:
        raise TooMany(code, most=most)


def _known_place(peer_map: PeerMap, id: str | None) -> str | None:
    return id if id is not None and peer_map.place(id) is not None else None
