"""Pieces of the young person's screens: a sentence with its picture, and choices of equal weight."""

from collections.abc import Iterable

import reflex as rx

from peermap_app.ui.components.icons import icon
from peermap_app.ui.components.illustrations import illustration
from peermap_app.ui.speech.read_aloud import read_aloud
from peermap_app.words import young as w

Child = str | rx.Component | rx.Var


def with_worker(sentence: str, worker: rx.Var[str] | None) -> list[Child]:
    """The sentence with the worker's first name where it says {worker}."""
    first, *rest = sentence.split("{worker}")
    children: list[Child] = [first]
    for part in rest:
        assert worker is not None, sentence
        children += [worker, part]
    return [child for child in children if not isinstance(child, str) or child]


def lines(sentences: Iterable[str], worker: rx.Var[str] | None = None) -> rx.Component:
    """Sentences, each on a line of its own and each one that *Read it to me* reads."""
    return rx.el.div(
        *[rx.el.p(*with_worker(each, worker), class_name="pd-say-it") for each in sentences],
        class_name="pd-lines",
    )


def read_it(*selectors: str, shape: str = "pill") -> rx.Component:
    """*Read it to me*; absent where the device has no voice of its own."""
    return read_aloud(*selectors, label=w.READ_IT, stop=w.STOP_READING, shape=shape)


def dark_button(words: str, sign: str, on_click: rx.EventHandler) -> rx.Component:
    """One of two ways on that weigh the same: only the words and the sign differ."""
    return rx.el.button(
        icon(sign), words, type="button", on_click=on_click, class_name="pd-button pd-dark"
    )


def choice_pair(first: rx.Component, second: rx.Component) -> rx.Component:
    """Two buttons side by side, the same size."""
    return rx.el.div(first, second, class_name="pd-pair")


def message(picture: str, title: str, *children: Child) -> rx.Component:
    """A screen that says one thing."""
    return rx.el.main(
        illustration(picture),
        rx.el.h1(title, tab_index=-1, class_name="pd-say-it"),
        *children,
        read_it(".pd-message .pd-say-it"),
        class_name="pd-screen pd-message",
    )
