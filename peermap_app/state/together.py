"""The page of one link: what crosses it now, and its end."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import reflex as rx

from peermap_app.bootstrap import House
from peermap_app.domain.errors import Refusal
from peermap_app.domain.link_life import CROSSES, Reading
from peermap_app.domain.purpose import Purpose
from peermap_app.live import push
from peermap_app.live.pages import Message, OnHint
from peermap_app.services import link_confirms, link_life, link_notes, link_together
from peermap_app.services.alert_lines import AlertLine
from peermap_app.services.flags import FlagLine
from peermap_app.services.link_notes import NoteLine
from peermap_app.services.link_together import Together
from peermap_app.services.unit import Who
from peermap_app.state import flag_words, held_connections, times
from peermap_app.state.contacts import contact
from peermap_app.state.forms import FormPage, typed
from peermap_app.state.guarded import guarded
from peermap_app.state.views import Contact, LinkRow, Pair
from peermap_app.words import link_words as w
from peermap_app.words import worker_pages as pages

COORDINATE = Purpose.COORDINATE


@dataclass(frozen=True, slots=True)
class TogetherView:
    """One link. `stands`: why nothing crosses it, "" while something does."""

    id: str = ""
    case_id: str = ""
    stands: str = ""
    means: str = ""
    facts: list[Pair] = field(default_factory=list)
    contacts: list[Contact] = field(default_factory=list)
    review_to: str = ""
    may_end: bool = False
    end_to: str = ""
    whom_to: str = ""
    may_confirm: bool = False
    confirm_by: str = ""
    record: list[Pair] = field(default_factory=list)
    holds: bool = False
    may_write: bool = False
    note: str = ""
    note_by: str = ""
    note_number: str = ""
    """"" while nothing was read."""
    older: list[Pair] = field(default_factory=list)
    met: list[str] = field(default_factory=list)
    next_words: str = ""
    flags: list[LinkRow] = field(default_factory=list)


class TogetherState(FormPage, rx.State):
    """One link of a case."""

    view: TogetherView = TogetherView()
    seen: str = ""
    """The number of the version that was shown when the own one was refused."""
    of_form: str = ""
    """Which form of the page was sent last: what is said about it stands there."""

    def _forget_what_was_read(self, *stays: str) -> None:
        super()._forget_what_was_read("seen", "of_form", *stays)

    def _refused(self, refusal: Refusal) -> Any:
        if refusal.code == "note_changed":
            self.seen = str(refusal.data["number"])
        return super()._refused(refusal)

    @rx.event
    @guarded
    async def load(self) -> None:
        """Read the link."""
        house, who = await self._worker(present=False)
        self._fresh()
        case_id, link_id = self._param("case_id"), self._param("link_id")
        self.view, self.ready = await _read(house, who, case_id, link_id), True
        self._enter(who, [f"worker:{who.worker_id}"], _on_hint(house, who, case_id, link_id))

    @rx.event
    @guarded
    async def confirm(self, case_id: str, link_id: str) -> None:
        """Take it over from whoever agreed to it."""
        house, who = await self._worker()
        await link_confirms.confirm_link(house, who, case_id, link_id, purpose=COORDINATE)
        self.view = await _read(house, who, case_id, link_id)

    @rx.event
    @guarded
    async def write(self, form: dict[str, Any]) -> None:
        """One more version of the shared note; what the other side wrote meanwhile stands first."""
        house, who = await self._worker()
        self.of_form = "note"
        case_id, link_id = typed(form, "case_id"), typed(form, "link_id")
        self.view = await _read(house, who, case_id, link_id)
        await link_notes.write_note(house, who, case_id, link_id, form, purpose=COORDINATE)
        self.view, self.found, self.seen = await _read(house, who, case_id, link_id), [], ""
        self.taken, self.notice = self.taken + 1, w.NOTE_SAVED

    @rx.event
    @guarded
    async def say_met(self, form: dict[str, Any]) -> None:
        """That they met, and when they meet next."""
        house, who = await self._worker()
        self.of_form = "met"
        case_id, link_id = typed(form, "case_id"), typed(form, "link_id")
        await link_notes.say_met(house, who, case_id, link_id, form, purpose=COORDINATE)
        self.view, self.notice = await _read(house, who, case_id, link_id), w.MET_SAVED

    @rx.event
    @guarded
    async def end(self, form: dict[str, Any]) -> None:
        """End it; the page then says so, as the other side's does."""
        house, who = await self._worker()
        case_id, link_id = typed(form, "case_id"), typed(form, "link_id")
        await link_life.end_link(house, who, case_id, link_id, form, purpose=COORDINATE)
        self.view, self.found = await _read(house, who, case_id, link_id), []


