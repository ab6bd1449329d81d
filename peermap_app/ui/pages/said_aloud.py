"""The worker's form for what a young person said aloud: No or Not sure, never a Yes (rule 4)."""

import reflex as rx

from peermap_app.state.my_map import MyMapState
from peermap_app.state.views import Option
from peermap_app.ui.components.cards import card, notice
from peermap_app.ui.components.forms import date_field, fault_summary, radio, radio_group
from peermap_app.ui.components.landing import lands
from peermap_app.ui.components.links import button
from peermap_app.words import worker_my_map as m


def said_aloud(case_id: rx.Var[str], version: rx.Var[str]) -> rx.Component:
    """The form, closed until it is needed."""
    problems = MyMapState.problems
    return rx.el.details(
        rx.el.summary(m.SAID_ALOUD),
        rx.el.form(
            card(
                rx.el.p(m.SAID_ALOUD_WHY, class_name="pm-muted"),
                fault_summary(problems, box="said-faults", **m.SAID_FIELDS),
                rx.el.input(type="hidden", name="case_id", value=case_id),
                rx.el.input(type="hidden", name="version", value=version),
                _choices(problems, "statement", m.SAID_WHAT, m.SAID_STATEMENTS),
                rx.el.p(m.SAID_ALOUD_KEEP, class_name="pm-muted pm-small"),
                _choices(problems, "answer", m.SAID_ANSWER, m.SAID_ANSWERS),
                date_field(problems, "said_on", m.SAID_ON),
                button(m.SAID_WRITE, type="submit"),
            ),
            on_submit=MyMapState.said_aloud,
            no_validate=True,
            key=MyMapState.written,
            class_name="pm-form",
        ),
        rx.el.div(
            notice(rx.cond(problems.length() > 0, "", MyMapState.notice)),
            id="said-written",
            tab_index=-1,
        ),
        lands(MyMapState.written, "said-written"),
        class_name="pm-details",
    )


def _choices(
    problems: rx.Var[dict[str, str]], name: str, label: str, options: dict[str, str]
) -> rx.Component:
    made = [
        radio(name, Option(value, words), first=at == 0)
        for at, (value, words) in enumerate(options.items())
    ]
    return radio_group(problems, name, label, *made)
