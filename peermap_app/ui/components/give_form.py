"""The fields of giving a case for some hours: for how long, and why."""

import reflex as rx

from peermap_app.state.team_views import HOURS
from peermap_app.state.views import Option
from peermap_app.ui.components.forms import Problems, select_field, text_area
from peermap_app.words import team_words as t


def hours_and_why(problems: Problems, most: int) -> list[rx.Component]:
    """`most`: the longest that is offered."""
    offered = [Option(str(n), t.HOUR_WORDS.format(n=n)) for n in HOURS if n <= most]
    return [
        select_field(problems, "hours", t.HOURS, offered),
        text_area(problems, "why", t.WHY, hint=t.WHY_HINT),
    ]


def fault_names() -> dict[str, str]:
    """What the fields are called in a summary of faults."""
    return {
        "email": t.GIVE_TO,
        "hours": t.HOURS,
        "why": t.WHY,
        "duty_email": t.DUTY_EMAIL,
        "duty_hours": t.DUTY_HOURS,
    }