async def _read(house: House, who: Who, case_id: str, link_id: str) -> TogetherView:
    sheet = await link_together.together(house, who, case_id, link_id, purpose=COORDINATE)
    return _view(sheet, house.clock())


def _view(sheet: Together, now: datetime) -> TogetherView:
    lives = sheet.reading in CROSSES
    stands = "" if sheet.holds else w.STANDS[sheet.waits or sheet.reading.value]
    record = sheet.record
    over = times.day_of(sheet.over_at, now) if sheet.over_at else ""
    return TogetherView(
        id=sheet.link_id,
        case_id=sheet.case_id,
        stands=stands,
        means="" if lives else w.ended_on(over) if over else w.OVER_MEANS,
        facts=_facts(sheet, now),
        contacts=[contact(one) for one in sheet.colleagues] if sheet.holds else [],
        review_to=f"/cases/{sheet.case_id}/again/link-{sheet.link_id}"
        if sheet.holds and sheet.may_act and sheet.reading is Reading.UNDER_REVIEW
        else "",
        may_end=lives and sheet.may_act,
        whom_to=f"/cases/{sheet.case_id}/links/{sheet.link_id}/whom"
        if sheet.holds and sheet.may_act
        else "",
        end_to=f"/cases/{sheet.case_id}/links/{sheet.link_id}/end",
        may_confirm=record is not None and sheet.may_act,
        confirm_by=w.confirm_by(times.day(record.last, now.date()))
        if record and record.last
        else "",
        holds=sheet.holds,
        may_write=sheet.holds and sheet.may_act,
        **_written(sheet, now),
        record=[
            Pair(w.WHY, record.why),
            Pair(pages.CONSENT, record.consent),
            Pair(pages.PRIVACY, record.privacy),
            Pair(pages.PROPORTIONALITY, record.proportionality),
        ]
        if record
        else [],
    )


def _written(sheet: Together, now: datetime) -> dict[str, Any]:
    """The shared note, the meetings and the flags, as the page has them."""
    said, today = sheet.written, now.date()
    newest = said.notes[0] if said.notes else None
    return {
        "note": newest.text if newest else "",
        "note_by": _by(newest, now) if newest else "",
        "note_number": str(newest.number if newest else 0) if sheet.holds else "",
        "older": [Pair(_by(one, now), one.text) for one in said.notes[1:]],
        "met": [w.met_on(times.day(day, today), by) for day, by in said.met],
        "next_words": w.next_on(times.day(said.next, today), come=said.next <= today)
        if said.next
        else "",
        "flags": _flags(sheet, now),
    }


def _flags(sheet: Together, now: datetime) -> list[LinkRow]:
    """One's own, then what came; of both what is good to build on first (rule 9)."""
    rows = [_own_flag(one, now) for one in sheet.flags] + [_came(one, now) for one in sheet.came]
    return sorted(rows, key=lambda row: not row.good)


def _by(note: NoteLine, now: datetime) -> str:
    return f"{note.by} · {times.at(note.at, now)}"


def _own_flag(line: FlagLine, now: datetime) -> LinkRow:
    row = flag_words.row(line, now)
    said = f"{w.YOU_FLAGGED} · {row.when}"
    return LinkRow(line.flag_id, row.href, row.title, said, good=line.kind.good)


def _came(line: AlertLine, now: datetime) -> LinkRow:
    kind, said = line.flag_kind, f"{line.by} · {times.at(line.at, now)}"
    what, good = (kind.words, kind.good) if kind else ("", False)
    return LinkRow(line.id, f"/alerts/{line.id}", what, said, good=good)


def _facts(sheet: Together, now: datetime) -> list[Pair]:
    yours = [Pair(w.YOUR_CASE, f"{sheet.reference} · {sheet.initials}")]
    if not sheet.holds:
        return yours
    people = [w.of_team(one.name, one.team) for one in sheet.colleagues] or [w.NOBODY]
    today = now.date()
    return [
        Pair(w.LINKED_WITH, sheet.other_reference),
        Pair(w.COLLEAGUE, "\n".join(people)),
        *yours,
        *([Pair(w.SINCE, times.day_of(sheet.agreed_at, now))] if sheet.agreed_at else []),
        Pair(w.WHY, sheet.why),
        *held_connections.supports(sheet.held, sheet.held_gone, today),
        *[
            Pair(term, times.day(due, today))
            for term, due in ((w.YOUR_REVIEW, sheet.review), (w.THEIR_REVIEW, sheet.other_review))
            if due
        ],
    ]


def _on_hint(house: House, who: Who, case_id: str, link_id: str) -> OnHint:
    async def on_hint(message: Message) -> push.Delta:
        return push.delta(TogetherState, view=await _read(house, who, case_id, link_id))

    return on_hint
