"""Allocations: a form to ask for one, what waits, and cases whose workers have left."""

from collections.abc import Callable

import reflex as rx

from peermap_app.state.office import AgreeState, AllocationsState
from peermap_app.state.office_views import WaitingRow
from peermap_app.ui.components.cards import card, empty, section, summary
from peermap_app.ui.components.forms import date_field, fault_summary, text_field
from peermap_app.ui.components.landing import begins_anew
from peermap_app.ui.components.links import Child, button
from peermap_app.ui.components.office import office_frame
from peermap_app.ui.components.shell import page_frame, said_once, shown
from peermap_app.ui.components.unbroken import unbroken
from peermap_app.ui.components.whom import whom_marks
from peermap_app.words import office_words as w
from peermap_app.words import tray_words as y


def page() -> rx.Component:
    """For administrators."""
    return office_frame(
        w.ALLOCATIONS,
        shown(
            AllocationsState.ready,
            AllocationsState.missing,
            rx.el.p(w.ALLOCATIONS_LEAD, class_name="pm-muted"),
            section(
                w.LEFT,
                _list(AllocationsState.left, empty(w.NOBODY_LEFT, w.NOBODY_LEFT_WHY, sign="tick")),
            ),
            section(w.ASK_ALLOCATION, _form()),
            section(
                w.WAITING,
                _list(
                    AllocationsState.rows,
                    empty(w.NOTHING_WAITS, w.NOTHING_WAITS_WHY, sign="clock"),
                ),
            ),
        ),
        said=said_once(AllocationsState.notice, AllocationsState.problems),
    )


def _list(rows: rx.Var[list[WaitingRow]], without: rx.Component) -> rx.Component:
    return rx.cond(
        rows.length() > 0,
        rx.el.ul(rx.foreach(rows, _row), class_name="pm-list"),
        without,
    )


def _row(row: rx.Var[WaitingRow]) -> rx.Component:
    return _card(row)


def _card(
    row: rx.Var[WaitingRow], *more: Child, title: Callable[..., rx.Component] = rx.el.h3
) -> rx.Component:
    return rx.el.li(
        title(unbroken(row.title), class_name="pm-cardtitle"),
        summary(row.facts),
        whom_marks(row.marks),
        *more,
        key=row.id,
        class_name="pm-card",
    )


def _form() -> rx.Component:
    problems = AllocationsState.problems
    return rx.el.form(
        begins_anew(AllocationsState.taken, "allocation-form"),
        fault_summary(problems, **w.ALLOCATION_FIELDS),
        card(
            text_field(
                problems, "reference", w.REFERENCE, auto_capitalize="characters", spell_check=False
            ),
            text_field(
                problems, "email", w.WORKER_EMAIL, auto_capitalize="none", spell_check=False
            ),
            date_field(problems, "starts", w.STARTS),
            date_field(problems, "ends", w.ENDS, hint=w.ENDS_HINT),
        ),
        button(w.ASK, kind="main", type="submit"),
        id="allocation-form",
        on_submit=AllocationsState.ask,
        no_validate=True,
        class_name="pm-form",
    )


def agree() -> rx.Component:
    """For supervisors: what waits for them."""
    return page_frame(
        w.AGREE_TITLE,
        shown(
            AgreeState.ready,
            AgreeState.missing,
            rx.el.p(w.AGREE_LEAD, class_name="pm-muted"),
            rx.cond(
                AgreeState.rows.length() > 0,
                rx.el.ul(rx.foreach(AgreeState.rows, _to_agree), class_name="pm-list"),
                empty(w.NOTHING_TO_AGREE, w.NOTHING_TO_AGREE_WHY, sign="tick"),
            ),
        ),
        here="tray",
        back=("/waiting", y.BACK),
        said=AgreeState.notice,
    )


def _to_agree(row: rx.Var[WaitingRow]) -> rx.Component:
    named = {"agree": row.title + ": " + w.AGREE, "refuse": row.title + ": " + w.REFUSE}
    return _card(
        row,
        rx.cond(
            row.own,
            rx.el.p(w.OWN_CASE, class_name="pm-note"),
            rx.el.div(
                button(
                    w.AGREE,
                    kind="dark",
                    type="button",
                    on_click=AgreeState.agree(row.id),
                    aria_label=named["agree"],
                ),
                button(
                    w.REFUSE,
                    type="button",
                    on_click=AgreeState.refuse(row.id),
                    aria_label=named["refuse"],
                ),
                class_name="pm-row",
            ),
        ),
        title=rx.el.h2,
    )
