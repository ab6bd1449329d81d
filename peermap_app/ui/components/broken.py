"""What stands in place of a page whose own code failed: one sentence and a way on."""

from typing import Any

import reflex as rx
from reflex_components_core.base.error_boundary import error_boundary

from peermap_app.words import worker_pages as w


def or_broken(**props: Any) -> rx.Component:
    """The boundary around every page. Nothing of the error is shown or sent: it may hold a case."""
    said = rx.el.main(
        rx.el.h1(w.BROKEN, class_name="pm-title"),
        rx.el.p(w.BROKEN_WHY),
        rx.el.a(w.BROKEN_AGAIN, href="", class_name="pm-textlink"),
        role="alert",
        class_name="pm-main",
    )
    return error_boundary(fallback_render=rx.Var.create(said), on_error=rx.noop(), **props)
