"""One thing before it lapses: still right until another day, or let it go."""

import reflex as rx

from peermap_app.state.review import ReviewState
from peermap_app.state.views import Option
from peermap_app.ui.components.cards import card
from peermap_app.ui.components.case_form import case_form_page
from peermap_app.ui.components.forms import (
    date_field,
    fault_summary,
    radio,
    radio_group,
    screening_warning,
    text_area,
)
from peermap_app.ui.components.links import button, text_link
from peermap_app.ui.components.route import route_part
from peermap_app.ui.components.unbroken import unbroken
from peermap_app.words import review_words as w


def page() -> rx.Component:
    """The question, or that it has lapsed for good."""
    ours = ReviewState.view.thing == route_part("thing")
    return case_form_page(w.TITLE, ReviewState, _form, ours=ours)


def _form(case_id: rx.Var[str]) -> rx.Component:
    problems, view = ReviewState.problems, ReviewState.view
    return rx.el.form(
        fault_summary(problems, **w.FIELDS),
        rx.el.input(type="hidden", name="case_id", value=view.id),
        rx.el.input(type="hidden", name="thing", value=view.thing),
        card(
            rx.el.p(unbroken(view.reference), class_name="pm-muted"),
            rx.el.p(view.lead),
            rx.cond(view.why_now != "", rx.el.p(view.why_now, class_name="pm-prose")),
            rx.cond(view.map_to != "", text_link(w.DRAW_AGAIN, view.map_to)),
        ),
        rx.cond(view.lapsed, _take_up(), _question()),
        screening_warning(problems, ReviewState.found),
        button(w.SAVE, kind="main", type="submit"),
        on_submit=ReviewState.answer,
        no_validate=True,
        key=case_id + view.thing,
        class_name="pm-form",
    )


def _question() -> rx.Component:
    view = ReviewState.view
    return card(
        radio_group(
            ReviewState.problems,
            "answer",
            view.title,
            radio("answer", Option("keep", view.keep), first=True, more=_until()),
            radio("answer", Option("end", view.end), more=rx.el.p(view.end_hint)),
        )
    )


def _take_up() -> rx.Component:
    """A map that lapsed: there is one answer, and its reason."""
    return card(
        rx.el.h2(w.TAKE_UP),
        rx.el.input(type="hidden", name="answer", value="keep"),
        _until(),
    )


def _until() -> rx.Component:
    problems = ReviewState.problems
    return rx.el.div(
        text_area(problems, "why", w.WHY, hint=w.WHY_HINT),
        date_field(problems, "until", w.UNTIL, hint=ReviewState.view.until_hint),
    )
