"""The inbox."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import reflex as rx

from peermap_app.bootstrap import House
from peermap_app.domain.purpose import Purpose
from peermap_app.live import push
from peermap_app.live.heard import Heard
from peermap_app.live.pages import Message, OnHint
from peermap_app.services import alerts, deliveries, web_push
from peermap_app.services.alert_lines import AlertLine
from peermap_app.services.unit import Who
from peermap_app.state import times
from peermap_app.state.guarded import Page, guarded
from peermap_app.state.live import begins_with_alerts, gets_alerts
from peermap_app.state.views import AlertRow
from peermap_app.words import alert_words as a
from peermap_app.words import link_words, push_words
from peermap_app.words import worker_pages as w
from peermap_app.words import worker_sentences as say
from peermap_app.words.flag_kind_words import short

TABS = ("todo", "seen", "all")
ELSEWHERE = frozenset({"flag", "link", "waits", "phones"})
"""Kinds of hints that change nothing here: what changes an inbox is told as "alert" too."""


class AlertsState(Page, rx.State):
    """Every card is on the page; the tab only hides some, so that a pushed list fits each tab."""

    rows: list[AlertRow] = []  # noqa: RUF012 - Reflex copies defaults for each page
    todo: int = 0
    more: int = 0
    """Those of them that had no room."""
    waits: str = ""
    """The same in a sentence; nothing where there are none."""
    tab: str = "all"
    read_at: str = ""
    """When the page was last read whole; it says so while it cannot be read (ui, fresh.jsx)."""
    no_phone: bool = False
    """No phone of theirs takes alerts, though something came to them already."""
    later: bool = False
    """They put away what leads to their phones on Me, for as long as they are signed in here."""

    def _forget_what_was_read(self, *stays: str) -> None:
        super()._forget_what_was_read("tab", "later", *stays)

    @rx.event
    @guarded
    async def load(self) -> Any:
        """Read the inbox. From the front door a supervisor without cases, to whom no alert came, is
        led to what waits for them, as whoever gets no alerts is from anywhere."""
        house, who = await self._worker(present=False)
        self._fresh()
        front = str(self.router._page.raw_path) in ("", "/")
        here = await begins_with_alerts(house, who) if front else gets_alerts(who)
        if not here:
            return rx.redirect("/waiting", replace=True)
        heard = Heard(await deliveries.newest(house, who))  # before the rows, which may be more
        self.rows, self.todo, self.more = await _read(house, who)
        self.waits = say.more_wait(self.more)
        self.no_phone = bool(self.rows) and not await web_push.has_phone(house, who)
        self.ready, self.read_at = True, house.clock().isoformat()
        self._enter(who, [f"worker:{who.worker_id}"], _on_hint(house, who, heard))
        return None

    @rx.event
    @guarded
    async def choose_tab(self, tab: str) -> None:
        """To do, Seen or All."""
        await self._worker()
        self.tab = tab if tab in TABS else "all"

    @rx.event
    @guarded
    async def not_now(self) -> None:
        """Put away what leads to alerts on one's phone."""
        await self._worker()
        self.later, self.notice = True, push_words.PUT_AWAY


async def _read(house: House, who: Who) -> tuple[list[AlertRow], int, int]:
    inbox, now = await alerts.inbox(house, who, purpose=Purpose.COORDINATE), house.clock()
    return [_row(line, now) for line in inbox.items], inbox.todo, inbox.more


def _on_hint(house: House, who: Who, heard: Heard) -> OnHint:
    async def on_hint(message: Message) -> push.Delta | None:
        if message.get("kind") in ELSEWHERE or heard.knows(message):
            return None
        number = await deliveries.newest(house, who)
        rows, todo, more = await _read(house, who)
        heard.number = number  # once it was read: what fails is told again, and is not known
        said = say.more_wait(more)
        return push.delta(AlertsState, rows=rows, todo=todo, more=more, waits=said)

    return on_hint


def _row(line: AlertLine, now: datetime) -> AlertRow:
    when = times.ago(line.at, now)
    if line.kind == "link_waits":
        return AlertRow(
            id=line.id,
            href=f"/cases/{line.own_case_id}/links/{line.id}",
            kind="link",
            tag=link_words.TO_CONFIRM_TAG,
            title=link_words.TO_CONFIRM,
            about=line.own_reference,
            open=line.todo,
        )
    if line.flag_kind is None:
        return AlertRow(
            id=line.id,
            href=f"/links/{line.id}",
            kind="link",
            tag=w.LINK_ASKED_FOR,
            title=say.asks_to_link(line.by, line.own_reference),
            about=say.asked_when(line.team, when),
            source=w.ASK_ANSWERED.get(line.state, ""),
            open=line.todo,
        )
    return AlertRow(
        id=line.id,
        href=f"/alerts/{line.id}",
        kind="good" if line.flag_kind.good else "flag",
        tag=say.flagged_tag("" if line.state == "over" else line.urgency or ""),
        title=say.flagged_title(line.other_reference or "", short(line.flag_kind.words)),
        about=_about(line, when),
        source=say.sent_from(line.by, line.team)
        + (f" · {w.FLAG_OVER}" if line.state == "over" else ""),
        open=line.todo,
    )


def _about(line: AlertLine, when: str) -> str:
    because = a.because_you(line.why, line.instead_of)
    if line.alone:
        return a.linked_alone(line.own_reference, when, because)
    return say.linked_with(line.own_reference, when) + (f" · {because}" if because else "")
