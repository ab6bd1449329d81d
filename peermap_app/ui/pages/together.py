"""Working together: one link, its colleague, its dates, and its end."""

import reflex as rx

from peermap_app.state.together import TogetherState
from peermap_app.ui.components.cards import card, summary
from peermap_app.ui.components.forms import fault_summary, screening_warning, text_area
from peermap_app.ui.components.links import button, text_link
from peermap_app.ui.components.route import route_part
from peermap_app.ui.components.shell import kept_mounted, page_frame, said_once
from peermap_app.words import link_words as w
from peermap_app.words import worker_pages as pages


def page() -> rx.Component:
    """What crosses the link now; nothing of the other side once it is over."""
    state, view = TogetherState, TogetherState.view
    case_id, link_id = route_part("case_id"), route_part("link_id")
    ours = (view.case_id == case_id) & (view.id == link_id)
    return page_frame(
        w.TITLE,
        kept_mounted(state.ready & (state.missing | ours), state.missing, _content(link_id)),
        here="cases",
        back=("/cases/" + case_id, pages.BACK_TO_CASE),
        said=said_once(state.notice, state.problems),
    )


def _content(link_id: rx.Var[str]) -> rx.Component:
    view = TogetherState.view
    return rx.el.div(
        rx.cond(
            view.stands != "",
            card(
                rx.el.p(view.stands, class_name="pm-strong"),
                rx.cond(view.means != "", rx.el.p(view.means)),
            ),
        ),
        rx.cond(
            view.may_confirm,
            card(
                rx.el.p(w.CONFIRM_WHY),
                summary(view.record),
                rx.cond(view.confirm_by != "", rx.el.p(view.confirm_by, class_name="pm-strong")),
                rx.el.p(w.NO_LONGER, class_name="pm-muted"),
                button(
                    w.CONFIRM,
                    kind="main",
                    type="button",
                    on_click=TogetherState.confirm(view.case_id, view.id),
                ),
            ),
        ),
        card(
            summary(view.facts),
            rx.cond(view.review_to != "", text_link(w.REVIEW_NOW, view.review_to)),
        ),
        rx.el.div(_end(link_id), hidden=~view.may_end),
        class_name="pm-list",
        aria_live="polite",
    )


def _end(link_id: rx.Var[str]) -> rx.Component:
    """It says plainly what ends, and asks nothing twice."""
    problems, view = TogetherState.problems, TogetherState.view
    return rx.el.details(
        rx.el.summary(w.END),
        rx.el.form(
            fault_summary(problems, **w.FIELDS),
            rx.el.input(type="hidden", name="case_id", value=view.case_id),
            rx.el.input(type="hidden", name="link_id", value=view.id),
            rx.el.p(w.END_WHAT),
            rx.el.p(w.END_THEY_SEE),
            text_area(problems, "why", w.END_WHY, hint=w.END_WHY_HINT),
            screening_warning(problems, TogetherState.found),
            button(w.END, type="submit"),
            on_submit=TogetherState.end,
            no_validate=True,
            key=link_id,
            class_name="pm-form",
        ),
        class_name="pm-details",
    )
