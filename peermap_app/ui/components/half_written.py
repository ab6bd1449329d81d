"""Below a form that is kept as it is written: that it is, and the way to throw it away."""

from typing import Any

import reflex as rx

from peermap_app.ui.components.links import button
from peermap_app.words import half_written_words as w


def half_written(state: Any) -> rx.Component:
    """Throwing away is said in full, and asked for by a tap of its own, once something is held.

    `state`: its view has the `id` that its `throw_away` takes, and the `form_id` of what was half
    written when it was read; `kept_said` is the sentence about what was written since.
    """
    return rx.fragment(
        rx.el.p(state.kept_said, role="status", class_name="pm-note"),
        rx.cond(
            (state.kept_said != "") | (state.view.form_id != ""),
            rx.el.details(
                rx.el.summary(w.THROW_AWAY),
                rx.el.p(w.THROW_AWAY_WHAT),
                button(w.THROW_AWAY_NOW, type="button", on_click=state.throw_away(state.view.id)),
                class_name="pm-details",
            ),
        ),
    )
