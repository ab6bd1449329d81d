"""The story as far as the figures need it, in browsers, against a running server."""

import asyncio
import re
from collections.abc import Iterable, Mapping
from typing import Any

from playwright.async_api import Browser, BrowserContext, Page

from bench.full_board import full_board
from bench.wire import wire_page
from peermap_app.services.demo import PASSWORD
from peermap_app.state.tablet import TabletState
from peermap_app.words import draw_together, young
from tests.conftest import PHONE, TABLET

SAM, PRIYA = "sam@demo.example", "priya@demo.example"
CASE, LINKED = "HX-1187", "HX-2041"
TABLET_STATE = TabletState.get_full_name()
PERSON = ".pm-person"
INK = '[data-tool="tool_draw"]'


async def cookie_header(context: BrowserContext) -> str:
    """The cookies of a browser as one header."""
    return "; ".join(f"{each['name']}={each['value']}" for each in await context.cookies())


async def signed_in(browser: Browser, url: str, email: str, **device: Any) -> Page:
    """A browser of their own, signed in, at the alerts."""
    context = await browser.new_context(**(device or PHONE))
    page = await context.new_page()
    await page.goto(f"{url}/sign-in")
    await page.fill("#email", email)
    await page.fill("#password", PASSWORD)
    await page.click("form button[type=submit]")
    await page.wait_for_url(re.compile(r"/alerts/?$"))
    return page


async def case_path(page: Page, url: str, reference: str) -> str:
    """The address of one of the signed-in worker's cases."""
    return (await case_paths(page, url, [reference]))[0]


async def case_paths(page: Page, url: str, references: Iterable[str]) -> list[str]:
    """The addresses of some of the signed-in worker's cases, in this order."""
    await page.goto(f"{url}/cases")
    links = [page.get_by_role("link", name=reference).first for reference in references]
    return [str(await link.get_attribute("href")) for link in links]


async def drawing(browser: Browser, url: str, worker: Page, path: str) -> Page:
    """Offer, join, confirm, start: the tablet's page with the canvas open."""
    await worker.goto(f"{url}{path}/draw")
    shown = worker.locator(".pd-code").first
    await shown.wait_for()
    code = "".join(await shown.locator("[aria-hidden=true]").all_inner_texts())
    tablet = await (await browser.new_context(**TABLET)).new_page()
    await tablet.goto(f"{url}/join")
    await tablet.fill("#code", code)
    await tablet.click("form button[type=submit]")
    await worker.get_by_role("button", name=draw_together.THAT_IS_OURS, exact=True).click()
    await tablet.get_by_role("button", name=young.START["start"]).click()
    await tablet.locator(".pm-me").first.wait_for()
    return tablet


def board_edits(board: dict[str, Any]) -> list[dict[str, Any]]:
    """The full board as edits that a tablet could have made, small enough for one message each."""
    ops: list[dict[str, Any]] = []
    ops += [{"op": "add_place", "reason": None, **place} for place in board["places"]]
    ops += [{"op": "add_person", "not_a_name": False, **person} for person in board["people"]]
    ops += [{"op": "add_tie", **tie} for tie in board["ties"]]
    ops += [{"op": "add_stroke", **stroke} for stroke in board["strokes"]]
    return [
        {"id": f"fullboard{start:06}", "ops": ops[start : start + 20]}
        for start in range(0, len(ops), 20)
    ]


async def fill(url: str, tablet: Page) -> None:
    """Put the full board into the tablet's drawing, as a second page of that tablet."""
    await send_edits(url, tablet, board_edits(full_board()))
    await tablet.wait_for_function(
        "([sel, least]) => document.querySelectorAll(sel).length >= least", arg=[PERSON, 20]
    )


async def send_edits(url: str, tablet: Page, edits: Iterable[Mapping[str, Any]]) -> None:
    """Send edits as a second page of that tablet would.

    Raises:
        AssertionError: one was refused.
    """
    cookie = await cookie_header(tablet.context)
    async with wire_page(url, cookie, "/draw") as page:
        await page.send(f"{TABLET_STATE}.load")
        await page.until("tablet_state", "view")
        for edit in edits:
            await page.send(f"{TABLET_STATE}.edits", edits=[edit])
            answered = await page.until("tablet_state", "answered")
            if answered["refused"]:
                raise AssertionError(f"an edit was refused: {answered['refused']}")


async def drag(page: Page, cdp: Any, person: str, dx: int, dy: int) -> float:
    """A short drag by touch; the moment, on the wall clock in ms, when the finger was lifted."""
    box = await page.locator(f'{PERSON}[data-id="{person}"] circle').first.bounding_box()
    if box is None:
        raise AssertionError(f"{person} is not on the board")
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    async def touch(kind: str, *points: tuple[float, float]) -> None:
        fingers = [{"x": px, "y": py, "id": 1} for px, py in points]
        await cdp.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": fingers})

    await touch("touchStart", (x, y))
    for step in range(1, 5):
        await touch("touchMove", (x + dx * step / 4, y + dy * step / 4))
        await asyncio.sleep(0.016)
    await touch("touchEnd")
    return float(await page.evaluate("performance.timeOrigin + __lifted"))
