"""Giving a case for some hours, answering who asks for it, and asking."""

from __future__ import annotations

from typing import Any

import reflex as rx

from peermap_app.bootstrap import House
from peermap_app.domain.errors import NotFound
from peermap_app.domain.purpose import Purpose
from peermap_app.live import push
from peermap_app.live.pages import Message, OnHint, is_of
from peermap_app.services import team, temporary
from peermap_app.services.unit import Who
from peermap_app.state import whom_views
from peermap_app.state.forms import FormPage, sent, typed
from peermap_app.state.guarded import guarded
from peermap_app.state.listed import nothing_new
from peermap_app.state.team_views import GiveView
from peermap_app.words import team_words as t


class TeamGiveState(FormPage, rx.State):
    """The form of a supervisor who gives a case, to somebody who asked or to anybody."""

    view: GiveView = GiveView()

    @rx.event
    @guarded
    async def load(self) -> None:
        """Whose case it is, and who asks for it."""
        house, who = await self._worker(present=False)
        self._fresh()
        case_id, ask_id = self._param("case_id"), self._param("ask_id")
        self.view, self.ready = await _view(house, who, case_id, ask_id), True
        self._enter(who, [f"worker:{who.worker_id}"], while_supervised(house, who, self.view.id))

    @rx.event
    @guarded
    async def give(self, form: dict[str, Any]) -> Any:
        """Give it: to who asked, or to whom the form names."""
        house, who = await self._worker()
        case_id, ask_id = typed(form, "case_id"), typed(form, "ask_id")
        if ask_id:
            await temporary.answer(house, who, case_id, ask_id, form, yes=True)
        else:
            await temporary.give(house, who, case_id, sent(form))
        return rx.redirect(f"/team/{case_id}")

    @rx.event
    @guarded
    async def refuse(self, case_id: str, ask_id: str) -> Any:
        """Refuse what was asked for."""
        house, who = await self._worker()
        await temporary.answer(house, who, case_id, ask_id, {}, yes=False)
        return rx.redirect(f"/team/{case_id}")


def while_supervised(house: House, who: Who, case_id: str, version: str = "") -> OnHint:
    """Whoever supervises the case no longer sees no more of it; nothing is read again.

    `version`: the map that is shown, which goes when the young person takes it back.
    """

    async def on_hint(message: Message) -> push.Delta | None:
        if is_of(message, "case"):
            await team.still_shown(house, who, case_id, version, purpose=Purpose.PLAN_TOGETHER)
        return None

    return on_hint


async def _view(house: House, who: Who, case_id: str, ask_id: str) -> GiveView:
    sheet = await team.team_case(house, who, case_id, purpose=Purpose.PLAN_TOGETHER)
    if not ask_id:
        return GiveView(id=sheet.id, reference=sheet.reference)
    asked = next((line for line in sheet.asks if line.id == ask_id), None)
    if asked is None:
        raise NotFound("not_found")
    return GiveView(
        id=sheet.id,
        ask_id=asked.id,
        reference=sheet.reference,
        asked=t.asks(asked.by.name, asked.by.team),
        asked_why=asked.why,
        whom=whom_views.known_by(asked.by),
        marks=whom_views.marks(asked.by),
    )


class TemporaryAskState(FormPage, rx.State):
    """Asking for a case by a reference that one knows. It shows nothing of any case."""

    @rx.event
    @guarded
    async def load(self) -> None:
        """The empty form, for whoever works with cases."""
        house, who = await self._worker(present=False)
        self._fresh()
        await temporary.may_ask(house, who)
        self.ready = True
        self._enter(who, [f"worker:{who.worker_id}"], nothing_new)

    @rx.event
    @guarded
    async def ask(self, form: dict[str, Any]) -> None:
        """Ask. The answer is the same whether or not there is such a case."""
        house, who = await self._worker()
        await temporary.ask(house, who, sent(form))
        self.taken += 1
        self.notice, self.found = t.ASKED, []
