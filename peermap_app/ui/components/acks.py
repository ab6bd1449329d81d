"""What came back from those who were told of a flag."""

import reflex as rx

from peermap_app.state.views import Ack
from peermap_app.ui.components.icons import icon


def ack_list(acks: rx.Var[list[Ack]]) -> rx.Component:
    """One line for each worker: sent, seen, been in touch."""
    return rx.el.ul(rx.foreach(acks, _ack), class_name="pm-acks")


def _ack(ack: rx.Var[Ack]) -> rx.Component:
    return rx.el.li(
        rx.cond(ack.done, icon("tick"), icon("clock")),
        rx.el.span(rx.el.span(ack.who, class_name="pm-strong"), " ", ack.words),
        key=ack.id,
        class_name=rx.cond(ack.done, "pm-ack pm-acked", "pm-ack"),
    )
