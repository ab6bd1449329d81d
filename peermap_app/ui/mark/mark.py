"""The box in which a young person makes their mark (rule 4); the tick button is its equal."""

from typing import Any

import reflex as rx
from reflex.vars import VarData

from peermap_app.ui.shared_file import shared_file

# Part of the page's own code: fetched when it is first shown, it would stay away for good without a
# connection in that moment.
_asset = shared_file("mark.jsx")


class Mark(rx.Component):
    """`strokes` are shown whenever `serial` changes: after a reload the mark is still there."""

    library = _asset.importable_path
    tag = "Mark"

    strokes: rx.Var[list[list[int]]]
    serial: rx.Var[int]
    turn: rx.Var[str]
    """Which choosing it is: a mark that the server does not know yet is told again in no other."""
    box: rx.Var[str]
    label: rx.Var[str]
    done: rx.Var[str]
    clear: rx.Var[str]
    ticked: rx.Var[bool]
    tick: rx.Var[str]

    # The payload is {"kind": "squiggle", "strokes": [[x, y, ...], ...]} or {"kind": "none"}, each
    # with the "turn" that it was made in.
    on_mark: rx.EventHandler[lambda mark: [mark]]


def mark(**props: Any) -> rx.Component:
    """The box; see `Mark` for its props."""
    return Mark.create(**props)


def standing(said: rx.Var[str]) -> rx.Var[str]:
    """Which mark stands in the box at the moment it is asked; `said`: by the server, so far."""
    more = VarData(imports={_asset.importable_path: "standing"})
    return rx.Var(
        f"standing({said!s})", _var_data=VarData.merge(said._get_all_var_data(), more)
    ).to(str)
