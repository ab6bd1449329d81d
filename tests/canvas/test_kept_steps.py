"""A worker's steps back, while the board is off their page because the young person chooses."""

from __future__ import annotations

from typing import Any

import pytest

from peermap_app.domain.errors import Invalid
from peermap_app.domain.peer_map import parse_edit
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


REASON = "it is the shop’s name"
NAMED = {
    "id": "edit0003",
    "ops": [
        {"op": "add_place", "id": "place1", "kind": "shop", "label": "Sam Jones Cycles"}
        | {"x": 0, "y": 200, "w": 230, "h": 146, "colour": "sun", "reason": REASON}
        | {"feeling": None, "when": None, "carries": True}
    ],
}


def test_a_place_comes_back_with_the_reason_that_it_was_given(model: Model) -> None:
    """Taken off and undone, the server takes its label again, and asks for no second reason."""
    gone = {"id": "edit0004", "ops": [{"op": "remove_place", "id": "place1"}]}
    found = back(model, edits=[NAMED, gone], done=["edit0003", "edit0004"])
    assert found["edit"]["ops"][0]["reason"] == REASON
    parse_edit(found["edit"])
    with pytest.raises(Invalid, match="place_label_screened"):
        parse_edit({**found["edit"], "ops": [{**found["edit"]["ops"][0], "reason": None}]})
