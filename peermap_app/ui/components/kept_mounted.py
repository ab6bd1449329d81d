"""A form's box: hidden for a moment, and never taken down; see kept_mounted.jsx."""

import reflex as rx

from peermap_app.ui.shared_file import shared_file

_asset = shared_file("kept_mounted.jsx")


class KeptMounted(rx.Component):
    """Hides what stands in it while `away`, and gives the focus back to it."""

    library = _asset.importable_path
    tag = "KeptMounted"

    away: rx.Var[bool]
