"""Where the board puts somebody who was only now added: beside everything while there is room."""

from __future__ import annotations

from typing import Any

from peermap_app.domain.peer_map import PeerMap, to_wire
from tests.builders import a_person, a_place
from tests.canvas.conftest import Model

FRAME = {"x0": -340, "y0": -340, "x1": 340, "y1": 340}
REACH = 40
"""How far a friend's disc reaches from its middle."""


def newcomer(model: Model, drawn: PeerMap) -> dict[str, Any]:
    """Where the next friend would stand."""
    return dict(model.ask("free_spot", map=to_wire(drawn), frame=FRAME))


def over_the_edge(place: Any, at: dict[str, Any]) -> bool:
    """Whether a disc there lies on the place, even by a part of it."""
    wide, high = place.w / 2 + REACH, place.h / 2 + REACH
    return bool(((at["x"] - place.x) / wide) ** 2 + ((at["y"] - place.y) / high) ** 2 < 1)


def test_nobody_new_stands_half_in_a_place(model: Model) -> None:
    """Half a disc over its edge reads as "they are there", and nobody said so."""
    park = a_place(id="place001", x=90, y=180, w=310, h=180)
    drawn = PeerMap(places=(park,))
    for n in range(14):
        at = newcomer(model, drawn)
        assert not over_the_edge(park, at), f"newcomer {n} at {at}"
        one = a_person(id=f"friend{n:02}", x=round(at["x"]), y=round(at["y"]))
        drawn = PeerMap(people=(*drawn.people, one), places=(park,))


def test_where_places_fill_the_sight_a_newcomer_still_stands_in_it(model: Model) -> None:
    """Beside a place at least by their middle, before they stand where nobody sees them."""
    wide = [a_place(id=f"place00{n}", x=0, y=y, w=640, h=200) for n, y in enumerate((-230, 0, 230))]
    at = newcomer(model, PeerMap(places=tuple(wide)))
    assert FRAME["x0"] < at["x"] < FRAME["x1"]
    assert FRAME["y0"] < at["y"] < FRAME["y1"]
