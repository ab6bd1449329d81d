"""What counts as unusual reading: the data protection lead's form beside what stands out."""

import reflex as rx

from peermap_app.state.usual import UsualState
from peermap_app.state.views import Option
from peermap_app.ui.components.cards import card, notice
from peermap_app.ui.components.forms import fault_summary, radio, radio_group, text_field
from peermap_app.ui.components.links import button
from peermap_app.ui.components.shell import said_once
from peermap_app.words import settings_words as w


def usual_form() -> rx.Component:
    """Folded: it is set once, and looked at seldom."""
    problems, held = UsualState.problems, UsualState.held
    fields = [
        text_field(
            problems,
            name,
            w.NAMES[name],
            hint=hint,
            default_value=held[name],
            input_mode="numeric",
        )
        for name, hint in w.HINTS.items()
    ]
    weekends = [
        radio(
            "weekends",
            Option(value, words),
            first=at == 0,
            default_checked=held["weekends"] == value,
        )
        for at, (value, words) in enumerate(w.WEEKENDS.items())
    ]
    form = rx.el.form(
        fault_summary(problems, box="usual-faults", **w.NAMES),
        card(
            *fields, radio_group(problems, "weekends", w.NAMES["weekends"], *weekends, inline=True)
        ),
        button(w.SAVE, kind="main", type="submit"),
        on_submit=UsualState.change,
        no_validate=True,
        class_name="pm-form",
    )
    return card(
        rx.el.details(
            rx.el.summary(rx.el.span(w.SET, class_name="pm-strong")),
            rx.el.p(w.SET_WHY, class_name="pm-muted"),
            notice(said_once(UsualState.notice, problems)),
            rx.cond(UsualState.ready, form),
            class_name="pm-fold",
        )
    )
