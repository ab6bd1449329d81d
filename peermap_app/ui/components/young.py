"""Pieces of the young person's screens: sentences with a picture, choices of equal weight."""

import re

import reflex as rx

from peermap_app.ui.components.icons import icon
from peermap_app.ui.components.illustrations import illustration
from peermap_app.ui.speaking import w
from peermap_app.ui.speech.read_aloud import read_aloud

Child = str | rx.Component | rx.Var


_GAP = re.compile(r"\{\w+\}")


def filled(sentence: str, part: rx.Var | None = None) -> list[Child]:
    """The sentence with `part` (mostly the worker's first name) wherever it has a {gap}."""
    first, *rest = _GAP.split(sentence)
    children: list[Child] = [first]
    for after in rest:
        assert part is not None, sentence
        children += [part, after]
    return [child for child in children if not isinstance(child, str) or child]


def lines(*sentences: str, worker: rx.Var[str] | None = None) -> rx.Component:
    """Sentences, each on a line of its own and each one that *Read it to me* reads."""
    return rx.el.div(
        *[rx.el.p(*filled(each, worker), class_name="pd-say-it") for each in sentences],
        class_name="pd-lines",
    )


def told(*said: tuple[str, str], worker: rx.Var[str] | None = None) -> rx.Component:
    """Sentences each beside a sign of its own: (icon, sentence)."""
    return rx.el.div(
        *[line(sign, each, worker=worker) for sign, each in said],
        class_name="pd-lines",
    )


def line(sign: str, sentence: str, *, worker: rx.Var[str] | None = None) -> rx.Component:
    """One sentence beside its sign."""
    return rx.el.p(
        icon(sign),
        rx.el.span(*filled(sentence, worker), class_name="pd-say-it"),
        class_name="pd-told-line",
    )


SCREEN = (".pd-screen .pd-say-it", ".pd-told .pd-say-it")
"""Where *Read it to me* finds all that a screen says, its choices too, in page order."""


def read_it(*selectors: str) -> rx.Component:
    """*Read it to me*; absent where the device has no voice of its own."""
    return read_aloud(
        *selectors,
        label=w.COMMON["read_to_me"],
        stop=w.COMMON["stop_reading"],
        lang=w.language.code,
    )


def read_round(*selectors: str) -> rx.Component:
    """*Read it to me* as a round button, where there is no room for its words; the whole screen,

    unless told otherwise.
    """
    return read_aloud(
        *(selectors or SCREEN),
        label=w.COMMON["read_to_me"],
        stop=w.COMMON["stop_reading"],
        shape="round",
        lang=w.language.code,
    )


def read_one(*selectors: str) -> rx.Component:
    """The round button that reads one statement."""
    return read_aloud(
        *selectors,
        label=w.COMMON["read_aloud"],
        stop=w.COMMON["stop_reading"],
        shape="round",
        lang=w.language.code,
    )


def comfort_button() -> rx.Component:
    """Opens the Comfort menu of the page (ui/comfort), by the browser's own means."""
    return rx.el.button(
        rx.el.span(rx.el.small("A"), "a", aria_hidden="true", class_name="pd-aa"),
        rx.el.span(w.COMFORT["open"], class_name="pd-comfort-word"),
        type="button",
        custom_attrs={"popoverTarget": "pm-comfort"},
        class_name="pd-button pd-round pd-comfort-open",
    )


def hide_button() -> rx.Component:
    """Hides the page behind the board's calm picture (ui/canvas/cover.jsx hears the tap)."""
    return rx.el.button(
        icon("eye_off"),
        rx.el.span(w.BOARD["hide"], class_name="pd-say-it"),
        type="button",
        custom_attrs={"data-hide": ""},
        class_name="pd-button pd-hide",
    )


def counts() -> dict[str, str]:
    """The mark of what is tapped to be heard by the server: without a connection it is not tapped,
    and the page says so (ui/lost_taps.js). A new one each time: Reflex writes into what it gets.
    """
    return {"data-counts": ""}


def dark_button(
    words: str, sign: str, on_click: rx.EventHandler | rx.event.EventSpec
) -> rx.Component:
    """One of several ways on that weigh the same: only the words and the sign differ."""
    return rx.el.button(
        icon(sign),
        rx.el.span(words, class_name="pd-say-it"),
        type="button",
        on_click=on_click,
        custom_attrs=counts(),
        class_name="pd-button pd-dark",
    )


def choices(*ways: Child) -> rx.Component:
    """Buttons side by side, the same size."""
    return rx.el.div(*ways, class_name="pd-pair" if len(ways) == 2 else "pd-pair pd-three")


def message(picture: str, title: str, *children: Child) -> rx.Component:
    """A screen that says one thing."""
    return rx.el.main(
        comfort_button(),
        illustration(picture),
        rx.el.h1(title, tab_index=-1, class_name="pd-say-it"),
        *children,
        read_it(*SCREEN),
        class_name="pd-screen pd-message",
    )
