"""What counts as unusual reading: figures on the page of the access record, set by who reads it."""

from __future__ import annotations

from typing import Any

import reflex as rx

from peermap_app.bootstrap import House
from peermap_app.services import house_rules
from peermap_app.services.unit import Who
from peermap_app.state.forms import FormPage, sent
from peermap_app.state.guarded import guarded
from peermap_app.words import settings_words as w


class UsualState(FormPage, rx.State):
    """The figures as text, by their names; a form of its own beside `RecordState`, which has the

    page and hears that it was ended."""

    held: dict[str, str] = {}  # noqa: RUF012 - Reflex copies defaults for each page

    @rx.event
    @guarded
    async def load(self) -> None:
        """Read them."""
        house, who = await self._worker(present=False)
        self.held, self.ready = await _held(house, who), True

    @rx.event
    @guarded
    async def change(self, form: dict[str, Any]) -> None:
        """Change them."""
        house, who = await self._worker()
        await house_rules.change(house, who, sent(form))
        self.held = await _held(house, who)
        self.notice = w.SAVED


async def _held(house: House, who: Who) -> dict[str, str]:
    return {name: str(value) for name, value in (await house_rules.values(house, who)).items()}
