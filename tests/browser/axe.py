"""axe-core in an open page: what it finds there, told in lines."""

from __future__ import annotations

from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.async_api import Page

_IS_THERE = '() => typeof window.axe?.run === "function"'
_VIOLATIONS = """async () =>
  (await axe.run({ resultTypes: ["violations"] })).violations"""
"""All rules are run; of what passed, 50 KB each time, nothing leaves the page."""


async def findings(page: Page) -> list[str]:
    """Every finding of any severity. axe itself, half a megabyte, is read once a document."""
    if not await page.evaluate(_IS_THERE):
        await page.evaluate(AXE_SCRIPT)
    return [told(each) for each in await page.evaluate(_VIOLATIONS)]


def told(violation: dict[str, Any]) -> str:
    """One finding in a line: the rule, how grave, and where."""
    where = [" ".join(map(str, node["target"])) for node in violation["nodes"][:3]]
    return f"{violation['id']} ({violation['impact']}) {where}"
