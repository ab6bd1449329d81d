"""The worker's page says that the tablet lost its network, and that it is back (live/lines.py)."""

from __future__ import annotations

from playwright.async_api import Page, expect

from peermap_app.live.lines import GRACE_SECONDS
from peermap_app.words import draw_together as w
from tests.browser.together import Begin

LATE = (GRACE_SECONDS + 20) * 1000
"""Milliseconds: the grace, and what a busy machine takes."""


async def said(page: Page) -> None:
    """The one sentence, seen and in a live region that was there before."""
    line = page.locator(".pd-watch [role=status] .pd-line")
    await expect(line).to_have_text(w.TABLET_AWAY, timeout=LATE)
    await expect(line).to_be_in_viewport(ratio=1)


async def test_a_tablet_without_a_network_is_told_and_its_return_too(begin: Begin) -> None:
    """On the board that the worker watches, and on the page behind it, also after a reload."""
    drawing = await begin()
    worker = drawing.worker
    await expect(worker.locator(".pd-line")).to_have_count(0)
    drawing.network.cut()
    await drawing.tablet.context.set_offline(True)
    await said(worker)
    await worker.reload()
    await said(worker)
    await worker.get_by_role("button", name=w.STOP_WATCHING).click()
    await expect(worker.get_by_role("main").get_by_text(w.TABLET_AWAY)).to_be_visible()
    drawing.network.heal()
    await drawing.tablet.context.set_offline(False)
    await expect(worker.get_by_role("main").get_by_text(w.TABLET_BACK)).to_be_visible(timeout=LATE)
    await expect(worker.locator(".pd-line")).to_have_count(0, timeout=LATE)
