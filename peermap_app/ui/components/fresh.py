"""When a page was last up to date, said in one line while its connection is cut; see fresh.jsx."""

import reflex as rx
from reflex_components_core.core.banner import has_connection_errors

from peermap_app.ui.shared_file import shared_file
from peermap_app.words import worker_pages as w

shared_file("fresh.js")
GONE = "gone"
"""In the place of the moment, on a page whose right is gone: nothing is caught up with."""
_asset = shared_file("fresh.jsx")


class Fresh(rx.Component):
    """The line. `read`: the moment (ISO 8601) when the server read what the page shows; "" while it
    shows nothing yet. `failing`: no connection can be made."""

    library = _asset.importable_path
    tag = "Fresh"

    read: rx.Var[str]
    failing: rx.Var[bool]
    cut: rx.Var[str]
    behind: rx.Var[str]
    never: rx.Var[str]
    other_day: rx.Var[str]


def last_fresh(read: rx.Var[str]) -> rx.Component:
    """For a page that holds nothing typed, and is looked at for what is new."""
    return Fresh.create(
        read=read,
        failing=has_connection_errors,
        cut=w.LAST_FRESH,
        behind=w.CATCHING_UP,
        never=w.OFFLINE,
        other_day=w.ON_DAY,
    )
