"""Words on the board make way for people; people and places never do for words."""

from __future__ import annotations

from math import cos, hypot, pi, sin
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

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
    ],
)
def test_a_places_name_stands_where_nobody_lies_over_it(
    model: Model, people: list[dict[str, Any]], side: int
) -> None:
    """Upper edge, lower edge, or above the place; who lies over it need not be in it."""
    assert words(model, people=people, places=[place(label="the park")])["sides"] == [side]
