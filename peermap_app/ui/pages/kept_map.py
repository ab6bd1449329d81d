"""One kept version of a map, which stays readable when newer ones follow."""

import reflex as rx

from peermap_app.state.kept_map import KeptMapState
from peermap_app.ui.components.cards import card
from peermap_app.ui.components.forms import check_boxes, fault_summary
from peermap_app.ui.components.landing import lands
from peermap_app.ui.components.links import button, button_link, file_link
from peermap_app.ui.components.picture import kept_picture, still_picture
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
            rx.cond(
                view.before.src != "", rx.el.div(_map(), _before(), class_name="pm-columns"), _map()
            ),
            rx.cond(~view.covering, rx.fragment(_draw_again(), _take_out(), _add_later())),
            lands(_added(), "add-later"),
            said_aloud(view.case_id, view.id),
        ),
        here="cases",
        back=("/cases/" + route_part("case_id"), w.BACK_TO_CASE),
        said=KeptMapState.notice,
        wide=True,
    )


def _added() -> rx.Var[int]:
    """Another number with each note that is added; 0 before."""
    return rx.cond(KeptMapState.notice != "", KeptMapState.view.picture.facts.length(), 0)


def _take_out() -> rx.Component:
    """The record for the case file, and the young person's copy: both are recorded (rule 10)."""
    view = KeptMapState.view
    here = "/cases/" + view.case_id + "/maps/" + view.id
    return card(
        rx.el.h2(w.TAKE_OUT, class_name="pm-cardtitle"),
        rx.el.p(w.TAKE_OUT_WHY, class_name="pm-muted"),
        rx.el.div(
            file_link(w.RECORD_PDF, here + "/record.pdf", sign="page"),
            button_link(w.YOUNG_COPY, here + "/take", sign="people"),
            class_name="pm-acks",
        ),
    )


def _map() -> rx.Component:
    return card(kept_picture(KeptMapState.view.picture, facts=True))


def _before() -> rx.Component:
    """The map that this one was drawn from, as it was, and what has changed since."""
    view = KeptMapState.view
    return rx.el.div(
        card(
            rx.el.h2(w.WHAT_CHANGED),
            rx.el.p(view.since, class_name="pm-muted"),
            rx.cond(
                view.changes.length() > 0,
                rx.el.ul(
                    rx.foreach(view.changes, lambda each, place: rx.el.li(each, key=place)),
                    class_name="pm-bullets",
                ),
                rx.el.p(w.NOTHING_CHANGED),
            ),
        ),
        card(still_picture(view.before)),
        class_name="pm-column",
    )


def _draw_again() -> rx.Component:
    """A new drawing that starts with a copy of this one."""
    view = KeptMapState.view
    return rx.el.form(
        card(
            *[
                rx.el.input(type="hidden", name=name, value=value)
                for name, value in (("case_id", view.case_id), ("version", view.id))
            ],
            rx.el.p(w.DRAW_FROM_WHY, class_name="pm-muted"),
            button(w.DRAW_FROM_MAP, sign="pencil", type="submit"),
        ),
        on_submit=KeptMapState.draw_again,
        class_name="pm-form",
    )


def _add_later() -> rx.Component:
    view, problems = KeptMapState.view, KeptMapState.problems
    return rx.el.details(
        rx.el.summary(w.ADD_LATER, id="add-later"),
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
