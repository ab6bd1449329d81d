"""Words on the board make way for people; people and places never do for words."""

from __future__ import annotations

from math import cos, hypot, pi, sin
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from peermap_app.domain.map_parts import PeerMap
from peermap_app.domain.peer_map import to_wire
from peermap_app.domain.picture_words import name_side
from tests.builders import a_grown_up, a_person, a_place
from tests.canvas.conftest import Model
from tests.canvas.test_hand import empty, friend, place

RINGS = [{"r": 135, "word": "really close"}, {"r": 225, "word": "close"}]
TOP = [{"x": 0, "y": -130}, {"x": 0, "y": -220}]
spots = st.lists(st.tuples(st.integers(-400, 400), st.integers(-400, 400)), max_size=6)


def words(model: Model, **parts: Any) -> dict[str, Any]:
    """Where the words of a map with these parts stand."""
    return dict(model.ask("words", map=empty(**parts), rings=RINGS))


def test_the_words_of_the_rings_stand_at_the_top_of_an_empty_board(model: Model) -> None:
    """Nobody is in their way."""
    assert words(model)["rings"] == TOP


@given(spots)
@settings(max_examples=60, deadline=None)
def test_a_ring_word_is_on_its_ring_and_under_nobody(
    model: Model, at: list[tuple[int, int]]
) -> None:
    """Wherever six friends were put: the word's middle is no disc of anybody's."""
    people = [friend(n, x, y) for n, (x, y) in enumerate(at)]
    for ring, word in zip(RINGS, words(model, people=people)["rings"], strict=True):
        x, y = word["x"], word["y"] - 5
        assert hypot(x, y) == pytest.approx(ring["r"])
        assert all(hypot(x - px, y - py) >= 40 for px, py in at)


def test_a_ring_full_of_friends_still_has_its_word(model: Model) -> None:
    """It stands where there is most room, and is drawn above them."""
    people = [friend(n, 135 * cos(n * pi / 9), 135 * sin(n * pi / 9)) for n in range(18)]
    word = words(model, people=people)["rings"][0]
    assert hypot(word["x"], word["y"] - 5) == pytest.approx(135)


@pytest.mark.parametrize(
    ("people", "side"),
    [
        ([], 0),
        ([friend(1, 300, -50)], 1),
        ([friend(1, 300, -50), friend(2, 300, 50)], 2),
        ([friend(1, 300, 40, "place01")], 0),
        ([friend(1, 300, 60), friend(2, 300, -140)], 0),
        ([friend(1, 300, -50), friend(2, 300, 50), friend(3, 300, -130)], 3),
    ],
)
def test_a_places_name_stands_where_nobody_lies_over_it(
    model: Model, people: list[dict[str, Any]], side: int
) -> None:
    """Upper edge, lower edge, above or below the place; who lies over it need not be in it."""
    assert words(model, people=people, places=[place(label="the park")])["sides"] == [side]


def test_a_crowded_places_name_leaves_me_alone(model: Model) -> None:
    """Both its edges are under people and ME stands just above it: the name goes below."""
    people = [friend(1, 0, 120), friend(2, 0, 200)]
    near_me = place(label="the park", x=0, y=160)
    assert words(model, people=people, places=[near_me])["sides"] == [3]


@given(spots, spots, st.text("abc 🏠", min_size=1, max_size=24))
@settings(max_examples=200, deadline=None)
def test_a_kept_picture_puts_the_name_where_the_board_does(
    model: Model, friends: list[tuple[int, int]], grown: list[tuple[int, int]], name: str
) -> None:
    """Whoever stands wherever, in the place or beside it."""
    where = a_place(label=name, x=200, y=120)
    people = [
        a_person(id=f"friend{n}", x=x, y=y, place=where.id if n % 2 else None)
        for n, (x, y) in enumerate(friends)
    ]
    people += [
        a_grown_up(id=f"grown{n}", role="youth_worker", x=x, y=y) for n, (x, y) in enumerate(grown)
    ]
    drawn = PeerMap(people=tuple(people), places=(where,))
    said = model.ask("words", map=to_wire(drawn), rings=RINGS)
    assert said["sides"] == [name_side(drawn, where, name)]
