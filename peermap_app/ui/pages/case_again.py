"""On a case's page: what is to be looked at again before it lapses, and what was said of it."""

import reflex as rx

from peermap_app.state.case import CaseState
from peermap_app.state.views import ReviewRow
from peermap_app.ui.components.cards import section
from peermap_app.ui.components.icons import icon
from peermap_app.ui.components.links import link
from peermap_app.ui.components.unbroken import unbroken
from peermap_app.words import review_words as w


def again() -> rx.Component:
    """One list; one tap opens the question."""
    rows = CaseState.view.again
    return rx.cond(
        rows.length() > 0,
        section(w.AGAIN, rx.el.ul(rx.foreach(rows, _row), class_name="pm-list")),
    )


def again_said() -> rx.Component:
    """What was kept, let go or lapsed lately: nothing of it in silence."""
    said = CaseState.view.again_said
    return rx.cond(
        said.length() > 0,
        rx.el.details(
            rx.el.summary(w.AGAIN_SAID),
            rx.el.ul(
                rx.foreach(said, lambda words, at: rx.el.li(words, key=at)),
                class_name="pm-bullets",
            ),
            class_name="pm-details pm-note",
        ),
    )


def _row(row: rx.Var[ReviewRow]) -> rx.Component:
    return rx.el.li(
        rx.el.p(
            icon("calendar"),
            rx.cond(
                row.href != "",
                link(unbroken(row.title), to=row.href),
                rx.el.span(unbroken(row.title)),
            ),
            class_name="pm-mood",
        ),
        rx.cond(row.note != "", rx.el.p(row.note, class_name="pm-muted pm-small")),
        rx.cond(row.href != "", rx.el.span(icon("next"), class_name="pm-chevron")),
        key=row.id,
        class_name=rx.cond(
            row.href != "", "pm-card pm-linkcard pm-line pm-todo", "pm-card pm-muted"
        ),
    )
