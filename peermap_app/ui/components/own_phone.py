"""That one's own phone number was changed by somebody else."""

import reflex as rx

from peermap_app.ui.components.cards import card
from peermap_app.words import phone_words as w


def phone_changed(words: rx.Var[str]) -> rx.Component:
    """Nothing where it was not."""
    return rx.cond(
        words != "",
        card(
            rx.el.h2(w.TITLE, class_name="pm-cardtitle"),
            rx.el.p(words),
            rx.el.p(w.WHY, class_name="pm-muted"),
            class_name="pm-warning",
        ),
    )
