"""Edits out of JSON that anyone could have sent: each op as strict as a whole map.

Everything that is not exactly as agreed is `Invalid("bad_edit")`; what a person can mend (initials,
a place's label) has a code of its own.
"""

from collections.abc import Callable, Mapping

from .errors import Invalid
from .map_parts import (
    COLOURS,
    LEAST_PLACE,
    MOST_OPS,
    MOST_PLACE,
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
    MovePerson,
    MovePlace,
    MoveSticker,
    Op,
    RemovePerson,
    RemovePlace,
    RemoveSticker,
    RemoveStroke,
    RemoveTie,
)
from .map_pictures import PICTURES
from .map_read import (
    PLACE_SAID,
    Bad,
    Raw,
    feeling_of,
    flag_of,
    id_of,
    id_or_none,
    initials_of,
    label_of,
    one_of,
    or_none,
    person_of,
    place_of,
    reason_of,
    spot_of,
    sticker_of,
    stroke_of,
    table_of,
    tie_of,
    whole_of,
)

_OP = frozenset({"op"})


def _add_person(raw: Raw) -> Op:
    settled = flag_of(raw.get("not_a_name", False))
    return AddPerson(person_of(raw, settled, _OP | {"not_a_name"}), settled)


def _change_person(raw: Raw) -> Op:
    told = {"id", "initials", "not_a_name", "role", "colour", "matters", "shape", "picture"}
    table = table_of(raw, _OP | told, _OP | {"id"})
    settled = flag_of(table.get("not_a_name", False))
    changes: dict[str, str | bool | None] = {}
    if "initials" in table:
        changes["initials"] = initials_of(table["initials"], settled)
    if "role" in table:
        changes["role"] = or_none(table["role"], ROLES)
    if "colour" in table:
        changes["colour"] = one_of(table["colour"], COLOURS)
    if "matters" in table:
        changes["matters"] = flag_of(table["matters"])
    if "shape" in table:
        changes["shape"] = one_of(table["shape"], SHAPES)
    if "picture" in table:
        changes["picture"] = or_none(table["picture"], PICTURES)
    return ChangePerson(id_of(table["id"]), tuple(changes.items()), settled)


def _move_person(raw: Raw) -> Op:
    table = table_of(raw, _OP | {"id", "x", "y", "place"}, _OP | {"id", "x", "y"})
    return MovePerson(
        id_of(table["id"]), spot_of(table["x"]), spot_of(table["y"]), id_or_none(table.get("place"))
    )


def _add_place(raw: Raw) -> Op:
    reason = reason_of(raw.get("reason"))
    return AddPlace(place_of(raw, reason, False, _OP | {"reason"}), reason)


def _change_place(raw: Raw) -> Op:
    told = {"id", "label", "reason", "w", "h", "colour"} | PLACE_SAID
    table = table_of(raw, _OP | told, _OP | {"id"})
    reason = reason_of(table.get("reason"))
    changes: dict[str, str | int | None] = {}
    if "label" in table:
        changes["label"] = label_of(table["label"], reason, False)
    for side in ("w", "h"):
        if side in table:
            changes[side] = whole_of(table[side], LEAST_PLACE, MOST_PLACE)
    if "colour" in table:
        changes["colour"] = one_of(table["colour"], COLOURS)
    if "feeling" in table:
        changes["feeling"] = feeling_of(table["feeling"])
    if "when" in table:
        changes["when"] = or_none(table["when"], TIMES)
    if "carries" in table:
        changes["carries"] = flag_of(table["carries"])
    return ChangePlace(id_of(table["id"]), tuple(changes.items()), reason)


def _move_place(raw: Raw) -> Op:
    table = table_of(raw, _OP | {"id", "x", "y"}, _OP | {"id", "x", "y"})
    return MovePlace(id_of(table["id"]), spot_of(table["x"]), spot_of(table["y"]))


def _change_tie(raw: Raw) -> Op:
    table = table_of(raw, _OP | {"id", "feeling"}, _OP | {"id", "feeling"})
    return ChangeTie(id_of(table["id"]), feeling_of(table["feeling"]))


def _move_sticker(raw: Raw) -> Op:
    table = table_of(raw, _OP | {"id", "x", "y"}, _OP | {"id", "x", "y"})
    return MoveSticker(id_of(table["id"]), spot_of(table["x"]), spot_of(table["y"]))


def _only_id(raw: Raw) -> str:
    return id_of(table_of(raw, _OP | {"id"}, _OP | {"id"})["id"])


_READ: dict[str, Callable[[Raw], Op]] = {
    "add_person": _add_person,
    "change_person": _change_person,
    "move_person": _move_person,
    "remove_person": lambda raw: RemovePerson(_only_id(raw)),
    "add_place": _add_place,
    "change_place": _change_place,
    "move_place": _move_place,
    "remove_place": lambda raw: RemovePlace(_only_id(raw)),
    "add_tie": lambda raw: AddTie(tie_of(raw, _OP)),
    "change_tie": _change_tie,
    "remove_tie": lambda raw: RemoveTie(_only_id(raw)),
    "add_stroke": lambda raw: AddStroke(stroke_of(raw, _OP)),
    "remove_stroke": lambda raw: RemoveStroke(_only_id(raw)),
    "add_sticker": lambda raw: AddSticker(sticker_of(raw, _OP)),
    "move_sticker": _move_sticker,
    "remove_sticker": lambda raw: RemoveSticker(_only_id(raw)),
}


def parse_edit(raw: object) -> Edit:
    """An edit from untrusted JSON.

    Raises Invalid: `bad_edit` (not as agreed), `initials_…`, `reads_as_name`, `place_label_long`,
    `place_label_screened` (data `found`), `too_long` (a reason).
    """
    try:
        table = table_of(raw, frozenset({"id", "ops"}), frozenset({"id", "ops"}))
        ops = table["ops"]
        if not isinstance(ops, list | tuple) or not 1 <= len(ops) <= MOST_OPS:
            raise Bad
        return Edit(id_of(table["id"]), tuple(_op(op) for op in ops))
    except Bad:
        raise Invalid("bad_edit") from None


def _op(raw: object) -> Op:
    if not isinstance(raw, Mapping) or not all(isinstance(key, str) for key in raw):
        raise Bad
    kind = raw.get("op")
    if not isinstance(kind, str) or kind not in _READ:
        raise Bad
    return _READ[kind](raw)
