"""One alert: what it says, how to talk to who sent it, and what we tell them back."""

import reflex as rx

from peermap_app.state.alert import AlertState
from peermap_app.ui.components.acks import ack_list
from peermap_app.ui.components.cards import card, summary
from peermap_app.ui.components.contacts import contact
from peermap_app.ui.components.flag_changes import flag_changes
from peermap_app.ui.components.fresh import GONE
from peermap_app.ui.components.icons import icon
from peermap_app.ui.components.kept_focus import kept_focus
from peermap_app.ui.components.links import button, outside_link
from peermap_app.ui.components.route import route_part
from peermap_app.ui.components.shell import page_frame, shown
from peermap_app.ui.components.unbroken import unbroken
from peermap_app.words import alert_words as a
from peermap_app.words import worker_pages as w

_TELL = "tell"


def page() -> rx.Component:
    """Call and e-mail carry nothing of the case (rule 11)."""
    view = AlertState.view
    ours = AlertState.ready & (AlertState.missing | (view.id == route_part("alert_id")))
    return page_frame(
        w.LINKED_CASE_FLAGGED,
        shown(
            ours,
            AlertState.missing,
            _over(),
            _sheet(),
            flag_changes(view.changes),
            _talk(),
            rx.cond(view.alone, _works_with()),
            rx.cond(view.over == "", _tell()),
            _told(),
            _why(),
            _danger(),
        ),
        here="alerts",
        back=("/alerts", w.BACK_TO_ALERTS),
        said=AlertState.notice,
        alone=True,
        read=rx.cond(AlertState.missing, GONE, rx.cond(ours, AlertState.read_at, "")),
    )


def _over() -> rx.Component:
    """It lapsed or was closed, and asks nothing any more."""
    words = AlertState.view.over
    return rx.cond(words != "", card(rx.el.p(words), class_name="pm-muted"))


def _sheet() -> rx.Component:
    view = AlertState.view
    return card(
        rx.el.span(
            rx.match(view.kind, ("flag", icon("flag")), ("good", icon("smile")), icon("link")),
            rx.el.span(view.tag),
            class_name=rx.match(
                view.kind, ("flag", "pm-tag pm-flag"), ("good", "pm-tag pm-good"), "pm-tag"
            ),
        ),
        rx.el.h2(unbroken(view.title), class_name="pm-cardtitle"),
        summary(view.facts),
    )


def _talk() -> rx.Component:
    view = AlertState.view
    return card(
        rx.el.h2(view.talk_to, class_name="pm-cardtitle"),
        rx.el.div(
            rx.cond(view.call != "", outside_link(w.CALL, view.call, sign="phone", kind="main")),
            rx.cond(view.email != "", outside_link(w.EMAIL, view.email, sign="mail")),
            class_name="pm-row",
        ),
        rx.cond(
            view.address != "",
            rx.el.p(view.phone, rx.el.br(), view.address, class_name="pm-muted pm-small"),
        ),
    )


def _works_with() -> rx.Component:
    """The other of the two workers, for whoever stands in."""
    view = AlertState.view
    return card(
        rx.el.h2(unbroken(view.works_with), class_name="pm-cardtitle"),
        rx.foreach(view.contacts, contact),
    )


def _told() -> rx.Component:
    """Who was told over this link, in the order of being told."""
    return card(
        rx.el.h2(a.WHO_WAS_TOLD, class_name="pm-cardtitle"),
        rx.el.div(ack_list(AlertState.view.told), aria_live="polite"),
    )


def _tell() -> rx.Component:
    view = AlertState.view
    group = rx.el.div(
        rx.cond(
            view.seen != "",
            rx.el.p(icon("tick"), rx.el.span(view.seen), class_name="pm-done"),
            button(
                w.I_HAVE_SEEN_THIS, type="button", on_click=AlertState.seen(view.id, view.number)
            ),
        ),
        rx.cond(
            view.in_touch != "",
            rx.el.p(icon("tick"), rx.el.span(view.in_touch), class_name="pm-done"),
            button(
                w.WE_HAVE_BEEN_IN_TOUCH,
                kind="dark",
                type="button",
                on_click=AlertState.in_touch(view.id, view.number),
            ),
        ),
        id=_TELL,
        class_name="pm-list pm-narrow",
        role="group",
        aria_label=w.TELL_THEM,
    )
    return rx.fragment(group, kept_focus(_TELL))


def _why() -> rx.Component:
    return rx.el.p(AlertState.view.why, class_name="pm-note")


def _danger() -> rx.Component:
    """Rule 11: every page of a flag says so, also the one on which it is read."""
    return rx.el.p(w.IN_DANGER_NOW, class_name="pm-note")
