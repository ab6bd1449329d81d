"""A supervisor decides on a link whose two cases one worker has."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import reflex as rx

from peermap_app.bootstrap import House
from peermap_app.domain.purpose import Purpose
from peermap_app.services import link_agreed
from peermap_app.services.unit import Who
from peermap_app.state import times
from peermap_app.state.forms import FormPage, typed
from peermap_app.state.guarded import guarded
from peermap_app.state.tray import to_waiting
from peermap_app.state.views import Pair
from peermap_app.words import second_words as w
from peermap_app.words import worker_sentences as say


@dataclass(frozen=True, slots=True)
class LinkSecondView:
    """What is decided on. `sides`: the sharing record of each case that the reader supervises.

    `closed_why`: it is about the reader themself.
    """

    id: str = ""
    facts: list[Pair] = field(default_factory=list)
    sides: list[list[Pair]] = field(default_factory=list)
    closed_why: str = ""


class LinkSecondState(FormPage, rx.State):
    """One link, and one answer."""

    view: LinkSecondView = LinkSecondView()

    @rx.event
    @guarded
    async def load(self) -> None:
        """Read what waits."""
        house, who = await self._worker(present=False)
        self._fresh()
        self.view, self.ready = await _read(house, who, self._param("link_id")), True

    @rx.event
    @guarded
    async def answer(self, form: dict[str, Any]) -> Any:
        """Yes or no, with a reason; then the list has one line less."""
        house, who = await self._worker()
        agreed = await link_agreed.answer_second(
            house, who, typed(form, "link_id"), form, purpose=Purpose.COORDINATE
        )
        return await to_waiting(self, w.SAID[agreed])


async def _read(house: House, who: Who, link_id: str) -> LinkSecondView:
    sheet = await link_agreed.second_sheet(house, who, link_id, purpose=Purpose.COORDINATE)
    return _view(sheet, house.clock())


def _view(sheet: link_agreed.SecondSheet, now: datetime) -> LinkSecondView:
    facts = [
        Pair(w.WORKER, say.listed(list(sheet.workers))),
        Pair(w.SINCE, times.ago(sheet.asked_at, now)),
    ]
    sides = [
        [
            Pair(w.CASE, f"{side.reference} · {side.initials}"),
            Pair(w.WHY_LINKED, side.why),
            Pair(w.CONSENT, side.consent),
            Pair(w.PRIVACY, side.privacy),
            Pair(w.PROPORTIONALITY, side.proportionality),
        ]
        for side in sheet.sides
    ]
    return LinkSecondView(sheet.link_id, facts, sides, w.YOURS if sheet.own else "")
