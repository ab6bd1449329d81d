"""The frame around every screen of a drawing; see stage.jsx for why it exists."""

from typing import Any

import reflex as rx

from peermap_app.ui.shared_file import shared_file

shared_file("behind.js")
_asset = shared_file("stage.jsx")


class Stage(rx.Component):
    """`phase` is the page's phase, "" while it is not known; `drawing` is which one, where a page

    may go on from one to the next; `heading` is the selector of what takes the focus on a new
    screen. `layer`: something lies over the page. `beat` is how far the server is ({screen, n});
    `on_behind` is called when that is another phase than the page's: a push was lost.
    """

    library = _asset.importable_path
    tag = "Stage"

    phase: rx.Var[str]
    drawing: rx.Var[str]
    heading: rx.Var[str]
    layer: rx.Var[bool]
    beat: rx.Var[dict[str, Any]]

    on_behind: rx.EventHandler[rx.event.no_args_event_spec]
