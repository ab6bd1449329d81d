"""The Comfort menu; what each setting does is style (comfort.css)."""

import reflex as rx

from peermap_app.ui.components.young import read_one
from peermap_app.ui.shared_file import shared_file
from peermap_app.ui.speaking import w

for _part in ("kept.js", "sounds.js"):
    shared_file(_part)
_asset = shared_file("comfort.jsx")

_ROWS = ("big", "calm", "dark", "spaced", "left", "still", "sound")


class Comfort(rx.Component):
    """The menu. `mark` tells this drawing from another, "" while that is not known.

    `over` says that the drawing has ended: what was chosen is forgotten, and shown until the page
    is left.
    """

    library = _asset.importable_path
    tag = "Comfort"

    mark: rx.Var[str]
    over: rx.Var[bool]
    title: rx.Var[str]
    lead: rx.Var[str]
    close: rx.Var[str]
    rows: rx.Var[list[list[str]]]


def comfort(mark: rx.Var[str], over: rx.Var[bool]) -> rx.Component:
    """The menu of a young person's page; one a page."""
    return Comfort.create(
        read_one(".pd-comfort-it"),
        mark=mark,
        over=over,
        title=w.COMFORT["title"],
        lead=w.COMFORT["lead"],
        close=w.COMFORT["close"],
        rows=[[name, w.COMFORT[name]] for name in _ROWS],
    )
