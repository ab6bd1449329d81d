"""Your map, your say: look again, know what it means, choose, make your mark (rule 4).

Nothing is preselected. Yes, No and Not sure look and weigh the same; so do *Keep what I said yes
to* and *Don't keep anything*. Each tap is stored in the room at once. Every sentence stands beside
a picture or a sign, and *Read it to me* reads all of them.
"""

import reflex as rx

from peermap_app.state.tablet import TabletState
from peermap_app.ui.canvas.board import board
from peermap_app.ui.components.icons import icon
from peermap_app.ui.components.illustrations import illustration
from peermap_app.ui.components.young import (
    comfort_button,
    counts,
    dark_button,
    filled,
    hide_button,
    read_one,
    read_round,
)
from peermap_app.ui.mark.mark import mark, standing
from peermap_app.ui.pages.tablet_understand import here_card, what_if_card
from peermap_app.ui.speaking import w

_SAY = TabletState.say
_SHOWN = rx.Var.create(
    {name: getattr(_SAY, name) for name in ("keep", "plan", "talk", "here", "fine", "picture")}
    | {"mark": standing(_SAY.mark)}
)
"""What stands on the page when Keep is tapped: nothing else is kept (`services.drawings.keep`)."""
_TICKED = _SAY.mark == "tick"
_W = w.CONSENT
_NOTES = (
    ("people", "who_sees"),
    ("shield", "police"),
    ("again", "change_mind"),
    ("speech", "must_tell"),
    ("ring", "same_help"),
)
_MORE = {
    "keep": ("people", "lock"),
    "plan": ("pencil",),
    "talk": ("people", "link", "bell", "eye_off"),
}
"""A sign for each sentence under a statement."""
_ANSWERS = ("yes", "no", "not_sure")


def say() -> rx.Component:
    """The screen: four numbered steps, in the order in which they stand on a phone."""
    return rx.el.main(
        rx.el.section(_look(), _know(), class_name="pd-say-left"),
        rx.el.section(_choose(), _make_your_mark(), _last(), class_name="pd-say-right"),
        # Last on a phone; beside *Keep* and *Don't keep*, at the foot of the picture, on a tablet.
        rx.el.button(
            icon("clock"),
            rx.el.span(_W["later_button"], class_name="pd-say-it"),
            type="button",
            on_click=TabletState.ask_later,
            custom_attrs=counts(),
            class_name="pd-later",
        ),
        class_name="pd-screen pd-say",
    )


def _step(number: int, key: str) -> rx.Component:
    return rx.el.h2(
        rx.el.span(str(number), aria_hidden="true", class_name="pd-step-number"),
        rx.el.span(w.STEPS[key], class_name="pd-say-it"),
        class_name="pd-step",
    )


def _look() -> rx.Component:
    return rx.fragment(
        rx.el.div(
            rx.el.h1(_W["title"], tab_index=-1, class_name="pd-say-it"),
            read_round(),
            comfort_button(),
            class_name="pd-step-line",
        ),
        _step(1, "look"),
        rx.el.p(_W["still"], class_name="pd-lead pd-say-it"),
        _picture(),
        rx.el.div(
            rx.el.button(
                icon("pencil"),
                rx.el.span(_W["change_it"], class_name="pd-say-it"),
                type="button",
                on_click=TabletState.go_back,
                custom_attrs=counts(),
                class_name="pd-button",
            ),
            hide_button(),
            class_name="pd-picture-ways",
        ),
    )


def _know() -> rx.Component:
    return rx.fragment(
        _step(2, "know"),
        rx.el.ul(*[_note(sign, key) for sign, key in _NOTES], class_name="pd-notes"),
        what_if_card(),
    )


def _choose() -> rx.Component:
    return rx.fragment(
        rx.el.div(
            _step(3, "choose"),
            _counts("speech", _W["unanswered"], "pd-counts"),
            class_name="pd-step-line",
        ),
        rx.cond(_SAY.anew, _counts("again", _W["anew"], _anew_class())),
        here_card(),
        _ask("keep", _SAY.keep),
        _ask("plan", _SAY.plan),
        _ask("talk", _SAY.talk),
    )


def _anew_class() -> rx.Var[str]:
    """Once all was said again the sentence is not true; its room stays, so that nothing moves."""
    all_three = (_SAY.keep != "") & (_SAY.plan != "") & (_SAY.talk != "")
    return rx.cond((_SAY.keep == "no") | all_three, "pd-counts pd-said-again", "pd-counts")


def _make_your_mark() -> rx.Component:
    return rx.fragment(_step(4, "mark"), _own_mark(), _in_the_way())


