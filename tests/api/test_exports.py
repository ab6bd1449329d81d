"""The files that a worker takes of a kept map, over HTTP."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from peermap_app import bootstrap
from peermap_app.api.headers import Headers
from peermap_app.api.routes import own_routes
from peermap_app.services import drawings
from tests.drawing_builders import PASSWORD, World, a_world, keep_seen, some_settings

FILES = ("record.pdf", "picture.pdf", "picture.png")
ADDRESS = "10.0.0.9"


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    """Sam's case with one kept map."""
    made = await a_world(some_settings(tmp_path))
    bootstrap.use_house(made.house)
    house, sam = made.house, made.sam
    offer = await drawings.offer(house, sam, made.case_id)
    device = await drawings.take(house, offer.link_token, ADDRESS, "A tablet")
    await drawings.confirm(house, sam, offer.drawing_id)
    tablet = await drawings.tablet_who(house, device, ADDRESS)
    assert tablet is not None
    await drawings.start(house, tablet)
    await drawings.finish(house, tablet)
    for statement in ("keep", "plan", "talk"):
        await drawings.answer(house, tablet, statement, "yes")
    await drawings.mark(house, tablet, {"kind": "tick"})
    await keep_seen(house, tablet)
    yield made
    await made.house.engine.dispose()


def browser() -> httpx.AsyncClient:
    """A browser at our own routes, with the headers that stand around them."""
    app = Headers(own_routes(), None, lambda: False)
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=True)
    return httpx.AsyncClient(transport=transport, base_url="http://localhost")


async def sign_in(page: httpx.AsyncClient, name: str) -> None:
    """Begin a session."""
    given = {"email": f"{name}@example.org", "password": PASSWORD}
    assert (await page.post("/sign-in", data=given)).status_code == 303


@pytest.mark.parametrize("file", FILES)
async def test_a_file_to_take_says_nothing_on_its_outside(world: World, file: str) -> None:
    """Rule 11: a neutral name, kept by no browser, nothing in it runs, and taken, not shown."""
    async with browser() as page:
        await sign_in(page, "sam")
        answer = await page.get(f"/cases/{world.case_id}/maps/1/{file}")
    assert answer.status_code == 200
    kind = "image/png" if file.endswith("png") else "application/pdf"
    assert answer.headers["content-type"] == kind
    assert answer.headers["content-disposition"] == f'attachment; filename="{file}"'
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    assert "sandbox" in answer.headers["content-security-policy"]
    assert "script-src" not in answer.headers["content-security-policy"]


@pytest.mark.parametrize("file", FILES)
@pytest.mark.attack("others")
async def test_what_is_not_yours_is_not_there(world: World, file: str) -> None:
    """Another worker's case, no such case, no such version and nonsense look the same."""
    answers = []
    async with browser() as page:
        await sign_in(page, "priya")
        for case in (world.case_id, "0" * 32, "nonsense"):
            answers.append(await page.get(f"/cases/{case}/maps/1/{file}"))
    async with browser() as page:
        await sign_in(page, "sam")
        for version in ("2", "x", "%00"):
            answers.append(await page.get(f"/cases/{world.case_id}/maps/{version}/{file}"))
    assert {(each.status_code, each.text) for each in answers} == {(404, "Not found")}
    outside = [
        {name: value for name, value in each.headers.items() if name != "date"} for each in answers
    ]
    assert all(each == outside[0] for each in outside)


@pytest.mark.parametrize("file", FILES)
@pytest.mark.attack("sessions")
async def test_without_a_session_it_leads_to_the_door(world: World, file: str) -> None:
    """Nobody, and a tablet with its cookie alone, take nothing."""
    async with browser() as page:
        answer = await page.get(f"/cases/{world.case_id}/maps/1/{file}")
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in")
    assert answer.headers["cache-control"] == "no-store"
