"""What the pages of the administration share: their frame with its parts, and a team's field."""

import reflex as rx

from peermap_app.ui.components.forms import Problems
from peermap_app.ui.components.links import Child, parts
from peermap_app.ui.components.shell import page_frame
from peermap_app.words import cover_words, flag_kind_words, import_words, settings_words
from peermap_app.words import office_words as w

_PARTS = (
    (w.ACCOUNTS, "/accounts"),
    (w.TEAMS, "/teams"),
    (w.ALLOCATIONS, "/allocations"),
    (import_words.TITLE, "/imports"),
    (cover_words.TITLE, "/covers"),
    (flag_kind_words.TITLE, "/flag-kinds"),
    (settings_words.TITLE, "/settings"),
)


def office_frame(title: Child, *children: Child, said: rx.Var[str], **more: object) -> rx.Component:
    """A page of the administration, with links to its parts."""
    return page_frame(
        title,
        office_parts(),
        *children,
        here="office",
        said=said,
        **more,  # type: ignore[arg-type]
    )


def office_parts() -> rx.Component:
    """Links to the parts of the administration."""
    return parts(w.PARTS, *_PARTS)


def team_field(
    problems: Problems, teams: rx.Var[list[str]], chosen: str | rx.Var[str] = ""
) -> rx.Component:
    """One of the teams there are, or none."""
    fault = problems.to(dict[str, str])["team"]
    return rx.el.div(
        rx.el.label(w.TEAM, html_for="team", class_name="pm-label"),
        rx.el.p(w.TEAM_HINT, id="team-hint", class_name="pm-hint"),
        rx.cond(fault, rx.el.p(fault, id="team-fault", class_name="pm-fault")),
        rx.el.select(
            rx.el.option(w.NO_TEAM, value=""),
            rx.foreach(teams, lambda name: rx.el.option(name, value=name, key=name)),
            id="team",
            name="team",
            default_value=chosen,
            class_name="pm-input",
            custom_attrs={
                "aria-describedby": "team-hint team-fault",
                "aria-invalid": rx.cond(fault, "true", "false"),
            },
        ),
        class_name=rx.cond(fault, "pm-field pm-wrong", "pm-field"),
    )
