"""Look at one map for a reason: the form, and below it the map once it was opened."""

import reflex as rx

from peermap_app.state.team_look import TeamLookState
from peermap_app.ui.components.cards import card
from peermap_app.ui.components.forms import (
    chosen_radios,
    fault_summary,
    screening_warning,
    text_area,
)
from peermap_app.ui.components.give_form import fault_names
from peermap_app.ui.components.links import button
from peermap_app.ui.components.picture import kept_picture
from peermap_app.ui.components.route import route_part
from peermap_app.ui.components.shell import page_frame, said_once, shown
from peermap_app.ui.components.unbroken import unbroken
from peermap_app.words import team_words as t


def page() -> rx.Component:
    """Each look is asked for anew."""
    view, state = TeamLookState.view, TeamLookState
    ours = state.ready & (state.missing | (view.id == route_part("case_id")))
    return page_frame(
        t.LOOK,
        shown(ours, state.missing, rx.cond(view.title != "", _map(), _form())),
        here="team",
        back=("/team/" + route_part("case_id"), t.BACK_TO_TEAM),
        said=said_once(state.notice, state.problems),
    )


def _form() -> rx.Component:
    view, problems = TeamLookState.view, TeamLookState.problems
    return rx.el.form(
        fault_summary(problems, version=t.WHICH_MAP, **fault_names()),
        rx.el.input(type="hidden", name="case_id", value=view.id),
        rx.el.p(unbroken(view.reference), class_name="pm-strong"),
        rx.el.p(t.LOOK_WHY, class_name="pm-muted"),
        card(
            chosen_radios(problems, "version", t.WHICH_MAP, view.maps),
            text_area(problems, "why", t.WHY, hint=t.WHY_HINT),
        ),
        screening_warning(problems, TeamLookState.found),
        button(t.LOOK_NOW, kind="main", type="submit"),
        on_submit=TeamLookState.look,
        no_validate=True,
        class_name="pm-form",
    )


def _map() -> rx.Component:
    view = TeamLookState.view
    return card(
        rx.el.h2(unbroken(view.title), class_name="pm-cardtitle"),
        kept_picture(view.picture, facts=True),
        button(t.PUT_AWAY, type="button", on_click=TeamLookState.put_away(view.id)),
    )
