"""My cases."""

from __future__ import annotations

import reflex as rx

from peermap_app.services import cases
from peermap_app.state.guarded import Page, guarded
from peermap_app.state.views import CaseRow
from peermap_app.words import worker_pages as w
from peermap_app.words import worker_sentences as say


class CasesState(Page, rx.State):
    """The cases allocated to who is signed in, and no search."""

    rows: list[CaseRow] = []  # noqa: RUF012 - Reflex copies defaults for each page

    @rx.event
    @guarded
    async def load(self) -> None:
        """Read them."""
        house, who = await self._worker(present=False)
        self._fresh()
        self.rows = [_row(line) for line in await cases.my_cases(house, who)]
        self.ready = True


def _row(line: cases.CaseLine) -> CaseRow:
    waits = [say.asks_waiting(line.todo)] if line.todo else []
    waits += [w.NEXT_IS_OPEN] if line.needs_step else []
    return CaseRow(
        id=line.id,
        href=f"/cases/{line.id}",
        reference=line.reference,
        who=say.born(line.initials, line.born),
        todo=" · ".join(waits),
    )
