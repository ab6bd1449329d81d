"""What a page carries, asks for and shows before its code runs, as a browser sees it built."""

from __future__ import annotations

import asyncio
import re

from playwright.async_api import Page, Route, expect

from peermap_app.words import young
from tests.browser.people import SAM, sign_in
from tests.browser.test_consent import DRAWN, choose, drawing, press
from tests.conftest import PHONE, NewPerson
from tests.servers import PeerMapServer

CODE = re.compile(r"</assets/[^>]+>")
CODE_FILES = re.compile(r"/assets/.*\.js$")
ALONE = """async () => {
  for (const each of await navigator.serviceWorker.getRegistrations()) await each.unregister();
}"""
"""What a service worker fetches for a page goes past the page's own routes."""
BEGUN = """Object.defineProperty(window, "__reactRouterRouteModules", {
  get() { return this.__modules; },
  set(modules) { this.__modules = modules; window.__begun = performance.now(); },
});"""
"""Notes when a page's code has come and begins."""
UNSEEN = """Object.defineProperty(document, "hidden", { get: () => true });
window.requestAnimationFrame = () => 0;"""
"""A page in a tab that nobody looks at: it has no frames."""
PARTS_SAY = {"x-content-type-options", "referrer-policy", "cross-origin-resource-policy"}
PAGES_SAY = {"content-security-policy", "permissions-policy", "x-frame-options"}


async def test_a_page_tells_ahead_what_it_will_ask_for(
    server: PeerMapServer, new_person: NewPerson
) -> None:
    """Each file that the header names is there, the page then asks for it, and for each once."""
    sam = await new_person(PHONE)
    await sign_in(sam, server.url, SAM)
    asked: list[str] = []
    sam.on("request", lambda request: asked.append(request.url.removeprefix(server.url)))
    answer = await sam.goto(f"{server.url}/cases")
    assert answer is not None
    await expect(sam.locator("h1")).to_be_visible()
    told = [name.strip("<>") for name in CODE.findall(answer.headers["link"])]
    assert any("_cases_" in name for name in told)
    for name in told:
        assert asked.count(name) == 1
        assert (await sam.request.get(f"{server.url}{name}")).ok


async def test_code_begins_once_the_page_was_seen(
    server: PeerMapServer, new_person: NewPerson
) -> None:
    """After the first text is on the screen; in a tab that nobody looks at, at once."""
    sam = await new_person(PHONE)
    await sign_in(sam, server.url, SAM)
    await sam.add_init_script(BEGUN)
    seen = "performance.getEntriesByName('first-contentful-paint')[0].startTime"
    after: list[bool] = []
    # The browser dates a paint when the screen has it, which on a busy machine is after the frame
    # that the page waited for: one opening of three that is in order shows that it waits.
    while True not in after and len(after) < 3:
        await sam.goto(f"{server.url}/cases")
        await expect(sam.locator("h1")).to_be_visible()
        after.append(await sam.evaluate(f"window.__begun > {seen}"))
    assert True in after
    await sam.add_init_script(UNSEEN)
    await sam.goto(f"{server.url}/cases")
    await expect(sam.locator("h1")).to_be_visible()


async def test_only_what_stands_by_itself_says_what_it_may_do(
    server: PeerMapServer, new_person: NewPerson
) -> None:
    """Scripts, styles and fonts of a page carry three headers of ours; pages and workers all."""
    sam = await new_person(PHONE)
    await sign_in(sam, server.url, SAM)
    page = await sam.goto(f"{server.url}/cases")
    assert page is not None
    name = CODE.findall(page.headers["link"])[0].strip("<>")
    for path in (name, "/fonts/atkinson-next-latin.woff2", "/register-sw.js"):
        part = await sam.request.get(f"{server.url}{path}")
        assert part.ok
        assert set(part.headers) >= PARTS_SAY
        assert not PAGES_SAY & set(part.headers)
    for path in ("/sw.js", "/icons/icon.svg", "/assets/none-abcdefgh.js", "/sign-in"):
        answer = await sam.request.get(f"{server.url}{path}")
        assert set(answer.headers) >= PAGES_SAY | PARTS_SAY
    assert set(page.headers) >= PAGES_SAY | PARTS_SAY


async def test_a_young_persons_page_comes_in_turn(
    server: PeerMapServer, new_person: NewPerson
) -> None:
    """First that it comes; then the screen, and the board draws only where it is the screen."""
    _, tablet, young_person = await drawing(server, new_person)
    board = tablet.locator(".pd-board .pm-person")
    drawn = await board.count()
    assert drawn >= 1
    await says_that_it_comes(tablet, "drawing")
    await expect(board).to_have_count(drawn)
    await choose(tablet)
    await expect(board).to_have_count(0)
    await says_that_it_comes(tablet, "choosing")
    await expect(tablet.locator(".pm-still .pm-person")).to_have_count(drawn)
    await expect(board).to_have_count(0)
    await press(tablet, "Go back and change it")
    await expect(board).to_have_count(drawn)
    await expect(young_person.person(DRAWN)).to_be_visible()


async def says_that_it_comes(tablet: Page, screen: str) -> None:
    """Reload: one sentence with its sign while the code is on its way; then the screen."""
    await tablet.evaluate(ALONE)
    go_on = await hold_code(tablet)
    await tablet.reload(wait_until="commit")
    coming = tablet.locator(".pd-moment")
    await expect(coming).to_have_text(young.COMMON["opening"])
    await expect(coming.locator("span").last).to_be_in_viewport(ratio=1)
    await expect(coming.locator("svg")).to_be_visible()
    go_on.set()
    await expect(coming).to_be_hidden()
    await expect(tablet.locator(".pd-stage")).to_have_attribute("data-phase", screen)
    await tablet.unroute(CODE_FILES)


async def hold_code(page: Page) -> asyncio.Event:
    """Keep every script of a page waiting until the event is set."""
    go_on = asyncio.Event()

    async def hold(route: Route) -> None:
        await go_on.wait()
        await route.continue_()

    await page.route(CODE_FILES, hold)
    return go_on
