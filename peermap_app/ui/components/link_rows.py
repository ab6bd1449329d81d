"""Lines of links and of what stands beside them: each a card, a way on where there is one."""

from collections.abc import Callable

import reflex as rx

from peermap_app.state.views import LinkRow
from peermap_app.ui.components.icons import icon
from peermap_app.ui.components.links import link
from peermap_app.ui.components.unbroken import unbroken

More = Callable[[rx.Var[LinkRow]], rx.Component]


def link_rows(rows: rx.Var[list[LinkRow]], more: More | None = None) -> rx.Component:
    """A list of them. `more`: what else stands in each."""
    return rx.el.ul(rx.foreach(rows, lambda row: _row(row, more)), class_name="pm-list")


def _row(row: rx.Var[LinkRow], more: More | None) -> rx.Component:
    return rx.el.li(
        rx.el.p(
            icon("link"),
            rx.cond(
                row.href != "",
                link(unbroken(row.title), to=row.href),
                rx.el.span(unbroken(row.title)),
            ),
            class_name="pm-mood",
        ),
        rx.cond(row.note != "", rx.el.p(row.note, class_name="pm-muted pm-small")),
        more(row) if more is not None else rx.fragment(),
        rx.cond(row.href != "", rx.el.span(icon("next"), class_name="pm-chevron")),
        key=row.id,
        class_name=rx.cond(row.href != "", "pm-card pm-linkcard pm-line", "pm-card"),
    )
