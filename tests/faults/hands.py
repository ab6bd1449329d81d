"""Workers on a raw socket who go on until it is done, as their pages do after a cut."""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from websockets.exceptions import WebSocketException

from tests.attacks.surface import full
from tests.attacks.wire import SPACE, Closed, Socket
from tests.builders import a_flag_form, a_sharing_form

TRIES_FOR = 90.0
"""Seconds in which something must get through: longer than anything stays broken."""
ANSWER_WITHIN = 8.0
"""Seconds after which a page that heard nothing sends again."""
AGAIN_AFTER = 0.2


BROKEN = (Closed, OSError, TimeoutError, EOFError, WebSocketException)
"""How a page meets a server that goes."""


class NotDone(AssertionError):
    """It did not get through in all that time."""


@dataclass
class Hand:
    """One worker. `url`: of the server, also while that is away."""

    url: str
    cookie: str
    page: Socket | None = None

    async def open(self) -> Socket:
        """The page's socket, opened anew when it broke."""
        if self.page is None:
            self.page = await Socket.open(self.url, self.cookie)
        return self.page

    async def drop(self) -> None:
        """Let go of a socket that broke."""
        page, self.page = self.page, None
        if page is not None:
            with contextlib.suppress(Exception):
                await asyncio.wait_for(page.close(), 2)

    async def until_said(
        self, name: str, payload: object, path: str, query: object, wanted: str
    ) -> str:
        """Send one event again and again until an answer holds `wanted`; that answer."""
        until, last = time.monotonic() + TRIES_FOR, ""
        while time.monotonic() < until:
            try:
                page = await asyncio.wait_for(self.open(), ANSWER_WITHIN)
                await page.call(full(name), payload, path, query)
                return await asyncio.wait_for(page.until(wanted), ANSWER_WITHIN)
            except BROKEN as problem:
                heard = self.page.frames[-1][:400] if self.page and self.page.frames else ""
                last = f"{problem!r} after {heard}"
                await self.drop()
                await asyncio.sleep(AGAIN_AFTER)
        raise NotDone(f"{name} did not get through: {last}")

    async def flag(self, case_id: str, text: str) -> str:
        """Flag a case; the id of the flag. Sent again with the same form, it is the same flag."""
        form = a_flag_form(need_to_know=text, case_id=case_id, form_id=uuid.uuid4().hex)
        answer = await self.until_said(
            "FlagState.send",
            {"form": form},
            f"/cases/{case_id}/flag",
            {"case_id": case_id},
            '"/flags/',
        )
        return answer.partition('"/flags/')[2][:32]

    async def accept(self, link_id: str, review: str) -> None:
        """Send our own side's sharing record; whether it is accepted is for the caller to look."""
        page = await asyncio.wait_for(self.open(), ANSWER_WITHIN)
        form = a_sharing_form(review=review, link_id=link_id)
        query = {"link_id": link_id}
        await page.call(full("LinkAnswerState.accept"), {"form": form}, f"/links/{link_id}", query)
        await asyncio.wait_for(page.settled(), ANSWER_WITHIN)


def _rows(frames: list[str]) -> Iterator[list[Mapping[str, Any]]]:
    """Every inbox that came, as it was shown."""
    for frame in frames:
        if f"42{SPACE}," in frame and "alerts_state" in frame and '"rows_rx_state_"' in frame:
            said = json.loads(frame.removeprefix(f"42{SPACE},"))[1]
            said = json.loads(said) if isinstance(said, str) else said
            for state, values in (said.get("delta") or {}).items():
                if state.endswith("alerts_state") and "rows_rx_state_" in values:
                    yield values["rows_rx_state_"]


def flags_in(rows: list[Mapping[str, Any]]) -> list[str]:
    """The ids of the alerts of flags in an inbox."""
    return [row["id"] for row in rows if row["kind"] in ("flag", "good")]


@dataclass
class Reader(Hand):
    """One who is told, with the inbox open all the time; it loads anew after each cut."""

    inboxes: int = 0
    doubled: list[str] = field(default_factory=list)
    """Ids that stood twice in one inbox."""
    shown: set[str] = field(default_factory=set)
    """What the open page shows now."""
    _looked: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def watch(self) -> None:
        """Keep the inbox open until cancelled; it is loaded after a cut, and by itself never."""
        while True:
            with contextlib.suppress(*BROKEN):
                page = await asyncio.wait_for(self.open(), ANSWER_WITHIN)
                await page.call(full("AlertsState.load"), {}, "/alerts", {})
                await self._listen(page)
            await self.drop()
            await asyncio.sleep(AGAIN_AFTER)

    async def _listen(self, page: Socket) -> None:
        """Until the socket breaks."""
        while True:
            with contextlib.suppress(TimeoutError):  # nothing came for a while
                await self._look(await page.until("alerts_state"))

    async def until_shown(self, ids: set[str]) -> None:
        """Until the open page shows these and no others."""
        async with self._looked:
            await self._looked.wait_for(lambda: self.shown == ids)

    async def _look(self, frame: str) -> None:
        for rows in _rows([frame]):
            ids = flags_in(rows)
            self.inboxes += 1
            self.doubled += [each for each in set(ids) if ids.count(each) > 1]
            async with self._looked:
                self.shown = set(ids)
                self._looked.notify_all()

    async def inbox(self) -> list[str]:
        """Read anew, on a page of its own: the ids of all alerts that are there."""
        other = Hand(self.url, self.cookie)
        frame = await other.until_said("AlertsState.load", {}, "/alerts", {}, '"rows_rx_state_"')
        await other.drop()
        return flags_in(next(_rows([frame])))

    async def says(self, alert_id: str) -> str:
        """Open one alert: what its worker needs to know."""
        other = Hand(self.url, self.cookie)
        query = {"alert_id": alert_id}
        frame = await other.until_said(
            "AlertState.load", {}, f"/alerts/{alert_id}", query, '"facts"'
        )
        await other.drop()
        return frame
