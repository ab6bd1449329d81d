"""Who cannot sign in: for the supervisor who knows them."""

import reflex as rx

from peermap_app.state.recovery import RecoveryState
from peermap_app.state.views import RecoveryRow
from peermap_app.ui.components.cards import card, empty
from peermap_app.ui.components.landing import lands
from peermap_app.ui.components.links import button
from peermap_app.ui.components.shell import page_frame, shown
from peermap_app.ui.components.show_first import show_first
from peermap_app.words import recovery as w
from peermap_app.words import tray_words as y

_SAID = "recovery-said"


def page() -> rx.Component:
    """One card for each who waits; the two answers weigh the same."""
    return page_frame(
        w.AGREE_TITLE,
        shown(
            RecoveryState.ready,
            RecoveryState.missing,
            rx.el.p(w.AGREE_LEAD),
            rx.el.div(
                rx.cond(
                    RecoveryState.said != "",
                    rx.el.p(RecoveryState.said, class_name="pm-notice"),
                ),
                role="status",
                id=_SAID,
                tab_index=-1,
            ),
            lands(RecoveryState.rows, _SAID),
            rx.cond(
                RecoveryState.rows.length() > 0,
                rx.el.ul(rx.foreach(RecoveryState.rows, _who), class_name="pm-list"),
                empty(w.NOBODY, w.NOBODY_WHY, sign="person"),
            ),
        ),
        here="tray",
        back=("/waiting", y.BACK),
        said=RecoveryState.notice,
    )


def _who(row: rx.Var[RecoveryRow]) -> rx.Component:
    return rx.el.li(
        card(
            rx.el.h2(row.name, class_name="pm-cardtitle"),
            rx.el.p(row.needs, class_name="pm-strong"),
            rx.el.p(row.about, class_name="pm-muted"),
            rx.el.p(row.asked, class_name="pm-muted"),
            button(
                w.AGREE,
                type="button",
                aria_label=row.agree_named,
                on_click=RecoveryState.agree(row.id),
            ),
            show_first(RecoveryState.notice, "/recovery"),
            button(
                w.REFUSE,
                type="button",
                aria_label=row.refuse_named,
                on_click=RecoveryState.refuse(row.id),
            ),
        ),
        key=row.id,
    )
