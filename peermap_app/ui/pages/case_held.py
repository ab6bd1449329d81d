"""On a case's page: what its own record already holds of connections. No picture, one by one."""

import reflex as rx

from peermap_app.state.case import CaseState
from peermap_app.state.views import HeldRow
from peermap_app.ui.components.cards import card, section
from peermap_app.ui.components.links import link, text_link
from peermap_app.words import held_connection_words as w


def held() -> rx.Component:
    """Short: closed until somebody opens it."""
    view = CaseState.view
    return section(
        w.TITLE,
        card(
            rx.el.p(w.LEAD, class_name="pm-muted pm-small"),
            rx.cond(
                view.held.length() > 0,
                rx.el.ul(rx.foreach(view.held, _row), class_name="pm-list"),
                rx.el.p(w.NONE),
            ),
            rx.cond(~view.covering, text_link(w.ADD, "/cases/" + view.id + "/held/new")),
        ),
        id="held",
        tab_index=-1,
    )


def _row(row: rx.Var[HeldRow]) -> rx.Component:
    return rx.el.li(
        rx.el.p(
            rx.cond(row.href != "", link(row.title, to=row.href), rx.el.span(row.title)),
            class_name="pm-strong",
        ),
        rx.el.p(row.known, class_name="pm-prose"),
        rx.el.p(row.source, class_name="pm-muted pm-small"),
        rx.el.p(row.shown, class_name="pm-muted pm-small"),
        rx.el.p(row.stands, class_name="pm-muted pm-small"),
        key=row.id,
    )
