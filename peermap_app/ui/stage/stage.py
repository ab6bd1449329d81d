"""The frame around every screen of a drawing; see stage.jsx for why it exists."""

import reflex as rx

_asset = rx.asset("stage.jsx", shared=True)


class Stage(rx.Component):
    """`phase` is the page's phase, "" while it is not known; `heading` is the selector of what

    takes the focus on a new screen.
    """

    library = _asset.importable_path
    tag = "Stage"

    phase: rx.Var[str]
    heading: rx.Var[str]
