"""Your map, your say: the frozen picture, three statements, the mark, and four ways on (rule 4).

Nothing is preselected. Yes, No and Not sure look and weigh the same; so do *Keep what I said yes
to* and *Don't keep anything*. Each tap is stored in the room at once.
"""

import reflex as rx

from peermap_app.state.tablet import TabletState
from peermap_app.ui.canvas.board import board
from peermap_app.ui.components.icons import icon
from peermap_app.ui.components.illustrations import illustration
from peermap_app.ui.components.young import dark_button, filled, read_it, read_one
from peermap_app.ui.mark.mark import mark
from peermap_app.words import young as w

_SAY = TabletState.say
_W = w.CONSENT
_NOTES = (
    ("people", "who_sees"),
    ("shield", "police"),
    ("again", "change_mind"),
    ("speech", "must_tell"),
    ("ring", "same_help"),
)
_ANSWERS = {"yes": _W["yes"], "no": _W["no"], "not_sure": _W["not_sure"]}


def say() -> rx.Component:
    """The screen."""
    return rx.el.main(
        rx.el.section(
            rx.el.h1(_W["title"], tab_index=-1, class_name="pd-say-left-it"),
            rx.el.p(_W["still"], class_name="pd-lead pd-say-left-it"),
            _picture(),
            rx.el.button(
                icon("pencil"),
                _W["change_it"],
                type="button",
                on_click=TabletState.go_back,
                class_name="pd-button",
            ),
            rx.el.ul(*[_note(sign, key) for sign, key in _NOTES], class_name="pd-notes"),
            rx.el.div(
                rx.el.button(
                    icon("clock"),
                    _W["later_button"],
                    type="button",
                    on_click=TabletState.ask_later,
                    class_name="pd-later",
                ),
                read_it(".pd-say-left-it"),
                class_name="pd-left-foot",
            ),
            class_name="pd-say-left",
        ),
        rx.el.section(
            _ask("keep", _SAY.keep),
            _ask("plan", _SAY.plan),
            _ask("talk", _SAY.talk),
            _own_mark(),
            _before_the_end(),
            rx.el.div(
                dark_button(_W["dont_keep_button"], "cross", TabletState.ask_dont_keep),
                dark_button(_W["keep_button"], "folder_tick", TabletState.keep),
                class_name="pd-last",
            ),
            class_name="pd-say-right",
        ),
        class_name="pd-screen pd-say",
    )


def _picture() -> rx.Component:
    """The frozen picture, named by its number: this is the version that is answered about."""
    return rx.el.figure(
        rx.el.div(
            board(mode="still", snapshot=TabletState.snapshot, words=w.BOARD),
            class_name="pd-still",
        ),
        rx.el.figcaption(*filled(_W["version"], _SAY.picture), class_name="pd-counts"),
    )


def _note(sign: str, key: str) -> rx.Component:
    return rx.el.li(
        icon(sign),
        rx.el.p(*[rx.el.span(each) for each in _sentences(_W[key])], class_name="pd-say-left-it"),
    )


def _sentences(text: str) -> list[str]:
    """One sentence a line: shorter lines are easier to read than a block."""
    return [f"{each.rstrip('.')}. " for each in text.split(". ")]


def _ask(statement: str, answer: rx.Var[str]) -> rx.Component:
    question = _W[statement]
    shut = rx.Var.create(False) if statement == "keep" else _SAY.closed
    name = f"ask-{statement}"
    return rx.el.div(
        illustration(statement),
        rx.el.div(
            rx.el.h2(question, class_name=f"{name}-it"),
            rx.cond(shut, "", rx.el.p(_W[f"{statement}_more"], class_name=f"{name}-it")),
            _beside(statement, shut),
            class_name="pd-ask-words",
        ),
        read_one(f".{name}-it"),
        rx.el.fieldset(
            rx.el.legend(question, class_name="pm-unseen"),
            *[_answer(statement, value, words, answer) for value, words in _ANSWERS.items()],
            disabled=shut,
            class_name="pd-answers",
        ),
        class_name="pd-ask",
    )


def _beside(statement: str, shut: rx.Var[bool]) -> rx.Component:
    """What an answer leads to: No to keeping closes the other two; Not sure offers Finish later."""
    if statement == "keep":
        said = rx.cond(
            _SAY.keep == "not_sure",
            rx.el.p(w.NOT_SURE["later_offer"], class_name=f"pd-why-not ask-{statement}-it"),
        )
    else:
        said = rx.cond(shut, rx.el.p(_W["closed"], class_name=f"pd-why-not ask-{statement}-it"))
    return rx.el.div(said, role="status")


def _answer(statement: str, value: str, words: str, answer: rx.Var[str]) -> rx.Component:
    """A radio button of the browser's own: arrow keys, screen readers and fingers know it."""
    return rx.el.label(
        rx.el.input(
            type="radio",
            name=f"answer-{statement}",
            value=value,
            checked=answer == value,
            on_change=TabletState.answer(statement, value),
        ),
        icon("tick"),
        rx.el.span(words),
        class_name="pd-answer",
    )


def _own_mark() -> rx.Component:
    return rx.el.div(
        mark(
            strokes=TabletState.mark_strokes,
            serial=TabletState.mark_serial,
            label=_W["mark"],
            done=_W["mark_done"],
            clear=_W["mark_again"],
            on_mark=TabletState.make_mark,
        ),
        rx.el.button(
            icon("tick"),
            _W["tick"],
            type="button",
            aria_pressed=rx.cond(_SAY.mark == "tick", "true", "false"),
            on_click=TabletState.tick,
            class_name="pd-button pd-tick",
        ),
        class_name="pd-own",
    )


def _before_the_end() -> rx.Component:
    """What an open answer counts as; in its place what still stands in the way, when something."""
    faults = TabletState.problems
    return rx.el.div(
        rx.cond(
            faults["mark"],
            rx.el.p(faults["mark"], class_name="pd-fault"),
            rx.cond(
                faults["keep"],
                rx.el.p(faults["keep"], class_name="pd-fault"),
                rx.el.p(_W["unanswered"], class_name="pd-counts pd-say-left-it"),
            ),
        ),
        role="status",
    )
