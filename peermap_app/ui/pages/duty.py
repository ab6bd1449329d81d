"""Duty: who is on duty for one's team, and giving a case while one is on duty."""

import reflex as rx

from peermap_app.state.duty import DutyState
from peermap_app.state.team_views import DUTY_HOURS
from peermap_app.state.views import Option
from peermap_app.ui.components.cards import card, section
from peermap_app.ui.components.forms import (
    fault_summary,
    screening_warning,
    select_field,
    text_field,
)
from peermap_app.ui.components.give_form import fault_names, hours_and_why
from peermap_app.ui.components.landing import begins_anew
from peermap_app.ui.components.links import button
from peermap_app.ui.components.shell import page_frame, said_once, shown
from peermap_app.words import team_words as t

MOST = 12


def page() -> rx.Component:
    """A plain page for supervisors."""
    view = DutyState.view
    return page_frame(
        t.DUTY,
        shown(
            DutyState.ready,
            DutyState.missing,
            fault_summary(DutyState.problems, **fault_names()),
            section(t.ON_DUTY_NOW, card(rx.el.p(view.now))),
            rx.cond(view.own.length() > 0, _own()),
            _set_duty(),
        ),
        here="team",
        back=("/team", t.BACK_TO_TEAM),
        said=said_once(DutyState.notice, DutyState.problems),
    )


def _set_duty() -> rx.Component:
    problems = DutyState.problems
    hours = [Option(str(n), t.HOUR_WORDS.format(n=n)) for n in DUTY_HOURS]
    return rx.el.form(
        begins_anew(DutyState.taken, "duty-form"),
        card(
            rx.el.h2(t.SET_DUTY, class_name="pm-cardtitle"),
            text_field(problems, "duty_email", t.DUTY_EMAIL, input_mode="email"),
            select_field(problems, "duty_hours", t.DUTY_HOURS, hours),
            button(t.SAVE_DUTY, type="submit"),
        ),
        id="duty-form",
        on_submit=DutyState.set_duty,
        no_validate=True,
        class_name="pm-form",
    )


def _own() -> rx.Component:
    view, problems = DutyState.view, DutyState.problems
    return section(
        t.YOU_ARE_ON_DUTY,
        card(
            rx.el.ul(
                rx.foreach(view.own, lambda words, at: rx.el.li(words, key=at)),
                class_name="pm-bullets",
            )
        ),
        rx.el.form(
            card(
                rx.el.h3(t.GIVE, class_name="pm-cardtitle"),
                rx.el.p(t.GIVE_ON_DUTY_WHY, class_name="pm-muted"),
                text_field(problems, "reference", t.REFERENCE, auto_capitalize="characters"),
                text_field(problems, "email", t.GIVE_TO, hint=t.GIVE_TO_HINT, input_mode="email"),
                *hours_and_why(problems, MOST),
                screening_warning(problems, DutyState.found),
                button(t.GIVE_IT, kind="main", type="submit"),
            ),
            on_submit=DutyState.give,
            no_validate=True,
            class_name="pm-form",
        ),
    )
