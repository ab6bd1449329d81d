"""The tablet's door, /join, over HTTP."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from markupsafe import escape
from sqlmodel import select

from peermap_app import bootstrap
from peermap_app.api.routes import own_routes
from peermap_app.live import identity
from peermap_app.services import drawings
from peermap_app.storage.tables import AccessRecord, Drawing
from peermap_app.words import errors, young
from tests.drawing_builders import PASSWORD, World, a_world, some_settings


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    made = await a_world(some_settings(tmp_path))
    bootstrap.use_house(made.house)
    yield made
    await made.house.engine.dispose()


def browser(**cookies: str) -> httpx.AsyncClient:
    return httpx.AsyncClient(
        transport=httpx.ASGITransport(app=own_routes()),
        base_url="http://localhost",
        cookies=cookies,
    )


async def test_a_browser_in_which_a_worker_is_signed_in_takes_no_drawing(world: World) -> None:
    """Rule 4: the answers would come from a worker's own browser. By code and by link, recorded."""
    offer = await drawings.offer(world.house, world.sam, world.case_id)
    async with browser() as own:
        given = {"email": "sam@example.org", "password": PASSWORD}
        signed = await own.post("/sign-in", data=given)
        assert identity.SESSION_COOKIE in signed.cookies
        for answer in (
            await own.post("/join", data={"code": offer.code}),
            await own.post(f"/join/{offer.link_token}"),
        ):
            assert answer.status_code == 403
            assert errors.YOUNG["worker_here"] in answer.text
            assert identity.DEVICE_COOKIE not in answer.cookies
    async with world.house.make_session() as session:
        row = await session.get(Drawing, offer.drawing_id)
        assert row is not None
        assert row.device_hash is None
        refused = select(AccessRecord).where(AccessRecord.rule == "worker_here")
        found = (await session.exec(refused)).all()
    assert [one.worker_id for one in found] == [world.sam.worker_id] * 2
    async with browser() as tablet:
        assert (await tablet.post("/join", data={"code": offer.code})).status_code == 303


async def test_a_tablet_that_went_back_is_shown_the_way_on(world: World) -> None:
    """Back from the drawing leads to a spent code: the page says how to go on with the drawing."""
    offer = await drawings.offer(world.house, world.sam, world.case_id)
    async with browser() as tablet:
        assert young.JOIN["go_on"] not in (await tablet.get("/join")).text
        await tablet.post("/join", data={"code": offer.code})
        for answer in (
            await tablet.get("/join"),
            await tablet.get(f"/join/{offer.link_token}"),
            await tablet.post("/join", data={"code": offer.code}),
        ):
            assert young.JOIN["go_on"] in answer.text


async def test_every_sentence_of_the_door_has_a_sign_and_can_be_heard(world: World) -> None:
    """By code, by link, refused, and come back to: what is said stands by a sign and is read."""
    offer = await drawings.offer(world.house, world.sam, world.case_id)
    async with browser() as tablet:
        refused = await tablet.post("/join", data={"code": "WRONG1"})
        shown = [(await tablet.get(f"/join/{offer.link_token}")).text, refused.text]
        await tablet.post("/join", data={"code": offer.code})
        shown.append((await tablet.get("/join")).text)
    heard = "".join(shown)
    for key, words in young.JOIN.items():
        if key != "page":
            said = rf'<(\w+)[^>]*class="[^"]*pd-say-it[^"]*"[^>]*>(?:<svg.*?</svg>)?{escape(words)}'
            assert re.search(said, heard), key
    for page in shown:
        assert 'data-read=".pd-say-it"' in page
        assert young.COMMON["read_to_me"] in page
        signs = len(re.findall(r'class="mp-sign"', page))
        beside = re.findall(r'<(?:p|li|label|h2|button|a)[^>]*>\s*<svg class="mp-sign"', page)
        assert signs == len(beside) + 1  # and the one of the button that reads
