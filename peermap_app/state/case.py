"""A case page."""

from __future__ import annotations

from typing import Any

import reflex as rx

from peermap_app.bootstrap import House
from peermap_app.domain.purpose import Purpose
from peermap_app.live import push
from peermap_app.live.pages import Message, OnHint
from peermap_app.services import cases, link_back, plans
from peermap_app.services.unit import Who
from peermap_app.state import case_words
from peermap_app.state.forms import FormPage, typed
from peermap_app.state.guarded import guarded
from peermap_app.state.views import CaseView
from peermap_app.words import link_words
from peermap_app.words import worker_pages as w


class CaseState(FormPage, rx.State):
    """One case, and the form of what happens next."""

    view: CaseView = CaseView()

    @rx.event
    @guarded
    async def load(self) -> None:
        """Read the case."""
        house, who = await self._worker(present=False)
        self._fresh()
        self.view, self.ready = await _read(house, who, self._param("case_id")), True
        self._enter(who, [f"worker:{who.worker_id}"], _on_hint(house, who, self.view.id))

    @rx.event
    @guarded
    async def say_next_step(self, form: dict[str, Any]) -> None:
        """A protective step, or "no step needed, because"."""
        house, who = await self._worker()
        case_id = typed(form, "case_id")
        await plans.say_next_step(house, who, case_id, form, purpose=Purpose.PLAN_TOGETHER)
        self.view, self.found = await _read(house, who, case_id), []
        self.notice = w.STEP_SAVED

    @rx.event
    @guarded
    async def take_back(self, case_id: str, link_id: str) -> None:
        """Take back an ask to link that reads "Asked"."""
        house, who = await self._worker()
        await link_back.take_back(house, who, case_id, link_id, purpose=Purpose.COORDINATE)
        self.view = await _read(house, who, case_id)
        self.notice = link_words.TAKEN_BACK


async def _read(house: House, who: Who, case_id: str) -> CaseView:
    return case_words.view(await cases.open_case(house, who, case_id), house.clock())


def _on_hint(house: House, who: Who, case_id: str) -> OnHint:
    async def on_hint(message: Message) -> push.Delta:
        return push.delta(CaseState, view=await _read(house, who, case_id))

    return on_hint
