"""My cases."""

from __future__ import annotations

from datetime import datetime

import reflex as rx

from peermap_app.bootstrap import House
from peermap_app.live import push
from peermap_app.live.pages import Message, OnHint, is_of
from peermap_app.services import cases
from peermap_app.services import own_phone as numbers
from peermap_app.services.unit import Who
from peermap_app.state import review_words, times
from peermap_app.state.guarded import Page, guarded
from peermap_app.state.views import CaseRow
from peermap_app.words import finding_words, link_words, phone_words
from peermap_app.words import team_words as t
from peermap_app.words import worker_pages as w
from peermap_app.words import worker_sentences as say


class CasesState(Page, rx.State):
    """The cases allocated to who is signed in, and no search."""

    rows: list[CaseRow] = []  # noqa: RUF012 - Reflex copies defaults for each page
    phone: str = ""
    """That their own number was changed by a file, for a time."""

    @rx.event
    @guarded
    async def load(self) -> None:
        """Read them."""
        house, who = await self._worker(present=False)
        self._fresh()
        self.rows, self.phone = await _rows(house, who), await own_phone(house, who)
        self.ready = True
        self._enter(who, [f"worker:{who.worker_id}"], _on_hint(house, who))


async def own_phone(house: House, who: Who) -> str:
    """What is said of the asker's own number, "" for nothing."""
    found = await numbers.changed_lately(house, who)
    day = times.day_of(found.at, house.clock()) if found else ""
    return phone_words.changed(found.phone, found.by, day) if found else ""


async def _rows(house: House, who: Who) -> list[CaseRow]:
    return [_row(line, house.clock()) for line in await cases.my_cases(house, who)]


def _on_hint(house: House, who: Who) -> OnHint:
    """What is left to do follows an answer that was taken back, and an ask that came (rule 4)."""

    async def on_hint(message: Message) -> push.Delta | None:
        if not is_of(message, "case", "alert"):
            return None
        rows, phone = await _rows(house, who), await own_phone(house, who)
        return push.delta(CasesState, rows=rows, phone=phone)

    return on_hint


def _row(line: cases.CaseLine, now: datetime) -> CaseRow:
    waits = [say.asks_waiting(line.todo)] if line.todo else []
    waits += [w.NEXT_IS_OPEN] if line.needs_step else []
    waits += review_words.waits(line.again)
    waits += [link_words.meet_now(line.meetings)] if line.meetings else []
    waits += [finding_words.TOLD[line.colleague.value]] if line.colleague else []
    return CaseRow(
        id=line.id,
        href=f"/cases/{line.id}",
        reference=line.reference,
        who=say.born(line.initials, line.born),
        todo=" · ".join(waits),
        until=t.until(times.at(line.until, now)) if line.until else "",
        company=t.SOMEBODY_CAME if line.company else "",
    )
