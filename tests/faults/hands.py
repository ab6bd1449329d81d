"""Workers on a raw socket who go on until it is done, as their pages do after a cut."""

from __future__ import annotations

import asyncio
import contextlib
import time
import uuid
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from websockets.exceptions import WebSocketException

from peermap_app.words.worker_pages import ASK_SETTLED
from tests.attacks.surface import full
from tests.attacks.wire import Closed, Socket
from tests.builders import a_flag_form, a_sharing_form

T = TypeVar("T")
TRIES_FOR = 150.0
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

    async def until_done(self, what: str, job: Callable[[Socket], Awaitable[T]]) -> T:
        """Do something on a page again and again until it was answered.

        Raises NotDone: never, in all that time.
        """
        until, last = time.monotonic() + TRIES_FOR, ""
        while time.monotonic() < until:
            try:
                page = await asyncio.wait_for(self.open(), ANSWER_WITHIN)
                return await asyncio.wait_for(job(page), ANSWER_WITHIN)
            except BROKEN as problem:
                heard = self.page.frames[-1][:400] if self.page and self.page.frames else ""
                last = f"{problem!r} after {heard}"
                await self.drop()
                await asyncio.sleep(AGAIN_AFTER)
        raise NotDone(f"{what} did not get through: {last}")

    async def until_said(
        self, name: str, payload: object, path: str, query: object, wanted: str
    ) -> str:
        """Send one event again and again until an answer holds `wanted`; that answer."""

        async def job(page: Socket) -> str:
            await page.call(full(name), payload, path, query)
            return await page.until(wanted)

        return await self.until_done(name, job)

    async def shown(self, state: str, path: str, **query: str) -> Mapping[str, Any]:
        """Open a page of its own; what it shows once it has read, by the names of its vars."""

        async def job(page: Socket) -> Mapping[str, Any]:
            await page.call(full(f"{state}.load"), {}, path, query)
            shows = (await page.settled()).get(full(f"{state}.load").rpartition(".")[0], {})
            held = {name.removesuffix("_rx_state_"): value for name, value in shows.items()}
            if not held.get("ready"):
                raise TimeoutError(f"{path} is not read")  # whatever it stands on is away
            return held

        other = Hand(self.url, self.cookie)
        try:
            return await other.until_done(path, job)
        finally:
            await other.drop()

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
        """Send our own side's sharing record until the page says that we accepted.

        Raises NotDone: it never did.
        """
        form = a_sharing_form(review=review, link_id=link_id)
        path, query = f"/links/{link_id}", {"link_id": link_id}

        async def job(page: Socket) -> None:
            await page.call(full("LinkAnswerState.accept"), {"form": form}, path, query)
            await page.settled()

        until = time.monotonic() + TRIES_FOR
        while time.monotonic() < until:
            await self.until_done(path, job)
            view = (await self.shown("LinkAnswerState", path, link_id=link_id))["view"]
            if view["settled"] == ASK_SETTLED["accepted"]:
                return
            await asyncio.sleep(AGAIN_AFTER)
        raise NotDone(f"{path} was never accepted")
