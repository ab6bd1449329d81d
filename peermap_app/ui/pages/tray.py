"""Waiting for you: everything that others asked of one, each with its own page."""

import reflex as rx

from peermap_app.state.live import LiveState
from peermap_app.state.tray import TrayRow, TrayState
from peermap_app.ui.components.cards import empty
from peermap_app.ui.components.icons import icon
from peermap_app.ui.components.links import link, text_link
from peermap_app.ui.components.shell import page_frame, shown
from peermap_app.ui.components.unbroken import unbroken
from peermap_app.words import tray_words as w


def page() -> rx.Component:
    """The most pressing kind first; it changes without a reload."""
    rows = TrayState.rows
    return page_frame(
        w.TITLE,
        shown(
            TrayState.ready,
            TrayState.missing,
            rx.el.ul(
                rx.foreach(rows, _row),
                class_name="pm-list",
                aria_label=w.TITLE,
                aria_live="polite",
                aria_relevant="additions",
            ),
            rx.cond(rows.length() == 0, empty(w.NONE, TrayState.none_why, sign="tick")),
            rx.cond(LiveState.checks, text_link(w.LOOK_AT_RECORD, "/record")),
        ),
        here="tray",
        said=TrayState.notice,
    )


def _row(row: rx.Var[TrayRow]) -> rx.Component:
    return rx.el.li(
        rx.el.h2(link(unbroken(row.title), to=row.href)),
        rx.el.p(row.about, class_name="pm-muted pm-small"),
        rx.el.span(icon("next"), class_name="pm-chevron"),
        key=row.key,
        class_name="pm-card pm-linkcard pm-todo",
    )
