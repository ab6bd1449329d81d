"""Covers: a supervisor says who covers for whom, an administrator asks for it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import reflex as rx

from peermap_app.bootstrap import House
from peermap_app.domain.cases import Role
from peermap_app.services import covers
from peermap_app.services.unit import Who
from peermap_app.state import times, whom_views
from peermap_app.state.forms import FormPage, sent
from peermap_app.state.guarded import Page, guarded
from peermap_app.state.listed import ListPage
from peermap_app.state.views import Option
from peermap_app.words import absence_words
from peermap_app.words import cover_words as w


@dataclass(frozen=True, slots=True)
class CoverRow:
    """One cover. `today`: it holds now; `waits`, `own`: see `services.covers.CoverLine`."""

    id: str = ""
    title: str = ""
    about: str = ""
    today: bool = False
    waits: bool = False
    own: bool = False
    people: list[str] = field(default_factory=list)
    """While it waits: who covers and who is away, each by name and address."""
    marks: list[str] = field(default_factory=list)
    agree_named: str = ""
    refuse_named: str = ""
    end_named: str = ""


class CoversState(FormPage, ListPage, rx.State):
    """One page for both: who supervises sets, answers and ends; who administers asks."""

    rows: list[CoverRow] = []  # noqa: RUF012 - Reflex copies defaults for each page
    away: list[str] = []  # noqa: RUF012 - Reflex copies defaults for each page
    """Who said that they are away, and when."""
    people: list[Option] = []  # noqa: RUF012 - Reflex copies defaults for each page
    asks: bool = False
    """Is an administrator, whose word waits for a supervisor."""

    @rx.event
    @guarded
    async def load(self) -> None:
        """Read who covers, and who may be named."""
        await self._opened()

    @rx.event
    @guarded
    async def save(self, form: dict[str, Any]) -> None:
        """Say who covers for whom, or ask for it."""
        house, who = await self._worker()
        asks = who.role is Role.ADMINISTRATOR
        verb = covers.ask_cover if asks else covers.set_cover
        await verb(house, who, sent(form))
        self.taken += 1
        await self._done(house, who, w.ASKED if asks else w.SAVED)

    @rx.event
    @guarded
    async def agree(self, cover_id: str) -> None:
        """Agree to what an administrator asked for."""
        house, who = await self._worker()
        await covers.answer_cover(house, who, cover_id, agree=True)
        await self._done(house, who, w.AGREED)

    @rx.event
    @guarded
    async def refuse(self, cover_id: str) -> None:
        """Refuse it."""
        house, who = await self._worker()
        await covers.answer_cover(house, who, cover_id, agree=False)
        await self._done(house, who, w.REFUSED)

    @rx.event
    @guarded
    async def end(self, cover_id: str) -> None:
        """End one before its last day."""
        house, who = await self._worker()
        await covers.end_cover(house, who, cover_id)
        await self._done(house, who, w.ENDED)

    @classmethod
    def _hears(cls) -> frozenset[str]:
        return frozenset({"waits"})

    @classmethod
    async def _read(cls, house: House, who: Who) -> dict[str, Any]:
        sheet, asks = await covers.sheet(house, who), who.role is Role.ADMINISTRATOR
        return {
            "asks": asks,
            "rows": [_row(line, house.clock(), teams=asks) for line in sheet.lines],
            "away": [_away(one, house.clock()) for one in sheet.away],
            "people": [
                Option(one.id, f"{one.name} ({one.team})" if asks else one.name)
                for one in sheet.people
            ],
        }


def _row(line: covers.CoverLine, now: datetime, *, teams: bool) -> CoverRow:
    title = w.title(line.by.name, line.away.name)
    people = (line.by, line.away) if line.waits else ()
    said = [_days(line.starts, line.ends, now), line.team if teams else ""]
    said.append(w.asked(line.asked_by) if line.waits else "")
    return CoverRow(
        id=line.id,
        title=title,
        about=" · ".join(part for part in said if part),
        today=line.now,
        waits=line.waits,
        own=line.own,
        people=[whom_views.known_by(one) for one in people],
        marks=whom_views.marks(*people),
        agree_named=w.AGREE_NAMED.format(title=title),
        refuse_named=w.REFUSE_NAMED.format(title=title),
        end_named=w.END_NAMED.format(title=title),
    )


def _away(one: covers.AwayLine, now: datetime) -> str:
    return absence_words.away(one.name, _days(one.starts, one.ends, now))


def _days(starts: date, ends: date, now: datetime) -> str:
    today = times.british(now).date()
    return w.days(times.day(starts, today), times.day(ends, today))


class OwnCoversState(Page, rx.State):
    """On Me: who covers for whoever is signed in, and for whom they cover."""

    works: bool = False
    """Works with cases, and may be away."""
    lines: list[str] = []  # noqa: RUF012 - Reflex copies defaults for each page

    @rx.event
    @guarded
    async def load(self) -> None:
        """Read them. `state.devices`, which has the page, hears of new ones."""
        house, who = await self._worker(present=False)
        self.lines = await own_covers(house, who)
        self.works = who.role in (Role.PRACTITIONER, Role.SUPERVISOR)


async def own_covers(house: House, who: Who) -> list[str]:
    """Their lines in words."""
    now = house.clock()
    return [
        w.mine(one.other, _days(one.starts, one.ends, now), away=one.away)
        for one in await covers.mine(house, who)
    ]
