"""Me: who is signed in, signing out, and keeping PeerMap on the home screen."""

import reflex as rx

from peermap_app.state.covers import OwnCoversState
from peermap_app.state.me import MeState
from peermap_app.ui.components.cards import card, summary
from peermap_app.ui.components.covers import covers_section
from peermap_app.ui.components.devices import devices_section
from peermap_app.ui.components.links import button, door_link, text_link
from peermap_app.ui.components.mail_choice import mail_section
from peermap_app.ui.components.own_phone import phone_changed
from peermap_app.ui.components.phones import phones_section
from peermap_app.ui.components.plain_form import plain_form
from peermap_app.ui.components.shell import loading, page_frame
from peermap_app.words import absence_words as away
from peermap_app.words import own_account as own
from peermap_app.words import signing_in as s
from peermap_app.words import worker_pages as w


def page() -> rx.Component:
    """Signing out is a plain form: it works without anything of this page running."""
    view = MeState.view
    return page_frame(
        w.ME,
        rx.cond(MeState.ready, card(summary(view.facts, lined=True)), loading()),
        rx.cond(
            view.drawing_open != "",
            card(
                rx.el.h2(w.DRAWING_OPEN, class_name="pm-cardtitle"),
                rx.el.p(view.drawing_open),
                class_name="pm-warning",
            ),
        ),
        phone_changed(MeState.phone),
        mail_section(),
        covers_section(),
        phones_section(),
        rx.cond(OwnCoversState.works, rx.el.p(text_link(away.TITLE, "/absence"))),
        door_link(own.CHANGE_PASSWORD, "/change-password"),
        rx.el.p(door_link(s.TITLE, "/signing-in")),
        devices_section(),
        plain_form(button(w.SIGN_OUT, type="submit"), action="/sign-out"),
        rx.el.details(
            rx.el.summary(w.INSTALL),
            rx.el.p(w.INSTALL_HOW),
            class_name="pm-details pm-note",
        ),
        here="me",
        said=MeState.notice,
    )
