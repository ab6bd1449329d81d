"""One's own ways of signing in and showing who is there, over HTTP."""

from __future__ import annotations

import re

import httpx
import pytest
import pytest_asyncio

from peermap_app.services import passwords
from peermap_app.services.unit import writing
from peermap_app.storage.tables import Worker
from peermap_app.words.errors import SENTENCES
from tests.api.wire import Wire
from tests.drawing_builders import sign_in
from tests.factors import CODES, SECRET, Phone

pytestmark = pytest.mark.asyncio(loop_scope="module")
PASSWORD = "harbour-lanterns-58"
REMOVE = re.compile(r"/signing-in/remove/[0-9a-f]{32}")


@pytest_asyncio.fixture(loop_scope="module")
async def token(own_wire: Wire) -> str:
    """Sam, a practitioner with a password, is signed in: the cookie's token."""
    async with writing(own_wire.world.house) as session:
        worker = await session.get(Worker, own_wire.world.sam.worker_id)
        assert worker is not None
        worker.password_hash = await passwords.hashed(PASSWORD)
        session.add(worker)
    return await sign_in(own_wire.world)


async def send(client: httpx.AsyncClient, path: str, **given: str) -> httpx.Response:
    """A form of one of our own pages."""
    return await client.post(path, data=given, headers={"Origin": str(client.base_url).rstrip("/")})


async def add_app(wire: Wire, client: httpx.AsyncClient) -> tuple[Phone, httpx.Response]:
    """Set an app up, as its page shows it."""
    shown = SECRET.search((await client.get("/signing-in/app")).text)
    assert shown is not None
    phone = Phone(shown[1].replace(" ", ""))
    return phone, await send(client, "/signing-in/app", code=phone.code(wire.world.clock()))


async def test_an_app_is_added_seen_and_taken_away(own_wire: Wire, token: str) -> None:
    """Ten recovery codes are on the page once; no page shows the secret or a code again."""
    async with own_wire.client(peermap_session=token) as client:
        assert "Set up a code app" in (await client.get("/signing-in")).text
        phone, done = await add_app(own_wire, client)
        codes = CODES.findall(done.text)
        assert (done.status_code, len(codes)) == (200, 10)
        page = (await client.get("/signing-in")).text
        assert "You have 10 left." in page
        assert not any(code in page for code in [*codes, phone.secret])
        path = REMOVE.search(page)
        assert path is not None
        assert "Take away" in (await client.get(path[0])).text
        assert (await send(client, path[0])).headers["location"] == "/signing-in"
        assert REMOVE.search((await client.get("/signing-in")).text) is None


async def test_what_asks_for_a_proof_leads_to_it_and_back(own_wire: Wire, token: str) -> None:
    """After five minutes: shown who it is, on to where it was asked for; a file is offered."""
    world = own_wire.world
    file = f"/cases/{world.case_id}/maps/1/record.pdf"
    async with own_wire.client(peermap_session=token) as client:
        world.clock.move(minutes=5)
        for asks, on in (("/signing-in/app", "/signing-in/app"), (file, None)):
            led = await client.get(asks)
            assert (led.status_code, led.headers["location"]) == (303, f"/confirm?then={asks}")
            confirm = led.headers["location"]
            assert "Password" in (await client.get(confirm)).text
            wrong = await send(client, confirm, code="wrong wrong wrong")
            assert (wrong.status_code, SENTENCES["password_wrong"] in wrong.text) == (422, True)
            right = await send(client, confirm, code=PASSWORD)
            assert right.headers["location"] == (on or f"/confirm/done?then={file}")
            world.clock.move(minutes=5)
        done = await client.get(f"/confirm/done?then={file}")
        assert f'href="{file}"' in done.text
        assert f'href="{file.rpartition("/")[0]}"' in done.text


@pytest.mark.parametrize(
    "then",
    [
        "//evil.example",
        "https://evil.example/",
        "/\\evil.example",
        "/signing-in?x=1",
        "/../etc",
        "/cases/%2e%2e",
        "javascript:alert(1)",
        '/"><script>',
        "/a" * 300,
        "",
    ],
)
async def test_it_leads_to_no_other_place(own_wire: Wire, token: str, then: str) -> None:
    """What came along is an address of our own and nothing more, or it leads to /signing-in."""
    async with own_wire.client(peermap_session=token) as client:
        params = {"then": then}
        shown = await client.get("/confirm", params=params)
        assert shown.status_code == 200
        assert 'action="/confirm?then=/signing-in"' in shown.text
        assert 'href="/signing-in"' in (await client.get("/confirm/done", params=params)).text
        origin = {"Origin": own_wire.url}
        right = await client.post(
            "/confirm", params=params, data={"code": PASSWORD}, headers=origin
        )
        assert right.headers["location"] == "/signing-in"


@pytest.mark.parametrize(
    "path",
    [
        "/signing-in",
        "/signing-in/app",
        "/signing-in/codes",
        "/signing-in/remove/" + "a" * 32,
        "/confirm",
        "/confirm/done",
    ],
)
async def test_signed_out_every_one_of_them_leads_to_the_door(wire: Wire, path: str) -> None:
    """By reading and by sending, with a cookie that is none as well."""
    for cookies in ({}, {"peermap_session": "x" * 43}):
        async with wire.client(**cookies) as client:
            assert (await client.get(path)).headers["location"] == "/sign-in"
            if path != "/signing-in" and path != "/confirm/done":
                assert (await send(client, path, code="123456")).headers["location"] == "/sign-in"


async def test_a_foreign_form_changes_nothing(own_wire: Wire, token: str) -> None:
    """Neither takes a factor away nor shows who is there."""
    async with own_wire.client(peermap_session=token) as client:
        await add_app(own_wire, client)
        path = REMOVE.search((await client.get("/signing-in")).text)
        assert path is not None
        for each in (path[0], "/signing-in/codes", "/signing-in/app", "/confirm"):
            answer = await client.post(each, data={}, headers={"Origin": "http://evil.example"})
            assert answer.status_code == 403
        assert path[0] in (await client.get("/signing-in")).text
