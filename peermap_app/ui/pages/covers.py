"""Covers: who is away and who covers, with a form; for supervisors and for administrators."""

import reflex as rx

from peermap_app.state.covers import CoverRow, CoversState
from peermap_app.ui.components.cards import card, empty, section, tag
from peermap_app.ui.components.forms import Problems, chosen_field, date_field, fault_summary
from peermap_app.ui.components.landing import begins_anew
from peermap_app.ui.components.links import button, text_link
from peermap_app.ui.components.office import office_parts
from peermap_app.ui.components.shell import page_frame, said_once, shown
from peermap_app.ui.components.whom import whom_marks
from peermap_app.words import absence_words as a
from peermap_app.words import cover_words as w
from peermap_app.words import team_words as t


def page() -> rx.Component:
    """What waits and what holds stands first."""
    rows, asks = CoversState.rows, CoversState.asks
    return page_frame(
        w.TITLE,
        shown(
            CoversState.ready,
            CoversState.missing,
            rx.cond(asks, office_parts(), text_link(t.BACK_TO_TEAM, "/team")),
            rx.el.p(w.LEAD, class_name="pm-muted"),
            section(
                w.NOW_AND_TO_COME,
                rx.cond(
                    rows.length() > 0,
                    rx.el.ul(rx.foreach(rows, _row), class_name="pm-list"),
                    empty(w.NONE, w.NONE_WHY, sign="people"),
                ),
            ),
            rx.cond(
                CoversState.away.length() > 0,
                section(
                    a.AWAY,
                    card(
                        rx.el.ul(
                            rx.foreach(CoversState.away, lambda words, at: rx.el.li(words, key=at)),
                            class_name="pm-bullets",
                        )
                    ),
                ),
            ),
            section(w.SET, _form()),
        ),
        here="covers",
        said=said_once(CoversState.notice, CoversState.problems),
    )


def _row(row: rx.Var[CoverRow]) -> rx.Component:
    return rx.el.li(
        rx.el.h3(row.title, class_name="pm-cardtitle"),
        rx.el.p(row.about, class_name="pm-muted"),
        rx.foreach(row.people, lambda words, at: rx.el.p(words, key=at)),
        whom_marks(row.marks),
        rx.cond(row.today, tag(w.TODAY, sign="tick", kind="good")),
        rx.cond(row.waits, tag(w.WAITS, sign="clock")),
        rx.cond(~CoversState.asks, rx.cond(row.waits, _answers(row), _end(row))),
        key=row.id,
        class_name="pm-card",
    )


def _answers(row: rx.Var[CoverRow]) -> rx.Component:
    return rx.cond(
        row.own,
        rx.el.p(w.OWN, class_name="pm-note"),
        rx.el.div(
            button(
                w.AGREE,
                kind="dark",
                type="button",
                aria_label=row.agree_named,
                on_click=CoversState.agree(row.id),
            ),
            button(
                w.REFUSE,
                type="button",
                aria_label=row.refuse_named,
                on_click=CoversState.refuse(row.id),
            ),
            class_name="pm-row",
        ),
    )


def _end(row: rx.Var[CoverRow]) -> rx.Component:
    return rx.el.div(
        button(w.END, type="button", aria_label=row.end_named, on_click=CoversState.end(row.id)),
        class_name="pm-row",
    )


def _form() -> rx.Component:
    problems: Problems = CoversState.problems
    return rx.el.form(
        begins_anew(CoversState.taken, "cover-form"),
        fault_summary(problems, **w.FIELDS),
        rx.cond(CoversState.asks, rx.el.p(w.LEAD_ASKS, class_name="pm-note")),
        card(
            chosen_field(problems, "away", w.AWAY, CoversState.people),
            chosen_field(problems, "by", w.BY, CoversState.people),
            date_field(problems, "starts", w.STARTS),
            date_field(problems, "ends", w.ENDS),
        ),
        button(rx.cond(CoversState.asks, w.ASK, w.SAVE), kind="main", type="submit"),
        id="cover-form",
        on_submit=CoversState.save,
        no_validate=True,
        class_name="pm-form",
    )
