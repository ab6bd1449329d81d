"""What the worker's device notes while the young person chooses: who is there, and how it was

checked that they understand (rule 4). Nothing is ticked beforehand; left open it is "not recorded".
"""

import reflex as rx

from peermap_app.state.drawing import DrawingState
from peermap_app.ui.components.cards import card
from peermap_app.ui.components.forms import fault_summary
from peermap_app.ui.components.links import button
from peermap_app.ui.components.young import filled
from peermap_app.words import draw_together as w

_VIEW = DrawingState.view


def note() -> rx.Component:
    """The form; once sent it says so and can be sent again. Each choosing has a fresh one."""
    return rx.el.form(
        rx.el.input(type="hidden", name="turn", value=_VIEW.turn),
        card(
            rx.el.h2(*filled(w.NOTE_TITLE, _VIEW.initials)),
            rx.el.p(*filled(w.NOTE_WHY, _VIEW.initials), class_name="pm-muted"),
            fault_summary(DrawingState.problems),
            _boxes("present", w.WHO_IS_THERE, w.PRESENT, _VIEW.present),
            _boxes("understanding", w.HOW_CHECKED, w.UNDERSTANDING, _VIEW.understanding, w.HOW),
            button(w.NOTE, kind="main", type="submit"),
            rx.el.div(
                rx.cond(
                    _VIEW.noted,
                    rx.el.p(*filled(w.NOTED, _VIEW.initials), class_name="pm-notice"),
                ),
                role="status",
            ),
        ),
        on_submit=DrawingState.note,
        no_validate=True,
        class_name="pm-form",
        key=_VIEW.turn,
    )


def _boxes(
    name: str,
    question: str,
    choices: dict[str, str],
    noted: rx.Var[tuple[str, ...]],
    how: dict[str, str] | None = None,
) -> rx.Component:
    """A question with boxes; `how` says under a box how it is done."""
    fault = DrawingState.problems[name]
    return rx.el.fieldset(
        rx.el.legend(*filled(question, _VIEW.initials), class_name="pm-label"),
        rx.cond(fault, rx.el.p(fault, class_name="pm-fault")),
        *[
            rx.fragment(
                _box(name, code, words, noted, first=code == next(iter(choices)), hint=bool(how)),
                _how(name, code, how[code]) if how else "",
            )
            for code, words in choices.items()
        ],
        class_name=rx.cond(fault, "pd-boxes pd-wrong", "pd-boxes"),
    )


def _box(
    name: str, code: str, words: str, noted: rx.Var[tuple[str, ...]], *, first: bool, hint: bool
) -> rx.Component:
    box_id = name if first else f"{name}-{code}"
    return rx.el.label(
        rx.el.input(
            type="checkbox",
            id=box_id,
            name=f"{name}_{code}",
            default_checked=noted.contains(code),
            custom_attrs={"aria-describedby": f"{name}-{code}-how"} if hint else {},
        ),
        rx.el.span(words),
        class_name="pm-choice",
    )


def _how(name: str, code: str, sentence: str) -> rx.Component:
    return rx.el.p(
        *filled(sentence, _VIEW.initials), id=f"{name}-{code}-how", class_name="pm-hint pd-how"
    )
