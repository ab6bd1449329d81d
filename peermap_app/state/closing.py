"""Closing a case: its worker's form, and what waits for the supervisor."""

from __future__ import annotations

from typing import Any

import reflex as rx

from peermap_app.bootstrap import House
from peermap_app.live import push
from peermap_app.live.pages import Message, OnHint, is_of
from peermap_app.services import closing
from peermap_app.services.unit import Who
from peermap_app.state import ending_views
from peermap_app.state.ending_views import CloseView, ClosingRow
from peermap_app.state.forms import FormPage, sent, typed
from peermap_app.state.guarded import guarded
from peermap_app.state.listed import ListPage
from peermap_app.words import ending_words as w


class CloseCaseState(FormPage, rx.State):
    """One question: why it can close."""

    view: CloseView = CloseView()

    @rx.event
    @guarded
    async def load(self) -> None:
        """Read whether it waits already."""
        house, who = await self._worker(present=False)
        self._fresh()
        self.view, self.ready = await _read(house, who, self._param("case_id")), True
        self._enter(who, [f"worker:{who.worker_id}"], _on_hint(house, who, self.view.id))

    @rx.event
    @guarded
    async def ask(self, form: dict[str, Any]) -> None:
        """Ask the supervisor; the page then says that it waits."""
        house, who = await self._worker()
        case_id = typed(form, "case_id")
        await closing.ask_to_close(house, who, case_id, sent(form))
        self.view = await _read(house, who, case_id)


async def _read(house: House, who: Who, case_id: str) -> CloseView:
    return ending_views.close_view(await closing.close_form(house, who, case_id), house.clock())


def _on_hint(house: House, who: Who, case_id: str) -> OnHint:
    async def on_hint(message: Message) -> push.Delta | None:
        if not is_of(message, "case"):
            return None
        return push.delta(CloseCaseState, view=await _read(house, who, case_id))

    return on_hint


class ClosingsState(ListPage, rx.State):
    """What waits for this supervisor."""

    rows: list[ClosingRow] = []  # noqa: RUF012 - Reflex copies defaults for each page

    @rx.event
    @guarded
    async def load(self) -> None:
        """Read what waits."""
        await self._opened()

    @rx.event
    @guarded
    async def agree(self, closing_id: str) -> None:
        """Close it."""
        await self._answer(closing_id, w.AGREED, agree=True)

    @rx.event
    @guarded
    async def not_yet(self, closing_id: str) -> None:
        """Leave it open."""
        await self._answer(closing_id, w.LEFT_OPEN, agree=False)

    async def _answer(self, closing_id: object, said: str, *, agree: bool) -> None:
        house, who = await self._worker()
        await closing.answer(house, who, closing_id, agree=agree)
        await self._done(house, who, said)

    @classmethod
    def _hears(cls) -> frozenset[str]:
        return frozenset({"waits"})

    @classmethod
    async def _read(cls, house: House, who: Who) -> dict[str, Any]:
        now, lines = house.clock(), await closing.waiting(house, who)
        return {"rows": [ending_views.closing_row(line, now) for line in lines]}
