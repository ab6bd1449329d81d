"""Inside a form: the field of a note that two may write at once (note.jsx says how)."""

from typing import Any

import reflex as rx

from peermap_app.ui.shared_file import shared_file

shared_file("begun.js")
_asset = shared_file("note.jsx")


class Begins(rx.Component):
    """Fills `field` with `text`, version `number`, unless somebody writes; `taken` ends that."""

    library = _asset.importable_path
    tag = "Begins"

    text: rx.Var[str]
    number: rx.Var[str]
    """"" while the page knows nothing."""
    taken: rx.Var[int]
    field: rx.Var[str]


def begins(**props: Any) -> rx.Component:
    """See `Begins` for its props."""
    return Begins.create(**props)
