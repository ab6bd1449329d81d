"""What had the focus may go while it has it: the focus goes on beside it; see kept_focus.jsx."""

import reflex as rx

from peermap_app.ui.shared_file import shared_file

_asset = shared_file("kept_focus.jsx")


class KeptFocus(rx.Component):
    """Stands beside the element whose id is `of`, and comes and goes with it."""

    library = _asset.importable_path
    tag = "KeptFocus"

    of: rx.Var[str]


def kept_focus(of: str) -> rx.Component:
    """Of a list whose cards go, or a group whose buttons become sentences."""
    return KeptFocus.create(of=of)
