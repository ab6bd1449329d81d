"""Working hours: when a team works, for its supervisors."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import reflex as rx

from peermap_app.bootstrap import House
from peermap_app.domain.working_time import WEEKDAYS, clock
from peermap_app.services import working_time
from peermap_app.services.unit import Who
from peermap_app.state import times
from peermap_app.state.forms import FormPage, sent
from peermap_app.state.guarded import guarded
from peermap_app.state.listed import ListPage
from peermap_app.words import hours_words as w


@dataclass(frozen=True, slots=True)
class ClosedRow:
    """A day to come on which the team is closed past its bank holidays."""

    day: str = ""
    words: str = ""
    away_named: str = ""


class HoursState(FormPage, ListPage, rx.State):
    """`held`: each field of the form as it counts now."""

    lead: str = ""
    held: dict[str, str] = {}  # noqa: RUF012 - Reflex copies defaults for each page
    closed: list[ClosedRow] = []  # noqa: RUF012 - Reflex copies defaults for each page
    bank: list[str] = []  # noqa: RUF012 - Reflex copies defaults for each page
    """The bank holidays of the next year."""

    @rx.event
    @guarded
    async def load(self) -> None:
        """Read them."""
        await self._opened()

    @rx.event
    @guarded
    async def save(self, form: dict[str, Any]) -> None:
        """Set the hours, and whose bank holidays count."""
        house, who = await self._worker()
        await working_time.set_week(house, who, sent(form))
        await self._done(house, who, w.SAVED)

    @rx.event
    @guarded
    async def close(self, form: dict[str, Any]) -> None:
        """Add a day on which the team is closed."""
        house, who = await self._worker()
        await working_time.close(house, who, sent(form))
        self.taken += 1
        await self._done(house, who, w.ADDED)

    @rx.event
    @guarded
    async def open_again(self, day: str) -> None:
        """Take one away."""
        house, who = await self._worker()
        await working_time.open_again(house, who, day)
        await self._done(house, who, w.TAKEN_AWAY)

    @classmethod
    async def _read(cls, house: House, who: Who) -> dict[str, Any]:
        sheet = await working_time.sheet(house, who)
        today = times.british(house.clock()).date()
        held = {"region": sheet.set_to.region.value}
        for day, hours in zip(WEEKDAYS, sheet.set_to.week, strict=True):
            held[f"opens_{day}"] = clock(hours.opens) if hours else ""
            held[f"closes_{day}"] = clock(hours.closes) if hours else ""
        return {
            "lead": w.LEAD.format(team=sheet.team),
            "held": held,
            "closed": [_row(on, today) for on, own in sheet.closed if own],
            "bank": [_named(on, today) for on, own in sheet.closed if not own],
        }


def _row(on: date, today: date) -> ClosedRow:
    words = _named(on, today)
    return ClosedRow(on.isoformat(), words, w.TAKE_AWAY_NAMED.format(day=words))


def _named(on: date, today: date) -> str:
    return f"{w.DAYS[WEEKDAYS[on.weekday()]]} {times.day(on, today)}"
