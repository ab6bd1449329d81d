"""The tablet's page: what the young person does, each tap one call of a service.

The picture, the mark's strokes and the edits are pushed to the page and lie in no var on the server
(rule 3): a state outlives its page, and a drawing that is not kept must not.
"""

from __future__ import annotations

import contextlib
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import reflex as rx

from peermap_app.bootstrap import House
from peermap_app.domain.company import parse_here
from peermap_app.domain.consent import Decided, Statement, parse_answer, parse_statement
from peermap_app.domain.drawing import Ending
from peermap_app.domain.errors import Conflict, Invalid
from peermap_app.live import push
from peermap_app.services import drawings
from peermap_app.services.unit import Who
from peermap_app.state import map_words
from peermap_app.state.drawing_views import SayView, TabletView
from peermap_app.state.drawn import drawn
from peermap_app.state.guarded import TabletPage, guarded, guarded_in_passing
from peermap_app.state.tablet_hints import on_hint
from peermap_app.state.tablet_said import (
    mark_is_coming,
    mark_made,
    say_view,
    shown_beside,
    strokes_of,
)
from peermap_app.state.tablet_shown import PLAN, newer, shown_now


class TabletState(TabletPage, rx.State):
    """Which screen is shown, and what was answered. Nothing of the picture."""

    view: TabletView = TabletView()
    say: SayView = SayView()

    # These ten are set on the page alone, by `_push`; here they stay empty.
    snapshot: dict[str, Any] = {}  # noqa: RUF012 - Reflex copies defaults for each page
    incoming: dict[str, Any] = {}  # noqa: RUF012
    answered: dict[str, Any] = {}  # noqa: RUF012
    carry: dict[str, Any] = {}  # noqa: RUF012
    mark_strokes: list[list[int]] = []  # noqa: RUF012
    mark_serial: int = 0
    before: str = ""
    """The picture of the map that this one started from, once it was looked at."""
    before_lines: list[str] = []  # noqa: RUF012
    """The same in words."""
    finger: dict[str, Any] = {}  # noqa: RUF012
    beat: dict[str, Any] = {}  # noqa: RUF012

    _taps: list[tuple[Any, ...]] = []  # noqa: RUF012
    """What was tapped while a restarted server had no picture yet; done once it has its copy.

    Each begins with the standing still that it was tapped in: in another one it is done no more.
    A Keep waits alone or last, and not for long: what is tapped after it says something else.
    """

    @rx.event
    @guarded
    async def load(self) -> None:
        """The page opened, or came back after a cut: read where the drawing stands."""
        house, who = await self._tablet()
        self._fresh()
        drawing = who.drawing_id or ""
        others = drawings.dots_from(drawing, "worker")
        self._enter(who, [f"drawing:{drawing}", others], on_hint(TabletState, house, who))
        was, said, self.say = self.view, self.say, SayView()
        await self._present(house, who)
        if (was.ending, was.mark) == (Ending.KEPT.value, self.view.mark):
            self.say = said  # a cut: it is still being read
        if was.screen in _QUESTIONS and was.mark == self.view.mark:
            self._ask_first(was.screen)  # a cut answers no question

    @rx.event
    @guarded
    async def start(self) -> None:
        """Start drawing."""
        house, who = await self._tablet()
        await drawings.start(house, who)
        await self._present(house, who)

    @rx.event
    @guarded
    async def start_empty(self) -> None:
        """Start with an empty map, though an earlier one was offered."""
        house, who = await self._tablet()
        await drawings.start(house, who, empty=True)
        await self._present(house, who)

    @rx.event
    @guarded
    async def look_before(self) -> None:
        """Your map before: shown beside the board, never changed."""
        house, who = await self._tablet()
        earlier = await drawings.earlier(house, who, purpose=PLAN)
        await self._push(before=map_words.address(earlier.svg), before_lines=list(earlier.lines))

    @rx.event
    @guarded
    async def not_today(self) -> None:
        """Not today: ends it."""
        house, who = await self._tablet()
        await drawings.not_today(house, who)
        await self._present(house, who)

    @rx.event
    @guarded
    async def speak(self, language: str) -> None:
        """Another language, before drawing; the page of that language takes over by itself."""
        house, who = await self._tablet()
        await drawings.speak(house, who, language)
        await self._present(house, who)

    @rx.event
    @guarded
    async def edits(self, edits: list[dict[str, Any]]) -> None:
        """What was just drawn, or sent again after a cut."""
        house, who = await self._tablet()
        applied = await drawings.edit(house, who, who.drawing_id, edits)
        await self._push(**drawn(self._token(), applied, self._language()))

    @rx.event
    @guarded_in_passing
    async def dot(self, at: dict[str, Any] | None) -> None:
        """Where the finger is on the board, or None: lifted."""
        house, who = await self._tablet()
        await drawings.dot(house, who, who.drawing_id, at)

    @rx.event
    @guarded
    async def ask(self, number: int) -> None:
        """The board saw a gap after `number`."""
        house, who = await self._tablet()
        await self._push(**await newer(house, who, number))

    @rx.event
    @guarded
    async def seed(self, copy: dict[str, Any]) -> None:
        """The room was lost (a restart) and the board gives its copy back."""
        house, who = await self._tablet()
        taps, self._taps = self._taps, []
        await drawings.seed(house, who, who.drawing_id, copy)
        await self._do(house, who, taps)

    @rx.event
    @guarded
    async def finished(self) -> None:
        """I'm finished: the board stands still and the questions come."""
        house, who = await self._tablet()
        await drawings.finish(house, who)
        self._taps = []  # what waited was tapped beside an earlier picture
        await self._present(house, who)

    @rx.event
    @guarded
    async def go_back(self) -> None:
        """Go back and change it."""
        house, who = await self._tablet()
        await drawings.go_back(house, who)
        await self._present(house, who)

    @rx.event
    @guarded
    async def answer(self, statement: str, value: str) -> None:
        """Yes, No or Not sure to one statement; stored in the room as tapped."""
        house, who = await self._tablet()
        given = parse_statement(statement).value, parse_answer(value).value
        with self._kept_for_the_copy("answer", *given):
            await self._answer(house, who, *given)

    @rx.event
    @guarded
    async def ask_what_if(self) -> None:
        """A look at what a Yes leads to; what is tapped there stays on the page."""
        await self._turn_to("what_if")

    @rx.event
    @guarded
    async def ask_here(self) -> None:
        """Who is here with you?"""
        await self._turn_to("here")

    @rx.event
    @guarded
    async def say_here(self, who: str) -> None:
        """Somebody is here; a second tap takes it back."""
        house, asker = await self._tablet()
        given = parse_here(who).value
        with self._kept_for_the_copy("here", given):
            await self._here(house, asker, given)

    @rx.event
    @guarded
    async def say_fine(self, value: str) -> None:
        """Whether it is OK to choose with them here. It never blocks anything."""
        house, who = await self._tablet()
        given = parse_answer(value).value
        with self._kept_for_the_copy("fine", given):
            await self._fine(house, who, given)

    @rx.event
    @guarded
    async def make_mark(self, mark: dict[str, Any]) -> None:
        """A squiggle, or {"kind": "none"} when it was rubbed out, with the `turn` it was made in.

        A page tells its mark again by itself, and Keep takes a squiggle for seen that the server
        has only just heard of: in another choosing it is nobody's mark (rule 4).
        """
        house, who = await self._tablet()
        raw, turn = mark_made(mark)
        await self._said(await drawings.mark(house, who, raw, turn=turn))
        if raw is None:
            self._keep_waits_no_more()
        taps, self._taps = self._taps, []
        await self._do(house, who, taps)

    @rx.event
    @guarded
    async def tick(self) -> None:
        """Use a tick instead; a second tap takes it away."""
        house, who = await self._tablet()
        way = "untick" if self.say.mark == "tick" else "tick"
        with self._kept_for_the_copy("tick", way):
            await self._tick(house, who, way)

    @rx.event
    @guarded
    async def keep(self, shown: dict[str, Any]) -> None:
        """Keep what I said yes to. Not sure about keeping leads to the offer of Finish later.

        `shown` is what stood on the page, as `Choosing.shown`; if it is not what was said, the page
        shows that and nothing is kept (rule 4).
        """
        house, who = await self._tablet()
        given = shown_beside(shown), house.clock()
        with self._kept_for_the_copy(_KEEP, *given):
            await self._keep(house, who, *given)

    @rx.event
    @guarded
    async def ask_dont_keep(self) -> None:
        """Asks once before everything goes."""
        await self._turn_to("dont_keep")

    @rx.event
    @guarded
    async def dont_keep(self) -> None:
        """Don't keep anything."""
        house, who = await self._tablet()
        await drawings.dont_keep(house, who)
        await self._present(house, who)

    @rx.event
    @guarded
    async def ask_later(self) -> None:
        """Finish later asks the young person's own Yes (rule 3)."""
        await self._turn_to("finish_later")

    @rx.event
    @guarded
    async def later(self) -> None:
        """Yes, finish later."""
        house, who = await self._tablet()
        await drawings.later(house, who)
        await self._present(house, who)

    @rx.event
    @guarded
    async def choose_again(self) -> None:
        """Back to the screen that the question came from."""
        house, who = await self._tablet()
        await self._looked(house, who)

    @rx.event
    @guarded
    async def carry_on(self) -> None:
        """Carry on with what was put by."""
        house, who = await self._tablet()
        await drawings.carry_on(house, who)
        await self._present(house, who)

    def _opened_anew(self) -> None:
        self.say, self._taps = SayView(), []

    @contextlib.contextmanager
    def _kept_for_the_copy(self, *tap: Any) -> Iterator[None]:
        """A tap that comes before a restarted server has the board's copy is done after it.

        The refusal stands on the page meanwhile: should no copy come, the tap must be made again.
        """
        try:
            yield
        except Conflict as refusal:
            if refusal.code == "drawing_lost":
                turn = str(refusal.data["turn"])
                waiting = [each for each in self._taps if each[0] == turn and each[1] != _KEEP]
                self._taps = [*waiting, (turn, *tap)][-_MOST_TAPS:]
            raise

    def _keep_waits_no_more(self) -> None:
        self._taps = [each for each in self._taps if each[1] != _KEEP]

    async def _do(self, house: House, who: Who, taps: list[tuple[Any, ...]]) -> None:
        """What waited, each in its turn."""
        for turn, what, *said in taps:
            await _TAPS[what](self, house, who, *said, turn=turn)

    async def _answer(
        self, house: House, who: Who, statement: str, value: str, turn: str | None = None
    ) -> None:
        await self._said(await drawings.answer(house, who, statement, value, turn=turn))

    async def _here(self, house: House, who: Who, one: str, turn: str | None = None) -> None:
        await self._said(await drawings.say_here(house, who, one, turn=turn))

    async def _fine(self, house: House, who: Who, value: str, turn: str | None = None) -> None:
        await self._said(await drawings.say_fine(house, who, value, turn=turn))

    async def _tick(self, house: House, who: Who, way: str, turn: str | None = None) -> None:
        made = {"kind": "tick"} if way == "tick" else None
        await self._said(await drawings.mark(house, who, made, turn=turn))
        await self._push(mark_strokes=[], mark_serial=drawings.serial())

    async def _keep(
        self, house: House, who: Who, shown: Any, at: datetime, turn: str | None = None
    ) -> None:
        if house.clock() > at + _KEEP_WAITS:
            raise Conflict("drawing_lost", turn=turn)
        if await mark_is_coming(house, who, shown, turn):
            self._taps = [(turn, _KEEP, shown, at)]
            return
        try:
            decided = await drawings.keep(house, who, shown, turn=turn, purpose=PLAN)
        except Invalid as refusal:
            if refusal.code == "said_unseen":
                await self._looked(house, who)
            raise
        await self._present(house, who)
        if decided is Decided.KEEP:  # on the page it may have been said by another page
            self.say = replace(self.say, **{each.value: shown[each.value] for each in Statement})
        if decided is Decided.OFFER_LATER:
            self.view = replace(self.view, screen="not_sure")

    async def _turn_to(self, screen: str) -> None:
        """A question before a way out; only from where that way out is."""
        house, who = await self._tablet()
        self._keep_waits_no_more()
        await self._looked(house, who)
        self._ask_first(screen)

    def _ask_first(self, screen: str) -> None:
        if self.view.screen in ("choosing", "later"):
            self.view = replace(self.view, screen=screen)

    async def _looked(self, house: House, who: Who) -> None:
        """A tap that changes nothing. What the page reads by itself counts as nobody's presence."""
        await self._present(house, who)
        await drawings.was_here(house, who)

    async def _present(self, house: House, who: Who) -> None:
        shown = await shown_now(house, who)
        self.view = shown.view
        if shown.view.screen != "choosing":
            self._taps = []  # they were answers, and a state outlives its page (rule 3)
        if shown.say is not None:
            self.say = shown.say
        await self._push(**shown.page)

    async def _said(self, choosing: drawings.Choosing) -> None:
        self.say = say_view(choosing)
        await self._push(carry=choosing.carry(), mark_strokes=strokes_of(choosing.mark))

    def _language(self) -> str:
        return self.view.language

    async def _push(self, **values: Any) -> None:
        await push.to_page(self._token(), push.delta(TabletState, **values))


_QUESTIONS = ("what_if", "here", "not_sure", "dont_keep", "finish_later")
"""Screens of the page alone, before choosing or before what was put by (ui/stage/behind.js)."""
_MOST_TAPS = 12
_KEEP = "keep"
_KEEP_WAITS = timedelta(seconds=10)
"""Whoever tapped Keep still sees the page; later it would be kept behind their back (rule 4)."""
_TAPS: dict[str, Callable[..., Awaitable[None]]] = {
    "answer": TabletState._answer,
    "here": TabletState._here,
    "fine": TabletState._fine,
    "tick": TabletState._tick,
    _KEEP: TabletState._keep,
}
"""What may wait for the board's copy. A mark does not: its box tells it again by itself."""
