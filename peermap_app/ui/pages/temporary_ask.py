"""Ask for a case for some hours, by a reference that one knows."""

import reflex as rx

from peermap_app.state.team_give import TemporaryAskState
from peermap_app.ui.components.cards import card
from peermap_app.ui.components.forms import fault_summary, screening_warning, text_area, text_field
from peermap_app.ui.components.give_form import fault_names
from peermap_app.ui.components.landing import begins_anew
from peermap_app.ui.components.links import button
from peermap_app.ui.components.shell import kept_mounted, page_frame, said_once
from peermap_app.words import team_words as t
from peermap_app.words import worker_pages as w


def page() -> rx.Component:
    """A wrong reference looks the same (rule 8)."""
    state = TemporaryAskState
    return page_frame(
        t.ASK_FOR_CASE,
        kept_mounted(state.ready, state.missing, _form()),
        here="cases",
        back=("/cases", w.BACK_TO_CASES),
        said=said_once(state.notice, state.problems),
    )


def _form() -> rx.Component:
    problems = TemporaryAskState.problems
    return rx.el.form(
        begins_anew(TemporaryAskState.taken, "ask-form"),
        fault_summary(problems, **fault_names()),
        rx.el.p(t.ASK_WHY, class_name="pm-muted"),
        card(
            text_field(
                problems,
                "reference",
                t.REFERENCE,
                hint=w.OTHER_REFERENCE_HINT,
                auto_capitalize="characters",
                spell_check=False,
            ),
            text_area(problems, "why", t.WHY, hint=t.WHY_HINT),
        ),
        screening_warning(problems, TemporaryAskState.found),
        button(t.ASK_IT, kind="main", type="submit"),
        id="ask-form",
        on_submit=TemporaryAskState.ask,
        no_validate=True,
        class_name="pm-form",
    )
