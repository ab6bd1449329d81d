"""My cases: those allocated to who is signed in, and no search."""

import reflex as rx

from peermap_app.state.cases import CasesState
from peermap_app.state.views import CaseRow
from peermap_app.ui.components.cards import empty
from peermap_app.ui.components.icons import icon
from peermap_app.ui.components.links import link, text_link
from peermap_app.ui.components.own_phone import phone_changed
from peermap_app.ui.components.shell import loading, page_frame
from peermap_app.ui.components.unbroken import unbroken
from peermap_app.words import team_words as t
from peermap_app.words import worker_pages as w


def page() -> rx.Component:
    """A list of cards, each a case."""
    return page_frame(
        w.MY_CASES,
        phone_changed(CasesState.phone),
        rx.cond(
            CasesState.ready,
            rx.cond(
                CasesState.rows.length() > 0,
                rx.el.ul(rx.foreach(CasesState.rows, _row), class_name="pm-list"),
                empty(w.NO_CASES, w.NO_CASES_WHY, sign="folder"),
            ),
            loading(),
        ),
        text_link(t.ASK_FOR_CASE, "/ask"),
        here="cases",
        said=CasesState.notice,
    )


def _row(row: rx.Var[CaseRow]) -> rx.Component:
    return rx.el.li(
        rx.el.h2(link(unbroken(row.reference), to=row.href)),
        rx.el.p(row.who, class_name="pm-muted"),
        rx.cond(row.until != "", rx.el.p(row.until, class_name="pm-strong pm-small")),
        rx.cond(
            row.company != "",
            rx.el.p(
                rx.el.span(class_name="pm-badge pm-dot pm-here"),
                row.company,
                class_name="pm-small",
            ),
        ),
        rx.cond(row.todo != "", rx.el.p(row.todo, class_name="pm-strong pm-small")),
        rx.el.span(icon("next"), class_name="pm-chevron"),
        key=row.id,
        class_name="pm-card pm-linkcard",
    )
