"""My team: its cases, and one of them as its supervisor sees it."""

from __future__ import annotations

from datetime import datetime

import reflex as rx

from peermap_app.bootstrap import House
from peermap_app.domain.purpose import Purpose
from peermap_app.live import push
from peermap_app.live.pages import Message, OnHint, is_of
from peermap_app.services import team, temporary
from peermap_app.services.unit import Who
from peermap_app.state import review_words, times, whom_views
from peermap_app.state.guarded import Page, guarded
from peermap_app.state.team_views import AskRow, GivenRow, TeamCaseView, TeamRow, TeamView
from peermap_app.state.views import Option, Pair
from peermap_app.words import alert_words as a
from peermap_app.words import team_words as t
from peermap_app.words import worker_pages as w
from peermap_app.words import worker_sentences as say


class TeamState(Page, rx.State):
    """The cases of one's own team, and no search."""

    view: TeamView = TeamView()

    @rx.event
    @guarded
    async def load(self) -> None:
        """Read the first of them."""
        house, who = await self._worker(present=False)
        self._fresh()
        self.view, self.ready = await _rows(house, who, 0), True
        self._enter(who, [f"worker:{who.worker_id}"], _on_rows(house, who))

    @rx.event
    @guarded
    async def turn_to(self, page: int) -> None:
        """Read another part of the list."""
        house, who = await self._worker()
        self.view = await _rows(house, who, page if type(page) is int else 0)


async def _rows(house: House, who: Who, page: int) -> TeamView:
    sheet = await team.my_team(house, who, page)
    return TeamView([_row(line) for line in sheet.lines], sheet.page, sheet.more)


def _on_rows(house: House, who: Who) -> OnHint:
    async def on_hint(message: Message) -> push.Delta | None:
        if not is_of(message, "case", "waits"):
            return None
        return push.delta(TeamState, view=await _rows(house, who, 0))

    return on_hint


def _row(line: team.TeamLine) -> TeamRow:
    waits = [a.unseen(line.unseen)] if line.unseen else []
    waits += [t.WAITS] if line.asks else []
    waits += [t.covered_by(line.covered)] if line.covered else []
    waits += review_words.waits(line.again)
    return TeamRow(
        id=line.id,
        href=f"/team/{line.id}",
        reference=line.reference,
        who=line.initials,
        workers=say.listed(list(line.workers)) if line.workers else t.NOBODY_HAS_IT,
        waits=" · ".join(waits),
    )


class TeamCaseState(Page, rx.State):
    """One case of the team: who works with it, who has it for some hours, who asks."""

    view: TeamCaseView = TeamCaseView()

    @rx.event
    @guarded
    async def load(self) -> None:
        """Read it."""
        house, who = await self._worker(present=False)
        self._fresh()
        self.view, self.ready = await _one(house, who, self._param("case_id")), True
        self._enter(who, [f"worker:{who.worker_id}"], _on_one(house, who, self.view.id))

    @rx.event
    @guarded
    async def take_back(self, case_id: str, temporary_id: str) -> None:
        """End it before its time."""
        house, who = await self._worker()
        await temporary.take_back(house, who, case_id, temporary_id)
        self.view, self.notice = await _one(house, who, case_id), t.TAKEN_BACK


async def _one(house: House, who: Who, case_id: str) -> TeamCaseView:
    return _case_view(
        await team.team_case(house, who, case_id, purpose=Purpose.PLAN_TOGETHER), house.clock()
    )


def _on_one(house: House, who: Who, case_id: str) -> OnHint:
    async def on_hint(message: Message) -> push.Delta | None:
        if not is_of(message, "case", "waits"):
            return None
        return push.delta(TeamCaseState, view=await _one(house, who, case_id))

    return on_hint


def _case_view(sheet: team.TeamCaseSheet, now: datetime) -> TeamCaseView:
    to = f"/team/{sheet.id}"
    names = say.listed(list(sheet.workers)) if sheet.workers else t.NOBODY_HAS_IT
    return TeamCaseView(
        id=sheet.id,
        reference=sheet.reference,
        facts=[
            Pair(w.YOUNG_PERSON, sheet.initials),
            Pair(w.ALLOCATED, names),
            *(Pair(t.WHOLE, t.whole_by(name, times.at(at, now))) for name, at in sheet.wholes),
        ],
        given=[_given(line, now) for line in sheet.temporaries],
        asks=[_ask(line, to, now) for line in sheet.asks],
        maps=[one.words for one in maps_listed(sheet, now)],
        give_to=f"{to}/give",
        look_to=f"{to}/look" if sheet.versions else "",
    )


def maps_listed(sheet: team.TeamCaseSheet, now: datetime) -> list[Option]:
    """The kept maps by number and day."""
    return [
        Option(str(number), say.version_line(number, times.day_of(at, now)))
        for number, at in sheet.versions
    ]


def _given(line: team.TemporaryLine, now: datetime) -> GivenRow:
    over = line.over_at
    title = (
        t.has_it_until(line.name, times.at(line.ends_at, now))
        if over is None
        else t.had_it_until(line.name, times.at(over, now))
    )
    return GivenRow(line.id, title, t.given_by(line.by, line.why), over is None)


def _ask(line: team.AskLine, to: str, now: datetime) -> AskRow:
    href = "" if line.own else f"{to}/asks/{line.id}"
    note = f"{line.why} · {times.ago(line.at, now)}"
    return AskRow(
        id=line.id,
        href=href,
        title=t.asks(line.by.name, line.by.team),
        whom=whom_views.known_by(line.by),
        note=note,
        marks=whom_views.marks(line.by),
    )
