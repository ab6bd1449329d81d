"""Peer maps and edits out of JSON that anyone could have sent.

Everything that is not exactly as agreed is `Invalid("bad_edit")` or `Invalid("bad_map")`; what a
person can mend (initials, a place's label) has a code of its own.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import cast

from .errors import Invalid, TooMany
from .map_parts import (
    COLOURS,
    INK,
    LEAST_PLACE,
    LEAST_STICKER,
    LONGEST_LABEL,
    ME,
    MOST_OPS,
    MOST_PEOPLE,
    MOST_PLACE,
    MOST_PLACES,
    MOST_POINTS,
    MOST_PRESS,
    MOST_SIZE,
    MOST_STICKER,
    MOST_STICKERS,
    MOST_STROKES,
    MOST_TIES,
    PLACE_KINDS,
    REACH,
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
from .screening import clean_text, parse_initials, reads_as_name, screen_text

_ID = re.compile(r"[a-z0-9]{6,24}")
_LONGEST_REASON = 200

Raw = Mapping[str, object]


class _Bad(Exception):
    """The shape is not as agreed. Never leaves this module."""


def _table(raw: object, keys: frozenset[str], needed: frozenset[str]) -> Raw:
    if not isinstance(raw, Mapping) or not all(isinstance(key, str) for key in raw):
        raise _Bad
    if not (needed <= raw.keys() <= keys):
        raise _Bad
    return raw


def _id(raw: object) -> str:
    if not isinstance(raw, str) or not _ID.fullmatch(raw):
        raise _Bad
    return raw


def _end(raw: object) -> str:
    return ME if raw == ME else _id(raw)


def _id_or_none(raw: object) -> str | None:
    # An unknown place is treated as none, so a malformed one may be as well: a move never fails.
    return raw if isinstance(raw, str) and _ID.fullmatch(raw) else None


def _whole(raw: object, least: int, most: int) -> int:
    if type(raw) is not int or not least <= raw <= most:
        raise _Bad
    return raw


def _spot(raw: object) -> int:
    return _whole(raw, -REACH, REACH)


def _one_of(raw: object, allowed: tuple[str, ...]) -> str:
    if not isinstance(raw, str) or raw not in allowed:
        raise _Bad
    return raw


def _flag(raw: object) -> bool:
    if not isinstance(raw, bool):
        raise _Bad
    return raw


def _feeling(raw: object) -> Feeling | None:
    return None if raw is None else Feeling(_one_of(raw, tuple(Feeling)))


def _reason(raw: object) -> str | None:
    if raw is None:
        return None
    if not isinstance(raw, str):
        raise _Bad
    return clean_text(raw, "reason", _LONGEST_REASON, required=False) or None


def _initials(raw: object, settled: bool) -> str | None:
    if raw is None:
        return None
    initials = parse_initials(raw)
    if reads_as_name(initials) and not settled:
        raise Invalid("reads_as_name", field="initials")
    return initials


def _label(raw: object, reason: str | None, settled: bool) -> str:
    if not isinstance(raw, str):
        raise _Bad
    try:
        label = " ".join(clean_text(raw, "label", LONGEST_LABEL, required=False).split())
    except Invalid:
        raise Invalid("place_label_long", field="label", most=LONGEST_LABEL) from None
    found = screen_text(label)
    if found and not reason and not settled:
        raise Invalid("place_label_screened", field="label", found=found)
    return label


_PERSON = frozenset(field.name for field in fields(Person))
_PLACE = frozenset(field.name for field in fields(Place))
_PLACE_SAID = frozenset({"feeling", "when", "carries"})
"""What may be said of a place, and was not asked before 2026-11-24."""
_TIE = frozenset(field.name for field in fields(Tie))
_STROKE = frozenset(field.name for field in fields(Stroke))
_STICKER = frozenset(field.name for field in fields(Sticker))


def _or_none(raw: object, allowed: tuple[str, ...]) -> str | None:
    return None if raw is None else _one_of(raw, allowed)


def _person(raw: object, settled: bool, more: frozenset[str] = frozenset()) -> Person:
    table = _table(raw, _PERSON | more, frozenset({"id", "kind", "x", "y", "colour"}))
    role = table.get("role")
    person = Person(
        id=_id(table["id"]),
        kind=cast(PersonKind, _one_of(table["kind"], ("friend", "grown_up"))),
        initials=_initials(table.get("initials"), settled),
        role=_or_none(role, ROLES),
        x=_spot(table["x"]),
        y=_spot(table["y"]),
        colour=_one_of(table["colour"], COLOURS),
        matters=_flag(table.get("matters", False)),
        place=_id_or_none(table.get("place")),
        shape=_one_of(table.get("shape", "round"), SHAPES),
        picture=_or_none(table.get("picture"), PICTURES),
    )
    check_person(person)
    return person


def check_person(person: Person) -> None:
    """A friend is initials or a picture; a grown-up may have a role instead (rule 2)."""
    if person.kind == "friend" and person.role is not None:
        raise Invalid("bad_edit")
    if person.initials is None and person.role is None and person.picture is None:
        raise Invalid("initials_empty", field="initials")


def _place(
    raw: object, reason: str | None, settled: bool, more: frozenset[str] = frozenset()
) -> Place:
    table = _table(raw, _PLACE | more, _PLACE - _PLACE_SAID)
    return Place(
        id=_id(table["id"]),
        kind=_one_of(table["kind"], PLACE_KINDS),
        label=_label(table["label"], reason, settled),
        x=_spot(table["x"]),
        y=_spot(table["y"]),
        w=_whole(table["w"], LEAST_PLACE, MOST_PLACE),
        h=_whole(table["h"], LEAST_PLACE, MOST_PLACE),
        colour=_one_of(table["colour"], COLOURS),
        feeling=_feeling(table.get("feeling")),
        when=_or_none(table.get("when"), TIMES),
        carries=_flag(table.get("carries", True)),
    )


def _tie(raw: object, more: frozenset[str] = frozenset()) -> Tie:
    table = _table(raw, _TIE | more, frozenset({"id", "a", "b"}))
    tie = Tie(_id(table["id"]), _end(table["a"]), _end(table["b"]), _feeling(table.get("feeling")))
    if tie.a == tie.b:
        raise _Bad
    return tie


def _stroke(raw: object, more: frozenset[str] = frozenset()) -> Stroke:
    table = _table(raw, _STROKE | more, _STROKE - {"press"})
    points, press = table["points"], table.get("press", ())
    if not isinstance(points, list | tuple) or len(points) % 2:
        raise _Bad
    if not 4 <= len(points) <= 2 * MOST_POINTS:
        raise _Bad
    if not isinstance(press, list | tuple) or (press and 2 * len(press) != len(points)):
        raise _Bad
    return Stroke(
        _id(table["id"]),
        _one_of(table["colour"], INK),
        _whole(table["size"], 1, MOST_SIZE),
        tuple(_spot(point) for point in points),
        tuple(_whole(each, 0, MOST_PRESS) for each in press),
    )


def _sticker(raw: object, more: frozenset[str] = frozenset()) -> Sticker:
    table = _table(raw, _STICKER | more, _STICKER)
    return Sticker(
        _id(table["id"]),
        _one_of(table["picture"], tuple(STICKERS)),
        _spot(table["x"]),
        _spot(table["y"]),
        _whole(table["size"], LEAST_STICKER, MOST_STICKER),
    )


_OP = frozenset({"op"})


def _add_person(raw: Raw) -> Op:
    settled = _flag(raw.get("not_a_name", False))
    return AddPerson(_person(raw, settled, _OP | {"not_a_name"}), settled)


def _change_person(raw: Raw) -> Op:
    told = {"id", "initials", "not_a_name", "role", "colour", "matters", "shape", "picture"}
    table = _table(raw, _OP | told, _OP | {"id"})
    settled = _flag(table.get("not_a_name", False))
    changes: dict[str, str | bool | None] = {}
    if "initials" in table:
        changes["initials"] = _initials(table["initials"], settled)
    if "role" in table:
        changes["role"] = _or_none(table["role"], ROLES)
    if "colour" in table:
        changes["colour"] = _one_of(table["colour"], COLOURS)
    if "matters" in table:
        changes["matters"] = _flag(table["matters"])
    if "shape" in table:
        changes["shape"] = _one_of(table["shape"], SHAPES)
    if "picture" in table:
        changes["picture"] = _or_none(table["picture"], PICTURES)
    return ChangePerson(_id(table["id"]), tuple(changes.items()), settled)


def _move_person(raw: Raw) -> Op:
    table = _table(raw, _OP | {"id", "x", "y", "place"}, _OP | {"id", "x", "y"})
    return MovePerson(
        _id(table["id"]), _spot(table["x"]), _spot(table["y"]), _id_or_none(table.get("place"))
    )


def _add_place(raw: Raw) -> Op:
    reason = _reason(raw.get("reason"))
    return AddPlace(_place(raw, reason, False, _OP | {"reason"}), reason)


def _change_place(raw: Raw) -> Op:
    told = {"id", "label", "reason", "w", "h", "colour"} | _PLACE_SAID
    table = _table(raw, _OP | told, _OP | {"id"})
    reason = _reason(table.get("reason"))
    changes: dict[str, str | int | None] = {}
    if "label" in table:
        changes["label"] = _label(table["label"], reason, False)
    for side in ("w", "h"):
        if side in table:
            changes[side] = _whole(table[side], LEAST_PLACE, MOST_PLACE)
    if "colour" in table:
        changes["colour"] = _one_of(table["colour"], COLOURS)
    if "feeling" in table:
        changes["feeling"] = _feeling(table["feeling"])
    if "when" in table:
        changes["when"] = _or_none(table["when"], TIMES)
    if "carries" in table:
        changes["carries"] = _flag(table["carries"])
    return ChangePlace(_id(table["id"]), tuple(changes.items()), reason)


def _move_place(raw: Raw) -> Op:
    table = _table(raw, _OP | {"id", "x", "y"}, _OP | {"id", "x", "y"})
    return MovePlace(_id(table["id"]), _spot(table["x"]), _spot(table["y"]))


def _change_tie(raw: Raw) -> Op:
    table = _table(raw, _OP | {"id", "feeling"}, _OP | {"id", "feeling"})
    return ChangeTie(_id(table["id"]), _feeling(table["feeling"]))


def _move_sticker(raw: Raw) -> Op:
    table = _table(raw, _OP | {"id", "x", "y"}, _OP | {"id", "x", "y"})
    return MoveSticker(_id(table["id"]), _spot(table["x"]), _spot(table["y"]))


def _only_id(raw: Raw) -> str:
    return _id(_table(raw, _OP | {"id"}, _OP | {"id"})["id"])


_READ: dict[str, Callable[[Raw], Op]] = {
    "add_person": _add_person,
    "change_person": _change_person,
    "move_person": _move_person,
    "remove_person": lambda raw: RemovePerson(_only_id(raw)),
    "add_place": _add_place,
    "change_place": _change_place,
    "move_place": _move_place,
    "remove_place": lambda raw: RemovePlace(_only_id(raw)),
    "add_tie": lambda raw: AddTie(_tie(raw, _OP)),
    "change_tie": _change_tie,
    "remove_tie": lambda raw: RemoveTie(_only_id(raw)),
    "add_stroke": lambda raw: AddStroke(_stroke(raw, _OP)),
    "remove_stroke": lambda raw: RemoveStroke(_only_id(raw)),
    "add_sticker": lambda raw: AddSticker(_sticker(raw, _OP)),
    "move_sticker": _move_sticker,
    "remove_sticker": lambda raw: RemoveSticker(_only_id(raw)),
}


def parse_edit(raw: object) -> Edit:
    """An edit from untrusted JSON.

    Raises Invalid: `bad_edit` (not as agreed), `initials_…`, `reads_as_name`, `place_label_long`,
    `place_label_screened` (data `found`), `too_long` (a reason).
    """
    try:
        table = _table(raw, frozenset({"id", "ops"}), frozenset({"id", "ops"}))
        ops = table["ops"]
        if not isinstance(ops, list | tuple) or not 1 <= len(ops) <= MOST_OPS:
            raise _Bad
        return Edit(_id(table["id"]), tuple(_op(op) for op in ops))
    except _Bad:
        raise Invalid("bad_edit") from None


def _op(raw: object) -> Op:
    if not isinstance(raw, Mapping) or not all(isinstance(key, str) for key in raw):
        raise _Bad
    kind = raw.get("op")
    if not isinstance(kind, str) or kind not in _READ:
        raise _Bad
    return _READ[kind](raw)


_PARTS = (
    ("people", MOST_PEOPLE, "people_full"),
    ("places", MOST_PLACES, "places_full"),
    ("ties", MOST_TIES, "ties_full"),
    ("strokes", MOST_STROKES, "strokes_full"),
    ("stickers", MOST_STICKERS, "stickers_full"),
)


def from_wire(raw: object) -> PeerMap:
    """A whole map from untrusted JSON, as strict as edits.

    What was asked about when it was drawn (names, labels) counts as answered. Raises Invalid
    `bad_map` or `initials_…`, TooMany `people_full`, `places_full`, `ties_full`, `strokes_full`,
    `stickers_full`. Maps that were kept before there were stickers have none.
    """
    keys = frozenset(name for name, _, _ in _PARTS)
    try:
        table = _table(raw, keys, keys - {"stickers"})
        lists: dict[str, list[object]] = {}
        for name, most, code in _PARTS:
            part = table.get(name, ())
            if not isinstance(part, list | tuple):
                raise _Bad
            if len(part) > most:
                raise TooMany(code, most=most)
            lists[name] = list(part)
        peer_map = PeerMap(
            tuple(_person(person, True) for person in lists["people"]),
            tuple(_place(place, None, True) for place in lists["places"]),
            tuple(_tie(tie) for tie in lists["ties"]),
            tuple(_stroke(stroke) for stroke in lists["strokes"]),
            tuple(_sticker(sticker) for sticker in lists["stickers"]),
        )
        _whole_map(peer_map)
    except _Bad:
        raise Invalid("bad_map") from None
    return peer_map


def _whole_map(peer_map: PeerMap) -> None:
    """What holds between the parts: ids once, ties with both ends, one tie a pair, real places."""
    parts = (peer_map.people, peer_map.places, peer_map.ties, peer_map.strokes, peer_map.stickers)
    every = [part.id for kind in parts for part in kind]
    people = {person.id for person in peer_map.people} | {ME}
    places = {place.id for place in peer_map.places}
    pairs = {frozenset((tie.a, tie.b)) for tie in peer_map.ties}
    if len(set(every)) != len(every) or len(pairs) != len(peer_map.ties):
        raise _Bad
    if any(tie.a not in people or tie.b not in people for tie in peer_map.ties):
        raise _Bad
    if any(person.place is not None and person.place not in places for person in peer_map.people):
        raise _Bad
