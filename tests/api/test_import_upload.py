"""POST /imports/file: from our own pages, of an administrator, of a size; else nothing waits."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from sqlmodel import select

from peermap_app import bootstrap
from peermap_app.api import guard, import_upload
from peermap_app.api.guard import Guard
from peermap_app.api.routes import own_routes
from peermap_app.bootstrap import build_house, close_house
from peermap_app.live.identity import SESSION_COOKIE
from peermap_app.services import turned_away
from peermap_app.services.import_file import MOST_BYTES
from peermap_app.services.unit import Who, reading, writing
from peermap_app.storage.tables import AccessRecord, SignInSession
from peermap_app.storage.waiting_tables import WaitingImport
from peermap_app.words import import_words
from tests import moulds
from tests.drawing_builders import some_settings
from tests.fakes import FakeHints, FakeSlow
from tests.services.people import People
from tests.services.test_waiting_imports import WEST, a_file

OWN = "http://localhost:3000"


@pytest.fixture
async def people(tmp_path: Path) -> AsyncIterator[People]:
    """Sam, Nadia, Alex and the others."""
    settings = some_settings(tmp_path)
    await asyncio.to_thread(moulds.fill, settings.database_url)
    house = await build_house(settings, rooms=None, hints=FakeHints(), slow=FakeSlow())
    made = await People.move_in(house)
    bootstrap.use_house(house)
    yield made
    await close_house(house)


async def send(
    people: People, who: Who | None, body: bytes, *, origin: str = OWN, name: str = "file"
) -> httpx.Response:
    """What a browser sends that holds this worker's cookie."""
    token = f"{who.name if who else ''}{'t' * 43}".replace(" ", "")
    if who is not None:
        async with writing(people.house) as session:
            held = await session.get(SignInSession, who.session_id)
            assert held is not None
            held.token_hash = people.house.keys.lookup("session", token)
            session.add(held)
    app = Guard(own_routes(), lambda: people.house)
    transport = httpx.ASGITransport(app=app)
    cookies = {SESSION_COOKIE: token} if who else {}
    async with httpx.AsyncClient(transport=transport, base_url=OWN, cookies=cookies) as page:
        return await page.post(
            "/imports/file", files={name: ("a.csv", body)}, headers={"Origin": origin}
        )


async def waits(people: People) -> int:
    """How many files wait."""
    async with reading(people.house) as session:
        return len((await session.exec(select(WaitingImport))).all())


async def test_an_administrators_file_waits(people: People) -> None:
    """And the browser is led to the page that shows what it changes."""
    answer = await send(people, people.alex, WEST)
    assert (answer.status_code, answer.headers["location"]) == (303, "/imports")
    assert await waits(people) == 1


async def test_a_faulty_file_is_told_line_by_line(people: People) -> None:
    """In sentences, and nothing of what stands in the file."""
    answer = await send(people, people.alex, a_file("HX-1,<b>,x", "=1,K,2011,,,,,,,"))
    assert answer.status_code == 422
    assert import_words.FAULTY in answer.text
    assert "Line 2" in answer.text
    assert "<b>" not in answer.text
    assert await waits(people) == 0


@pytest.mark.parametrize("body", [b"", b"\x00", b"\xff\xfe", b"a" * 100_000])
async def test_what_is_no_file_of_ours(people: People, body: bytes) -> None:
    """Refused with a page; also under another field's name."""
    for name in ("file", "other"):
        assert (await send(people, people.alex, body, name=name)).status_code == 422
    assert await waits(people) == 0


async def test_nobody_else_sends_one(people: People) -> None:
    """A worker, a supervisor and the data protection lead find nothing; a stranger the door, and

    stands in the record (rule 10).
    """
    for who in (people.sam, people.nadia, people.robin):
        assert (await send(people, who, WEST)).status_code == 404
    answer = await send(people, None, WEST)
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in")
    await turned_away.settled()
    async with reading(people.house) as session:
        told = await session.exec(
            select(AccessRecord.rule).where(AccessRecord.detail == "page /imports")
        )
        assert told.all() == ["no_session"]
    assert await waits(people) == 0


async def test_no_other_sites_form_and_no_giant(people: People) -> None:
    """A foreign Origin is refused at the door, and so is more than the largest file."""
    assert (
        await send(people, people.alex, WEST, origin="http://elsewhere.example")
    ).status_code == 403
    giant = await send(people, people.alex, b"x" * (guard.MOST_FILE + 1))
    assert giant.status_code == 413
    assert await waits(people) == 0


def test_the_largest_file_fits_through_the_door() -> None:
    """With what a form puts around it."""
    assert MOST_BYTES + 10_000 < guard.MOST_FILE
    assert import_upload.PATH in guard.OPEN
