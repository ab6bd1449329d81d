"""The question before something lapses: still right, or let it go."""

from __future__ import annotations

from typing import Any

import reflex as rx

from peermap_app.bootstrap import House
from peermap_app.domain.purpose import Purpose
from peermap_app.live import push
from peermap_app.live.pages import Message, OnHint, is_of
from peermap_app.services import review_answers
from peermap_app.services.unit import Who
from peermap_app.state import review_words
from peermap_app.state.forms import FormPage, typed
from peermap_app.state.guarded import guarded
from peermap_app.state.views import ReviewView


class ReviewState(FormPage, rx.State):
    """One thing of a case, and one answer."""

    view: ReviewView = ReviewView()

    @rx.event
    @guarded
    async def load(self) -> None:
        """Read the question."""
        house, who = await self._worker(present=False)
        self._fresh()
        case_id, thing = self._param("case_id"), self._param("thing")
        self.view, self.ready = await _read(house, who, case_id, thing), True
        self._enter(who, [f"worker:{who.worker_id}"], _on_hint(house, who, case_id, thing))

    @rx.event
    @guarded
    async def answer(self, form: dict[str, Any]) -> Any:
        """Keep it until another day, or let it go; then the case says so."""
        house, who = await self._worker()
        case_id, thing = typed(form, "case_id"), typed(form, "thing")
        await review_answers.answer_review(
            house, who, case_id, thing, form, purpose=_purpose(thing)
        )
        return rx.redirect(f"/cases/{case_id}")


def _purpose(thing: str) -> Purpose:
    """What this page reads a thing for: a map to plan together, a link or a flag to coordinate."""
    return Purpose.PLAN_TOGETHER if thing.startswith("map-") else Purpose.COORDINATE


async def _read(house: House, who: Who, case_id: str, thing: str) -> ReviewView:
    form = await review_answers.review_form(house, who, case_id, thing, purpose=_purpose(thing))
    return review_words.view(form, house.settings.reviews.take_up, house.clock())


def _on_hint(house: House, who: Who, case_id: str, thing: str) -> OnHint:
    async def on_hint(message: Message) -> push.Delta | None:
        if not is_of(message, "case", "link"):
            return None
        return push.delta(ReviewState, view=await _read(house, who, case_id, thing))

    return on_hint
