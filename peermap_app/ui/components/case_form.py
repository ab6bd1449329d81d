"""The page of a form about a case that may be closed: the form, or why there is none to fill in."""

from collections.abc import Callable
from typing import Any

import reflex as rx

from peermap_app.ui.components.cards import card
from peermap_app.ui.components.route import route_part
from peermap_app.ui.components.shell import kept_mounted, page_frame, said_once
from peermap_app.words import worker_pages as w


def case_form_page(
    title: str,
    state: Any,
    form: Callable[[rx.Var[str]], rx.Component],
    *,
    ours: rx.Var[bool] | None = None,
    also: Callable[[], rx.Component] = rx.fragment,
) -> rx.Component:
    """`state` is a `FormPage` whose view has `id` and `closed_why`; `form` is given the case's id.

    `also`: what stands below, open or closed. `ours`: whether what is held is the page's own, where
    its address says more than the case.

    A closed form is hidden, never taken down: see `kept_mounted`.
    """
    view, case_id = state.view, route_part("case_id")
    closed = view.closed_why != ""
    held = view.id == case_id
    held = held if ours is None else held & ours
    return page_frame(
        title,
        kept_mounted(
            state.ready & (state.missing | held),
            state.missing,
            rx.fragment(
                rx.cond(closed, card(rx.el.p(view.closed_why), class_name="pm-muted")),
                rx.el.div(form(case_id), hidden=closed),
                also(),
            ),
        ),
        here="cases",
        back=("/cases/" + case_id, w.BACK_TO_CASE),
        said=said_once(state.notice, state.problems),
    )
