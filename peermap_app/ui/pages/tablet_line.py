"""On the worker's Draw together: that the tablet is out of touch, and that it is back.

The worker watches a board that stands still; without this line it looks as if nobody drew.
"""

import reflex as rx

from peermap_app.state.drawing import DrawingState
from peermap_app.ui.components.icons import icon
from peermap_app.words import draw_together as w

_SCREEN = DrawingState.view.screen
_WITH_TABLET = (_SCREEN == "ready") | (_SCREEN == "drawing") | (_SCREEN == "choosing")


def tablet_line() -> rx.Component:
    """The line; its live region is always there, so that a screen reader says when it fills."""
    return rx.el.div(
        rx.cond(
            _WITH_TABLET,
            rx.match(
                DrawingState.line,
                ("away", _said("out_of_touch", w.TABLET_AWAY, "pd-line pd-line-away")),
                ("back", _said("tablet", w.TABLET_BACK, "pd-line")),
                rx.fragment(),
            ),
        ),
        role="status",
        class_name="pd-lines",
    )


def _said(sign: str, words: str, look: str) -> rx.Component:
    return rx.el.p(icon(sign), rx.el.span(words), class_name=look)
