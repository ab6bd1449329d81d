"""What is due: the data protection lead ticks, holds, and erases with one button."""

import reflex as rx

from peermap_app.state.due import DueState
from peermap_app.state.ending_views import DueRow
from peermap_app.ui.components.cards import card, empty, section
from peermap_app.ui.components.forms import date_field, fault_summary, text_area, text_field
from peermap_app.ui.components.landing import begins_anew
from peermap_app.ui.components.links import button, door_link
from peermap_app.ui.components.shell import page_frame, said_once, shown
from peermap_app.ui.components.show_first import show_first
from peermap_app.ui.components.unbroken import unbroken
from peermap_app.words import ending_words as w


def page() -> rx.Component:
    """The list, a hold, and what backups still hold."""
    some = DueState.rows.length() > 0
    return page_frame(
        w.DUE,
        shown(
            DueState.ready,
            DueState.missing,
            rx.el.p(w.DUE_WHY, class_name="pm-muted"),
            rx.cond(some, _list(), empty(w.DUE_NONE, w.DUE_NONE_WHY, sign="tick")),
            section(w.HOLD, _hold()),
            rx.cond(DueState.held.length() > 0, section(w.HELD, _held())),
            section(w.NOTES, _notes()),
            door_link(w.SUBJECT_ACCESS, "/what-is-held"),
        ),
        here="due",
        said=said_once(DueState.notice, DueState.problems),
    )


def _list() -> rx.Component:
    return rx.el.form(
        rx.el.ul(rx.foreach(DueState.rows, _row), class_name="pm-list"),
        rx.cond(DueState.more, rx.el.p(w.DUE_MORE, class_name="pm-note")),
        card(
            rx.el.p(w.ERASE_WARNING),
            button(w.ERASE, kind="dark", type="submit"),
            show_first(DueState.notice, "/due"),
            class_name="pm-warning",
        ),
        on_submit=DueState.erase,
        reset_on_submit=True,
        class_name="pm-form",
    )


def _held() -> rx.Component:
    return rx.el.ul(rx.foreach(DueState.held, _row), class_name="pm-list")


def _row(row: rx.Var[DueRow]) -> rx.Component:
    return rx.el.li(
        rx.el.h2(unbroken(row.title), class_name="pm-cardtitle"),
        rx.el.p(row.since, class_name="pm-muted"),
        rx.cond(
            row.held != "",
            rx.fragment(
                rx.el.p(row.held, class_name="pm-prose"),
                rx.el.div(
                    button(w.LET_GO, type="button", on_click=DueState.let_go(row.case_id)),
                    class_name="pm-row",
                ),
            ),
        ),
        rx.cond(
            row.may_tick,
            rx.el.label(
                rx.el.input(
                    type="checkbox",
                    name=row.box,
                    value="yes",
                    default_checked=row.ticked,
                    custom_attrs={"aria-label": w.TICK + " " + row.title},
                ),
                rx.el.span(w.TICK),
                class_name="pm-choice",
            ),
        ),
        key=row.key,
        class_name="pm-card",
    )


def _hold() -> rx.Component:
    problems = DueState.problems
    return rx.el.form(
        begins_anew(DueState.taken, "hold-form"),
        fault_summary(problems, **w.FIELDS),
        card(
            rx.el.p(w.HOLD_WHY, class_name="pm-muted"),
            text_field(problems, "reference", w.HOLD_CASE, hint=w.HOLD_CASE_HINT),
            text_area(problems, "reason", w.HOLD_REASON, hint=w.HOLD_REASON_HINT),
            date_field(problems, "review", w.HOLD_REVIEW),
        ),
        button(w.HOLD_SAVE, type="submit"),
        id="hold-form",
        on_submit=DueState.hold,
        no_validate=True,
        class_name="pm-form",
    )


def _notes() -> rx.Component:
    return card(
        rx.cond(
            DueState.notes.length() > 0,
            rx.el.ul(
                rx.foreach(DueState.notes, lambda words, at: rx.el.li(words, key=at)),
                class_name="pm-bullets",
            ),
            rx.el.p(w.NOTES_NONE, class_name="pm-muted"),
        )
    )
