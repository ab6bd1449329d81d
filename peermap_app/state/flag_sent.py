"""A flag that was sent, with what comes back."""

from __future__ import annotations

from functools import partial

import reflex as rx

from peermap_app.bootstrap import House
from peermap_app.domain.purpose import Purpose
from peermap_app.live.pages import OnHint
from peermap_app.services import flags
from peermap_app.services.unit import Who
from peermap_app.state import flag_words
from peermap_app.state.guarded import Page, guarded
from peermap_app.state.listed import reads_again
from peermap_app.state.views import FlagSentView


class FlagSentState(Page, rx.State):
    """Changes without a reload when somebody has seen it or been in touch, or a link ended."""

    view: FlagSentView = FlagSentView()

    @rx.event
    @guarded
    async def load(self) -> None:
        """Read the flag."""
        house, who = await self._worker(present=False)
        self._fresh()
        self.view, self.ready = await _read(house, who, self._param("flag_id")), True
        self._enter(who, [f"worker:{who.worker_id}"], _on_hint(house, who, self.view.id))


async def _read(house: House, who: Who, flag_id: str) -> FlagSentView:
    return flag_words.sheet(
        await flags.flag_sheet(house, who, flag_id, purpose=Purpose.COORDINATE), house.clock()
    )


def _on_hint(house: House, who: Who, flag_id: str) -> OnHint:
    """Whoever was told over a link that ended meanwhile is named no longer (rule 4)."""
    return reads_again(FlagSentState, partial(_read, house, who, flag_id), "flag", "link", "case")
