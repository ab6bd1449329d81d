"""On Me: where one is signed in, each with a way to end it."""

import reflex as rx

from peermap_app.state.devices import DevicesState
from peermap_app.state.views import DeviceRow
from peermap_app.ui.components.cards import card, section, tag
from peermap_app.ui.components.landing import lands
from peermap_app.ui.components.links import button
from peermap_app.ui.components.plain_form import plain_form
from peermap_app.words import own_account as w

_SAID = "devices-said"


def devices_section() -> rx.Component:
    """Nothing of what was done there: a kind of device and two moments."""
    return rx.cond(
        DevicesState.ready,
        section(
            w.DEVICES,
            rx.el.p(w.DEVICES_WHY, class_name="pm-muted"),
            rx.el.div(
                rx.cond(
                    DevicesState.said != "", rx.el.p(DevicesState.said, class_name="pm-notice")
                ),
                role="status",
                id=_SAID,
                tab_index=-1,
            ),
            lands(DevicesState.said, _SAID),
            rx.el.ul(rx.foreach(DevicesState.rows, _device), class_name="pm-list"),
            rx.cond(
                DevicesState.others,
                card(
                    rx.el.p(w.END_OTHERS_WHY, class_name="pm-muted"),
                    button(w.END_OTHERS, type="button", on_click=DevicesState.end_others),
                    plain_form(
                        rx.el.input(type="hidden", name="everywhere", value="yes"),
                        button(w.END_ALL, type="submit"),
                        action="/sign-out",
                    ),
                ),
            ),
        ),
    )


def _device(row: rx.Var[DeviceRow]) -> rx.Component:
    return rx.el.li(
        card(
            rx.el.p(row.name, class_name="pm-strong"),
            rx.cond(row.here, tag(w.THIS_ONE, sign="tick", kind="good")),
            rx.el.p(row.begun, class_name="pm-muted"),
            rx.cond(row.seen != "", rx.el.p(row.seen, class_name="pm-muted")),
            rx.cond(row.draws != "", rx.el.p(row.draws)),
            rx.cond(
                ~row.here,
                button(
                    w.END_ONE,
                    type="button",
                    aria_label=row.end_named,
                    on_click=DevicesState.end(row.id),
                ),
            ),
        ),
        key=row.id,
    )
