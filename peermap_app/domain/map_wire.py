"""Peer maps and edits as JSON-able data, and as stable bytes. `map_read.py` is the other way."""

import json
from dataclasses import fields

from .map_parts import (
    AddPerson,
    AddPlace,
    AddSticker,
    AddStroke,
    AddTie,
    ChangePerson,
    ChangePlace,
    ChangeTie,
    Edit,
    MovePerson,
    MovePlace,
    MoveSticker,
    Op,
    PeerMap,
    Person,
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


def _wire(part: Person | Place | Tie | Stroke | Sticker) -> dict[str, object]:
    wire: dict[str, object] = {field.name: getattr(part, field.name) for field in fields(part)}
    if isinstance(part, Stroke):
        wire["points"] = list(part.points)
        wire["press"] = list(part.press)
    if isinstance(part, Tie | Place):
        wire["feeling"] = None if part.feeling is None else part.feeling.value
    return wire


def edit_to_wire(edit: Edit) -> dict[str, object]:
    """The edit as JSON again, cleaned: what rooms store and push.

    The reason for a place's label goes along, so that either device can put the place back; it is
    no part of the map, and so of nothing that is kept.
    """
    return {"id": edit.id, "ops": [_op_to_wire(op) for op in edit.ops]}


def _op_to_wire(op: Op) -> dict[str, object]:  # noqa: PLR0911 - one row for each op
    match op:
        case AddPerson(person=person, not_a_name=settled):
            return {"op": "add_person", **_wire(person), "not_a_name": settled}
        case ChangePerson(id=id, changes=changes, not_a_name=settled):
            asked = {"not_a_name": settled} if settled else {}
            return {"op": "change_person", "id": id, **dict(changes), **asked}
        case MovePerson(id=id, x=x, y=y, place=place):
            return {"op": "move_person", "id": id, "x": x, "y": y, "place": place}
        case AddPlace(place=new, reason=reason):
            return {"op": "add_place", **_wire(new), "reason": reason}
        case ChangePlace(id=id, changes=sizes, reason=reason):
            said = {"reason": reason} if reason else {}
            return {"op": "change_place", "id": id, **dict(sizes), **said}
        case MovePlace(id=id, x=x, y=y):
            return {"op": "move_place", "id": id, "x": x, "y": y}
        case AddTie(tie=tie):
            return {"op": "add_tie", **_wire(tie)}
        case ChangeTie(id=id, feeling=feeling):
            return {"op": "change_tie", "id": id, "feeling": feeling.value if feeling else None}
        case AddStroke(stroke=stroke):
            return {"op": "add_stroke", **_wire(stroke)}
        case AddSticker(sticker=sticker):
            return {"op": "add_sticker", **_wire(sticker)}
        case MoveSticker(id=id, x=x, y=y):
            return {"op": "move_sticker", "id": id, "x": x, "y": y}
        case _:
            return {"op": _REMOVES[type(op)], "id": op.id}


_REMOVES: dict[type[Op], str] = {
    RemovePerson: "remove_person",
    RemovePlace: "remove_place",
    RemoveTie: "remove_tie",
    RemoveStroke: "remove_stroke",
    RemoveSticker: "remove_sticker",
}


def to_wire(peer_map: PeerMap) -> dict[str, object]:
    """The whole map as JSON-able data (shape: people, places, ties, strokes, stickers)."""
    return {
        "people": [_wire(person) for person in peer_map.people],
        "places": [_wire(place) for place in peer_map.places],
        "ties": [_wire(tie) for tie in peer_map.ties],
        "strokes": [_wire(stroke) for stroke in peer_map.strokes],
        "stickers": [_wire(sticker) for sticker in peer_map.stickers],
    }


def canonical(peer_map: PeerMap) -> bytes:
    """Stable bytes of a map, for digests: the same map always gives the same bytes."""
    wire = to_wire(peer_map)
    return json.dumps(wire, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
