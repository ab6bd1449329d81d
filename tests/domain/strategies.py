"""Hypothesis strategies: maps, edits that mostly fit them, and JSON that nobody agreed to."""

from typing import Any

from hypothesis import strategies as st

from peermap_app.domain.peer_map import (
    COLOURS,
    INK,
    ME,
    PICTURES,
    PLACE_KINDS,
    REACH,
    ROLES,
    SHAPES,
    STICKERS,
    TIMES,
)

PEOPLE_IDS = [f"person{n}" for n in range(24)]
PLACE_IDS = [f"place{n}" for n in range(14)]
TIE_IDS = [f"tie{n:03}" for n in range(30)]
STROKE_IDS = [f"stroke{n}" for n in range(64)]
STICKER_IDS = [f"sticker{n:02}" for n in range(44)]

spots = st.integers(-REACH, REACH)
feelings = st.sampled_from([None, "good", "up_and_down", "tricky"])
initials = st.sampled_from(["JS", "AK", "TM", "LB", "DW", "RO", "Q", "XYZ", "ÉL", "אב"])
ends = st.sampled_from([ME, *PEOPLE_IDS[:6]])

add_person = st.one_of(
    st.fixed_dictionaries(
        {
            "op": st.just("add_person"),
            "id": st.sampled_from(PEOPLE_IDS),
            "kind": st.just("friend"),
            "initials": initials,
            "role": st.none(),
            "x": spots,
            "y": spots,
            "colour": st.sampled_from(COLOURS),
            "place": st.none() | st.sampled_from(PLACE_IDS),
            "matters": st.booleans(),
            "not_a_name": st.booleans(),
            "shape": st.sampled_from(SHAPES),
            "picture": st.none() | st.sampled_from(PICTURES),
        }
    ),
    st.fixed_dictionaries(
        {
            "op": st.just("add_person"),
            "id": st.sampled_from(PEOPLE_IDS),
            "kind": st.sampled_from(["friend", "grown_up"]),
            "initials": st.none(),
            "picture": st.sampled_from(PICTURES),
            "x": spots,
            "y": spots,
            "colour": st.sampled_from(COLOURS),
        }
    ),
    st.fixed_dictionaries(
        {
            "op": st.just("add_person"),
            "id": st.sampled_from(PEOPLE_IDS),
            "kind": st.just("grown_up"),
            "initials": st.none(),
            "role": st.sampled_from(ROLES),
            "x": spots,
            "y": spots,
            "colour": st.sampled_from(COLOURS),
        }
    ),
)
change_person = st.fixed_dictionaries(
    {"op": st.just("change_person"), "id": st.sampled_from(PEOPLE_IDS[:6])},
    optional={
        "initials": st.none() | initials,
        "colour": st.sampled_from(COLOURS),
        "matters": st.booleans(),
        "role": st.none() | st.sampled_from(ROLES),
        "shape": st.sampled_from(SHAPES),
        "picture": st.none() | st.sampled_from(PICTURES),
    },
)
move_person = st.fixed_dictionaries(
    {
        "op": st.just("move_person"),
        "id": st.sampled_from(PEOPLE_IDS[:6]),
        "x": spots,
        "y": spots,
        "place": st.none() | st.sampled_from(PLACE_IDS),
    }
)
add_place = st.fixed_dictionaries(
    {
        "op": st.just("add_place"),
        "id": st.sampled_from(PLACE_IDS),
        "kind": st.sampled_from(PLACE_KINDS),
        "label": st.sampled_from(["skate park", "youth club", "", "nan’s"]),
        "x": spots,
        "y": spots,
        "w": st.integers(40, 900),
        "h": st.integers(40, 700),
        "colour": st.sampled_from(COLOURS),
        "reason": st.none(),
    },
    optional={
        "feeling": feelings,
        "when": st.none() | st.sampled_from(TIMES),
        "carries": st.booleans(),
    },
)
change_place = st.fixed_dictionaries(
    {"op": st.just("change_place"), "id": st.sampled_from(PLACE_IDS[:4])},
    optional={
        "label": st.just("bus stop"),
        "w": st.integers(40, 900),
        "h": st.integers(40, 700),
        "feeling": feelings,
        "when": st.none() | st.sampled_from(TIMES),
        "carries": st.booleans(),
    },
)
move_place = st.fixed_dictionaries(
    {"op": st.just("move_place"), "id": st.sampled_from(PLACE_IDS[:4]), "x": spots, "y": spots}
)
add_tie = st.fixed_dictionaries(
    {
        "op": st.just("add_tie"),
        "id": st.sampled_from(TIE_IDS),
        "a": ends,
        "b": ends,
        "feeling": feelings,
    }
).filter(lambda op: op["a"] != op["b"])
change_tie = st.fixed_dictionaries(
    {"op": st.just("change_tie"), "id": st.sampled_from(TIE_IDS), "feeling": feelings}
)
add_stroke = st.fixed_dictionaries(
    {
        "op": st.just("add_stroke"),
        "id": st.sampled_from(STROKE_IDS),
        "colour": st.sampled_from(INK),
        "size": st.integers(1, 40),
        "points": st.lists(st.tuples(spots, spots), min_size=2, max_size=6).map(
            lambda pairs: [at for pair in pairs for at in pair]
        ),
    },
).flatmap(
    lambda op: st.sampled_from([[], [50] * (len(op["points"]) // 2)]).map(
        lambda press: {**op, "press": press} if press else op
    )
)
add_sticker = st.fixed_dictionaries(
    {
        "op": st.just("add_sticker"),
        "id": st.sampled_from(STICKER_IDS),
        "picture": st.sampled_from(list(STICKERS)),
        "x": spots,
        "y": spots,
        "size": st.integers(24, 200),
    }
)
move_sticker = st.fixed_dictionaries(
    {"op": st.just("move_sticker"), "id": st.sampled_from(STICKER_IDS[:4]), "x": spots, "y": spots}
)


def removing(op: str, ids: list[str]) -> st.SearchStrategy[dict[str, Any]]:
    """An op that takes something off by id."""
    return st.fixed_dictionaries({"op": st.just(op), "id": st.sampled_from(ids)})


ops = st.one_of(
    add_person,
    add_person,
    change_person,
    move_person,
    add_place,
    change_place,
    move_place,
    add_tie,
    add_tie,
    change_tie,
    add_stroke,
    add_sticker,
    move_sticker,
    removing("remove_sticker", STICKER_IDS[:4]),
    removing("remove_person", PEOPLE_IDS[:6]),
    removing("remove_place", PLACE_IDS[:4]),
    removing("remove_tie", TIE_IDS[:6]),
    removing("remove_stroke", STROKE_IDS[:6]),
)
raw_edits = st.fixed_dictionaries(
    {
        "id": st.text("abcdefghij0123456789", min_size=16, max_size=16),
        "ops": st.lists(ops, min_size=1, max_size=5),
    }
)
"""Edits as they come over the wire, each well-formed; whether they fit the map is chance."""

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=12,
)
"""JSON that nobody agreed to."""
