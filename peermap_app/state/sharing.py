"""One sharing that a second person decides on: its worker's page, and theirs."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

import reflex as rx

from peermap_app.bootstrap import House
from peermap_app.domain.purpose import Purpose
from peermap_app.domain.sharing import Standing
from peermap_app.live import push
from peermap_app.live.pages import Message, OnHint
from peermap_app.services import sharing_second, sharings
from peermap_app.services.sharing_second import SecondPersonSheet
from peermap_app.services.sharings import SharingSheet
from peermap_app.services.unit import Who
from peermap_app.state import held_connections, sharing_rows, times
from peermap_app.state.forms import FormPage, sent, typed
from peermap_app.state.guarded import guarded
from peermap_app.state.listed import reads_again
from peermap_app.state.tray import to_waiting
from peermap_app.state.views import Pair
from peermap_app.words import beyond_words
from peermap_app.words import sharing_words as w


@dataclass(frozen=True, slots=True)
class SharingView:
    """One sharing. `may_send`: the form "send now" stands; `may_wait`: it will, a little later.

    `agreed`: by agreement, beyond six links. `beyond`: "yes" where a yes takes the case beyond six.
    `agreed_says`, `agreed_to`: the way by agreement, while the young person says yes.
    """

    id: str = ""
    case_id: str = ""
    facts: list[Pair] = field(default_factory=list)
    record: list[Pair] = field(default_factory=list)
    may_send: bool = False
    may_wait: bool = False
    closed_why: str = ""
    agreed: bool = False
    beyond: str = ""
    agreed_says: str = ""
    agreed_to: str = ""


class SharingState(FormPage, rx.State):
    """What became of it, and the way to send what is urgent."""

    view: SharingView = SharingView()

    @rx.event
    @guarded
    async def load(self) -> None:
        """Read it."""
        house, who = await self._worker(present=False)
        self._fresh()
        case_id, sharing_id = self._param("case_id"), self._param("sharing_id")
        self.view, self.ready = await _read(house, who, case_id, sharing_id), True
        on_hint = _on_hint(house, who, case_id, sharing_id)
        self._enter(who, [f"worker:{who.worker_id}"], on_hint)

    @rx.event
    @guarded
    async def send_now(self, form: dict[str, Any]) -> None:
        """Send it by one's own reason."""
        house, who = await self._worker()
        case_id, sharing_id = typed(form, "case_id"), typed(form, "sharing_id")
        await sharings.send_now(
            house, who, case_id, sharing_id, sent(form), purpose=Purpose.COORDINATE
        )
        self.view = await _read(house, who, case_id, sharing_id)


class SecondPersonState(FormPage, rx.State):
    """A supervisor reads the sharing record, without the map, and decides."""

    view: SharingView = SharingView()

    @rx.event
    @guarded
    async def load(self) -> None:
        """Read it."""
        house, who = await self._worker(present=False)
        self._fresh()
        sharing_id = self._param("sharing_id")
        self.view, self.ready = await _second(house, who, sharing_id), True
        self._enter(who, [f"worker:{who.worker_id}"], _on_waits(house, who, sharing_id))

    @rx.event
    @guarded
    async def answer(self, form: dict[str, Any]) -> Any:
        """Yes or no, with a reason; then the list has one line less."""
        house, who = await self._worker()
        agreed, stood = await sharing_second.answer_sharing(
            house, who, typed(form, "sharing_id"), sent(form), purpose=Purpose.COORDINATE
        )
        said = w.SECOND_ENDED if stood and not agreed else w.SECOND_SAID[agreed]
        return await to_waiting(self, said)


async def _read(house: House, who: Who, case_id: str, sharing_id: str) -> SharingView:
    sheet = await sharings.sharing_sheet(
        house, who, case_id, sharing_id, purpose=Purpose.COORDINATE
    )
    now = house.clock()
    facts = [
        Pair(w.STATE, sharing_rows.said(sheet, now)),
        Pair(w.OTHER_CASE, sharing_rows.other_case(sheet)),
        Pair(w.ASKED_BY, sheet.by),
        Pair(w.ASKED_AT, times.at(sheet.asked_at, now)),
        *([Pair(w.SENT_BECAUSE, sheet.send_why)] if sheet.send_why else []),
        *([Pair(w.REASON, sheet.answer_why)] if sheet.answer_why else []),
    ]
    urgent = sheet.standing is Standing.WAITS and sheet.record.urgent and sheet.yours
    waits = urgent and not sheet.refused_before
    agreed_says, agreed_to = sharing_rows.by_agreement(sheet)
    return SharingView(
        id=sheet.sharing_id,
        case_id=sheet.case_id,
        facts=facts,
        record=_record(sheet, now),
        # The form stands from the beginning, so that no page has to be loaded anew for it.
        may_send=waits and now >= sheet.from_then,
        may_wait=waits and now < sheet.from_then,
        closed_why=w.REFUSED_BEFORE if sheet.refused_before else "",
        agreed=sheet.beyond,
        agreed_says=agreed_says,
        agreed_to=agreed_to,
    )


def _record(sheet: SharingSheet | SecondPersonSheet, now: datetime) -> list[Pair]:
    held = held_connections.supports(sheet.held, sheet.held_gone, now.date())
    return [*sharing_rows.record_pairs(sheet.record, now), *held]


async def _second(house: House, who: Who, sharing_id: str) -> SharingView:
    sheet = await sharing_second.second_person_sheet(
        house, who, sharing_id, purpose=Purpose.COORDINATE
    )
    now = house.clock()
    facts = [
        Pair(w.ASKED_BY, sheet.by),
        Pair(w.ASKED_AT, times.ago(sheet.asked_at, now)),
        Pair(w.ABOUT, f"{sheet.reference} · {sheet.initials}"),
    ]
    if sheet.asker is not None:
        facts.append(Pair(w.FOR_ASK, f"{sheet.asker.name} · {sheet.asker.team}"))
    else:
        facts.append(Pair(w.OTHER_CASE, sheet.other_reference))
    if sheet.beyond or sheet.agreed:
        facts.append(Pair(beyond_words.LINKS, beyond_words.links_beside(sheet.links)))
    if sheet.decide_by is not None:
        facts.append(Pair(w.STATE, w.stands_until(times.at(sheet.decide_by, now))))
        facts.append(Pair(w.SENT_BY_WORKER, sheet.send_why))
    return SharingView(
        id=sheet.sharing_id,
        facts=facts,
        record=_record(sheet, now),
        closed_why=w.OWN if sheet.own else "",
        agreed=sheet.agreed,
        beyond="yes" if sheet.beyond else "",
    )


def _on_waits(house: House, who: Who, sharing_id: str) -> OnHint:
    """Answered by somebody else, or sent by its worker: it is read anew, or not read any more."""
    return reads_again(SecondPersonState, partial(_second, house, who, sharing_id), "case", "waits")


def _on_hint(house: House, who: Who, case_id: str, sharing_id: str) -> OnHint:
    async def on_hint(message: Message) -> push.Delta:
        return push.delta(SharingState, view=await _read(house, who, case_id, sharing_id))

    return on_hint
