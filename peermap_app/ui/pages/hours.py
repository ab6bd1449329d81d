"""Working hours: the hours of each weekday, the bank holidays, and days the team is closed."""

import reflex as rx

from peermap_app.state.hours import ClosedRow, HoursState
from peermap_app.state.views import Option
from peermap_app.ui.components.cards import card, section
from peermap_app.ui.components.forms import (
    date_field,
    fault_summary,
    radio,
    radio_group,
    text_field,
)
from peermap_app.ui.components.landing import begins_anew
from peermap_app.ui.components.links import button
from peermap_app.ui.components.shell import page_frame, said_once, shown
from peermap_app.words import hours_words as w
from peermap_app.words import team_words as t


def page() -> rx.Component:
    """The week first, then what is an exception to it."""
    return page_frame(
        w.TITLE,
        shown(
            HoursState.ready,
            HoursState.missing,
            rx.el.p(HoursState.lead, class_name="pm-muted"),
            section(w.WEEK, _week()),
            section(
                w.CLOSED,
                rx.cond(
                    HoursState.closed.length() > 0,
                    rx.el.ul(rx.foreach(HoursState.closed, _closed), class_name="pm-list"),
                ),
                _bank(),
                _close(),
            ),
        ),
        here="team",
        back=("/team", t.BACK_TO_TEAM),
        said=said_once(HoursState.notice, HoursState.problems),
    )


def _week() -> rx.Component:
    problems, held = HoursState.problems, HoursState.held
    regions = [
        radio(
            "region", Option(value, words), first=at == 0, default_checked=held["region"] == value
        )
        for at, (value, words) in enumerate(w.REGIONS.items())
    ]
    return rx.el.form(
        fault_summary(problems, **w.FIELDS, **w.CLOSED_FIELDS),
        card(
            rx.el.p(w.WEEK_WHY, class_name="pm-muted"),
            *[_day(day, words) for day, words in w.DAYS.items()],
        ),
        card(radio_group(problems, "region", w.REGION, *regions)),
        button(w.SAVE, kind="main", type="submit"),
        on_submit=HoursState.save,
        no_validate=True,
        class_name="pm-form",
    )


def _day(day: str, words: str) -> rx.Component:
    """Two times in a row, under the day's name."""
    ends = [
        text_field(
            HoursState.problems,
            f"{end}_{day}",
            name,
            type="time",
            default_value=HoursState.held[f"{end}_{day}"],
        )
        for end, name in (("opens", w.OPENS), ("closes", w.CLOSES))
    ]
    return rx.el.fieldset(
        rx.el.legend(words, class_name="pm-label"),
        rx.el.div(*ends, class_name="pm-times"),
        class_name="pm-field",
    )


def _closed(row: rx.Var[ClosedRow]) -> rx.Component:
    return rx.el.li(
        rx.el.h3(row.words, class_name="pm-cardtitle"),
        rx.el.div(
            button(
                w.TAKE_AWAY,
                type="button",
                aria_label=row.away_named,
                on_click=HoursState.open_again(row.day),
            ),
            class_name="pm-row",
        ),
        key=row.day,
        class_name="pm-card",
    )


def _bank() -> rx.Component:
    """Folded: nobody sets them, and somebody wants to be sure of one."""
    return card(
        rx.el.details(
            rx.el.summary(rx.el.span(w.BANK_HOLIDAYS, class_name="pm-strong")),
            rx.el.ul(
                rx.foreach(HoursState.bank, lambda words: rx.el.li(words, key=words)),
                class_name="pm-bullets",
            ),
            class_name="pm-fold",
        )
    )


def _close() -> rx.Component:
    problems = HoursState.problems
    return rx.el.form(
        begins_anew(HoursState.taken, "closed-form"),
        card(
            rx.el.h3(w.ADD, class_name="pm-cardtitle"),
            date_field(problems, "closed", w.DAY),
            button(w.ADD_IT, type="submit"),
        ),
        id="closed-form",
        on_submit=HoursState.close,
        no_validate=True,
        class_name="pm-form",
    )
