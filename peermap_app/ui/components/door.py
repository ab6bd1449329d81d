"""Leads from inside the app to the plain pages of the server; see door.jsx for how."""

import reflex as rx

from peermap_app.ui.shared_file import shared_file

_asset = shared_file("door.jsx")


class Door(rx.Component):
    """Goes on the page for "not found", once."""

    library = _asset.importable_path
    tag = "Door"


def door() -> rx.Component:
    """Loads the address anew when it is that of a door."""
    return Door.create()
