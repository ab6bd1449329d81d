"""Five sign-ins a second, while a page that is open goes on asking: how long its events take."""

import asyncio
import time
from itertools import cycle

import httpx

from bench.numbers import percentile
from bench.story import PASSWORD, PRIYA, SAM
from bench.wire import wire_page

A_SECOND = 5
SECONDS = 15
EVERY = 0.1
"""Seconds between two events of the page."""


BUSY = 503


async def _cookie(client: httpx.AsyncClient, email: str) -> str | None:
    """The cookie of a new session; None where the door says that it is busy."""
    answer = await client.post("/sign-in", data={"email": email, "password": PASSWORD})
    if answer.status_code == BUSY:
        return None
    if answer.status_code != 303:
        raise AssertionError(f"a sign-in was answered {answer.status_code}")
    return answer.headers["set-cookie"].partition(";")[0]


async def figures(url: str) -> dict[str, float]:
    """p95 in ms of an event of Sam's open page (My cases), and of the sign-ins beside it."""
    from peermap_app.state.cases import CasesState

    load = f"{CasesState.get_full_name()}.load"
    waits: list[float] = []
    taken: list[float] = []
    busy: list[str] = []
    done = asyncio.Event()

    async def one(client: httpx.AsyncClient, email: str) -> None:
        begun = time.perf_counter()
        if await _cookie(client, email) is None:
            busy.append(email)
            return
        taken.append(1000 * (time.perf_counter() - begun))

    async def asking(cookie: str | None) -> None:
        if cookie is None:
            raise AssertionError("the door is busy before anybody came")
        async with wire_page(url, cookie, "/cases") as page:
            while not done.is_set():
                begun = time.perf_counter()
                await page.send(load)
                await page.until("cases_state", "rows")
                waits.append(1000 * (time.perf_counter() - begun))
                await asyncio.sleep(EVERY)

    async with httpx.AsyncClient(base_url=url, headers={"Origin": url}, timeout=30) as client:
        page = asyncio.create_task(asking(await _cookie(client, SAM)))
        people, begun = [], time.monotonic()
        # Each with no cookie of before: nobody's session ends by another's sign-in.
        for number, email in zip(range(A_SECOND * SECONDS), cycle((SAM, PRIYA)), strict=False):
            await asyncio.sleep(max(0.0, begun + number / A_SECOND - time.monotonic()))
            client.cookies.clear()
            people.append(asyncio.create_task(one(client, email)))
        await asyncio.gather(*people)
        done.set()
        await page
    return {
        "beside_sign_ins_ms": percentile(waits, 95),
        "sign_in_ms": percentile(taken, 95),
        "sign_ins_busy": 100 * len(busy) / len(people),
    }
