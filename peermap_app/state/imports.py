"""A file of allocations that waits: for who asks for it, and for the supervisors who agree."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import reflex as rx

from peermap_app.bootstrap import House
from peermap_app.domain.cases import Role
from peermap_app.services import waiting_imports
from peermap_app.services.import_changes import Change, Part
from peermap_app.services.unit import Who
from peermap_app.services.waiting_imports import Preview
from peermap_app.services.whom import Whom
from peermap_app.state import times, whom_views
from peermap_app.state.guarded import guarded
from peermap_app.state.listed import ListPage
from peermap_app.state.views import Pair
from peermap_app.words import import_words as w
from peermap_app.words.office_words import ROLES

_DAYS = frozenset({"starts", "ends", "closes"})
"""Parts of a change that are days."""


@dataclass(frozen=True, slots=True)
class ChangeView:
    """One change: what it is about, and each part of it as it is and as it would be."""

    title: str = ""
    facts: list[Pair] = field(default_factory=list)
    marks: list[str] = field(default_factory=list)
    """What must be known of whoever gets something by it."""


@dataclass(frozen=True, slots=True)
class ImportView:
    """What waits; `id` is empty when nothing does."""

    id: str = ""
    facts: list[Pair] = field(default_factory=list)
    lines: list[ChangeView] = field(default_factory=list)
    more: str = ""
    own: bool = False


class ImportsState(ListPage, rx.State):
    """One page for both: who administers sees the form, who supervises the buttons."""

    view: ImportView = ImportView()
    asks: bool = False
    """Is an administrator, who brings files in."""

    @rx.event
    @guarded
    async def load(self) -> None:
        """Read what waits."""
        await self._opened()

    @rx.event
    @guarded
    async def agree(self, import_id: str) -> None:
        """Agree for one's own team."""
        await self._answer(import_id, agree=True)

    @rx.event
    @guarded
    async def refuse(self, import_id: str) -> None:
        """Refuse all of it."""
        await self._answer(import_id, agree=False)

    async def _answer(self, import_id: str, *, agree: bool) -> None:
        house, who = await self._worker()
        answer = await waiting_imports.answer_import(house, who, import_id, agree=agree)
        await self._done(house, who, w.ANSWERS[answer])

    @classmethod
    def _hears(cls) -> frozenset[str]:
        return frozenset({"waits"})

    @classmethod
    async def _read(cls, house: House, who: Who) -> dict[str, Any]:
        supervises = who.role is Role.SUPERVISOR
        found = await waiting_imports.preview(house, who, supervises=supervises)
        view = _view(found, house.clock()) if found else ImportView()
        return {"view": view, "asks": not supervises}


def _view(found: Preview, now: datetime) -> ImportView:
    n = found.figures
    asked = f"{found.asked_by}, {times.at(found.asked_at, now)}"
    return ImportView(
        id=found.id,
        facts=[
            Pair(w.ASKED_BY, asked),
            Pair(w.TEAMS, "\n".join(w.agreed(team, by) for team, by in found.teams)),
            Pair(w.CASES, w.cases(n["cases_new"], n["cases_changed"])),
            Pair(
                w.ALLOCATIONS,
                w.allocations(n["allocations_new"], n["allocations_changed"], n["ended"]),
            ),
            Pair(w.ACCOUNTS, w.cases(n["workers_new"], n["workers_changed"])),
            Pair(w.UNCHANGED, str(n["unchanged"])),
        ],
        lines=[_change(each, found.known, times.british(now).date()) for each in found.changes],
        more=w.more(found.more) if found.more else "",
        own=found.own,
    )


def _change(each: Change, known: Mapping[str, Whom], today: date) -> ChangeView:
    gets = known.get(each.email) if each.kind in waiting_imports.OWN_ACTS else None
    return ChangeView(
        title=w.KINDS[each.kind].format(
            reference=each.reference, email=each.email, teams=", ".join(each.teams)
        ),
        facts=[_part(part, today) for part in each.parts],
        marks=whom_views.marks(gets) if gets else [],
    )


def _part(part: Part, today: date) -> Pair:
    before = part.before and _said(part.field, part.before, today)
    return Pair(
        w.PARTS[part.field], w.part(part.field, before, _said(part.field, part.after, today))
    )


def _said(field: str, value: str, today: date) -> str:
    if field in _DAYS and value:
        return times.day(date.fromisoformat(value), today)
    return ROLES[value] if field == "role" else value
