"""The inbox: what linked colleagues flagged and asked: first what is for now and was not seen."""

import reflex as rx

from peermap_app.state.alerts import AlertsState
from peermap_app.state.views import AlertRow
from peermap_app.ui.components.cards import SAID, card, empty
from peermap_app.ui.components.fresh import GONE
from peermap_app.ui.components.icons import icon
from peermap_app.ui.components.kept_focus import kept_focus
from peermap_app.ui.components.landing import lands
from peermap_app.ui.components.links import link, text_link
from peermap_app.ui.components.shell import loading, page_frame
from peermap_app.ui.components.unbroken import unbroken
from peermap_app.words import push_words
from peermap_app.words import worker_pages as w

_LIST = "alerts"


def page() -> rx.Component:
    """To do, Seen, All; it changes without a reload when something arrives."""
    return page_frame(
        w.ALERTS,
        rx.el.div(
            _pill(w.TO_DO, "todo", AlertsState.todo),
            _pill(w.SEEN, "seen"),
            _pill(w.ALL, "all"),
            role="group",
            aria_label=w.WHICH_ALERTS,
            class_name="pm-pills",
        ),
        rx.cond(AlertsState.ready, _inbox(), loading()),
        here="alerts",
        said=AlertsState.notice,
        read=rx.cond(AlertsState.missing, GONE, AlertsState.read_at),
    )


def _pill(words: str, tab: str, count: rx.Var[int] | None = None) -> rx.Component:
    number = [] if count is None else [rx.cond(count > 0, f" {count}", "")]
    return rx.el.button(
        words,
        *number,
        type="button",
        aria_pressed=rx.cond(AlertsState.tab == tab, "true", "false"),
        on_click=AlertsState.choose_tab(tab),
        class_name="pm-pill",
    )


def _inbox() -> rx.Component:
    none_open = AlertsState.todo == 0
    none_seen = AlertsState.rows.length() + AlertsState.more == AlertsState.todo
    return rx.fragment(
        _no_phone(),
        lands(AlertsState.later, SAID),
        rx.el.ul(
            rx.foreach(AlertsState.rows, _row),
            id=_LIST,
            class_name="pm-list",
            aria_label=w.ALERTS,
            aria_live="polite",
            aria_relevant="additions",
        ),
        kept_focus(_LIST),
        rx.cond(AlertsState.waits != "", rx.el.p(AlertsState.waits, class_name="pm-muted")),
        rx.cond(
            AlertsState.rows.length() == 0,
            empty(w.NO_ALERTS, w.NO_ALERTS_WHY, sign="bell"),
            rx.cond(
                (AlertsState.tab == "todo") & none_open,
                empty(w.NOTHING_TO_DO, w.NOTHING_TO_DO_WHY, sign="tick"),
                rx.cond(
                    (AlertsState.tab == "seen") & none_seen,
                    empty(w.NOTHING_SEEN, w.NOTHING_SEEN_WHY, sign="eye"),
                ),
            ),
        ),
    )


def _no_phone() -> rx.Component:
    """The way to alerts on one's phone: while nothing waits, and never above what does."""
    state = AlertsState
    return rx.cond(
        state.no_phone & ~state.later & (state.todo == 0),
        card(
            rx.el.p(push_words.NO_PHONE),
            rx.el.div(
                text_link(push_words.NO_PHONE_TO, "/me#phones"),
                rx.el.button(
                    push_words.NO_PHONE_LATER,
                    type="button",
                    on_click=state.not_now,
                    class_name="pm-plain",
                ),
                class_name="pm-aside-ways",
            ),
            class_name="pm-aside",
        ),
    )


def _row(row: rx.Var[AlertRow]) -> rx.Component:
    left_out = ((AlertsState.tab == "todo") & ~row.open) | ((AlertsState.tab == "seen") & row.open)
    return rx.el.li(
        rx.el.span(
            rx.match(
                row.kind,
                ("flag", icon("flag")),
                ("good", icon("smile")),
                icon("link"),
            ),
            rx.el.span(row.tag),
            class_name=rx.match(
                row.kind,
                ("flag", "pm-tag pm-flag"),
                ("good", "pm-tag pm-good"),
                "pm-tag",
            ),
        ),
        rx.el.h2(link(unbroken(row.title), to=row.href)),
        rx.el.p(row.about, rx.el.br(), row.source, class_name="pm-muted pm-small"),
        rx.el.span(icon("next"), class_name="pm-chevron"),
        hidden=left_out,
        key=row.id,
        class_name=rx.cond(row.open, "pm-card pm-linkcard pm-todo", "pm-card pm-linkcard"),
    )
