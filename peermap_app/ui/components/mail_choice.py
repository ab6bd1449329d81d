"""On Me: whether one is e-mailed too when something waits."""

import reflex as rx

from peermap_app.state.me import MeState
from peermap_app.ui.components.cards import card
from peermap_app.ui.components.links import button
from peermap_app.words import mail_choice as w


def mail_section() -> rx.Component:
    """Nothing where this house sends no mails."""
    return rx.cond(
        MeState.mail != "",
        card(
            rx.el.h2(w.TITLE, class_name="pm-cardtitle"),
            rx.el.p(MeState.mail, role="status"),
            rx.el.p(w.WHAT_IT_SAYS, class_name="pm-muted"),
            rx.cond(
                MeState.mail_too,
                button(w.NOT_ALSO, type="button", on_click=MeState.also_mail(False)),
                button(w.ALSO, type="button", on_click=MeState.also_mail(True)),
            ),
        ),
    )
