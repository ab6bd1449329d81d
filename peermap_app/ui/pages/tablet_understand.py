"""Two short steps beside the choosing, both skippable: what a Yes leads to, and who is here.

Neither blocks anything (rule 4). What is tapped on the pictures is the browser's own `<details>`:
it goes to no server and is kept nowhere. Who is here is the young person's own word, and is kept.
"""

import reflex as rx

from peermap_app.state.tablet import TabletState
from peermap_app.ui.components.icons import icon
from peermap_app.ui.components.illustrations import illustration
from peermap_app.ui.components.young import (
    SCREEN,
    counts,
    dark_button,
    hide_button,
    line,
    read_it,
    told,
)
from peermap_app.ui.speaking import w

_SAY = TabletState.say
_PICTURES = ("workers", "plan", "friends", "change")
_SIGNS = {"workers": "tick", "plan": "shield", "friends": "cross", "change": "again"}
"""What each picture turns out to be: so, only with another Yes, not so."""
_HERE = ("worker_only", "parent_or_carer", "friend", "someone_else")
_FINE = ("yes", "no", "not_sure")


def what_if() -> rx.Component:
    """What happens if you say yes? Four pictures to tap, one of them not so."""
    return rx.el.main(
        rx.el.div(
            rx.el.h1(w.WHAT_IF["title"], tab_index=-1, class_name="pd-say-it"),
            hide_button(),
            class_name="pd-step-line",
        ),
        told(("eye", w.WHAT_IF["lead"]), ("speech", w.WHAT_IF["own_words"])),
        rx.el.ul(*[rx.el.li(_picture(each)) for each in _PICTURES], class_name="pd-picks"),
        line("smile", w.WHAT_IF["no_test"]),
        rx.el.div(
            read_it(*SCREEN),
            dark_button(w.WHAT_IF["go_on"], "next", TabletState.choose_again),
            class_name="pd-on",
        ),
        class_name="pd-screen pd-aside",
    )


def _picture(key: str) -> rx.Component:
    return rx.el.details(
        rx.el.summary(
            illustration(f"if_{key}"), rx.el.span(w.WHAT_IF[key], class_name="pd-say-it")
        ),
        line(_SIGNS[key], w.WHAT_IF[f"{key}_is"]),
        class_name="pd-pick",
    )


def here() -> rx.Component:
    """Who is here with you? And, when somebody else is: is it OK to choose with them here?"""
    return rx.el.main(
        rx.el.div(
            rx.el.h1(w.HERE["title"], tab_index=-1, class_name="pd-say-it"),
            hide_button(),
            class_name="pd-step-line",
        ),
        told(("people", w.HERE["lead"]), ("folder", w.HERE["kept"])),
        rx.el.div(
            *[_somebody(each) for each in _HERE],
            role="group",
            aria_label=w.HERE["title"],
            class_name="pd-picks",
        ),
        rx.el.div(rx.cond(_SAY.others, _fine()), role="status"),
        rx.el.div(
            read_it(*SCREEN),
            rx.cond(
                (_SAY.fine == "no") | (_SAY.fine == "not_sure"),
                dark_button(w.HERE["later_button"], "clock", TabletState.ask_later),
            ),
            dark_button(w.HERE["go_on"], "next", TabletState.choose_again),
            class_name="pd-on",
        ),
        class_name="pd-screen pd-aside",
    )


def _somebody(code: str) -> rx.Component:
    return rx.el.button(
        illustration(code),
        rx.el.span(w.HERE[code], class_name="pd-say-it"),
        icon("tick", "pm-icon pd-picked"),
        type="button",
        aria_pressed=rx.cond(_SAY.here.contains(code), "true", "false"),
        on_click=TabletState.say_here(code),
        custom_attrs=counts(),
        class_name="pd-pick",
    )


def _fine() -> rx.Component:
    """Yes, No and Not sure weigh the same; the last two lead to kind words and block nothing."""
    return rx.el.fieldset(
        rx.el.legend(icon("speech"), rx.el.span(w.HERE["fine"], class_name="pd-say-it")),
        rx.el.div(
            *[
                rx.el.button(
                    icon(f"say_{value}"),
                    rx.el.span(w.HERE[value], class_name="pd-say-it"),
                    type="button",
                    aria_pressed=rx.cond(_SAY.fine == value, "true", "false"),
                    on_click=TabletState.say_fine(value),
                    custom_attrs=counts(),
                    class_name="pd-button",
                )
                for value in _FINE
            ],
            class_name="pd-answers",
        ),
        rx.cond(
            (_SAY.fine == "no") | (_SAY.fine == "not_sure"),
            told(
                ("smile", w.HERE["thanks"]),
                ("clock", w.HERE["wait"]),
                ("people", w.HERE["step_out"]),
            ),
        ),
        class_name="pd-fine",
    )


def what_if_card() -> rx.Component:
    """On the screen of the choosing: opens what a Yes leads to."""
    return rx.el.button(
        illustration("if_workers"),
        rx.el.span(w.WHAT_IF["title"], class_name="pd-say-it"),
        icon("next"),
        type="button",
        on_click=TabletState.ask_what_if,
        custom_attrs=counts(),
        class_name="pd-step-card",
    )


def here_card() -> rx.Component:
    """On the screen of the choosing: the question, and what was answered so far."""
    said = [
        rx.cond(_SAY.here.contains(code), rx.el.span(w.HERE[code], class_name="pd-bit pd-say-it"))
        for code in _HERE
    ]
    return rx.el.button(
        illustration("friend"),
        rx.el.span(
            rx.el.strong(w.HERE["title"], class_name="pd-say-it"),
            rx.cond(
                _SAY.here.length() > 0,
                rx.el.small(*said),
                rx.el.small(w.HERE["open"], class_name="pd-say-it"),
            ),
        ),
        rx.cond(_SAY.here.length() > 0, icon("tick"), icon("next")),
        type="button",
        on_click=TabletState.ask_here,
        custom_attrs=counts(),
        class_name="pd-step-card",
    )
