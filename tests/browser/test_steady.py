"""A worker's page stands still while what it knows arrives."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.async_api import Page, expect

from tests.browser.people import SAM, open_case, settled, sign_in
from tests.conftest import LAPTOP, PHONE, NewPerson
from tests.servers import PeerMapServer

MOST = 0.005
"""Of the goal of 0.02 for a whole visit, what a load may take on a machine of any speed."""
_WATCH = """
  window.shifts = [];
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      const what = entry.sources.map(({ node }) => node?.className || node?.nodeName);
      window.shifts.push([entry.value, what.join(" ")]);
    }
  }).observe({ type: "layout-shift", buffered: true });
"""


async def shifts(page: Page, address: str, ready: str) -> list[tuple[float, str]]:
    """What moved while a page was loaded: how much of the screen, and which elements."""
    await page.goto(address)
    await expect(page.locator(ready).first).to_be_visible()
    await expect(page.locator(".pm-tab", has_text=re.compile("My cases"))).to_be_visible()
    await settled(page)
    return [(value, what) for value, what in await page.evaluate("window.shifts")]


@pytest.mark.parametrize("device", [PHONE, LAPTOP], ids=["phone", "laptop"])
async def test_nothing_moves_while_the_inbox_and_a_case_load(
    server: PeerMapServer, new_person: NewPerson, device: dict[str, Any]
) -> None:
    """The bar of places comes late, and Me stands where it stays."""
    page = await new_person(device)
    await sign_in(page, server.url, SAM)
    case_id = await open_case(page, server.url, "HX-1187")
    await page.add_init_script(_WATCH)
    for path, ready in (("/alerts", ".pm-empty, .pm-linkcard"), (f"/cases/{case_id}", ".pm-sum")):
        moved = await shifts(page, f"{server.url}{path}", ready)
        assert sum(value for value, _ in moved) <= MOST, (path, moved)
