"""Peer maps and edits out of JSON that anyone could have sent.

Everything that is not exactly as agreed is `Invalid("bad_edit")` or `Invalid("bad_map")`; what a
person can mend (initials, a place's label) has a code of its own.
"""

import re
from collections.abc import Mapping
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
    Feeling,
    PeerMap,
    Person,
    PersonKind,
    Place,
    Sticker,
    Stroke,
    Tie,
)
from .map_pictures import PICTURES, STICKERS
from .screening import clean_text, parse_initials, reads_as_name, screen_text

_ID = re.compile(r"[a-z0-9]{6,24}")
_LONGEST_REASON = 200

Raw = Mapping[str, object]


class Bad(Exception):
    """The shape is not as agreed. Never leaves this module."""


def table_of(raw: object, keys: frozenset[str], needed: frozenset[str]) -> Raw:
    if not isinstance(raw, Mapping) or not all(isinstance(key, str) for key in raw):
        raise Bad
    if not (needed <= raw.keys() <= keys):
        raise Bad
    return raw


def id_of(raw: object) -> str:
    if not isinstance(raw, str) or not _ID.fullmatch(raw):
        raise Bad
    return raw


def end_of(raw: object) -> str:
    return ME if raw == ME else id_of(raw)


def id_or_none(raw: object) -> str | None:
    # An unknown place is treated as none, so a malformed one may be as well: a move never fails.
    return raw if isinstance(raw, str) and _ID.fullmatch(raw) else None


def whole_of(raw: object, least: int, most: int) -> int:
    if type(raw) is not int or not least <= raw <= most:
        raise Bad
    return raw


def spot_of(raw: object) -> int:
    return whole_of(raw, -REACH, REACH)


def one_of(raw: object, allowed: tuple[str, ...]) -> str:
    if not isinstance(raw, str) or raw not in allowed:
        raise Bad
    return raw


def flag_of(raw: object) -> bool:
    if not isinstance(raw, bool):
        raise Bad
    return raw


def feeling_of(raw: object) -> Feeling | None:
    return None if raw is None else Feeling(one_of(raw, tuple(Feeling)))


def reason_of(raw: object) -> str | None:
    if raw is None:
        return None
    if not isinstance(raw, str):
        raise Bad
    return clean_text(raw, "reason", _LONGEST_REASON, required=False) or None


def initials_of(raw: object, settled: bool) -> str | None:
    if raw is None:
        return None
    initials = parse_initials(raw)
    if reads_as_name(initials) and not settled:
        raise Invalid("reads_as_name", field="initials")
    return initials


def label_of(raw: object, reason: str | None, settled: bool) -> str:
    if not isinstance(raw, str):
        raise Bad
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
PLACE_SAID = frozenset({"feeling", "when", "carries"})
"""What may be said of a place, and was not asked before 2026-11-24."""
_TIE = frozenset(field.name for field in fields(Tie))
_STROKE = frozenset(field.name for field in fields(Stroke))
_STICKER = frozenset(field.name for field in fields(Sticker))


def or_none(raw: object, allowed: tuple[str, ...]) -> str | None:
    return None if raw is None else one_of(raw, allowed)


def person_of(raw: object, settled: bool, more: frozenset[str] = frozenset()) -> Person:
    table = table_of(raw, _PERSON | more, frozenset({"id", "kind", "x", "y", "colour"}))
    role = table.get("role")
    person = Person(
        id=id_of(table["id"]),
        kind=cast(PersonKind, one_of(table["kind"], ("friend", "grown_up"))),
        initials=initials_of(table.get("initials"), settled),
        role=or_none(role, ROLES),
        x=spot_of(table["x"]),
        y=spot_of(table["y"]),
        colour=one_of(table["colour"], COLOURS),
        matters=flag_of(table.get("matters", False)),
        place=id_or_none(table.get("place")),
        shape=one_of(table.get("shape", "round"), SHAPES),
        picture=or_none(table.get("picture"), PICTURES),
    )
    check_person(person)
    return person


def check_person(person: Person) -> None:
    """A friend is initials or a picture; a grown-up may have a role instead (rule 2)."""
    if person.kind == "friend" and person.role is not None:
        raise Invalid("bad_edit")
    if person.initials is None and person.role is None and person.picture is None:
        raise Invalid("initials_empty", field="initials")


def place_of(
    raw: object, reason: str | None, settled: bool, more: frozenset[str] = frozenset()
) -> Place:
    table = table_of(raw, _PLACE | more, _PLACE - PLACE_SAID)
    return Place(
        id=id_of(table["id"]),
        kind=one_of(table["kind"], PLACE_KINDS),
        label=label_of(table["label"], reason, settled),
        x=spot_of(table["x"]),
        y=spot_of(table["y"]),
        w=whole_of(table["w"], LEAST_PLACE, MOST_PLACE),
        h=whole_of(table["h"], LEAST_PLACE, MOST_PLACE),
        colour=one_of(table["colour"], COLOURS),
        feeling=feeling_of(table.get("feeling")),
        when=or_none(table.get("when"), TIMES),
        carries=flag_of(table.get("carries", True)),
    )


def tie_of(raw: object, more: frozenset[str] = frozenset()) -> Tie:
    table = table_of(raw, _TIE | more, frozenset({"id", "a", "b"}))
    tie = Tie(
        id_of(table["id"]), end_of(table["a"]), end_of(table["b"]), feeling_of(table.get("feeling"))
    )
    if tie.a == tie.b:
        raise Bad
    return tie


def stroke_of(raw: object, more: frozenset[str] = frozenset()) -> Stroke:
    table = table_of(raw, _STROKE | more, _STROKE - {"press"})
    points, press = table["points"], table.get("press", ())
    if not isinstance(points, list | tuple) or len(points) % 2:
        raise Bad
    if not 4 <= len(points) <= 2 * MOST_POINTS:
        raise Bad
    if not isinstance(press, list | tuple) or (press and 2 * len(press) != len(points)):
        raise Bad
    return Stroke(
        id_of(table["id"]),
        one_of(table["colour"], INK),
        whole_of(table["size"], 1, MOST_SIZE),
        tuple(spot_of(point) for point in points),
        tuple(whole_of(each, 0, MOST_PRESS) for each in press),
    )


def sticker_of(raw: object, more: frozenset[str] = frozenset()) -> Sticker:
    table = table_of(raw, _STICKER | more, _STICKER)
    return Sticker(
        id_of(table["id"]),
        one_of(table["picture"], tuple(STICKERS)),
        spot_of(table["x"]),
        spot_of(table["y"]),
        whole_of(table["size"], LEAST_STICKER, MOST_STICKER),
    )


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
        table = table_of(raw, keys, keys - {"stickers"})
        lists: dict[str, list[object]] = {}
        for name, most, code in _PARTS:
            part = table.get(name, ())
            if not isinstance(part, list | tuple):
                raise Bad
            if len(part) > most:
                raise TooMany(code, most=most)
            lists[name] = list(part)
        peer_map = PeerMap(
            tuple(person_of(person, True) for person in lists["people"]),
            tuple(place_of(place, None, True) for place in lists["places"]),
            tuple(tie_of(tie) for tie in lists["ties"]),
            tuple(stroke_of(stroke) for stroke in lists["strokes"]),
            tuple(sticker_of(sticker) for sticker in lists["stickers"]),
        )
        _whole_map(peer_map)
    except Bad:
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
        raise Bad
    if any(tie.a not in people or tie.b not in people for tie in peer_map.ties):
        raise Bad
    if any(person.place is not None and person.place not in places for person in peer_map.people):
        raise Bad
