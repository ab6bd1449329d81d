"""The access record: the data protection lead's page."""

from __future__ import annotations

from typing import Any

import reflex as rx

from peermap_app import bootstrap
from peermap_app.domain.record_query import RecordAsk, parse_record_ask
from peermap_app.services import access_reading
from peermap_app.services.access_reading import Place
from peermap_app.state import record_views
from peermap_app.state.forms import FormPage, sent
from peermap_app.state.guarded import guarded
from peermap_app.state.listed import nothing_new
from peermap_app.state.record_views import RecordRow
from peermap_app.words import record_words as w


class RecordState(FormPage, rx.State):
    """What is unusual stands first; below it the record, newest first, a page at a time."""

    unusual: list[str] = []  # noqa: RUF012 - Reflex copies defaults for each page
    more_unusual: str = ""
    rows: list[RecordRow] = []  # noqa: RUF012 - Reflex copies defaults for each page
    has_older: bool = False
    """There is a page of older rows."""
    has_newer: bool = False
    """This page is not the newest one."""
    _ask: RecordAsk = RecordAsk()
    _older: Place | None = None

    @rx.event
    @guarded
    async def load(self) -> None:
        """What stands out, and the newest rows."""
        house, who = await self._worker(present=False)
        self._fresh()
        lines, more, watch = await access_reading.stands_out(house, who)
        now = house.clock()
        self.unusual = [record_views.unusual(line, watch, now) for line in lines]
        self.more_unusual = w.more_unusual(more) if more else ""
        self._show(RecordAsk(), await access_reading.look(house, who, RecordAsk()))
        self.ready = True
        self._enter(who, [f"worker:{who.worker_id}"], nothing_new)

    @rx.event
    @guarded
    async def look(self, form: dict[str, Any]) -> None:
        """Look something up, for a reason that is recorded."""
        house, who = await self._worker()
        await access_reading.may_look(house, who)
        ask = parse_record_ask(sent(form))
        self._show(ask, await access_reading.look(house, who, ask))

    @rx.event
    @guarded
    async def older(self) -> None:
        """The page before this one in time."""
        house, who = await self._worker()
        before = self._older
        found = await access_reading.look(house, who, self._ask, before)
        self._show(self._ask, found, newest=before is None)

    @rx.event
    @guarded
    async def newest(self) -> None:
        """The same question from its newest row on."""
        house, who = await self._worker()
        self._show(self._ask, await access_reading.look(house, who, self._ask))

    def _show(
        self, ask: RecordAsk, found: access_reading.RecordPage, *, newest: bool = True
    ) -> None:
        self._ask, self._older = ask, found.older
        now = bootstrap.house().clock()
        self.rows = [record_views.row(line, now) for line in found.lines]
        self.has_older, self.has_newer = found.older is not None, not newest
