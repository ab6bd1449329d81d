"""A colleague whom nobody knows yet: the worker says so, a supervisor writes in what others say."""

import reflex as rx

from peermap_app.state.finding import FindingAnswerState, FindingState
from peermap_app.state.views import Option
from peermap_app.ui.components.cards import card, section, summary
from peermap_app.ui.components.case_form import case_form_page
from peermap_app.ui.components.forms import (
    fault_summary,
    radio,
    radio_group,
    screening_warning,
    text_area,
    text_field,
)
from peermap_app.ui.components.link_rows import link_rows
from peermap_app.ui.components.links import button
from peermap_app.ui.components.route import route_part
from peermap_app.ui.components.shell import kept_mounted, page_frame, said_once
from peermap_app.words import finding_words as w
from peermap_app.words import tray_words


def page() -> rx.Component:
    """What helps to find them, and what was asked before."""
    return case_form_page(w.TITLE, FindingState, _form, also=_asked)


def _asked() -> rx.Component:
    rows = FindingState.view.rows
    return rx.cond(rows.length() > 0, section(w.LOOKED_FOR, link_rows(rows)))


def _form(case_id: rx.Var[str]) -> rx.Component:
    problems = FindingState.problems
    return rx.el.form(
        rx.el.p(w.LEAD, class_name="pm-muted"),
        fault_summary(problems, **w.FIELDS),
        rx.el.input(type="hidden", name="case_id", value=FindingState.view.id),
        card(text_area(problems, "helps", w.HELPS, hint=w.HELPS_HINT, rows="3")),
        screening_warning(problems, FindingState.found),
        button(w.ASK, kind="main", type="submit"),
        rx.el.p(w.ASK_NOTE, class_name="pm-note"),
        on_submit=FindingState.ask,
        no_validate=True,
        key=case_id,
        class_name="pm-form",
    )


def answer() -> rx.Component:
    """Whom it is for, and the question."""
    state, view = FindingAnswerState, FindingAnswerState.view
    here = state.ready & (state.missing | (view.id == route_part("ask_id")))
    return page_frame(
        w.ANSWER_TITLE,
        kept_mounted(
            here,
            state.missing,
            rx.el.div(
                rx.el.p(w.ANSWER_LEAD, class_name="pm-muted"),
                card(summary(view.facts)),
                rx.cond(view.closed_why != "", rx.el.p(view.closed_why, class_name="pm-note")),
                rx.el.div(_answer(), hidden=view.closed_why != ""),
                class_name="pm-form",
            ),
        ),
        here="tray",
        back=("/waiting", tray_words.BACK),
        said=said_once(state.notice, state.problems),
    )


def _answer() -> rx.Component:
    problems, view = FindingAnswerState.problems, FindingAnswerState.view
    reference = text_field(
        problems,
        "reference",
        w.REFERENCE,
        hint=w.REFERENCE_HINT,
        auto_capitalize="characters",
        spell_check=False,
    )
    return rx.el.form(
        fault_summary(problems, **w.ANSWER_FIELDS),
        rx.el.input(type="hidden", name="ask_id", value=view.id),
        card(
            radio_group(
                problems,
                "found",
                w.FOUND,
                radio("found", Option("yes", w.FOUND_YES), first=True, more=reference),
                radio(
                    "found",
                    Option("no", w.FOUND_NO),
                    more=text_area(problems, "why", w.WHY, rows="2"),
                ),
            ),
        ),
        screening_warning(problems, FindingAnswerState.found),
        button(w.SAVE, kind="main", type="submit"),
        on_submit=FindingAnswerState.answer,
        no_validate=True,
        key=view.id,
        class_name="pm-form",
    )
