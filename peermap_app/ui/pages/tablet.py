"""The tablet's page, /draw: waiting, before drawing, the board, your say, and how it ended.

One address for all of it: the screen comes from the drawing's phase, so a reload or the Back button
can never lead to a screen that is over (rule 3). The board stays mounted, out of sight, for as long
as the drawing lives: what it holds is what a restarted server gets back.
"""

import reflex as rx
from reflex_components_core.core.banner import has_connection_errors

from peermap_app.state.tablet import TabletState
from peermap_app.ui.canvas.board import board
from peermap_app.ui.components.connection import connection_line
from peermap_app.ui.components.illustrations import illustration
from peermap_app.ui.components.young import (
    choice_pair,
    dark_button,
    lines,
    message,
    read_it,
    with_worker,
)
from peermap_app.ui.pages.tablet_say import say
from peermap_app.ui.stage.stage import Stage
from peermap_app.words import young as w

_VIEW = TabletState.view


def page() -> rx.Component:
    """The whole page."""
    return rx.fragment(
        connection_line(),
        Stage.create(
            _board(),
            rx.match(
                _VIEW.screen,
                ("waiting", _waiting()),
                ("ready", _ready()),
                ("choosing", say()),
                ("finish_later", _finish_later()),
                ("later", _later()),
                ("over", _over()),
                rx.fragment(),
            ),
            rx.el.div(
                rx.cond(TabletState.notice != "", rx.el.p(TabletState.notice)),
                role="status",
                class_name=rx.cond(TabletState.notice != "", "pd-notice", "pm-unseen"),
            ),
            phase=_VIEW.screen,
            big=TabletState.big,
        ),
    )


def _board() -> rx.Component:
    """The board, once a tablet is confirmed and until the drawing ends."""
    alive = (_VIEW.screen != "over") & (_VIEW.screen != "waiting")
    return rx.cond(
        alive,
        rx.el.main(
            board(
                mode="tablet",
                snapshot=TabletState.snapshot,
                incoming=TabletState.incoming,
                answered=TabletState.answered,
                carry=TabletState.carry,
                words=w.BOARD,
                online=~has_connection_errors,
                on_edits=TabletState.edits,
                on_ask=TabletState.ask,
                on_finished=TabletState.finished,
                on_seed=TabletState.seed,
            ),
            class_name="pd-board",
        ),
    )


def _waiting() -> rx.Component:
    return message("wait", w.WAITING_TITLE, lines(w.WAITING_LINES))


def _ready() -> rx.Component:
    return rx.el.main(
        illustration("hero", "pd-hero"),
        rx.el.div(
            rx.el.h1(w.START_TITLE, tab_index=-1, class_name="pd-say-it"),
            rx.el.div(
                *[
                    rx.el.p(*with_worker(sentence, _VIEW.worker), class_name="pd-say-it")
                    for sentence in w.START_LEAD
                ],
                class_name="pd-lead",
            ),
            read_it(".pd-say-it"),
            class_name="pd-start-head",
        ),
        rx.el.div(
            rx.el.button(
                rx.el.span(rx.el.small("A"), "a", aria_hidden="true", class_name="pd-aa"),
                w.BIGGER,
                type="button",
                aria_pressed=TabletState.big,
                on_click=TabletState.bigger,
                class_name="pd-button pd-round",
            ),
            class_name="pd-start-tools",
        ),
        rx.el.ul(*[_card(picture, said) for picture, said in w.START_CARDS], class_name="pd-cards"),
        choice_pair(
            dark_button(w.START_DRAWING, "pencil", TabletState.start),
            dark_button(w.NOT_TODAY, "sunrise", TabletState.not_today),
        ),
        class_name="pd-screen pd-start",
    )


def _card(picture: str, said: tuple[str, ...]) -> rx.Component:
    return rx.el.li(
        illustration(picture),
        rx.el.p(
            *[rx.el.span(*with_worker(sentence, _VIEW.worker)) for sentence in said],
            class_name="pd-say-it",
        ),
        class_name="pd-card",
    )


def _finish_later() -> rx.Component:
    """Finish later asks the young person's own Yes (rule 3)."""
    return message(
        "later",
        w.FINISH_LATER_TITLE,
        rx.cond(TabletState.say.keep == "yes", rx.fragment(), lines(w.FINISH_LATER_NOT_SURE)),
        lines(w.FINISH_LATER_LINES, _VIEW.worker),
        choice_pair(
            dark_button(w.FINISH_LATER_NO, "again", TabletState.no_later),
            dark_button(w.FINISH_LATER_YES, "clock", TabletState.later),
        ),
    )


def _later() -> rx.Component:
    return message(
        "later",
        w.LATER_TITLE,
        lines(w.LATER_LINES, _VIEW.worker),
        choice_pair(
            dark_button(w.DONT_KEEP, "cross", TabletState.dont_keep),
            dark_button(w.CARRY_ON, "pencil", TabletState.carry_on),
        ),
    )


def _over() -> rx.Component:
    """How it ended, and nothing of what was drawn."""
    return rx.match(
        _VIEW.ending,
        *[
            (ending, message(picture, title, lines(said, _VIEW.worker)))
            for ending, (picture, title, said) in w.OVER.items()
        ],
        message("bye", w.OVER_TITLE, lines(w.OVER_LINES)),
    )


