"""The data protection lead's page: one locked copy at a time, with a reason that is recorded."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import reflex as rx

from peermap_app.domain.errors import NotFound
from peermap_app.domain.purpose import Purpose
from peermap_app.services import locked
from peermap_app.state import map_words, times
from peermap_app.state.forms import FormPage, sent
from peermap_app.state.guarded import guarded
from peermap_app.state.listed import nothing_new
from peermap_app.state.views import LockedView
from peermap_app.words import worker_my_map as m
from peermap_app.words import worker_sentences as say


class LockedState(FormPage, rx.State):
    """Nothing is listed: a copy is asked for by its case's whole reference and its number."""

    view: LockedView = LockedView()

    @rx.event
    @guarded
    async def load(self) -> None:
        """The empty form; whatever was open before is put away."""
        house, who = await self._worker(present=False)
        self._fresh()
        await locked.may_ask(house, who, purpose=Purpose.PLAN_TOGETHER)
        self.view, self.ready = LockedView(), True
        self._enter(who, [f"worker:{who.worker_id}"], nothing_new)

    @rx.event
    @guarded
    async def open_copy(self, form: dict[str, Any]) -> None:
        """Open one copy. Any reference without one reads the same."""
        house, who = await self._worker()
        self.view = LockedView()
        try:
            copy = await locked.open_copy(house, who, sent(form), purpose=Purpose.PLAN_TOGETHER)
        except NotFound:
            self.notice = m.LOCKED_NONE
            return
        self.view = _view(copy, house.clock())

    @rx.event
    @guarded
    async def put_away(self) -> None:
        """Nothing of it stays on the page."""
        await self._worker()
        self.view = LockedView()


def _view(copy: locked.LockedCopy, now: datetime) -> LockedView:
    sheet = copy.sheet
    return LockedView(
        title=say.map_title(sheet.reference, sheet.version),
        since=m.locked_since(times.day_of(copy.locked_at, now)),
        picture=map_words.picture(sheet, now),
        rests=[
            m.locked_step(step.text, step.said_by, times.day_of(step.said_at, now))
            for step in copy.steps
        ],
    )
