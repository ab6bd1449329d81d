"""Days on which one is away: those that stand, and a short form."""

import reflex as rx

from peermap_app.state.absence import AbsenceRow, AbsenceState
from peermap_app.ui.components.cards import card, empty, section
from peermap_app.ui.components.forms import date_field, fault_summary
from peermap_app.ui.components.landing import begins_anew
from peermap_app.ui.components.links import button
from peermap_app.ui.components.shell import page_frame, said_once, shown
from peermap_app.words import absence_words as w


def page() -> rx.Component:
    """What was said stands first."""
    rows, problems = AbsenceState.rows, AbsenceState.problems
    return page_frame(
        w.TITLE,
        shown(
            AbsenceState.ready,
            AbsenceState.missing,
            rx.el.p(w.LEAD, class_name="pm-muted"),
            section(
                w.NOW_AND_TO_COME,
                rx.cond(
                    rows.length() > 0,
                    rx.el.ul(rx.foreach(rows, _row), class_name="pm-list"),
                    empty(w.NONE, w.NONE_WHY, sign="clock"),
                ),
            ),
            section(
                w.SAY,
                rx.el.form(
                    begins_anew(AbsenceState.taken, "absence-form"),
                    fault_summary(problems, **w.FIELDS),
                    card(
                        date_field(problems, "away_from", w.STARTS),
                        date_field(problems, "away_to", w.ENDS),
                    ),
                    button(w.SAVE, kind="main", type="submit"),
                    id="absence-form",
                    on_submit=AbsenceState.save,
                    no_validate=True,
                    class_name="pm-form",
                ),
            ),
        ),
        here="me",
        back=("/me", w.BACK),
        said=said_once(AbsenceState.notice, problems),
    )


def _row(row: rx.Var[AbsenceRow]) -> rx.Component:
    return rx.el.li(
        rx.el.h3(row.words, class_name="pm-cardtitle"),
        rx.el.div(
            button(
                w.TAKE_BACK,
                type="button",
                aria_label=row.back_named,
                on_click=AbsenceState.take_back(row.id),
            ),
            class_name="pm-row",
        ),
        key=row.id,
        class_name="pm-card",
    )
