"""A colleague to talk to: their name, Call and Email, and what these lead to."""

import reflex as rx

from peermap_app.state.views import Contact
from peermap_app.ui.components.links import outside_link
from peermap_app.words import worker_pages as w


def contact(one: rx.Var[Contact]) -> rx.Component:
    """Both are said in full below the buttons too, for whoever rings from another phone."""
    return rx.el.div(
        rx.el.p(one.name, class_name="pm-strong"),
        rx.el.div(
            rx.cond(one.call != "", outside_link(w.CALL, one.call, sign="phone")),
            rx.cond(one.email != "", outside_link(w.EMAIL, one.email, sign="mail")),
            class_name="pm-row",
        ),
        rx.el.p(one.phone, rx.el.br(), one.address, class_name="pm-muted pm-small"),
        key=one.address,
        class_name="pm-contact",
    )
