"""The tablet's page, /draw: waiting, before drawing, the board, your say, and how it ended.

One address for all of it: the screen comes from the drawing's phase, so a reload or the Back button
can never lead to a screen that is over (rule 3). The board stays mounted, out of sight, for as long
as the drawing lives: what it holds is what a restarted server gets back.
"""

from collections.abc import Mapping

import reflex as rx
from reflex_components_core.core.banner import has_connection_errors

from peermap_app.state.tablet import TabletState
from peermap_app.ui.canvas.board import board
from peermap_app.ui.comfort.comfort import comfort
from peermap_app.ui.components.broken import or_young_broken
from peermap_app.ui.components.icons import icon
from peermap_app.ui.components.illustrations import illustration
from peermap_app.ui.components.language import elsewhere, language_menu
from peermap_app.ui.components.links import door_link
from peermap_app.ui.components.young import (
    SCREEN,
    Child,
    choices,
    comfort_button,
    dark_button,
    filled,
    line,
    message,
    read_it,
    read_one,
    told,
)
from peermap_app.ui.pages.tablet_before import before_beside, said_before, start_again
from peermap_app.ui.pages.tablet_receipt import card_offer, making_a_card
from peermap_app.ui.pages.tablet_say import say
from peermap_app.ui.pages.tablet_understand import here, what_if
from peermap_app.ui.practice.practice import practice, practice_button
from peermap_app.ui.speaking import w
from peermap_app.ui.stage.stage import Stage
from peermap_app.words.languages import offered

_VIEW = TabletState.view
_CARDS = (
    ("together", "helps"),
    ("initials", "initials"),
    ("watching", "sees"),
    ("tell", "must_tell"),
    ("skip", "skip"),
    ("yours", "nothing_kept"),
)
"""The picture and the sentence of each card before drawing, left to right and down."""
_SIGNS = {
    "lead": "sunrise",
    "remember": "eye",
    "same_help": "ring",
    "done": "tablet",
    "again": "again",
    "later_offer": "clock",
    "not_file": "folder",
    "no_reminder": "speech",
    "change_mind": "again",
    "ask": "speech",
}
"""The sign beside each sentence of a screen that says one thing."""


def page() -> rx.Component:
    """The whole page."""
    return rx.el.div(
        or_young_broken(
            _out_of_touch(),
            Stage.create(
                _board(),
                rx.cond((_screen() == "drawing") & (_VIEW.starts_from != ""), before_beside()),
                _screens(),
                comfort(_VIEW.mark, _VIEW.screen == "over"),
                _opening(),
                _told(),
                phase=_screen(),
                beat=TabletState.beat,
                on_behind=TabletState.load,
                heading=".pd-screen h1, .pd-board .pm-question",
                class_name="pd-stage",
            ),
            elsewhere(_VIEW.screen, _VIEW.language),
            rx.el.noscript(w.COMMON["no_script"]),
        ),
        lang=w.language.code,
        dir=w.language.direction,
    )


def _screens() -> rx.Component:
    """The screen of the drawing's phase; the board is none of them."""
    return rx.match(
        _screen(),
        ("waiting", _waiting()),
        ("ready", practice(_ready())),
        ("choosing", say()),
        ("what_if", what_if()),
        ("here", here()),
        ("not_sure", _not_sure()),
        ("dont_keep", _dont_keep()),
        ("finish_later", _finish_later()),
        ("later", _later()),
        ("over", _over()),
        rx.fragment(),
    )


def _told() -> rx.Component:
    """What was refused, where no field of the screen says it."""
    return rx.el.div(
        rx.cond(
            (TabletState.notice != "") & (TabletState.problems.length() == 0),
            rx.el.p(
                icon("speech"),
                rx.el.span(TabletState.notice, class_name="pd-say-it"),
                class_name="pd-notice",
            ),
        ),
        role="status",
        class_name="pd-told",
    )


def _opening() -> rx.Component:
    """The first sight of the page on a slow network; it stands in the page's own text."""
    return rx.el.p(icon("clock"), rx.el.span(w.COMMON["opening"]), class_name="pd-moment")


