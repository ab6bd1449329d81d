"""What waits for whoever is signed in, in one list that changes while it is open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import reflex as rx

from peermap_app.bootstrap import House
from peermap_app.domain.tray import Kind
from peermap_app.services import tray
from peermap_app.services.unit import Who
from peermap_app.state import times
from peermap_app.state.guarded import Page, guarded
from peermap_app.state.listed import ListPage
from peermap_app.words import tray_words as w

PATHS: dict[Kind, str] = {
    Kind.TEMPORARY: "/team/{case_id}/asks/{id}",
    Kind.RECOVERY: "/recovery",
    Kind.ALLOCATION: "/agree",
    Kind.COVER: "/covers",
    Kind.IMPORT: "/imports",
    Kind.SHARING: "/agree/sharing/{id}",
    Kind.LINK: "/agree/links/{id}",
    Kind.BEYOND: "/agree/sharing/{id}",
    Kind.COLLEAGUE: "/agree/colleagues/{id}",
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


class TrayState(ListPage, rx.State):
    """The first page of whoever works with no case of their own."""

    rows: list[TrayRow] = []  # noqa: RUF012 - Reflex copies defaults for each page
    none_why: str = ""
    _said: str = ""
    """How an answer went that led here, until the page has read what waits."""

    @rx.event
    @guarded
    async def load(self) -> None:
        """Read what waits; once, how it went that somebody was led here by."""
        await self._opened()
        self.notice, self._said = self._said, ""

    @classmethod
    def _hears(cls) -> frozenset[str]:
        return frozenset({"waits"})

    @classmethod
    async def _read(cls, house: House, who: Who) -> dict[str, Any]:
        now, things = house.clock(), await tray.tray(house, who)
        role = who.role.value if who.role else ""
        return {
            "rows": [_row(thing, now) for thing in things],
            "none_why": w.NONE_WHY.get(role, ""),
        }


async def to_waiting(page: Page, said: str) -> Any:
    """From a page that was answered to the list, which says how it went.

    In its place: going back must not lead to a page that has nothing to decide any more.
    """
    (await page.get_state(TrayState))._said = said
    return rx.redirect("/waiting", replace=True)


def _row(thing: tray.Thing, now: datetime) -> TrayRow:
    kind = thing.kind.value
    named = {"by": thing.by, "for_whom": thing.for_whom, "things": thing.things}
    return TrayRow(
        key=f"{kind} {thing.id}",
        href=PATHS[thing.kind].format(case_id=thing.case_id, id=thing.id),
        title=w.title(kind, **named),
        about=w.about(kind, times.ago(thing.at, now) if thing.at else ""),
    )
