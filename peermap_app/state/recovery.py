"""Who cannot sign in: somebody who may agree says whether it is them."""

from __future__ import annotations

from typing import Any

import reflex as rx

from peermap_app.bootstrap import House
from peermap_app.services import recovery
from peermap_app.services.unit import Who
from peermap_app.state import times
from peermap_app.state.guarded import guarded
from peermap_app.state.listed import ListPage
from peermap_app.state.views import RecoveryRow
from peermap_app.words import recovery as w
from peermap_app.words.office_words import ROLES


class RecoveryState(ListPage, rx.State):
    """What waits for whoever looks: a colleague's name and what they need, never a link."""

    rows: list[RecoveryRow] = []  # noqa: RUF012 - Reflex copies defaults for each page
    said: str = ""

    @rx.event
    @guarded
    async def load(self) -> None:
        """Read what waits."""
        self.said = ""
        await self._opened()

    @rx.event
    @guarded
    async def agree(self, ask_id: str) -> None:
        """It is them: the link goes out."""
        house, who = await self._worker()
        await recovery.agree(house, who, ask_id)
        self.said = w.AGREED
        await self._show(house, who)

    @rx.event
    @guarded
    async def refuse(self, ask_id: str) -> None:
        """It is not them."""
        house, who = await self._worker()
        await recovery.refuse(house, who, ask_id)
        self.said = w.REFUSED
        await self._show(house, who)

    @classmethod
    def _hears(cls) -> frozenset[str]:
        return frozenset({"waits"})

    @classmethod
    async def _read(cls, house: House, who: Who) -> dict[str, Any]:
        now = house.clock()
        rows = [
            RecoveryRow(
                id=ask.id,
                name=ask.name,
                about=" · ".join(filter(None, (ROLES[ask.role], ask.team, ask.email))),
                needs=w.NEEDS_FIRST if ask.first else w.NEEDS[ask.lost.value],
                asked=_asked(ask, times.at(ask.asked_at, now)),
                agree_named=w.AGREE_NAMED.format(name=ask.name),
                refuse_named=w.REFUSE_NAMED.format(name=ask.name),
            )
            for ask in await recovery.waiting(house, who)
        ]
        return {"rows": rows}


def _asked(ask: recovery.Ask, when: str) -> str:
    if ask.asked_by is None:
        return w.ASKED_THEMSELF.format(when=when)
    return w.ASKED_BY.format(name=ask.asked_by, when=when)
