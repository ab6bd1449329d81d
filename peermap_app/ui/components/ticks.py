"""Boxes to tick, as many as a page was read with: what is already held that supports a link."""

import reflex as rx

from peermap_app.state.views import Option
from peermap_app.ui.components.cards import card
from peermap_app.ui.components.forms import Problems, radio_group
from peermap_app.words import held_connection_words as w

NAME = "held"


def held_ticks(problems: Problems, options: rx.Var[list[Option]]) -> rx.Component:
    """Nothing is ticked beforehand; without anything held there is nothing to see."""
    return rx.cond(
        options.length() > 0,
        card(
            radio_group(problems, NAME, w.SUPPORT, rx.foreach(options, _tick), hint=w.SUPPORT_HINT)
        ),
    )


def _tick(option: rx.Var[Option], at: rx.Var[int]) -> rx.Component:
    return rx.el.label(
        rx.el.input(
            type="checkbox",
            name=option.value,
            value="on",
            # The summary of faults leads to the first one.
            custom_attrs={"id": rx.cond(at == 0, NAME, option.value)},
        ),
        rx.el.span(
            rx.el.span(option.words, class_name="pm-prose"),
            rx.el.span(option.hint, class_name="pm-muted pm-small"),
            class_name="pm-stacked",
        ),
        key=option.value,
        class_name="pm-choice",
    )
