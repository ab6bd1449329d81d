"""Workers who are told: their inbox is open all the time, and says what it shows, as pages do."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.attacks.surface import full
from tests.attacks.wire import SPACE, Socket
from tests.faults.hands import AGAIN_AFTER, ANSWER_WITHIN, BROKEN, Hand


def _changed(frame: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """(state, its changed vars) of what came."""
    if frame.startswith(f'42{SPACE},["event"'):
        said = json.loads(frame.removeprefix(f"42{SPACE},"))[1]
        said = json.loads(said) if isinstance(said, str) else said
        yield from (said.get("delta") or {}).items()


def flags_in(rows: list[Mapping[str, Any]]) -> list[str]:
    """The ids of the alerts of flags in an inbox."""
    return [row["id"] for row in rows if row["kind"] in ("flag", "good")]


@dataclass
class Reader(Hand):
    """One who is told, with the inbox open all the time; it loads anew after each cut,
    and where it is told that it could not be read."""

    inboxes: int = 0
    doubled: list[str] = field(default_factory=list)
    """Ids that stood twice in one inbox."""
    shows: set[str] = field(default_factory=set)
    """What the open page shows now."""
    _looked: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def watch(self) -> None:
        """Keep the inbox open until cancelled; it is loaded as pages are, and by itself never."""
        while True:
            with contextlib.suppress(*BROKEN):
                page = await asyncio.wait_for(self.open(), ANSWER_WITHIN)
                await self._load(page)
                await self._listen(page)
            await self.drop()
            await asyncio.sleep(AGAIN_AFTER)

    async def _load(self, page: Socket) -> None:
        for name in ("LiveState.enter", "AlertsState.load"):
            await page.call(full(name), {}, "/alerts", {})

    async def _listen(self, page: Socket) -> None:
        """Until the socket breaks."""
        while True:
            with contextlib.suppress(TimeoutError):  # nothing came for a while
                await self._look(page, await page.until('"event"'))

    async def until_shown(self, ids: set[str]) -> None:
        """Until the open page shows these and no others."""
        async with self._looked:
            await self._looked.wait_for(lambda: self.shows == ids)

    async def _look(self, page: Socket, frame: str) -> None:
        for state, values in _changed(frame):
            if state.endswith("alerts_state") and "rows_rx_state_" in values:
                ids = flags_in(values["rows_rx_state_"])
                self.inboxes += 1
                self.doubled += [each for each in set(ids) if ids.count(each) > 1]
                async with self._looked:
                    self.shows = set(ids)
                    self._looked.notify_all()
            if state.endswith("live_state") and values.get("unread_rx_state_"):
                await asyncio.sleep(AGAIN_AFTER)  # as ui/idle_lock does, a little later
                await self._load(page)
            newest = values.get("newest_rx_state_", 0) if state.endswith("live_state") else 0
            if newest > 0:  # somebody can see the page: what it shows has arrived
                await page.call(full("LiveState.shown"), {"number": newest}, "/alerts", {})

    async def inbox(self) -> list[str]:
        """Read anew, on a page of its own: the ids of all alerts that are there."""
        return flags_in((await self.shown("AlertsState", "/alerts"))["rows"])

    async def alert(self, alert_id: str) -> Mapping[str, Any]:
        """Open one alert on a page of its own: what that shows."""
        return await self.shown("AlertState", f"/alerts/{alert_id}", alert_id=alert_id)
