"""A worker's steps back, while the board is off their page because the young person chooses."""

from __future__ import annotations

from typing import Any

import pytest

from tests.canvas.conftest import Model
from tests.drawing_builders import add_friend

EDITS = [
    add_friend("person1", "JS", id="edit0001"),
    add_friend("person2", "AK", x=90, id="edit0002"),
]
BOTH = ["edit0001", "edit0002"]


def back(model: Model, **how: Any) -> Any:
    """What the next board of the page can undo."""
    return model.ask("kept_steps", **{"edits": EDITS, "room": "room1", "done": BOTH, **how})


def test_they_go_on_where_they_were(model: Model) -> None:
    """Undo on the next board takes back what was drawn last on the one before; once."""
    found = back(model)
    assert found["undo"] == BOTH
    assert [op["op"] for op in found["edit"]["ops"]] == ["remove_person"]
    assert [op["id"] for op in found["edit"]["ops"]] == ["person2"]
    assert found["again"] is None


def test_what_the_room_did_not_take_is_no_step(model: Model) -> None:
    """Drawn into the moment in which the young person finished, and refused."""
    assert back(model, done=BOTH[:1])["undo"] == BOTH[:1]


@pytest.mark.parametrize("how", [{"room": "room2"}, {"over": True}])
def test_nothing_goes_into_another_drawing_or_outlasts_this_one(
    model: Model, how: dict[str, Any]
) -> None:
    """Another drawing, or the end of this one: nothing that was drawn is left in the page."""
    assert back(model, **how) == {"undo": [], "edit": None, "again": None}


@pytest.mark.parametrize(("room", "left"), [("room1", 1), ("room2", 0)])
def test_a_board_that_goes_on_to_another_drawing_has_no_steps_of_this_one(
    model: Model, room: str, left: int
) -> None:
    """A page that was cut off while one ended and the next began: redo brings nobody along."""
    assert model.ask("belong", edits=EDITS, room=room) == {"undo": left, "redo": left}
