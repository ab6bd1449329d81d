"""What is due to be erased: the data protection lead's page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import reflex as rx

from peermap_app.bootstrap import House
from peermap_app.domain.errors import Refusal
from peermap_app.services import retention
from peermap_app.services.unit import Who
from peermap_app.state import ending_views
from peermap_app.state.ending_views import DueRow
from peermap_app.state.forms import FormPage, sent
from peermap_app.state.guarded import guarded
from peermap_app.state.listed import nothing_new
from peermap_app.words import ending_words as w

BOX = "due_"
"""How the name of each tick begins; the line's own key follows."""
TICKS_STAY = timedelta(minutes=10)
"""Time to go to /confirm and back; an older tick is not found again by whoever forgot it."""


class DueState(FormPage, rx.State):
    """A list with ticks, one button; a form that holds a case; what backups still hold."""

    rows: list[DueRow] = []  # noqa: RUF012 - Reflex copies defaults for each page
    held: list[DueRow] = []  # noqa: RUF012 - Reflex copies defaults for each page
    """Cases that are held, of which nothing is due."""
    notes: list[str] = []  # noqa: RUF012 - Reflex copies defaults for each page
    more: bool = False
    """There is more than is shown."""
    _ticked: Sequence[str] = ()
    """On the server alone: what was ticked when erasing was refused, and when."""
    _ticked_at: datetime | None = None

    @rx.event
    @guarded
    async def load(self) -> None:
        """Read what is due."""
        house, who = await self._worker(present=False)
        self._fresh()
        await self._show(house, who)
        self.ready = True
        self._enter(who, [f"worker:{who.worker_id}"], nothing_new)

    @rx.event
    @guarded
    async def erase(self, form: dict[str, Any]) -> None:
        """Erase what is ticked. What is not due, or held, stays: a second tap erases nothing."""
        house, who = await self._worker()
        self._ticked, self._ticked_at = _ticks(form), house.clock()
        done = await retention.erase(house, who, self._ticked)
        self._ticked = ()
        await self._show(house, who)
        self.notice = w.erased(done) if done else w.NOTHING_ERASED

    @rx.event
    @guarded
    async def hold(self, form: dict[str, Any]) -> None:
        """Hold a case, for a reason, until a day."""
        house, who = await self._worker()
        await retention.hold(house, who, sent(form))
        self.taken += 1
        await self._show(house, who)
        self.notice = w.HELD_NOW

    @rx.event
    @guarded
    async def let_go(self, case_id: str) -> None:
        """End a hold."""
        house, who = await self._worker()
        await retention.let_go(house, who, case_id)
        await self._show(house, who)
        self.notice = w.LET_GONE

    def _forget_what_was_read(self, *stays: str) -> None:
        # Ids alone, never sent: whoever comes back from /confirm ticks no list anew.
        super()._forget_what_was_read("_ticked", "_ticked_at", *stays)

    def _refused(self, refusal: Refusal) -> Any:
        answer = super()._refused(refusal)
        # The form is empty once it was sent: what was refused is ticked again.
        self.rows = self._with_ticks(self.rows)
        return answer

    def _with_ticks(self, rows: Sequence[DueRow]) -> list[DueRow]:
        return [replace(row, ticked=row.key in self._ticked) for row in rows]

    async def _show(self, house: House, who: Who) -> None:
        sheet, now = await retention.what_is_due(house, who), house.clock()
        if self._ticked_at is None or now >= self._ticked_at + TICKS_STAY:
            self._ticked = ()
        self.rows = self._with_ticks([ending_views.due_row(line, now) for line in sheet.lines])
        self.held = [ending_views.held_row(line, now) for line in sheet.held]
        self.notes = [ending_views.note_line(line, now) for line in sheet.notes]
        self.more = sheet.more


def _ticks(form: object) -> list[str]:
    """The keys of the lines that were ticked in a sent form, hostile as it is."""
    names = [name for name in form if isinstance(name, str)] if isinstance(form, dict) else []
    return [name.removeprefix(BOX) for name in names if name.startswith(BOX) and form[name]]
