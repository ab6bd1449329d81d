"""The start page with a practice board behind *Try it first*; see practice.jsx."""

from typing import Any

import reflex as rx

from peermap_app.ui.canvas.board import board
from peermap_app.ui.components.icons import icon
from peermap_app.ui.shared_file import shared_file
from peermap_app.ui.speaking import w

_asset = shared_file("practice.jsx")


class Practice(rx.Component):
    """Two children: what is shown at first, and the board that stands in its place."""

    library = _asset.importable_path
    tag = "Practice"


def _animal(initials: str, colour: str, x: int, y: int, picture: str) -> dict[str, Any]:
    return {
        "id": f"practice{initials.lower()}",
        "kind": "friend",
        "initials": initials,
        "role": None,
        "x": x,
        "y": y,
        "colour": colour,
        "place": None,
        "matters": False,
        "shape": "round",
        "picture": picture,
    }


def _place(kind: str, label: str, colour: str, x: int, y: int) -> dict[str, Any]:
    return {
        "id": f"practice{kind}",
        "kind": kind,
        "label": label,
        "x": x,
        "y": y,
        "w": 220,
        "h": 140,
        "colour": colour,
        "feeling": None,
        "when": None,
        "carries": True,
    }


def _snapshot() -> dict[str, Any]:
    """Made-up animals, two places and ME: fixed at build time, the same for everybody."""
    return {
        "serial": 1,
        "n": 0,
        "room": "practice",
        "map": {
            "people": [
                _animal("FX", "peach", -170, -60, "leaf"),
                _animal("OW", "lilac", 150, -110, "moon"),
            ],
            "places": [
                _place("home", w.BOARD["practice_den"], "sun", 190, 150),
                _place("park", w.BOARD["practice_pond"], "mint", -190, 160),
            ],
            "ties": [],
            "strokes": [],
            "stickers": [],
        },
    }


def practice(start: rx.Component) -> rx.Component:
    """`start`, and behind its *Try it first* a board that tells nobody anything: no handler."""
    return Practice.create(
        start,
        board(mode="practice", snapshot=_snapshot(), words=dict(w.BOARD), online=True),
        class_name="pd-practice",
    )


def practice_button() -> rx.Component:
    """*Try it first*: lighter than the two ways on, because it decides nothing."""
    return rx.el.button(
        icon("paw"),
        rx.el.span(w.START["try_first"], class_name="pd-say-it"),
        type="button",
        custom_attrs={"data-practice": "open"},
        class_name="pd-try",
    )
