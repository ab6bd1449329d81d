"""Duty: who is on duty for one's team, and giving a case while one is."""

from __future__ import annotations

from typing import Any

import reflex as rx

from peermap_app.bootstrap import House
from peermap_app.domain.errors import NotFound
from peermap_app.services import duty, temporary
from peermap_app.services.unit import Who
from peermap_app.state import times
from peermap_app.state.forms import FormPage, sent
from peermap_app.state.guarded import guarded
from peermap_app.state.listed import nothing_new
from peermap_app.state.team_views import DutyView
from peermap_app.words import team_words as t


class DutyState(FormPage, rx.State):
    """For supervisors alone."""

    view: DutyView = DutyView()

    @rx.event
    @guarded
    async def load(self) -> None:
        """Who is on duty now."""
        house, who = await self._worker(present=False)
        self._fresh()
        self.view, self.ready = await _view(house, who), True
        self._enter(who, [f"worker:{who.worker_id}"], nothing_new)

    @rx.event
    @guarded
    async def set_duty(self, form: dict[str, Any]) -> None:
        """Say who is on duty from now."""
        house, who = await self._worker()
        await duty.set_duty(house, who, sent(form))
        self.taken += 1
        self.view, self.notice = await _view(house, who), t.DUTY_SAVED

    @rx.event
    @guarded
    async def give(self, form: dict[str, Any]) -> None:
        """Give a case of the team that one is on duty for."""
        house, who = await self._worker()
        try:
            await temporary.give_on_duty(house, who, sent(form))
        except NotFound:
            self.notice = t.NONE_OF_YOURS
            return
        self.found, self.notice = [], t.GIVEN


async def _view(house: House, who: Who) -> DutyView:
    sheet, now = await duty.duty(house, who), house.clock()
    on_duty = (
        t.on_duty(sheet.on_duty, times.at(sheet.until, now))
        if sheet.on_duty and sheet.until
        else t.NOBODY_ON_DUTY
    )
    return DutyView(on_duty, [t.for_team(name, times.at(ends, now)) for name, ends in sheet.own])
