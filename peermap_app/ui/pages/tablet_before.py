"""A drawing that starts from a kept map: the choice before it, and the earlier map beside it.

Looking is a popover of the browser's own: it opens and closes without the server, and the same tap
that hides the board closes it.
"""

import reflex as rx

from peermap_app.state.tablet import TabletState
from peermap_app.ui.components.icons import icon
from peermap_app.ui.components.picture import SIZE
from peermap_app.ui.components.young import choices, dark_button, line, read_round
from peermap_app.ui.speaking import w

_VIEW = TabletState.view
_PLACE = "pd-before"


def said_before() -> rx.Component:
    """On the first page: that there is an earlier map to start from, and that it stays."""
    return rx.cond(
        _VIEW.starts_from != "",
        rx.el.div(
            line("clock", w.AGAIN["lead"], worker=_VIEW.starts_from),
            line("lock", w.AGAIN["stays"]),
            class_name="pd-again",
        ),
    )


def start_again() -> rx.Component:
    """From the earlier map, or from an empty one: both weigh the same, and so does Not today."""
    return choices(
        dark_button(w.AGAIN["start"], "again", TabletState.start),
        dark_button(w.AGAIN["empty"], "pencil", TabletState.start_empty),
        dark_button(w.START["not_today"], "sunrise", TabletState.not_today),
    )


def before_beside() -> rx.Component:
    """Your map before: a still picture over the board until it is put away."""
    return rx.fragment(
        rx.el.button(
            icon("clock"),
            rx.el.span(w.AGAIN["before"], class_name="pd-say-it"),
            type="button",
            on_click=TabletState.look_before,
            custom_attrs={"popoverTarget": _PLACE, "data-read-with": "board"},
            class_name="pd-before-open",
        ),
        rx.el.section(
            rx.el.div(
                rx.el.h2(
                    icon("clock"),
                    rx.el.span(w.AGAIN["before"], class_name="pd-say-it"),
                    class_name="pd-before-title",
                ),
                read_round(".pd-before .pd-say-it"),
                class_name="pd-before-head",
            ),
            line("lock", w.AGAIN["before_is"], worker=_VIEW.starts_from),
            _earlier(),
            rx.el.button(
                icon("cross"),
                rx.el.span(w.AGAIN["close"], class_name="pd-say-it"),
                type="button",
                custom_attrs={"popoverTarget": _PLACE, "popoverTargetAction": "hide"},
                class_name="pd-button pd-dark pd-before-close",
            ),
            id=_PLACE,
            custom_attrs={"popover": "auto", "data-beside": "board"},
            aria_label=w.AGAIN["before"],
            class_name="pd-before",
        ),
    )


def _earlier() -> rx.Component:
    """The picture, and all of it in words for whoever cannot see it: a screen reader reads them,

    and so does the button above.
    """
    return rx.fragment(
        rx.cond(
            TabletState.before != "",
            rx.el.img(src=TabletState.before, alt=w.AGAIN["before_label"], custom_attrs=SIZE),
            line("clock", w.COMMON["loading"]),
        ),
        rx.el.ul(
            rx.foreach(
                TabletState.before_lines,
                lambda said, place: rx.el.li(said, key=place, class_name="pd-say-it"),
            ),
            class_name="pm-unseen",
        ),
    )
