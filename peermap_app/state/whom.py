"""Who is whom: which friend on one's own map the young person of a linked case is."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import reflex as rx

from peermap_app.bootstrap import House
from peermap_app.domain.errors import Conflict, NotFound
from peermap_app.domain.purpose import Purpose
from peermap_app.live import push
from peermap_app.live.pages import Message, OnHint
from peermap_app.services import link_marks
from peermap_app.services.unit import Who
from peermap_app.state.forms import FormPage, typed
from peermap_app.state.guarded import guarded
from peermap_app.state.views import Option
from peermap_app.words import link_words as w


@dataclass(frozen=True, slots=True)
class WhomView:
    """The choice; `closed_why`: why there is none."""

    id: str = ""
    link_id: str = ""
    lead: str = ""
    now: str = ""
    closed_why: str = ""
    people: list[Option] = field(default_factory=list)


class WhomState(FormPage, rx.State):
    """One link, and one choice."""

    view: WhomView = WhomView()

    @rx.event
    @guarded
    async def load(self) -> None:
        """Read the choice."""
        house, who = await self._worker(present=False)
        self._fresh()
        case_id, link_id = self._param("case_id"), self._param("link_id")
        self.view, self.ready = await _read(house, who, case_id, link_id), True
        self._enter(who, [f"worker:{who.worker_id}"], _on_hint(house, who, case_id, link_id))

    @rx.event
    @guarded
    async def mark(self, form: dict[str, Any]) -> None:
        """Say who it is."""
        house, who = await self._worker()
        case_id, link_id = typed(form, "case_id"), typed(form, "link_id")
        await link_marks.mark_whom(house, who, case_id, link_id, form, purpose=Purpose.COORDINATE)
        self.view, self.notice = await _read(house, who, case_id, link_id), w.WHOM_SAVED


async def _read(house: House, who: Who, case_id: str, link_id: str) -> WhomView:
    sheet = await link_marks.whom_sheet(house, who, case_id, link_id, purpose=Purpose.COORDINATE)
    labels = dict(sheet.people)
    return WhomView(
        id=sheet.case_id,
        link_id=sheet.link_id,
        lead=w.whom_lead(sheet.other_reference, sheet.version),
        now=w.whom_now(labels[sheet.marked]) if sheet.marked in labels else w.WHOM_NOBODY_YET,
        closed_why="" if sheet.people else w.WHOM_NO_MAP,
        people=[Option(person, label) for person, label in sheet.people]
        + [Option(link_marks.NOBODY, w.WHOM_NOBODY)],
    )


def _on_hint(house: House, who: Who, case_id: str, link_id: str) -> OnHint:
    async def on_hint(message: Message) -> push.Delta:
        try:
            view = await _read(house, who, case_id, link_id)
        except Conflict:  # nothing crosses any more: the other case goes from the page as well
            raise NotFound("not_found") from None
        return push.delta(WhomState, view=view)

    return on_hint
