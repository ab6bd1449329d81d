"""What stands in place of a page whose own code failed: what happened, and a way on.

Nothing of the error is shown or sent: it may hold a case, or what somebody drew. The app has one
boundary, in workers' words. A young person's page has its own inside that, in theirs.
"""

from typing import Any

import reflex as rx
from reflex_components_core.base.error_boundary import ErrorBoundary, error_boundary

from peermap_app.ui.components.icons import icon
from peermap_app.ui.components.links import door_link, file_link
from peermap_app.ui.components.young import SCREEN, line, read_it
from peermap_app.ui.speaking import w as young
from peermap_app.ui.speech.read_aloud import ReadAloud
from peermap_app.words import worker_pages as w


def or_broken(**props: Any) -> rx.Component:
    """The boundary around every page."""
    said = rx.el.main(
        rx.el.h1(w.BROKEN, class_name="pm-title"),
        rx.el.p(w.BROKEN_WHY),
        door_link(w.BROKEN_AGAIN, ""),
        role="alert",
        class_name="pm-main",
    )
    return error_boundary(fallback_render=rx.Var.create(said), on_error=rx.noop(), **props)


def or_young_broken(*page: rx.Component) -> rx.Component:
    """The boundary inside a young person's page: in its language, with signs, heard.

    It says nothing of a map: on some screens there is none any more.
    """
    said = rx.el.main(
        rx.el.h1(
            icon("again"),
            rx.el.span(young.COMMON["broken"], class_name="pd-say-it"),
            class_name="pd-step",
        ),
        rx.el.div(
            line("smile", young.COMMON["broken_not_you"]),
            line("next", young.COMMON["broken_on"]),
            role="alert",
            class_name="pd-lines",
        ),
        file_link(
            rx.el.span(young.COMMON["broken_again"], class_name="pd-say-it"),
            "",
            sign="next",
            kind="young",
        ),
        read_it(*SCREEN),
        class_name="pd-screen pd-message",
    )
    stage = rx.el.div(said, class_name="pd-stage")
    return _Heard.create(*page, fallback_render=rx.Var.create(stage), on_error=rx.noop())


class _Heard(ErrorBoundary):
    """A boundary whose fallback reads aloud: Reflex looks for what is loaded later in children and
    in components that are props, and a fallback is neither."""

    def _get_dynamic_imports(self) -> str | None:
        return ReadAloud.create()._get_dynamic_imports()
