"""What changed of a flag since it was sent, oldest first: on its own page and on the alert."""

import reflex as rx

from peermap_app.state.views import ChangeRow
from peermap_app.ui.components.cards import card, section
from peermap_app.words import flag_change_words as w


def flag_changes(rows: rx.Var[list[ChangeRow]]) -> rx.Component:
    """Nothing where nothing changed."""
    return rx.cond(
        rows.length() > 0,
        section(w.CHANGES, rx.el.ol(rx.foreach(rows, _row), class_name="pm-list")),
    )


def _row(row: rx.Var[ChangeRow]) -> rx.Component:
    return rx.el.li(
        card(
            rx.el.p(row.title, class_name="pm-strong"),
            rx.cond(row.text != "", rx.el.p(row.text, class_name="pm-prose")),
            rx.cond(row.why != "", rx.el.p(row.why, class_name="pm-prose")),
            rx.cond(row.before != "", rx.el.p(row.before, class_name="pm-muted")),
            rx.cond(row.seen != "", rx.el.p(row.seen, class_name="pm-muted pm-small")),
        ),
        key=row.id,
    )
