"""Teams: their supervisors, another name, and a form for a new one."""

import reflex as rx

from peermap_app.state.office import TeamsState
from peermap_app.state.office_views import TeamRow
from peermap_app.ui.components.cards import card, empty, section, summary
from peermap_app.ui.components.forms import fault_summary, text_field
from peermap_app.ui.components.links import button
from peermap_app.ui.components.office import office_frame
from peermap_app.ui.components.shell import said_once, shown
from peermap_app.words import office_words as w


def page() -> rx.Component:
    """The list, and below it the form."""
    problems = TeamsState.problems
    return office_frame(
        w.TEAMS,
        shown(
            TeamsState.ready,
            TeamsState.missing,
            rx.el.p(w.TEAMS_LEAD, class_name="pm-muted"),
            fault_summary(problems, name=w.TEAM_NAME),
            rx.cond(
                TeamsState.rows.length() > 0,
                rx.el.ul(rx.foreach(TeamsState.rows, _row), class_name="pm-list"),
                empty(w.NO_TEAMS, w.NO_TEAMS_WHY, sign="people"),
            ),
            section(
                w.ADD_TEAM,
                rx.el.form(
                    card(text_field(problems, "name", w.TEAM_NAME)),
                    button(w.ADD, kind="main", type="submit"),
                    on_submit=TeamsState.call,
                    reset_on_submit=False,
                    no_validate=True,
                    class_name="pm-form",
                ),
            ),
        ),
        said=said_once(TeamsState.notice, TeamsState.problems),
    )


def _row(row: rx.Var[TeamRow]) -> rx.Component:
    return rx.el.li(
        rx.el.h2(row.name, class_name="pm-cardtitle"),
        summary(row.facts),
        rx.el.details(
            rx.el.summary(w.RENAME),
            rx.el.form(
                rx.el.input(type="hidden", name="team_id", value=row.id),
                rx.el.input(
                    name="name",
                    default_value=row.name,
                    aria_label=w.RENAME_HINT,
                    auto_complete="off",
                    max_length=200,
                    class_name="pm-input",
                ),
                button(w.SAVE, type="submit"),
                on_submit=TeamsState.call,
                no_validate=True,
                class_name="pm-form",
            ),
            class_name="pm-details",
        ),
        key=row.id,
        class_name="pm-card",
    )
