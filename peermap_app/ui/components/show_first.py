"""The way to /confirm and back, beside what is done only by who has just shown who they are."""

import reflex as rx

from peermap_app.ui.components.links import door_link
from peermap_app.words import errors, recovery

_FIRST = errors.WORKERS["confirm_first"]


def show_first(said: rx.Var[str], then: str) -> rx.Component:
    """Once it was refused for that: why, and a link. It stands where the thumb is, for on a phone

    the page's notice may be far above. `said`: that notice; `then`: the page's own address.
    """
    return rx.cond(
        said == _FIRST,
        rx.el.div(
            rx.el.p(_FIRST),
            door_link(recovery.SHOW_FIRST, f"/confirm?then={then}"),
            class_name="pm-note",
        ),
    )
