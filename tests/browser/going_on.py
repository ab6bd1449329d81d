"""One drawing that several tests look at, one after another: begun and prepared once a module.

Each test finds the tablet's page loaded anew, so that nothing that a page holds reaches the next:
no view, no card, no pens, no bigger text. What lies in the room (the map, answers, a mark) stays,
so only tests share a drawing that leave the map as they found it. After a test that failed, or
once another preparation is asked for, the next drawing is begun afresh.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from playwright.async_api import Browser, BrowserContext, Page

from tests.browser.people import resize
from tests.browser.together import BOARD, Together
from tests.conftest import PHONE
from tests.servers import PeerMapServer

Prepare = Callable[[Together], Awaitable[object]]
"""Brings a drawing that was just begun to where tests go on from."""
GoOn = Callable[..., Awaitable[Together]]
"""`await go_on(prepare, (390, 844))`: a drawing so prepared, its page loaded anew on that size."""


SHOWN_AGAIN = f'{BOARD}[data-ready="true"]:visible, .pd-last:visible'
"""The board, or what is chosen (beside which a board lies hidden)."""


async def nothing(_: Together) -> None:
    """An empty board."""


@dataclass
class GoingOn:
    """The drawing of a module that goes on, and what brought it to where it stands."""

    server: PeerMapServer
    browser: Browser
    drawing: Together | None = None
    prepared: Prepare = nothing
    errors: list[str] = field(default_factory=list)
    """Those that no page of ours caught; the test in which they came fails."""
    contexts: list[BrowserContext] = field(default_factory=list)

    async def at(self, prepare: Prepare, size: tuple[int, int]) -> Together:
        """The drawing that `prepare` made, on a screen of this size that was loaded just now."""
        if self.drawing is None or self.prepared is not prepare:
            await self.end()
            self.drawing = await Together.begin(self.server, self._new_person, 1)
            self.prepared = prepare
            await resize(self.drawing.young, size)
            await prepare(self.drawing)
        page = self.drawing.tablet
        await resize(self.drawing.young, size)
        await page.reload()
        await page.locator(SHOWN_AGAIN).first.wait_for()
        await resize(self.drawing.young, size)
        return self.drawing

    async def end(self) -> None:
        """End it, if one goes on, so that the case is free."""
        drawing, self.drawing = self.drawing, None
        if drawing is not None:
            await drawing.end()
        while self.contexts:
            await self.contexts.pop().close()

    async def _new_person(self, device: dict[str, Any] = PHONE, **more: Any) -> Page:
        context = await self.browser.new_context(**device, **more)
        self.contexts.append(context)
        context.on("weberror", lambda event: self.errors.append(str(event.error)))
        return await context.new_page()
