"""Cases to close: what waits for a supervisor."""

import reflex as rx

from peermap_app.state.closing import ClosingsState
from peermap_app.state.ending_views import ClosingRow
from peermap_app.ui.components.cards import card, empty
from peermap_app.ui.components.links import button
from peermap_app.ui.components.shell import page_frame, shown
from peermap_app.ui.components.unbroken import unbroken
from peermap_app.words import ending_words as w
from peermap_app.words import tray_words as y


def page() -> rx.Component:
    """One card an ask; nobody agrees to their own."""
    return page_frame(
        w.CLOSINGS,
        shown(
            ClosingsState.ready,
            ClosingsState.missing,
            rx.el.p(w.CLOSINGS_WHY, class_name="pm-muted"),
            rx.cond(
                ClosingsState.rows.length() > 0,
                rx.el.ul(rx.foreach(ClosingsState.rows, _row), class_name="pm-list"),
                empty(w.CLOSINGS_NONE, w.CLOSINGS_NONE_WHY, sign="tick"),
            ),
        ),
        here="tray",
        back=("/waiting", y.BACK),
        said=ClosingsState.notice,
    )


def _row(row: rx.Var[ClosingRow]) -> rx.Component:
    return rx.el.li(
        card(
            rx.el.h2(unbroken(row.title), class_name="pm-cardtitle"),
            rx.el.p(row.why),
            rx.cond(
                row.yours != "",
                rx.el.p(row.yours, class_name="pm-muted"),
                rx.el.div(
                    button(
                        w.AGREE, kind="dark", type="button", on_click=ClosingsState.agree(row.id)
                    ),
                    button(w.NOT_YET, type="button", on_click=ClosingsState.not_yet(row.id)),
                    class_name="pm-row",
                ),
            ),
        ),
        key=row.id,
    )
