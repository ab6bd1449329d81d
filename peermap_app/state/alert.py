"""One alert: a flag on a case that is linked with one's own."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Protocol

import reflex as rx

from peermap_app.bootstrap import House
from peermap_app.domain.errors import Conflict
from peermap_app.domain.flag_changes import Standing
from peermap_app.domain.purpose import Purpose
from peermap_app.live import push
from peermap_app.live.pages import Message, OnHint
from peermap_app.services import alerts
from peermap_app.services.alerts import AlertSheet
from peermap_app.services.unit import Who
from peermap_app.state import flag_words, times
from peermap_app.state.alerts import ELSEWHERE
from peermap_app.state.contacts import contact
from peermap_app.state.guarded import Page, guarded
from peermap_app.state.live import gets_alerts, to_decide
from peermap_app.state.views import AlertView, Contact, Pair
from peermap_app.words import alert_words as a
from peermap_app.words import review_words
from peermap_app.words import worker_pages as w
from peermap_app.words import worker_sentences as say
from peermap_app.words.flag_change_words import SENT_IN_ERROR

WAITING = "waiting"
"""In the place of an alert's id: where a notification leads: it names none (rule 11)."""


class Step(Protocol):
    """What we tell who sent it."""

    async def __call__(
        self, house: House, who: Who, alert_id: str, known: object, *, purpose: Purpose
    ) -> None: ...


class AlertState(Page, rx.State):
    """What it says, and what we tell who sent it."""

    view: AlertView = AlertView()
    read_at: str = ""
    """As that of the inbox."""

    @rx.event
    @guarded
    async def load(self) -> Any:
        """Read the alert; both ends of its link are checked now."""
        house, who = await self._worker(present=False)
        self._fresh()
        if self._param("alert_id") == WAITING:
            return rx.redirect(await _what_waits(house, who), replace=True)
        self.view, self.ready = await _read(house, who, self._param("alert_id")), True
        self.read_at = house.clock().isoformat()
        self._enter(who, [f"worker:{who.worker_id}"], _on_hint(house, who, self.view.id))
        return None

    @rx.event
    @guarded
    async def seen(self, alert_id: str, number: int) -> None:
        """I have seen this, with so many changes."""
        await self._say(alerts.seen, alert_id, number)

    @rx.event
    @guarded
    async def in_touch(self, alert_id: str, number: int) -> None:
        """We have been in touch."""
        await self._say(alerts.in_touch, alert_id, number)

    async def _say(self, step: Step, alert_id: str, number: int) -> None:
        """What changed meanwhile is shown beside the sentence that says so."""
        house, who = await self._worker()
        try:
            await step(house, who, alert_id, number, purpose=Purpose.COORDINATE)
        except Conflict:
            self.view = await _read(house, who, alert_id)
            raise
        self.view = await _read(house, who, alert_id)


async def _what_waits(house: House, who: Who) -> str:
    """The address of the one alert that waits, else of the inbox; of what waits for a supervisor's
    decision where that alone may have rung."""
    if not gets_alerts(who):
        return "/alerts"
    one = await alerts.the_one(house, who)
    if one is not None:
        return f"/alerts/{one}"
    decides = await to_decide(house, who) > 0 and await alerts.todo_count(house, who) == 0
    return "/waiting" if decides else "/alerts"


async def _read(house: House, who: Who, alert_id: str) -> AlertView:
    return _view(
        await alerts.open_alert(house, who, alert_id, purpose=Purpose.COORDINATE), house.clock()
    )


def _on_hint(house: House, who: Who, alert_id: str) -> OnHint:
    async def on_hint(message: Message) -> push.Delta | None:
        if message.get("kind") in ELSEWHERE:
            return None
        return push.delta(AlertState, view=await _read(house, who, alert_id))

    return on_hint


def _view(sheet: AlertSheet, now: datetime) -> AlertView:
    talk = sheet.talk_to
    ways = contact(talk) if talk else Contact()
    return AlertView(
        id=sheet.alert_id,
        kind="good" if sheet.said.kind.good else "flag",
        tag=sheet.said.kind.words,
        title=_title(sheet),
        facts=_facts(sheet, now),
        talk_to=say.talk_to(_first(talk.name)) if talk else w.NOBODY_TO_TALK_TO,
        call=ways.call,
        email=ways.email,
        phone=ways.phone,
        address=ways.address,
        seen=say.you_saw_it(times.at(sheet.seen_at, now)) if sheet.seen_at else "",
        in_touch=say.you_were_in_touch(times.at(sheet.in_touch_at, now))
        if sheet.in_touch_at
        else "",
        why=_why(sheet),
        over=_over(sheet),
        number=sheet.now.number,
        changes=flag_words.changes(sheet.now.changes, now),
        told=flag_words.acks(sheet.told, now),
        alone=sheet.shared_because is None,
        works_with=_works_with(sheet),
        contacts=[contact(one) for one in sheet.works_with],
    )


def _title(sheet: AlertSheet) -> str:
    if sheet.shared_because is None:
        return a.IS_LINKED.format(other=sheet.other_reference, own=sheet.own_reference)
    return say.is_linked_with(sheet.other_reference, sheet.own_reference)


def _why(sheet: AlertSheet) -> str:
    if sheet.shared_because is None:
        because = a.because_you(sheet.why, sheet.instead_of)
        return a.ALONE.format(because=because.removesuffix("."))  # of a name such as Sam O.
    return say.why_you_see_it(sheet.own_reference)


def _works_with(sheet: AlertSheet) -> str:
    words = a.WORKS_WITH if sheet.works_with else a.NOBODY_WORKS
    return words.format(reference=sheet.own_reference)


def _facts(sheet: AlertSheet, now: datetime) -> list[Pair]:
    team = f", {sheet.team}" if sheet.team else ""
    first = [Pair(w.FLAGGED_BY, f"{sheet.by}{team}"), Pair(w.WHEN, times.at(sheet.at, now))]
    if sheet.now.standing is Standing.WITHDRAWN:
        return first
    return [
        *first,
        Pair(w.HOW_SOON_TERM, w.URGENCIES[sheet.said.urgency]),
        Pair(w.THRESHOLD, w.THRESHOLDS[sheet.said.threshold]),
        Pair(w.WHAT_TO_KNOW, sheet.said.need_to_know),
        *_shared(sheet, now),
        Pair(
            w.YOUNG_PERSON_TOLD,
            say.told_by(sheet.said.told, _first(sheet.by), sheet.said.not_told_because or ""),
        ),
    ]


def _over(sheet: AlertSheet) -> str:
    if sheet.now.standing is Standing.WITHDRAWN:
        return SENT_IN_ERROR
    return review_words.OVER if sheet.over else ""


def _shared(sheet: AlertSheet, now: datetime) -> list[Pair]:
    """The reader's own reason for the link: of their own case, and not of an alert alone."""
    if sheet.shared_because is None or sheet.agreed_at is None:
        return []
    agreed = say.agreed_on(sheet.shared_because, times.day_of(sheet.agreed_at, now))
    return [Pair(w.SHARED_BECAUSE, agreed)]


def _first(name: str) -> str:
    return name.split(maxsplit=1)[0] if name.split() else name
