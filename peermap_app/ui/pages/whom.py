"""Who is whom: a choice among the friends on one's own map; it never crosses the link."""

import reflex as rx

from peermap_app.state.whom import WhomState
from peermap_app.ui.components.cards import card
from peermap_app.ui.components.case_form import case_form_page
from peermap_app.ui.components.forms import chosen_field, fault_summary
from peermap_app.ui.components.links import button
from peermap_app.ui.components.route import route_part
from peermap_app.words import link_words as w


def page() -> rx.Component:
    """The form, or why there is nobody to choose."""
    ours = WhomState.view.link_id == route_part("link_id")
    return case_form_page(w.WHOM, WhomState, _form, ours=ours)


def _form(case_id: rx.Var[str]) -> rx.Component:
    problems, view = WhomState.problems, WhomState.view
    return rx.el.form(
        fault_summary(problems, **w.WHOM_FIELDS),
        rx.el.input(type="hidden", name="case_id", value=view.id),
        rx.el.input(type="hidden", name="link_id", value=view.link_id),
        card(
            rx.el.p(view.lead),
            rx.el.p(view.now, class_name="pm-strong"),
            chosen_field(problems, "person", w.WHOM_LABEL, view.people, hint=w.WHOM_HINT),
        ),
        button(w.WHOM_SAVE, kind="main", type="submit"),
        on_submit=WhomState.mark,
        no_validate=True,
        key=case_id + route_part("link_id"),
        class_name="pm-form",
    )
