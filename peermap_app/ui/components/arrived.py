"""An alert counts as delivered once a page that somebody can see has it; see arrived.jsx."""

import reflex as rx

from peermap_app.state.live import LiveState
from peermap_app.ui.shared_file import shared_file

_asset = shared_file("arrived.jsx")


class Arrived(rx.Component):
    """Beside the number of alerts in the bar of places, never where alerts are a dot (rule 11)."""

    library = _asset.importable_path
    tag = "Arrived"

    number: rx.Var[int]
    on_shown: rx.EventHandler[lambda number: [number]]


def arrived() -> rx.Component:
    """Tells of what the bar shows."""
    return Arrived.create(number=LiveState.newest, on_shown=LiveState.shown)
