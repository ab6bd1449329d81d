"""The short way to an empty board: two devices are brought there over the wire, without pages.

What a person taps on the way (the code, That's our tablet, Start drawing) is walked by
test_story.py, test_before.py, test_blink.py and the walk. Here each step is the same handler,
called as a page would: two pages are left to be loaded, where there were five.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playwright.async_api import BrowserContext

from bench.story import TABLET_STATE, cookie_header
from bench.wire import WirePage, wire_page
from peermap_app.state.drawing import DrawingState

WORKER_STATE = DrawingState.get_full_name()


async def on_the_board(
    worker: BrowserContext,
    tablet: BrowserContext,
    case_id: str,
    url: str,
    tablet_at: str,
) -> None:
    """The signed-in worker offers, the tablet takes it and is let in, the young person starts.

    `url` and `tablet_at` are where each of the two reaches the server. Afterwards their pages at
    /cases/{case_id}/draw and /draw show an empty board.
    """
    path, query = f"/cases/{case_id}/draw", {"case_id": case_id}
    async with wire_page(url, await cookie_header(worker), path, query) as page:
        await page.send(f"{WORKER_STATE}.load")
        offered = await _until(page, "drawing_state", "offer", lambda offer: any(offer["code"]))
        await _take(tablet, tablet_at, "".join(offered["code"]))
        await _until(page, "drawing_state", "view", lambda view: view["screen"] == "asked")
        await page.send(f"{WORKER_STATE}.that_is_ours")
        await _until(page, "drawing_state", "view", lambda view: view["screen"] == "ready")
    async with wire_page(tablet_at, await cookie_header(tablet), "/draw") as page:
        await page.send(f"{TABLET_STATE}.load")
        await _until(page, "tablet_state", "view", lambda view: view["screen"] == "ready")
        await page.send(f"{TABLET_STATE}.start")
        await _until(page, "tablet_state", "view", lambda view: view["screen"] == "drawing")


async def _take(tablet: BrowserContext, url: str, code: str) -> None:
    """Type the code at /join; the tablet's browser keeps the cookie that it is given."""
    answer = await tablet.request.post(
        f"{url}/join", form={"code": code}, headers={"Origin": url}, max_redirects=0
    )
    assert answer.status == 303, await answer.text()


async def _until(
    page: WirePage, state: str, var: str, wanted: Callable[[dict[str, Any]], bool]
) -> dict[str, Any]:
    """The first value of a var that is as wanted.

    Raises:
        TimeoutError: it did not come.
    """
    while not wanted(value := await page.until(state, var)):
        pass
    return dict(value)
