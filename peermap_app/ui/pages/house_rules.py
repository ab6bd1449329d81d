"""Settings: a form for what is changed here, and a list of what is set at the machine."""

import reflex as rx

from peermap_app.state.house_rules import HouseRulesState
from peermap_app.state.views import Option
from peermap_app.ui.components.cards import card, section, summary
from peermap_app.ui.components.forms import fault_summary, radio, radio_group, text_field
from peermap_app.ui.components.links import button
from peermap_app.ui.components.office import office_frame
from peermap_app.ui.components.shell import said_once, shown
from peermap_app.words import settings_words as w


def page() -> rx.Component:
    """For administrators."""
    return office_frame(
        w.TITLE,
        shown(
            HouseRulesState.ready,
            HouseRulesState.missing,
            rx.el.p(w.LEAD, class_name="pm-muted"),
            _form(),
            section(
                w.AT_THE_MACHINE,
                rx.el.p(w.AT_THE_MACHINE_WHY, class_name="pm-muted"),
                card(summary(HouseRulesState.facts, lined=True)),
            ),
        ),
        said=said_once(HouseRulesState.notice, HouseRulesState.problems),
    )


def _form() -> rx.Component:
    problems, held = HouseRulesState.problems, HouseRulesState.held
    fields = [
        text_field(
            problems,
            name,
            w.NAMES[name],
            hint=hint,
            default_value=held[name],
            input_mode="numeric",
        )
        for name, hint in w.HINTS.items()
    ]
    weekends = [
        radio(
            "weekends",
            Option(value, words),
            first=at == 0,
            default_checked=held["weekends"] == value,
        )
        for at, (value, words) in enumerate(w.WEEKENDS.items())
    ]
    return rx.el.form(
        fault_summary(problems, **w.NAMES),
        card(
            *fields, radio_group(problems, "weekends", w.NAMES["weekends"], *weekends, inline=True)
        ),
        button(w.SAVE, kind="main", type="submit"),
        on_submit=HouseRulesState.change,
        no_validate=True,
        class_name="pm-form",
    )
