"""The Content-Security-Policy is never in our own way: no page of the walk does what it forbids."""

from __future__ import annotations

import asyncio
import contextlib

import pytest

from tests.browser.conftest import Walk
from tests.browser.violations import listen
from tests.conftest import NewPerson
from tests.servers import PeerMapServer

PLANTED = """() => {
  document.body.insertAdjacentHTML("beforeend",
    '<style>h1 { position: fixed }</style><p style="color: rgb(1, 2, 3)" id="painted">x</p>' +
    '<img src="http://elsewhere.example/x.png"><i onclick="window.planted = 1">i</i>');
  document.querySelector("i").click();
  const script = document.createElement("script");
  script.textContent = "window.planted = 2";
  document.body.append(script);
  const how = (el) => getComputedStyle(document.querySelector(el));
  return [window.planted ?? null, how("h1").position,
    how("#painted").color === "rgb(1, 2, 3)"];
}"""
"""What script in a page would plant, and what of it took effect."""
NEXT_FRAME = "() => new Promise((done) => requestAnimationFrame(() => done()))"
STOPPED = ("style-src-elem", "style-src-attr", "script-src-elem", "script-src-attr", "img-src")


def untold(told: list[str]) -> list[str]:
    """What was stopped, or should have been, and the browser has not said so."""
    return [each for each in STOPPED if not any(each in one for one in told)]


async def test_no_screen_of_the_walk_violates_it(walk: Walk) -> None:
    """No script, style, picture or connection that the policy stops, on any screen or width."""
    assert walk.violations == []


@pytest.mark.attack("script", tries=5)
async def test_what_somebody_plants_does_nothing(
    server: PeerMapServer, new_person: NewPerson
) -> None:
    """Inline style, inline script, a handler and another site's picture do nothing, and the
    browser says so of each: what listens in the walk does hear."""
    page, told = await new_person(), list[str]()
    await listen(page.context, told)
    await page.goto(f"{server.url}/sign-in")
    planted, position, coloured = await page.evaluate(PLANTED)
    assert (planted, position, coloured) == (None, "static", False)
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(15):
            while untold(told):  # the browser tells each in a task of its own
                await page.evaluate(NEXT_FRAME)
    assert untold(told) == []
