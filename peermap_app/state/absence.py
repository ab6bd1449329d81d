"""Days on which one is away, said by oneself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import reflex as rx

from peermap_app.bootstrap import House
from peermap_app.services import absences
from peermap_app.services.unit import Who
from peermap_app.state import times
from peermap_app.state.forms import FormPage, sent
from peermap_app.state.guarded import guarded
from peermap_app.state.listed import ListPage
from peermap_app.words import absence_words as w
from peermap_app.words import cover_words


@dataclass(frozen=True, slots=True)
class AbsenceRow:
    """Some days in words."""

    id: str = ""
    words: str = ""
    back_named: str = ""


class AbsenceState(FormPage, ListPage, rx.State):
    """One's own alone."""

    rows: list[AbsenceRow] = []  # noqa: RUF012 - Reflex copies defaults for each page

    @rx.event
    @guarded
    async def load(self) -> None:
        """Read them."""
        await self._opened()

    @rx.event
    @guarded
    async def save(self, form: dict[str, Any]) -> None:
        """Say that one is away."""
        house, who = await self._worker()
        await absences.say_away(house, who, sent(form))
        self.taken += 1
        await self._done(house, who, w.SAVED)

    @rx.event
    @guarded
    async def take_back(self, absence_id: str) -> None:
        """One is there after all."""
        house, who = await self._worker()
        await absences.take_back(house, who, absence_id)
        await self._done(house, who, w.TAKEN_BACK)

    @classmethod
    async def _read(cls, house: House, who: Who) -> dict[str, Any]:
        today = times.british(house.clock()).date()
        rows = []
        for one in await absences.mine(house, who):
            words = cover_words.days(times.day(one.starts, today), times.day(one.ends, today))
            rows.append(AbsenceRow(one.id, words, w.TAKE_BACK_NAMED.format(days=words)))
        return {"rows": rows}
