"""The access record: what is unusual first, a question with its reason, and the rows."""

import reflex as rx

from peermap_app.state.record import RecordState
from peermap_app.state.record_views import RecordRow
from peermap_app.state.views import Option
from peermap_app.ui.components.cards import card, empty, section, summary
from peermap_app.ui.components.forms import (
    date_field,
    fault_summary,
    radio,
    radio_group,
    select_field,
    text_field,
)
from peermap_app.ui.components.links import button
from peermap_app.ui.components.shell import page_frame, said_once, shown
from peermap_app.ui.components.usual import usual_form
from peermap_app.words import record_words as w


def page() -> rx.Component:
    """Everything is read anew for each question, and each is recorded."""
    return page_frame(
        w.TITLE,
        shown(
            RecordState.ready,
            RecordState.missing,
            rx.el.p(w.LEAD, class_name="pm-muted"),
            section(w.UNUSUAL, _unusual(), usual_form()),
            section(w.ASK, _form()),
            section(w.FOUND, _rows(), _pages()),
        ),
        here="record",
        said=said_once(RecordState.notice, RecordState.problems),
    )


def _unusual() -> rx.Component:
    return rx.cond(
        RecordState.unusual.length() > 0,
        card(
            rx.el.ul(
                rx.foreach(RecordState.unusual, lambda words, at: rx.el.li(words, key=at)),
                class_name="pm-bullets",
            ),
            rx.cond(RecordState.more_unusual != "", rx.el.p(RecordState.more_unusual)),
            class_name="pm-warning",
        ),
        empty(w.UNUSUAL_NONE, w.UNUSUAL_NONE_WHY, sign="tick"),
    )


def _form() -> rx.Component:
    problems = RecordState.problems
    which = [
        radio("refused", Option(value, words), first=at == 0, default_checked=at == 0)
        for at, (value, words) in enumerate(w.ONLY_REFUSED_CHOICES.items())
    ]
    reasons = [Option(value, words) for value, words in w.REASONS.items()]
    return rx.el.form(
        fault_summary(problems, **w.FIELDS),
        card(
            select_field(problems, "reason", w.REASON, reasons),
            text_field(
                problems,
                "reference",
                w.REFERENCE,
                hint=w.REFERENCE_HINT,
                auto_capitalize="characters",
                spell_check=False,
            ),
            text_field(
                problems,
                "email",
                w.EMAIL,
                hint=w.EMAIL_HINT,
                auto_capitalize="none",
                spell_check=False,
            ),
            date_field(problems, "day", w.DAY),
            radio_group(problems, "refused", w.ONLY_REFUSED, *which, inline=True),
        ),
        button(w.LOOK, kind="main", type="submit"),
        on_submit=RecordState.look,
        no_validate=True,
        class_name="pm-form",
    )


def _rows() -> rx.Component:
    return rx.cond(
        RecordState.rows.length() > 0,
        rx.el.ul(rx.foreach(RecordState.rows, _row), class_name="pm-list"),
        empty(w.NOTHING, w.NOTHING_WHY, sign="page"),
    )


def _row(row: rx.Var[RecordRow], at: rx.Var[int]) -> rx.Component:
    """One line each, opened by a tap or a key: fifty of them are a page and not a scroll."""
    return rx.el.li(
        rx.el.details(
            rx.el.summary(
                rx.el.span(row.what, class_name="pm-strong"),
                rx.el.span(row.line, class_name="pm-muted pm-small"),
            ),
            summary(row.facts),
            # Another question brings other rows: none of them stays open for the one before it.
            key=row.what + row.line,
            class_name="pm-fold",
        ),
        key=at,
        class_name=rx.cond(row.refused, "pm-card pm-refused", "pm-card"),
    )


def _pages() -> rx.Component:
    return rx.el.div(
        rx.cond(
            RecordState.has_older,
            button(w.OLDER, type="button", on_click=RecordState.older),
        ),
        rx.cond(
            RecordState.has_newer,
            button(w.NEWEST, type="button", on_click=RecordState.newest),
        ),
        class_name="pm-row",
    )
