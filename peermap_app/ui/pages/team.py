"""My team: the cases that a supervisor supervises. What waits stands first."""

import reflex as rx

from peermap_app.state.team import TeamState
from peermap_app.state.team_views import TeamRow
from peermap_app.ui.components.cards import empty
from peermap_app.ui.components.icons import icon
from peermap_app.ui.components.links import button, link, parts
from peermap_app.ui.components.shell import page_frame, shown
from peermap_app.ui.components.unbroken import unbroken
from peermap_app.words import cover_words as c
from peermap_app.words import hours_words as h
from peermap_app.words import team_words as t


def page() -> rx.Component:
    """A list of cards, and no search over them."""
    view = TeamState.view
    return page_frame(
        t.MY_TEAM,
        shown(
            TeamState.ready,
            TeamState.missing,
            parts(t.PARTS, (t.DUTY, "/duty"), (c.TITLE, "/covers"), (h.TITLE, "/hours")),
            rx.cond(
                view.rows.length() > 0,
                rx.el.ul(rx.foreach(view.rows, _row), class_name="pm-list"),
                empty(t.NO_TEAM, t.NO_TEAM_WHY, sign="people"),
            ),
            rx.cond(view.more, button(t.MORE, on_click=TeamState.turn_to(view.page + 1))),
            rx.cond(view.page > 0, button(t.FIRST, on_click=TeamState.turn_to(0))),
        ),
        here="team",
        said=TeamState.notice,
    )


def _row(row: rx.Var[TeamRow]) -> rx.Component:
    return rx.el.li(
        rx.el.h2(link(unbroken(row.reference), to=row.href)),
        rx.el.p(row.who, class_name="pm-muted"),
        rx.el.p(row.workers, class_name="pm-small"),
        rx.cond(row.waits != "", rx.el.p(row.waits, class_name="pm-strong pm-small")),
        rx.el.span(icon("next"), class_name="pm-chevron"),
        key=row.id,
        class_name="pm-card pm-linkcard",
    )
