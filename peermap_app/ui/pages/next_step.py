"""The form of "What happens next" (rule 9), a part of the case page."""

import reflex as rx

from peermap_app.state.case import CaseState
from peermap_app.state.views import Option
from peermap_app.ui.components.forms import (
    date_field,
    fault_summary,
    radio,
    radio_group,
    screening_warning,
    text_area,
)
from peermap_app.ui.components.links import button
from peermap_app.ui.components.route import route_part
from peermap_app.words import worker_pages as w


def next_step_form() -> rx.Component:
    """A protective step with a review date, or "no step needed, because"."""
    problems = CaseState.problems
    return rx.el.form(
        fault_summary(problems, kind=w.WHAT_HAPPENS_NEXT),
        rx.el.input(type="hidden", name="case_id", value=CaseState.view.id),
        radio_group(
            problems,
            "kind",
            w.STEP_QUESTION,
            radio(
                "kind",
                Option("step", w.STEP_YES),
                first=True,
                more=rx.fragment(
                    text_area(problems, "text", w.STEP_TEXT, hint=w.STEP_TEXT_HINT),
                    date_field(problems, "review", w.REVIEW_DATE),
                ),
            ),
            radio(
                "kind",
                Option("none", w.STEP_NONE),
                more=text_area(problems, "because", w.STEP_NONE_WHY),
            ),
            hint=w.STEP_HINT,
        ),
        screening_warning(problems, CaseState.found),
        button(w.SAVE_STEP, kind="main", type="submit"),
        on_submit=CaseState.say_next_step,
        no_validate=True,
        key=route_part("case_id"),
        class_name="pm-form",
    )
