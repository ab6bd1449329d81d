"""A young person's page that is loaded while cut off: their own words, and back again."""

from __future__ import annotations

import asyncio

from playwright.async_api import Page, expect

from peermap_app.words import install, young
from tests.browser.read_aloud import BARE, HEARD, VOICES
from tests.browser.test_installable import CACHED, CONTROLLED, READY
from tests.browser.together import Begin, Together

WHOLE = 240
"""Seconds for all of it."""
BACK = 30_000
"""Milliseconds: it asks every three seconds; the rest is what a busy machine takes."""


async def ready(page: Page) -> None:
    """The service worker stands between this page and the network."""
    await page.evaluate(READY)
    await page.evaluate(CONTROLLED)


async def is_theirs(page: Page) -> None:
    """Every word of the young person's page, a sign beside each line, all of it heard; no other."""
    await expect(page.get_by_role("heading", level=1)).to_have_text(young.AWAY["title"])
    shown = await page.inner_text("body")
    assert [line for line in young.AWAY.values() if line not in shown] == []
    assert [line for line in install.OFFLINE_WORKS if line in shown] == []
    assert await page.evaluate(BARE) == []
    await expect(page.locator(".pd-speak")).to_be_visible()
    assert await page.evaluate(HEARD) == {"unheard": [], "voices": ["en_US"]}


async def test_a_tablet_that_is_reloaded_while_cut_comes_back(begin: Begin) -> None:
    """/draw and /join answer in young words, keep nothing of the drawing, and come back
    by themselves with all that was drawn."""
    async with asyncio.timeout(WHOLE):  # scripts of a page are waited for without an end
        await _comes_back(await begin((1180, 820)))


async def _comes_back(drawing: Together) -> None:
    page = drawing.tablet
    await page.add_init_script(VOICES)
    await drawing.add(drawing.young)
    await drawing.in_step()
    await ready(page)
    drawing.network.cut()
    await page.reload()
    await is_theirs(page)
    assert drawing.people[0] not in await page.inner_text("body")
    drawing.network.heal()
    await expect(page.locator(".pm-board .pm-me")).to_be_visible(timeout=BACK)
    await drawing.in_step()
    await page.goto(f"{drawing.server.url}/join")
    await ready(page)
    drawing.network.cut()
    await page.reload()
    await is_theirs(page)
    drawing.network.heal()
    back = page.get_by_role("heading", level=1, name=young.JOIN["title"])
    await expect(back).to_be_visible(timeout=BACK)
    held = await page.evaluate(CACHED)
    assert "/away" in held
    assert [path for path in held if path.startswith(("/draw", "/join", "/_event"))] == []
