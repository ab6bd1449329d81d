"""One kept version of a map."""

from __future__ import annotations

from typing import Any

import reflex as rx

from peermap_app.bootstrap import House
from peermap_app.domain.purpose import Purpose
from peermap_app.live import push
from peermap_app.live.pages import Message, OnHint, is_of
from peermap_app.services import drawings, maps
from peermap_app.services.unit import Who
from peermap_app.state import map_words, times
from peermap_app.state.forms import typed
from peermap_app.state.guarded import Page, guarded
from peermap_app.state.views import MapView, PictureView
from peermap_app.words import worker_pages as w
from peermap_app.words import worker_sentences as say


class KeptMapState(Page, rx.State):
    """Older versions stay readable."""

    view: MapView = MapView()

    @rx.event
    @guarded
    async def load(self) -> None:
        """Read the version that the address names."""
        house, who = await self._worker(present=False)
        self._fresh()
        case_id, version = self._param("case_id"), self._param("version")
        self.view, self.ready = await _read(house, who, case_id, version), True
        audience = [f"worker:{who.worker_id}"]
        self._enter(who, audience, _on_hint(house, who, case_id, version))

    @rx.event
    @guarded
    async def note_later(self, form: dict[str, Any]) -> None:
        """Add who was there and how understanding was checked; it is dated as added (rule 4)."""
        house, who = await self._worker()
        case_id, version = typed(form, "case_id"), typed(form, "version")
        noted = _ticked(form)
        await maps.add_presence_later(
            house, who, case_id, typed(form, "consent_id"), noted, purpose=Purpose.PLAN_TOGETHER
        )
        self.view, self.notice = await _read(house, who, case_id, version), w.ADDED

    @rx.event
    @guarded
    async def draw_again(self, form: dict[str, Any]) -> Any:
        """A new drawing that starts from this map: its page opens with a code."""
        house, who = await self._worker()
        case_id = typed(form, "case_id")
        await drawings.start_from(
            house, who, case_id, typed(form, "version"), purpose=Purpose.PLAN_TOGETHER
        )
        return rx.redirect(f"/cases/{case_id}/draw")


def _ticked(form: object) -> dict[str, list[str]]:
    """Boxes named after question and answer, as the two lists that the domain parses."""
    return {
        question: [code for code in codes if typed(form, f"{question}_{code}")]
        for question, codes in (("present", w.PRESENT), ("understanding", w.WAYS))
    }


def _on_hint(house: House, who: Who, case_id: str, version: str) -> OnHint:
    async def on_hint(message: Message) -> push.Delta | None:
        if not is_of(message, "case"):
            return None
        return push.delta(KeptMapState, view=await _read(house, who, case_id, version))

    return on_hint


async def _read(house: House, who: Who, case_id: str, version: str) -> MapView:
    sheet = await maps.kept_map(house, who, case_id, version, purpose=Purpose.PLAN_TOGETHER)
    return _view(
        sheet,
        version,
        await drawings.compared(house, who, case_id, version, purpose=Purpose.PLAN_TOGETHER),
        house,
    )


def _view(
    sheet: maps.MapSheet, asked: str, before: drawings.Compared | None, house: House
) -> MapView:
    now = house.clock()
    return MapView(
        id=asked,
        case_id=sheet.case_id,
        consent_id=sheet.consent_id,
        title=say.map_title(sheet.reference, sheet.version),
        reference=sheet.reference,
        picture=map_words.picture(sheet, now),
        before=map_words.earlier(before, now) if before else PictureView(),
        since=say.changed_since(before.version, times.day_of(before.kept_at, now))
        if before
        else "",
        changes=[map_words.change(each) for each in before.changes] if before else [],
        covering=sheet.covering,
    )
