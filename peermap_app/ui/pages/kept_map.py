"""One kept version of a map, which stays readable when newer ones follow."""

import reflex as rx

from peermap_app.state.kept_map import KeptMapState
from peermap_app.ui.components.cards import card
from peermap_app.ui.components.forms import check_boxes, fault_summary
from peermap_app.ui.components.links import button
from peermap_app.ui.components.picture import kept_picture
from peermap_app.ui.components.route import route_part
from peermap_app.ui.components.shell import page_frame, shown
from peermap_app.ui.pages.said_aloud import said_aloud
from peermap_app.words import worker_pages as w


def page() -> rx.Component:
    """Picture, list, and what was agreed and noted when it was kept."""
    view = KeptMapState.view
    ours = KeptMapState.ready & (
        KeptMapState.missing
        | ((view.case_id == route_part("case_id")) & (view.id == route_part("version")))
    )
    return page_frame(
        rx.cond(ours & ~KeptMapState.missing, view.title, w.MAP),
        shown(
            ours,
            KeptMapState.missing,
            card(kept_picture(view.picture, facts=True)),
            _add_later(),
            said_aloud(view.case_id, view.id),
        ),
        here="cases",
        back=("/cases/" + route_part("case_id"), w.BACK_TO_CASE),
        said=KeptMapState.notice,
        wide=True,
    )


def _add_later() -> rx.Component:
    view, problems = KeptMapState.view, KeptMapState.problems
    return rx.el.details(
        rx.el.summary(w.ADD_LATER),
        rx.el.form(
            card(
                rx.el.p(w.ADD_LATER_WHY, class_name="pm-muted"),
                fault_summary(problems, present=w.DRAWN_WITH, understanding=w.UNDERSTANDING),
                *[
                    rx.el.input(type="hidden", name=name, value=value)
                    for name, value in (
                        ("case_id", view.case_id),
                        ("version", view.id),
                        ("consent_id", view.consent_id),
                    )
                ],
                check_boxes(problems, "present", w.ADD_WHO, w.PRESENT),
                check_boxes(problems, "understanding", w.ADD_WAYS, w.WAYS),
                button(w.ADD, type="submit"),
            ),
            on_submit=KeptMapState.note_later,
            no_validate=True,
            class_name="pm-form",
        ),
        class_name="pm-details",
        key=view.case_id + view.id + view.picture.facts.length().to_string(),
    )