def _last() -> rx.Component:
    return rx.el.div(
        dark_button(_W["dont_keep_button"], "cross", TabletState.ask_dont_keep),
        dark_button(_W["keep_button"], "folder_tick", TabletState.keep(_SHOWN)),
        class_name="pd-last",
    )


def _picture() -> rx.Component:
    """The frozen picture, named by its number: this is the version that is answered about."""
    return rx.el.figure(
        rx.el.div(
            board(mode="still", snapshot=TabletState.snapshot, words=dict(w.BOARD)),
            class_name="pd-still",
        ),
        rx.el.figcaption(
            icon("eye"),
            rx.el.span(*filled(_W["version"], _SAY.picture), class_name="pd-say-it"),
            class_name="pd-counts",
        ),
    )


def _note(sign: str, key: str) -> rx.Component:
    return rx.el.li(
        icon(sign),
        rx.el.p(*[rx.el.span(each) for each in _sentences(_W[key])], class_name="pd-say-it"),
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
            rx.el.h3(question, class_name=f"{name}-it pd-say-it"),
            rx.cond(shut, "", rx.el.p(*_more(statement))),
            _beside(statement, shut),
            class_name="pd-ask-words",
        ),
        read_one(f".{name}-it"),
        rx.el.fieldset(
            rx.el.legend(question, class_name="pm-unseen"),
            *[_answer(statement, value, answer) for value in _ANSWERS],
            disabled=shut,
            class_name="pd-answers",
        ),
        class_name="pd-ask",
    )


def _more(statement: str) -> list[rx.Component]:
    """What a statement means, each sentence beside its own sign."""
    said = zip(_MORE[statement], _sentences(_W[f"{statement}_more"]), strict=True)
    return [
        rx.el.span(
            icon(sign),
            rx.el.span(sentence, class_name=f"ask-{statement}-it pd-say-it"),
            class_name="pd-bit",
        )
        for sign, sentence in said
    ]


def _beside(statement: str, shut: rx.Var[bool]) -> rx.Component:
    """What an answer leads to: No to keeping closes the other two; Not sure offers Finish later."""
    if statement == "keep":
        said = rx.cond(
            _SAY.keep == "not_sure",
            _why(statement, "clock", w.NOT_SURE["later_offer"]),
        )
    else:
        said = rx.cond(shut, _why(statement, "cross", _W["closed"]))
    return rx.el.div(said, role="status")


def _why(statement: str, sign: str, sentence: str) -> rx.Component:
    return rx.el.p(
        icon(sign),
        rx.el.span(sentence, class_name=f"ask-{statement}-it pd-say-it"),
        class_name="pd-why-not",
    )


def _answer(statement: str, value: str, answer: rx.Var[str]) -> rx.Component:
    """A radio button of the browser's own: arrow keys, screen readers and fingers know it."""
    return rx.el.label(
        rx.el.input(
            type="radio",
            name=f"answer-{statement}",
            value=value,
            checked=answer == value,
            on_change=TabletState.answer(statement, value),
        ),
        icon(f"say_{value}"),
        rx.el.span(_W[value], class_name=f"ask-{statement}-it"),
        custom_attrs=counts(),
        class_name="pd-answer",
    )


def _own_mark() -> rx.Component:
    return rx.el.div(
        mark(
            strokes=TabletState.mark_strokes,
            serial=TabletState.mark_serial,
            turn=TabletState.carry["turn"].to(str),
            box=_W["mark_label"],
            label=_W["mark"],
            done=_W["mark_done"],
            clear=_W["mark_again"],
            ticked=_TICKED,
            tick=_W["tick_done"],
            on_mark=TabletState.make_mark,
        ),
        rx.el.button(
            rx.cond(_TICKED, icon("pencil"), icon("tick")),
            rx.el.span(
                rx.cond(_TICKED, rx.fragment(_W["squiggle"]), rx.fragment(_W["tick"])),
                class_name="pd-say-it",
            ),
            type="button",
            on_click=TabletState.tick,
            custom_attrs=counts(),
            class_name="pd-button pd-tick",
        ),
        class_name="pd-own",
    )


def _in_the_way() -> rx.Component:
    """What still stands in the way, when something does."""
    faults = TabletState.problems
    return rx.el.div(
        rx.cond(
            faults["mark"],
            _counts("pencil", faults["mark"], "pd-fault"),
            rx.cond(faults["keep"], _counts("cross", faults["keep"], "pd-fault")),
        ),
        role="status",
        class_name="pd-in-the-way",
    )


def _counts(sign: str, sentence: str | rx.Var[str], class_name: str | rx.Var[str]) -> rx.Component:
    return rx.el.p(icon(sign), rx.el.span(sentence, class_name="pd-say-it"), class_name=class_name)
