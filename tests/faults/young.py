"""Young people who answer anew in My map, over HTTP, until the page says that it is done."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field

import httpx

from peermap_app.services.receipts import PATH
from tests.faults.hands import AGAIN_AFTER, ANSWER_WITHIN, TRIES_FOR, NotDone
from tests.plain_http import TRUSTS_NOBODY

PIN = "4711"
TALK = f"{PATH}/mind/talk"
"""Where the third answer is given anew: that workers may talk together."""


@dataclass
class Young:
    """One young person with their card. `says`: what they were last told is their answer."""

    url: str
    card: str
    """The path of the card's link."""
    says: str = "yes"
    changes: int = 0
    """How often the answer changed: so many rows are there, however often it was sent."""
    _client: httpx.AsyncClient | None = field(default=None, repr=False)

    async def say(self, answer: str) -> None:
        """Answer whether workers may talk together: "yes" or "no"; sent until it is answered.

        Raises NotDone: it never was.
        """
        until, last = time.monotonic() + TRIES_FOR, ""
        while time.monotonic() < until:
            try:
                done = await self._post(TALK, answer=answer)
                if done.status_code == 200:
                    self.changes += answer != self.says
                    self.says = answer
                    return
                last = str(done.status_code)
                if done.status_code == 303:  # it is not open, or not any more
                    last = f"the door: {(await self._post(self.card, pin=PIN)).status_code}"
                    if last.endswith("303"):
                        continue
            except httpx.HTTPError as problem:
                last = repr(problem)
            await asyncio.sleep(AGAIN_AFTER)
        raise NotDone(f"My map: {answer} did not get through: {last}")

    async def _post(self, path: str, **form: str) -> httpx.Response:
        if self._client is None:
            self._client = httpx.AsyncClient(
                verify=TRUSTS_NOBODY,
                base_url=self.url,
                headers={"Origin": self.url},
                timeout=ANSWER_WITHIN,
                trust_env=False,
            )
        return await self._client.post(path, data=form)

    async def leave(self) -> None:
        """Put the phone away."""
        if self._client is not None:
            await self._client.aclose()
            self._client = None
