"""A flag that was sent, with what comes back, live."""

import reflex as rx

from peermap_app.state.flag_sent import FlagSentState
from peermap_app.ui.components.acks import ack_list
from peermap_app.ui.components.cards import card, section, summary, tag
from peermap_app.ui.components.flag_changes import flag_changes
from peermap_app.ui.components.links import text_link
from peermap_app.ui.components.route import route_part
from peermap_app.ui.components.shell import page_frame, shown
from peermap_app.words import flag_change_words as c
from peermap_app.words import worker_pages as w


def page() -> rx.Component:
    """Who was told, who has seen it, who has been in touch."""
    view = FlagSentState.view
    here = FlagSentState.ready & (FlagSentState.missing | (view.id == route_part("flag_id")))
    return page_frame(
        rx.cond(here & ~FlagSentState.missing, view.title, w.FLAG_SENT),
        rx.el.p(w.IN_DANGER_NOW, class_name="pm-danger"),
        shown(
            here,
            FlagSentState.missing,
            _sheet(),
            flag_changes(view.changes),
            _told(),
            _acts(),
            text_link(w.OPEN_CASE, view.case_to),
        ),
        here="cases",
        back=("/cases", w.BACK_TO_CASES),
        said=FlagSentState.notice,
    )


def _sheet() -> rx.Component:
    view = FlagSentState.view
    return card(
        tag(view.tag, sign="flag", kind="flag"),
        rx.cond(view.over != "", rx.el.p(view.over, class_name="pm-muted")),
        summary(view.facts),
    )


def _acts() -> rx.Component:
    """What can still be done with it."""
    view = FlagSentState.view
    return rx.cond(
        view.acts.length() > 0,
        section(
            c.CHANGE_IT,
            card(
                rx.el.ul(
                    rx.foreach(
                        view.acts,
                        lambda act: rx.el.li(text_link(act.words, act.value), key=act.value),
                    ),
                    class_name="pm-list",
                )
            ),
        ),
    )


def _told() -> rx.Component:
    view = FlagSentState.view
    return section(
        w.WHO_WAS_TOLD,
        card(
            rx.cond(
                view.acks.length() > 0,
                rx.el.div(
                    rx.cond(
                        view.nobody_left != "", rx.el.p(view.nobody_left, class_name="pm-strong")
                    ),
                    rx.cond(view.not_told != "", rx.el.p(view.not_told, class_name="pm-strong")),
                    ack_list(view.acks),
                    aria_live="polite",
                ),
                rx.el.p(w.NOBODY_TOLD, class_name="pm-muted"),
            ),
            rx.cond(
                view.left_out.length() > 0,
                rx.fragment(rx.el.h3(w.LEFT_OUT), summary(view.left_out)),
            ),
        ),
    )
