"""Give a case for some hours: to whoever asked for it, or to whom the supervisor names."""

import reflex as rx

from peermap_app.state.team_give import TeamGiveState
from peermap_app.ui.components.cards import card
from peermap_app.ui.components.forms import fault_summary, screening_warning, text_field
from peermap_app.ui.components.give_form import fault_names, hours_and_why
from peermap_app.ui.components.links import button
from peermap_app.ui.components.route import route_part
from peermap_app.ui.components.shell import kept_mounted, page_frame, said_once
from peermap_app.ui.components.unbroken import unbroken
from peermap_app.ui.components.whom import whom_marks
from peermap_app.words import team_words as t

MOST = 72


def page() -> rx.Component:
    """One question a page."""
    view, state = TeamGiveState.view, TeamGiveState
    ours = (view.id == route_part("case_id")) & (view.ask_id == route_part("ask_id"))
    here = state.ready & (state.missing | ours)
    return page_frame(
        t.GIVE,
        kept_mounted(here, state.missing, _form()),
        here="team",
        back=("/team/" + route_part("case_id"), t.BACK_TO_TEAM),
        said=said_once(state.notice, state.problems),
    )


def _form() -> rx.Component:
    view, problems = TeamGiveState.view, TeamGiveState.problems
    return rx.el.form(
        fault_summary(problems, **fault_names()),
        rx.el.input(type="hidden", name="case_id", value=view.id),
        rx.el.input(type="hidden", name="ask_id", value=view.ask_id),
        rx.el.p(unbroken(view.reference), class_name="pm-strong"),
        rx.el.p(t.GIVE_WHY, class_name="pm-muted"),
        card(
            rx.cond(
                view.ask_id != "",
                rx.fragment(
                    rx.el.p(view.asked, class_name="pm-strong"),
                    rx.el.p(view.whom),
                    rx.el.p(view.asked_why),
                    whom_marks(view.marks),
                ),
                text_field(problems, "email", t.GIVE_TO, hint=t.GIVE_TO_HINT, input_mode="email"),
            ),
            *hours_and_why(problems, MOST),
        ),
        screening_warning(problems, TeamGiveState.found),
        button(t.GIVE_IT, kind="main", type="submit"),
        rx.cond(
            view.ask_id != "",
            button(t.REFUSE, type="button", on_click=TeamGiveState.refuse(view.id, view.ask_id)),
        ),
        on_submit=TeamGiveState.give,
        no_validate=True,
        class_name="pm-form",
    )