def _out_of_touch() -> rx.Component:
    """What is wrong with the connection; the button that reads it stands beside the live region."""
    return rx.el.div(
        rx.el.div(
            rx.cond(has_connection_errors, _touch("lock", _offline(), "pm-offline")),
            # These three are shown by ui/lost_taps.js.
            _touch("again", w.COMMON["lost_tap"], "pm-lost"),
            _touch("cross", w.COMMON["held_tap"], "pm-held"),
            _touch("clock", w.COMMON["slow_tap"], "pm-slow"),
            role="status",
        ),
        read_one(".pd-touch-it"),
        class_name="pd-touch",
    )


def _touch(sign: str, sentence: str | rx.Var[str], class_name: str) -> rx.Component:
    return rx.el.p(
        icon(sign), rx.el.span(sentence, class_name="pd-touch-it"), class_name=class_name
    )


def _offline() -> rx.Var[str]:
    """What is gone; that the map is safe, and to carry on, is true while they draw alone."""
    return rx.cond(_screen() == "drawing", w.COMMON["offline"], w.COMMON["no_connection"])


def _screen() -> rx.Var[str]:
    """Which screen is shown: none on a page in another language than the drawing's."""
    if len(offered()) == 1:
        return _VIEW.screen
    return rx.cond(_VIEW.language == w.language.code, _VIEW.screen, "")


def _board() -> rx.Component:
    """The board, once a tablet is let in and until the drawing ends."""
    return rx.cond(
        (_screen() != "over") & (_screen() != "waiting"),
        rx.el.main(
            board(
                mode="tablet",
                snapshot=TabletState.snapshot,
                incoming=TabletState.incoming,
                answered=TabletState.answered,
                carry=TabletState.carry,
                words=dict(w.BOARD),
                online=~has_connection_errors,
                shown=_screen() == "drawing",
                on_edits=TabletState.edits,
                on_ask=TabletState.ask,
                on_finished=TabletState.finished,
                on_seed=TabletState.seed,
                beat=TabletState.beat,
                dot=TabletState.finger,
                on_dot=TabletState.dot.temporal,
            ),
            class_name="pd-board",
        ),
    )


def _waiting() -> rx.Component:
    said = (("tablet", w.WAIT["lead"]), ("clock", w.WAIT["hint"]))
    return message("wait", w.WAIT["title"], told(*said))


def _ready() -> rx.Component:
    return rx.el.main(
        illustration("hero", "pd-hero"),
        rx.el.div(
            rx.el.h1(w.START["title"], tab_index=-1, class_name="pd-say-it"),
            rx.el.div(
                told(
                    ("pencil", w.START["lead"]),
                    ("person", w.START["your_worker"]),
                    worker=_VIEW.worker,
                ),
                class_name="pd-lead",
            ),
            said_before(),
            read_it(*SCREEN),
            class_name="pd-start-head",
        ),
        rx.el.div(
            language_menu(_VIEW.language, TabletState.speak),
            comfort_button(),
            class_name="pd-start-tools",
        ),
        rx.el.ul(*[_card(picture, key) for picture, key in _CARDS], class_name="pd-cards"),
        rx.el.div(
            rx.cond(_VIEW.starts_from != "", start_again(), _start()),
            practice_button(),
            class_name="pd-ways",
        ),
        class_name="pd-screen pd-start",
    )


def _start() -> rx.Component:
    return choices(
        dark_button(w.START["start"], "pencil", TabletState.start),
        dark_button(w.START["not_today"], "sunrise", TabletState.not_today),
    )


def _card(picture: str, key: str) -> rx.Component:
    return rx.el.li(
        illustration(picture),
        rx.el.p(*filled(w.START[key], _VIEW.worker), class_name="pd-say-it"),
        class_name="pd-card",
    )


def _asked(
    picture: str,
    words: Mapping[str, str],
    keys: tuple[str, ...],
    *ways: Child,
    first: rx.Component | None = None,
) -> rx.Component:
    """One question before something that changes everything; its answers weigh the same."""
    return message(
        picture,
        words["title"],
        first or rx.fragment(),
        told(*[(_SIGNS[key], words[key]) for key in keys], worker=_VIEW.worker),
        choices(*ways),
    )


