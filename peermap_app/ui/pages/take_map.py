"""A copy of a kept map to take: first the young person is asked whether that is safe.

Both look at it, on the worker's device: nothing of the case stands on it, and an alert is not told.
"""

import reflex as rx

from peermap_app.state.kept_map import KeptMapState
from peermap_app.ui.components.connection import connection_line
from peermap_app.ui.components.icons import icon
from peermap_app.ui.components.links import file_link, link
from peermap_app.ui.components.route import route_part
from peermap_app.ui.components.shell import shown
from peermap_app.ui.components.young import choices, message, told
from peermap_app.words import young
from peermap_app.words.young_copy import COPY as _W

_SIGNS = {
    "lead": "page",
    "who_finds": "eye",
    "initials": "person",
    "stays": "folder",
    "same": "clock",
}
"""Each sentence, in order, with its sign."""


def page() -> rx.Component:
    """The question, and three ways on that weigh the same."""
    view = KeptMapState.view
    ours = KeptMapState.ready & (
        KeptMapState.missing
        | ((view.case_id == route_part("case_id")) & (view.id == route_part("version")))
    )
    return rx.el.div(
        connection_line(), shown(ours, KeptMapState.missing, _ask()), class_name="pd-stage"
    )


def _ask() -> rx.Component:
    here = "/cases/" + route_part("case_id") + "/maps/" + route_part("version")
    return message(
        "yours",
        _W["question"],
        told(*[(sign, _W[key]) for key, sign in _SIGNS.items()]),
        choices(
            file_link(_W["yes_paper"], here + "/picture.pdf", sign="page", kind="young"),
            file_link(_W["yes_picture"], here + "/picture.png", sign="eye", kind="young"),
            link(icon("cross"), _W["not_now"], to=here, class_name="pd-button pd-dark"),
        ),
        link(young.COMMON["go_back"], to=here, class_name="pm-textlink"),
    )
