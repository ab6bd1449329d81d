"""What a worker does about My map: write down what was said aloud, and end the card."""

from __future__ import annotations

from typing import Any

import reflex as rx

from peermap_app.domain.consent import Statement
from peermap_app.services import receipts, withdrawals
from peermap_app.state.forms import FormPage, typed
from peermap_app.state.guarded import guarded
from peermap_app.words import worker_my_map as m


class MyMapState(FormPage, rx.State):
    """Forms that stand on the case page and on a kept map's. Those pages hear of it by a hint."""

    ended: str = ""
    """The case whose My map was just ended here: its page says so."""
    written: int = 0
    """Grows with each withdrawal that was written down, so that the form begins anew."""

    def _forget_what_was_read(self, *stays: str) -> None:
        super()._forget_what_was_read("ended", "written", *stays)  # it read nothing

    @rx.event
    @guarded
    async def said_aloud(self, form: dict[str, Any]) -> Any:
        """What the young person took back, told aloud: never a Yes (rule 4)."""
        house, who = await self._worker()
        case_id, version = typed(form, "case_id"), typed(form, "version")
        change = await withdrawals.note_said_aloud(house, who, case_id, version, form)
        self.notice, self.written = m.SAID_WRITTEN, self.written + 1
        if change.statement is Statement.KEEP:
            return rx.redirect(f"/cases/{case_id}")
        return None

    @rx.event
    @guarded
    async def end_card(self, case_id: str) -> None:
        """End My map."""
        house, who = await self._worker()
        await receipts.end(house, who, case_id)
        self.notice, self.ended = m.MY_MAP_ENDED, case_id
