"""Every page and main state, judged by axe on a phone and on a tablet: no finding at all."""

from __future__ import annotations

from typing import Any

from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page

from tests.browser.people import settled
from tests.browser.tour import tour
from tests.conftest import PHONE, TABLET, NewPerson
from tests.servers import PeerMapServer

AXE = Axe()
SCREENS = 55
"""At least so many screens lie on the way; fewer means that the walk lost some."""


async def test_axe_finds_nothing(server: PeerMapServer, new_person: NewPerson) -> None:
    """No screen of the story, and no refusal on the way, has an axe finding at either size."""
    seen: set[str] = set()
    findings: list[str] = []

    async def look(name: str, page: Page) -> None:
        assert name not in seen
        seen.add(name)
        was = page.viewport_size
        for device in (PHONE, TABLET):
            await page.set_viewport_size(device["viewport"])
            await settled(page)
            answer = (await AXE.run(page)).response
            width = device["viewport"]["width"]
            findings.extend(f"{name} at {width}: {told(each)}" for each in answer["violations"])
        if was:
            await page.set_viewport_size(was)
            await settled(page)

    await tour(server, new_person, look)
    assert len(seen) >= SCREENS
    assert findings == []


def told(violation: dict[str, Any]) -> str:
    """One finding in a line: the rule, how grave, and where."""
    where = [" ".join(map(str, node["target"])) for node in violation["nodes"][:3]]
    return f"{violation['id']} ({violation['impact']}) {where}"
