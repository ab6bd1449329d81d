"""How the view moves for an open card: what it is about is in sight, and people are not pushed away

under the line above. Boxes are px of the board; people and places stand in board units.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.canvas.conftest import Model
from tests.canvas.test_hand import empty, friend, place

VIEW = {"x": 195, "y": 430, "k": 0.8}
FREE = {"x0": 6, "y0": 140, "x1": 384, "y1": 390}
"""A phone of 390 by 844 whose card lies under the map."""


def for_card(model: Model, item: dict[str, Any], *people: dict[str, Any]) -> dict[str, float]:
    """The view for the card of a place."""
    reach = {"rx": item["w"] / 2, "ry": item["h"] / 2}
    drawn = empty(people=list(people), places=[item])
    asked = {"view": VIEW, "free": FREE, "map": drawn, "item": item, "reach": reach}
    return dict(model.ask("view_for", **asked))


def rows(view: dict[str, float], y: float, half: float) -> tuple[float, float]:
    """Where something of a height begins and ends on the screen."""
    return (y - half) * view["k"] + view["y"], (y + half) * view["k"] + view["y"]


def test_what_is_in_sight_moves_nothing(model: Model) -> None:
    """A card beside what it is about leaves the view as it is."""
    above = place(label="the park", x=0, y=-150, h=120)
    assert for_card(model, above, friend(1, 60, 100)) == VIEW


@pytest.mark.parametrize("y", [100, 150, 200])
def test_a_places_card_pushes_nobody_under_the_line_above(model: Model, y: int) -> None:
    """The place is in sight whole, and so are ME and the friend who stand above it."""
    park = place(label="the park", x=0, y=y, h=120)
    view = for_card(model, park, friend(1, 40, -120))
    for at, half in ((y, 60), (0, 56), (-120, 46)):
        top, bottom = rows(view, at, half)
        assert top >= FREE["y0"] - 1
        assert bottom <= FREE["y1"] + 1
    assert VIEW["k"] * 0.6 <= view["k"] < VIEW["k"]


def test_a_map_is_not_made_tiny_for_a_card(model: Model) -> None:
    """Somebody far above goes out of sight before the map is too small to read; ME stays."""
    park = place(label="the park", x=0, y=300, h=120)
    view = for_card(model, park, friend(1, 0, -300))
    assert VIEW["k"] * 0.6 <= view["k"] < VIEW["k"]
    assert rows(view, 0, 56)[0] >= FREE["y0"] - 1
    assert rows(view, 300, 60)[1] <= FREE["y1"] + 1


BOX = {"x0": 12, "y0": 12, "x1": 276, "y1": 212}
BUTTON = {"x0": 180, "y0": 176, "x1": 280, "y1": 220}
"""A still picture on a small phone, and *Bigger* in its corner."""


def still(model: Model, *people: dict[str, Any]) -> dict[str, float]:
    """The view of a map that stands still."""
    asked = {"free": BOX, "map": empty(people=list(people)), "button": BUTTON}
    return dict(model.ask("still_view", **asked))


@pytest.mark.parametrize(("x", "y"), [(180, 160), (300, 60), (60, 300), (240, -200)])
def test_bigger_lies_over_nobody(model: Model, x: int, y: int) -> None:
    """Whoever stands in its corner is beside it, and whole."""
    view = still(model, friend(1, x, y))
    left, right = ((x + dx) * view["k"] + view["x"] for dx in (-46, 46))
    top, bottom = ((y + dy) * view["k"] + view["y"] for dy in (-46, 46))
    assert right <= BUTTON["x0"] or bottom <= BUTTON["y0"]
    assert min(left, top) >= 12
    assert right <= BOX["x1"]
    assert bottom <= BOX["y1"]


def test_a_free_corner_costs_the_picture_nothing(model: Model) -> None:
    """With nobody there the map is as large as without a button."""
    lone = friend(1, -180, 160)
    without = {"free": BOX, "map": empty(people=[lone]), "button": None}
    assert still(model, lone) == model.ask("still_view", **without)


FREE_BOARD = {"x0": 6, "y0": 140, "x1": 314, "y1": 456}
LEFT = {"x0": 8, "y0": 409, "x1": 142, "y1": 455}
RIGHT = {"x0": 178, "y0": 409, "x1": 312, "y1": 455}
"""A phone of 320 by 568, its zoom, and the zoom for who holds it in the left hand."""


@pytest.mark.parametrize("zoom", [LEFT, RIGHT])
@pytest.mark.parametrize(("x", "y"), [(-150, 300), (0, 300), (150, 300), (-200, -200)])
def test_the_zoom_lies_over_nobody_once_everything_shows(
    model: Model, zoom: dict[str, float], x: int, y: int
) -> None:
    """Whoever would stand under it is above it or beside it, and all are in the free box."""
    people = [friend(1, x, y), friend(2, 100, -160)]
    view = {"k": 0.55, "x": 160, "y": 250}
    asked = {"view": view, "buttons": zoom, "free": FREE_BOARD, "map": empty(people=people)}
    after = dict(model.ask("clear_of", **asked))
    under = []
    for at in people:
        left, right = ((at["x"] + dx) * after["k"] + after["x"] for dx in (-46, 46))
        top, bottom = ((at["y"] + dy) * after["k"] + after["y"] for dy in (-46, 46))
        beside = right <= zoom["x0"] or left >= zoom["x1"]
        under.append(not beside and bottom > zoom["y0"] and top < zoom["y1"])
        if after != view:
            assert FREE_BOARD["x0"] <= left
            assert right <= FREE_BOARD["x1"]
            assert FREE_BOARD["y0"] <= top
    assert not any(under)
