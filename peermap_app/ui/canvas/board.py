"""The drawing board as a Reflex component. What goes in and out: `board.jsx`, `use_room.js`.

Everything that it draws, types or moves stays in the page; only durable changes come out, as edits
(`peermap_app.domain.peer_map.parse_edit` reads them, because they are as hostile as any input).
"""

from __future__ import annotations

from typing import Any

import reflex as rx

from peermap_app.state.board_parts import BOARD_PICTURES, NAMES
from peermap_app.ui.shared_file import shared_file

_PARTS = (
    "board.css",
    "board_cards.css",
    "board_colours.css",
    "board_ease.css",
    "board_languages.css",
    "cover.jsx",
    "drag.js",
    "entry.jsx",
    "geometry.js",
    "gestures.js",
    "group.js",
    "heard.jsx",
    "history.js",
    "host.js",
    "icons.jsx",
    "ink.js",
    "joins.js",
    "kept_steps.js",
    "keys.js",
    "list_twin.jsx",
    "look.jsx",
    "model.js",
    "often.js",
    "ops.js",
    "overlay.js",
    "panel.jsx",
    "practice_top.jsx",
    "scene.jsx",
    "sight.js",
    "sounds.js",
    "speak.jsx",
    "still.jsx",
    "stretch.js",
    "strip.jsx",
    "sweep.js",
    "sync.js",
    "taps.js",
    "text.js",
    "thin.js",
    "ties.js",
    "toolbar.jsx",
    "use_board.js",
    "use_edges.js",
    "use_dot.js",
    "use_focus.js",
    "use_left.js",
    "use_room.js",
    "use_stage.js",
    "words_at.js",
)
for _part in _PARTS:
    shared_file(_part)
_BOARD = shared_file("board.jsx")


def _nothing() -> list[rx.Var[Any]]:
    return []


def _one(payload: rx.Var[Any]) -> list[rx.Var[Any]]:
    return [payload]


class Board(rx.NoSSRComponent):
    """One map that two devices draw on; `mode` is "tablet", "worker", "still" (frozen) or

    "practice": made-up animals, and no handler is given, so nothing leaves the page.
    """

    library = _BOARD.importable_path
    tag = "Board"
    lib_dependencies: list[str] = ["perfect-freehand@1.2.2"]  # noqa: RUF012 - Reflex reads it so

    mode: rx.Var[str]
    snapshot: rx.Var[dict[str, Any]]
    incoming: rx.Var[dict[str, Any]]
    answered: rx.Var[dict[str, Any]]
    words: rx.Var[dict[str, str]]
    names: rx.Var[list[str]]
    pictures: rx.Var[dict[str, Any]]
    carry: rx.Var[dict[str, Any]]
    online: rx.Var[bool]
    shown: rx.Var[bool]
    back: rx.Var[str]
    dot: rx.Var[dict[str, Any]]
    beat: rx.Var[dict[str, Any]]

    on_edits: rx.EventHandler[_one]
    on_ask: rx.EventHandler[_one]
    on_seed: rx.EventHandler[_one]
    on_dot: rx.EventHandler[_one]
    on_finished: rx.EventHandler[_nothing]


def board(**props: Any) -> rx.Component:
    """The board with these props; see `Board`. Names and pictures are the same for every board."""
    return Board.create(names=NAMES, pictures=BOARD_PICTURES, **props)
