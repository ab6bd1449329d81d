"""A colleague whom nobody knows yet: the worker's page, and that of the supervisor."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

import reflex as rx

from peermap_app.bootstrap import House
from peermap_app.domain.finding import Standing
from peermap_app.domain.purpose import Purpose
from peermap_app.live.pages import OnHint
from peermap_app.services import finding, finding_answer
from peermap_app.services.finding import FindingLine
from peermap_app.services.unit import Who
from peermap_app.state import times
from peermap_app.state.forms import FormPage, sent, typed
from peermap_app.state.guarded import guarded
from peermap_app.state.listed import reads_again
from peermap_app.state.tray import to_waiting
from peermap_app.state.views import LinkRow, Pair
from peermap_app.words import finding_words as w
from peermap_app.words import worker_pages


@dataclass(frozen=True, slots=True)
class FindingView:
    """The worker's page. `closed_why`: there is nothing to ask now."""

    id: str = ""
    closed_why: str = ""
    rows: list[LinkRow] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class FindingAnswerView:
    """What a supervisor answers. `closed_why`: it is answered, or not asked any more."""

    id: str = ""
    facts: list[Pair] = field(default_factory=list)
    closed_why: str = ""


class FindingState(FormPage, rx.State):
    """Say that one does not know the colleague."""

    view: FindingView = FindingView()

    @rx.event
    @guarded
    async def load(self) -> None:
        """Read whether this case may ask, and what it asked."""
        house, who = await self._worker(present=False)
        self._fresh()
        case_id = self._param("case_id")
        self.view, self.ready = await _read(house, who, case_id), True
        self._enter(who, [f"worker:{who.worker_id}"], _on_hint(house, who, case_id))

    @rx.event
    @guarded
    async def ask(self, form: dict[str, Any]) -> Any:
        """It waits for a supervisor; the case shows that it does."""
        house, who = await self._worker()
        case_id = typed(form, "case_id")
        await finding.ask_to_find(house, who, case_id, sent(form), purpose=Purpose.COORDINATE)
        return rx.redirect(f"/cases/{case_id}")


class FindingAnswerState(FormPage, rx.State):
    """Write in what other supervisors said."""

    view: FindingAnswerView = FindingAnswerView()

    @rx.event
    @guarded
    async def load(self) -> None:
        """Read what is looked for."""
        house, who = await self._worker(present=False)
        self._fresh()
        ask_id = self._param("ask_id")
        self.view, self.ready = await _asked(house, who, ask_id), True
        self._enter(who, [f"worker:{who.worker_id}"], _on_end(house, who, ask_id))

    @rx.event
    @guarded
    async def answer(self, form: dict[str, Any]) -> Any:
        """A reference, or that nobody was found; then the list has one line less."""
        house, who = await self._worker()
        await finding_answer.answer_finding(
            house, who, typed(form, "ask_id"), sent(form), purpose=Purpose.COORDINATE
        )
        return await to_waiting(self, w.ANSWER_SAID)


async def _read(house: House, who: Who, case_id: str) -> FindingView:
    form = await finding.finding_form(house, who, case_id, purpose=Purpose.COORDINATE)
    closed = {**worker_pages.NO_LINK_WHY, "colleagues_full": w.FULL}
    return FindingView(
        id=form.case_id,
        closed_why=closed[form.why_not] if form.why_not else "",
        rows=rows(form.lines, form.case_id, house.clock()),
    )


async def _asked(house: House, who: Who, ask_id: str) -> FindingAnswerView:
    sheet = await finding_answer.finding_sheet(house, who, ask_id, purpose=Purpose.COORDINATE)
    return FindingAnswerView(
        id=sheet.ask_id,
        facts=[
            Pair(w.ASKED_BY, sheet.by),
            Pair(w.ASKED, times.ago(sheet.asked_at, house.clock())),
            Pair(w.ABOUT, f"{sheet.reference} · {sheet.initials}"),
            Pair(w.SAYS, sheet.helps),
        ]
        if sheet.open
        else [],
        closed_why="" if sheet.open else w.SETTLED,
    )


def rows(lines: Iterable[FindingLine], case_id: str, now: datetime) -> list[LinkRow]:
    """The list on a case's page; what was found leads to the form that asks for a link."""
    return [
        LinkRow(
            id=line.id,
            href=f"/cases/{case_id}/link" if line.reference else "",
            title=_title(line),
            note=w.asked(times.ago(line.asked_at, now), line.helps),
        )
        for line in lines
    ]


def _title(line: FindingLine) -> str:
    if line.standing is Standing.FOUND:
        return w.found_by(line.answered_by, line.reference)
    if line.standing is Standing.NOT_FOUND:
        return w.not_found_by(line.answered_by, line.why)
    return w.LAPSED if line.standing is Standing.LAPSED else w.WAITS


def _on_hint(house: House, who: Who, case_id: str) -> OnHint:
    """An answer, or a Yes that was withdrawn, shows while the page is open."""
    return reads_again(FindingState, partial(_read, house, who, case_id), "case")


def _on_end(house: House, who: Who, ask_id: str) -> OnHint:
    """What another supervisor answered, or a Yes that was withdrawn, empties the open page."""
    return reads_again(FindingAnswerState, partial(_asked, house, who, ask_id), "case", "waits")
