"""What waits for whoever is signed in, in one list that changes while it is open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import reflex as rx

from peermap_app.bootstrap import House
from peermap_app.domain.tray import Kind
from peermap_app.live import push
from peermap_app.live.pages import Message, OnHint
from peermap_app.services import tray
from peermap_app.services.unit import Who
from peermap_app.state import times
from peermap_app.state.guarded import Page, guarded
from peermap_app.words import tray_words as w

PATHS: dict[Kind, str] = {
    Kind.TEMPORARY: "/team/{case_id}/asks/{id}",
    Kind.RECOVERY: "/recovery",
    Kind.ALLOCATION: "/agree",
    Kind.IMPORT: "/imports",
    Kind.LINK: "/agree/links/{id}",
    Kind.CLOSING: "/closings",
    Kind.NOBODY: "/team",
    Kind.DUE: "/due",
    Kind.LEFT: "/allocations",
    Kind.LEADERLESS: "/teams",
}
"""The page on which each kind is answered."""


@dataclass(frozen=True, slots=True)
class TrayRow:
    """One line of the list."""

    key: str = ""
    href: str = ""
    title: str = ""
    about: str = ""


class TrayState(Page, rx.State):
    """The first page of whoever works with no case of their own."""

    rows: list[TrayRow] = []  # noqa: RUF012 - Reflex copies defaults for each page
    none_why: str = ""

    @rx.event
    @guarded
    async def load(self) -> None:
        """Read what waits."""
        house, who = await self._worker(present=False)
        self._fresh()
        self.rows, self.ready = await _rows(house, who), True
        self.none_why = w.NONE_WHY.get(who.role.value if who.role else "", "")
        self._enter(who, [f"worker:{who.worker_id}"], _on_hint(house, who))


async def _rows(house: House, who: Who) -> list[TrayRow]:
    now = house.clock()
    return [_row(thing, now) for thing in await tray.tray(house, who)]


def _on_hint(house: House, who: Who) -> OnHint:
    async def on_hint(message: Message) -> push.Delta | None:
        if message.get("kind") != "waits":
            return None
        return push.delta(TrayState, rows=await _rows(house, who))

    return on_hint


def _row(thing: tray.Thing, now: datetime) -> TrayRow:
    kind = thing.kind.value
    named = {"by": thing.by, "for_whom": thing.for_whom, "things": thing.things}
    return TrayRow(
        key=f"{kind} {thing.id}",
        href=PATHS[thing.kind].format(case_id=thing.case_id, id=thing.id),
        title=w.title(kind, **named),
        about=w.about(kind, times.ago(thing.at, now) if thing.at else ""),
    )
