"""One kept version of a map, which stays readable when newer ones follow."""

import reflex as rx

from peermap_app.state.kept_map import KeptMapState
from peermap_app.ui.components.cards import card
from peermap_app.ui.components.picture import kept_picture
from peermap_app.ui.components.route import route_part
from peermap_app.ui.components.shell import page_frame, shown
from peermap_app.words import worker_pages as w


def page() -> rx.Component:
    """Picture, list, and what was agreed and noted when it was kept."""
    view = KeptMapState.view
    ours = KeptMapState.ready & (
        KeptMapState.missing
        | ((view.case_id == route_part("case_id")) & (view.id == route_part("version")))
    )
    return page_frame(
        rx.cond(ours & ~KeptMapState.missing, view.title, w.MAP),
        shown(ours, KeptMapState.missing, card(kept_picture(view.picture, facts=True))),
        here="cases",
        back=("/cases/" + route_part("case_id"), w.BACK_TO_CASE),
        said=KeptMapState.notice,
        wide=True,
    )
