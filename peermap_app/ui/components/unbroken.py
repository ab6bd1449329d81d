"""Words in which a case reference stays whole: at 320 px a line would else end at its hyphen."""

import reflex as rx

from peermap_app.ui.components.links import Child

_REFERENCE = r"([A-Za-z0-9/]+(?:-[A-Za-z0-9/]*[0-9][A-Za-z0-9/]*)+)"
"""Signs of a reference around a hyphen, a figure behind it (`domain.cases.parse_reference`)."""


def unbroken(words: Child) -> Child:
    """The same words; a part that looks like a reference goes to the next line as a whole."""
    if not isinstance(words, rx.Var):
        return words
    pieces = rx.Var(
        f"(({words!s}) ?? '').split(/{_REFERENCE}/)", _var_data=words._get_all_var_data()
    ).to(list[str])
    return rx.fragment(
        rx.foreach(
            pieces,
            lambda piece, at: rx.cond(
                at % 2 == 1, rx.el.span(piece, class_name="pm-ref"), rx.fragment(piece)
            ),
        )
    )
