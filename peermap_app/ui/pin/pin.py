"""Choosing a PIN, twice, on our own keypad: a tablet's keyboard may remember what it typed."""

from typing import Any

import reflex as rx

from peermap_app.ui.shared_file import shared_file

# Part of the page's own code: fetched when it is first shown, it would stay away for good without a
# connection in that moment.
_asset = shared_file("pin.jsx")


class Pin(rx.Component):
    """`serial` changes when the server refused a PIN: it is chosen anew then, below its `fault`."""

    library = _asset.importable_path
    tag = "Pin"

    words: rx.Var[dict[str, str]]
    fault: rx.Var[str]
    serial: rx.Var[int]

    # The payload is {"pin": "…", "again": "…"}: sent once, when both were typed.
    on_pin: rx.EventHandler[lambda chosen: [chosen]]
    on_not_now: rx.EventHandler[lambda: []]


def pin(**props: Any) -> rx.Component:
    """The keypad; see `Pin` for its props."""
    return Pin.create(**props)
