"""Who else agreed, where the young person may be under the age for agreeing alone.

One question; the young person's own answers stand whatever is noted here.
"""

import reflex as rx

from peermap_app.state.views import Option
from peermap_app.state.who_agreed import WhoAgreedState
from peermap_app.ui.components.cards import card
from peermap_app.ui.components.case_form import case_form_page
from peermap_app.ui.components.forms import (
    Problems,
    date_field,
    fault_summary,
    radio,
    radio_group,
    screening_warning,
    text_area,
)
from peermap_app.ui.components.links import Child, button
from peermap_app.words import agreed as w


def page() -> rx.Component:
    """The form, or why there is nothing to note."""
    return case_form_page(w.OTHERS, WhoAgreedState, _form)


def _form(case_id: rx.Var[str]) -> rx.Component:
    problems, view = WhoAgreedState.problems, WhoAgreedState.view
    return rx.el.form(
        fault_summary(problems, **w.FIELD_NAMES),
        rx.el.input(type="hidden", name="case_id", value=view.id),
        card(
            radio_group(
                problems,
                "agreed_who",
                view.question,
                *[_choice(problems, code, words) for code, words in w.WHO.items()],
                hint=w.WHY,
            ),
            # Shown by controls.css for the first three: one field, whoever agreed.
            rx.el.div(date_field(problems, "agreed_on", w.WHEN), class_name="pm-agreed-day"),
        ),
        screening_warning(problems, WhoAgreedState.found),
        button(w.SAVE, kind="main", type="submit"),
        on_submit=WhoAgreedState.say,
        no_validate=True,
        key=case_id,
        class_name="pm-form",
    )


def _choice(problems: Problems, code: str, words: str) -> rx.Component:
    first = code == next(iter(w.WHO))
    more: Child = ""
    if code == "not_asked":
        more = text_area(problems, "agreed_because", w.BECAUSE, hint=w.BECAUSE_HINT)
    return radio("agreed_who", Option(code, words), first=first, more=more)
