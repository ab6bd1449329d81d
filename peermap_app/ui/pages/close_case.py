"""A worker asks to close a case: one question."""

import reflex as rx

from peermap_app.state.closing import CloseCaseState
from peermap_app.state.views import Option
from peermap_app.ui.components.cards import card
from peermap_app.ui.components.case_form import case_form_page
from peermap_app.ui.components.forms import fault_summary, radio, radio_group
from peermap_app.ui.components.links import button
from peermap_app.words import ending_words as w


def page() -> rx.Component:
    """The form, or that it waits for the supervisor."""
    return case_form_page(w.CLOSE_THIS_CASE, CloseCaseState, _form)


def _form(case_id: rx.Var[str]) -> rx.Component:
    problems, view = CloseCaseState.problems, CloseCaseState.view
    reasons = [
        radio("reason", Option(code, words), first=at == 0)
        for at, (code, words) in enumerate(w.CLOSE_REASONS.items())
    ]
    return rx.el.form(
        fault_summary(problems, reason=w.REASON),
        rx.el.input(type="hidden", name="case_id", value=view.id),
        card(radio_group(problems, "reason", w.CLOSE_REASON, *reasons, hint=w.CLOSE_WHY)),
        button(w.ASK_TO_CLOSE, kind="main", type="submit"),
        on_submit=CloseCaseState.ask,
        no_validate=True,
        key=case_id,
        class_name="pm-form",
    )
