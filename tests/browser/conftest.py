"""One walk through every screen for the session, judged by axe and at every width on the way."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, expect

from tests.browser.axe import findings
from tests.browser.firefox import Fox, a_firefox
from tests.browser.going_on import GoingOn, GoOn
from tests.browser.linked import linked_pair
from tests.browser.looked import picture
from tests.browser.people import resize, settled
from tests.browser.together import Begin, Together
from tests.browser.tour import tour
from tests.browser.tour_offices import MAILS
from tests.browser.violations import listen
from tests.conftest import PHONE, NewPerson
from tests.servers import PeerMapServer
from tests.services.world import World

expect.set_options(timeout=15_000)
"""What comes on a quiet machine in half a second may take ten on a busy one; figures of ours that
are rules stand beside their tests (`WITHIN`)."""

SIZES = ((320, 720), (390, 844), (768, 1024), (1180, 820), (590, 410))
"""Narrow and usual phone, tablet standing and lying, and the tablet at 200 % zoom."""
JUDGED = (390, 1180)
"""The widths that axe judges: a phone and a tablet."""

CUT = """() => {
  const wide = document.documentElement.clientWidth, tall = window.innerHeight, found = [];
  const said = (el) => `${el.tagName.toLowerCase()}.${el.getAttribute("class") || ""} ` +
    `"${(el.getAttribute("aria-label") || el.textContent || "").trim().slice(0, 40)}"`;
  const over = document.scrollingElement.scrollWidth - wide;
  if (over > 0) found.push(`the page is ${over} px too wide`);
  const seen = (el) => el.checkVisibility({ visibilityProperty: true, opacityProperty: true })
    && !el.closest('[aria-hidden="true"], [inert], .pm-unseen, .pm-only-read, .pm-skip, svg');
  const scrolls = (el) => {
    for (let up = el; up; up = up.parentElement) {
      const how = getComputedStyle(up);
      if (/auto|scroll/.test(how.overflowY) && up.scrollHeight > up.clientHeight) return up;
    }
    return null;
  };
  const fixed = (el) => {
    for (let up = el; up; up = up.parentElement)
      if (getComputedStyle(up).position === "fixed") return true;
    return false;
  };
  const all = "button, a[href], input, select, textarea, summary, h1, h2, h3, p, label, dt, dd, li";
  for (const el of document.querySelectorAll(all)) {
    if (!seen(el)) continue;
    const box = el.getBoundingClientRect();
    if (!box.width || !box.height) continue;
    if (box.left < -1 || box.right > wide + 1) found.push(`beyond the side: ${said(el)}`);
    const holder = fixed(el) && !scrolls(el);
    if (holder && (box.top < -1 || box.bottom > tall + 1))
      found.push(`beyond the edge: ${said(el)}`);
    const how = getComputedStyle(el);
    const hides = how.overflowX !== "visible" && !/input|textarea|select/i.test(el.tagName);
    if (hides && el.scrollWidth > el.clientWidth + 1) found.push(`cut off: ${said(el)}`);
    const shows = how.overflowX === "visible" && how.display !== "inline";
    if (shows && el.scrollWidth > el.clientWidth + 2)
      found.push(`spills over: ${said(el)}`);
  }
  return found;
}"""
"""What of a page is out of sight sideways, outside a fixed layer, or cut by what holds it."""


@dataclass
class Walk:
    """What was seen on the way, and what was wrong there."""

    seen: list[str] = field(default_factory=list)
    axe: list[str] = field(default_factory=list)
    cuts: list[str] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)

    async def look(self, name: str, page: Page) -> None:
        """Judge one screen at every size, and leave it at its own."""
        self.seen.append(name)
        own = page.viewport_size
        for width, height in SIZES:
            await page.set_viewport_size({"width": width, "height": height})
            await settled(page)
            await picture(page, name, width)
            self.cuts += [f"{name} at {width}: {cut}" for cut in await page.evaluate(CUT)]
            if width in JUDGED:
                self.axe += [f"{name} at {width}: {each}" for each in await findings(page)]
        if own:
            await page.set_viewport_size(own)
            await settled(page)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def walk(pages: None, browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Walk:
    """Every screen of the story, once."""
    server = PeerMapServer.start(tmp_path_factory.mktemp("walk") / "var", **MAILS)
    contexts, judged = [], Walk()

    async def new_person(device: dict[str, Any] = PHONE) -> Page:
        contexts.append(await browser.new_context(**device))
        await listen(contexts[-1], judged.violations)
        return await contexts[-1].new_page()

    try:
        await tour(server, new_person, judged.look)
    finally:
        for context in contexts:
            await context.close()
        server.stop()
    return judged


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def pair(server: PeerMapServer) -> AsyncIterator[World]:
    """Sam's and Priya's cases of the module's server are linked."""
    async with linked_pair(server) as two:
        yield two


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def _going_on(server: PeerMapServer, browser_of_people: Browser) -> AsyncIterator[GoingOn]:
    drawing = GoingOn(server, browser_of_people)
    yield drawing
    await drawing.end()


@pytest_asyncio.fixture(loop_scope="session")
async def go_on(request: pytest.FixtureRequest, _going_on: GoingOn) -> AsyncIterator[GoOn]:
    """Goes on with the module's drawing, on a page loaded anew (`tests/browser/going_on.py`)."""
    failed_before = request.session.testsfailed
    yield _going_on.at
    errors, _going_on.errors = _going_on.errors, []
    if errors or request.session.testsfailed > failed_before:
        await _going_on.end()
    assert errors == []


@pytest_asyncio.fixture(loop_scope="session")
async def begin(
    server: PeerMapServer, new_person: NewPerson, _going_on: GoingOn
) -> AsyncIterator[Begin]:
    """Begins a drawing on a screen of this size; ends it after the test."""
    await _going_on.end()  # its case is needed
    begun: list[Together] = []

    async def one(size: tuple[int, int] = (390, 844)) -> Together:
        begun.append(await Together.begin(server, new_person, 1))
        await resize(begun[-1].young, size)
        return begun[-1]

    yield one
    for drawing in begun:
        await drawing.end()


@pytest_asyncio.fixture(loop_scope="session")
async def firefox() -> AsyncIterator[Fox]:
    """A Firefox and its push service, for one test: they take some seconds to start."""
    async with a_firefox() as fox:
        yield fox
