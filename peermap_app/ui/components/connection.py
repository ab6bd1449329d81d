"""A quiet line when the connection is lost, in place of Reflex's own banner.

Nothing is covered and nothing typed is lost: the page goes on from a snapshot once it is back.
"""

import reflex as rx
from reflex_components_core.core.banner import has_connection_errors

from peermap_app.ui.components.fresh import last_fresh
from peermap_app.words import worker_pages as w


def connection_line(read: rx.Var[str] | None = None) -> rx.Component:
    """The lines; their live region is always there, so that a screen reader says when it fills.

    `ui/lost_taps.js` shows the second one, on the page alone. `read`: of a page that says when it
    was last up to date (fresh.py).
    """
    return rx.el.div(
        last_fresh(read)
        if read is not None
        else rx.cond(has_connection_errors, rx.el.p(w.OFFLINE, class_name="pm-offline")),
        rx.el.p(w.LOST_TAP, class_name="pm-lost"),
        role="status",
        class_name="pm-lines",
    )