def _not_sure() -> rx.Component:
    """Keeping was asked for, and the first answer is Not sure: Finish later is offered (rule 4)."""
    return _asked(
        "later",
        w.NOT_SURE,
        ("lead", "later_offer"),
        dark_button(w.NOT_SURE["choose_again"], "again", TabletState.choose_again),
        dark_button(w.NOT_SURE["later_button"], "clock", TabletState.ask_later),
        dark_button(w.NOT_SURE["dont_keep_button"], "cross", TabletState.ask_dont_keep),
    )


def _dont_keep() -> rx.Component:
    return _asked(
        "gone",
        w.DONT_KEEP,
        ("lead", "remember"),
        dark_button(w.DONT_KEEP["no"], "again", TabletState.choose_again),
        dark_button(w.DONT_KEEP["yes"], "cross", TabletState.dont_keep),
    )


def _finish_later() -> rx.Component:
    """Finish later asks the young person's own Yes (rule 3)."""
    return _asked(
        "later",
        w.FINISH_LATER,
        ("not_file", "no_reminder"),
        dark_button(w.FINISH_LATER["no"], "again", TabletState.choose_again),
        dark_button(w.FINISH_LATER["yes"], "clock", TabletState.later),
        first=_waits(w.FINISH_LATER["lead"]),
    )


def _waits(tablet: str) -> rx.Component:
    """How long the map waits: on a worker's own device they are signed out already."""
    return rx.cond(
        _VIEW.handed,
        told(("clock", w.HANDED["waits"])),
        told(("clock", tablet), worker=_VIEW.worker),
    )


def _later() -> rx.Component:
    """Who chose to wait most likely goes on: that comes first. What ends it is as large."""
    return _asked(
        "later",
        w.LATER,
        ("not_file",),
        dark_button(w.LATER["carry_on"], "pencil", TabletState.carry_on),
        dark_button(w.LATER["dont_keep"], "cross", TabletState.ask_dont_keep),
        first=_waits(w.LATER["lead"]),
    )


def _over() -> rx.Component:
    """How it ended, and nothing of what was drawn."""
    return rx.match(
        _VIEW.ending,
        ("kept", _kept()),
        ("not_kept", _ended("gone", w.NOT_KEPT, ("lead", "remember", "same_help"))),
        ("not_today", _ended("bye", w.NOT_TODAY, ("lead", "same_help"))),
        _ended("bye", w.ENDED, ("lead", "remember", "again")),
    )


def _ended(picture: str, words: Mapping[str, str], keys: tuple[str, ...]) -> rx.Component:
    return message(
        picture,
        words["title"],
        told(*[(_SIGNS[key], words[key]) for key in keys], worker=_VIEW.worker),
        _done(words["done"]),
    )


def _done(tablet: str) -> rx.Component:
    """Where the device goes now; on a worker's own one, quietly, how they get back to work."""
    return rx.cond(
        _VIEW.handed,
        rx.fragment(
            told(("tablet", w.HANDED["done"]), worker=_VIEW.worker),
            rx.el.p(door_link(w.HANDED["back_to_work"], "/sign-in"), class_name="pd-lines"),
        ),
        told(("tablet", tablet)),
    )


def _kept() -> rx.Component:
    """What was said, once, as it was kept; a reload no longer shows it."""
    said = TabletState.say
    return message(
        "kept",
        w.KEPT["title"],
        rx.el.div(
            line("smile", w.KEPT["thanks"]),
            rx.cond(
                said.keep == "yes",
                rx.fragment(
                    line("speech", w.KEPT["said"]),
                    line("folder_tick", w.KEPT["keep_yes"]),
                    _said("plan", said.plan),
                    _said("talk", said.talk),
                ),
            ),
            *[
                line(_SIGNS[key], w.KEPT[key], worker=_VIEW.worker)
                for key in ("change_mind", "ask")
            ],
            class_name="pd-lines",
        ),
        card_offer(),
        rx.cond(making_a_card(), "", _done(w.KEPT["done"])),
    )


def _said(statement: str, answer: rx.Var[str]) -> rx.Component:
    return rx.match(
        answer,
        ("yes", line("tick", w.KEPT[f"{statement}_yes"])),
        ("no", line("cross", w.KEPT[f"{statement}_no"])),
        line("speech", w.KEPT[f"{statement}_not_sure"]),
    )
