"""On a case: whether My map was handed out, and a way to end it."""

import reflex as rx

from peermap_app.state.my_map import MyMapState
from peermap_app.ui.components.cards import card, section
from peermap_app.ui.components.landing import lands
from peermap_app.ui.components.links import button
from peermap_app.words import worker_my_map as m


def my_map_card(case_id: rx.Var[str], words: rx.Var[str], is_open: rx.Var[bool]) -> rx.Component:
    """Nothing of what is in it: My map is the young person's."""
    return section(
        m.MY_MAP,
        card(
            rx.el.p(words),
            rx.el.p(m.MY_MAP_WHY, class_name="pm-muted pm-small"),
            rx.el.div(
                rx.cond(
                    ~is_open & (MyMapState.ended == case_id) & (MyMapState.notice != ""),
                    rx.el.p(MyMapState.notice, class_name="pm-notice"),
                ),
                role="status",
                id="my-map-ended",
                tab_index=-1,
            ),
            lands(MyMapState.ended, "my-map-ended"),
            rx.cond(
                is_open,
                rx.el.details(
                    rx.el.summary(m.END_MY_MAP),
                    rx.el.p(m.END_MY_MAP_WHY, class_name="pm-muted"),
                    button(m.END_MY_MAP, type="button", on_click=MyMapState.end_card(case_id)),
                    class_name="pm-details",
                ),
            ),
        ),
    )
