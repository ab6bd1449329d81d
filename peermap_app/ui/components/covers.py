"""On Me: who covers for whoever is signed in, and for whom they cover."""

import reflex as rx

from peermap_app.state.covers import OwnCoversState
from peermap_app.ui.components.cards import card, section
from peermap_app.words import cover_words as w


def covers_section() -> rx.Component:
    """Nothing where there is no cover."""
    return rx.cond(
        OwnCoversState.lines.length() > 0,
        section(
            w.MINE,
            card(
                rx.el.ul(
                    rx.foreach(OwnCoversState.lines, lambda words, at: rx.el.li(words, key=at)),
                    class_name="pm-bullets",
                ),
                rx.el.p(w.MINE_WHY, class_name="pm-muted"),
            ),
        ),
    )
