"""Turning alerts on and off in this browser; see push.jsx."""

from typing import Any

import reflex as rx

from peermap_app.ui.shared_file import shared_file

shared_file("asking.js")
_asset = shared_file("push.jsx")


class Push(rx.Component):
    """`here`: the server has this browser as a phone of whoever is signed in. `ended`: why not."""

    library = _asset.importable_path
    tag = "Push"

    server_key: rx.Var[str]
    here: rx.Var[bool]
    ended: rx.Var[str]
    whose: rx.Var[str]
    words: rx.Var[dict[str, str]]

    # It was turned on or off: the server has it already.
    on_changed: rx.EventHandler[lambda: []]


def push(**props: Any) -> rx.Component:
    """See `Push` for its props."""
    return Push.create(**props)
