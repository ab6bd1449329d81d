"""A supervisor's look at one map, for a reason. Nothing of it stays when the page is left."""

from __future__ import annotations

from typing import Any

import reflex as rx

from peermap_app.bootstrap import House
from peermap_app.domain.purpose import Purpose
from peermap_app.services import team
from peermap_app.services.unit import Who
from peermap_app.state import map_words
from peermap_app.state.forms import FormPage, sent, typed
from peermap_app.state.guarded import guarded
from peermap_app.state.team import maps_listed
from peermap_app.state.team_give import while_supervised
from peermap_app.state.team_views import LookView
from peermap_app.words import worker_sentences as say


class TeamLookState(FormPage, rx.State):
    """The reason holds for one reading: whoever comes back is asked again."""

    view: LookView = LookView()

    @rx.event
    @guarded
    async def load(self) -> None:
        """The empty form; whatever was open before is put away."""
        house, who = await self._worker(present=False)
        self._fresh()
        self.view, self.ready = await _form(house, who, self._param("case_id")), True
        self._hear(house, who, self.view.id)

    @rx.event
    @guarded
    async def look(self, form: dict[str, Any]) -> None:
        """Open one map, once."""
        house, who = await self._worker()
        case_id = typed(form, "case_id")
        self.view = await _form(house, who, case_id)
        given = sent(form)
        version = typed(form, "version")
        plan = Purpose.PLAN_TOGETHER
        sheet = await team.look_at_map(house, who, case_id, version, given, purpose=plan)
        title = say.map_title(sheet.reference, sheet.version)
        shown = map_words.picture(sheet, house.clock())
        self.view = LookView(case_id, sheet.reference, self.view.maps, title, shown)
        self.found = []
        self._hear(house, who, case_id, version)

    @rx.event
    @guarded
    async def put_away(self, case_id: str) -> None:
        """Nothing of it stays on the page."""
        house, who = await self._worker()
        self.view = LookView()
        self.view = await _form(house, who, case_id)
        self._hear(house, who, case_id)

    def _hear(self, house: House, who: Who, case_id: str, version: str = "") -> None:
        on_hint = while_supervised(house, who, case_id, version)
        self._enter(who, [f"worker:{who.worker_id}"], on_hint)


async def _form(house: House, who: Who, case_id: str) -> LookView:
    sheet = await team.team_case(house, who, case_id, purpose=Purpose.PLAN_TOGETHER)
    return LookView(sheet.id, sheet.reference, maps_listed(sheet, house.clock()))
