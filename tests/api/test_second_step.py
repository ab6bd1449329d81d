"""The second step at the door: its cookie opens no page, and every way round it leads back."""

from __future__ import annotations

import httpx
import pytest
import pytest_asyncio

from peermap_app.domain.cases import Role
from peermap_app.services import passwords
from peermap_app.services.unit import writing
from peermap_app.storage.tables import Worker
from tests.api.wire import Wire
from tests.factors import phone_of, whole_by_wire

pytestmark = pytest.mark.asyncio(loop_scope="module")
PASSWORD = "harbour-lanterns-58"


@pytest_asyncio.fixture(loop_scope="module")
async def email(own_wire: Wire) -> str:
    """Sam became a supervisor, and has a password."""
    async with writing(own_wire.world.house) as session:
        worker = await session.get(Worker, own_wire.world.sam.worker_id)
        assert worker is not None
        worker.role = Role.SUPERVISOR.value
        worker.password_hash = await passwords.hashed(PASSWORD)
        session.add(worker)
        return worker.email


async def first_step(wire: Wire, client: httpx.AsyncClient, email: str) -> httpx.Response:
    """The right password at the door."""
    given = {"email": email, "password": PASSWORD}
    return await client.post("/sign-in", data=given, headers={"Origin": wire.url})


async def test_half_a_sign_in_opens_no_page(own_wire: Wire, email: str) -> None:
    """Its cookie leads to the second step alone; sent as a session's it is none."""
    async with own_wire.client() as client:
        answer = await first_step(own_wire, client, email)
        assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in/set-up")
        given = answer.headers["set-cookie"]
        assert given.startswith("peermap_half=")
        assert {"HttpOnly", "SameSite=strict"} <= set(given.split("; "))
        token = client.cookies["peermap_half"]
    async with own_wire.client(peermap_session=token, peermap_half=token) as client:
        for page in ("/me", "/cases", "/alerts"):
            assert (await client.get(page)).headers["location"] == "/sign-in"
    assert await own_wire.socket(cookie=f"peermap_session={token}") == "403"


async def test_both_steps_lead_in(own_wire: Wire, email: str) -> None:
    """Set up at the first time, asked for at the next; the half's cookie is taken away. A
    notification that was tapped before both is remembered."""
    async with own_wire.client() as client:
        done = await whole_by_wire(client, own_wire.url, email, PASSWORD, own_wire.world.clock())
        assert done.status_code == 200
        assert done.headers["cache-control"] == "no-store"
        assert "peermap_half" not in client.cookies
        assert (await client.get("/me")).status_code == 200
    async with own_wire.client() as client:
        await client.get("/alerts/waiting")
        answer = await first_step(own_wire, client, email)
        assert answer.headers["location"] == "/sign-in/code"
        phone = phone_of(own_wire.url, email)
        assert phone is not None
        for wrong in ("", "12345", "000000", "a" * 400, "\u0661\u0662\u0663\u0664\u0665\u0666"):
            said = await client.post(
                "/sign-in/code", data={"code": wrong}, headers={"Origin": own_wire.url}
            )
            assert said.status_code == 422, wrong
            assert "peermap_session" not in client.cookies
        right = await client.post(
            "/sign-in/code",
            data={"code": phone.code(own_wire.world.clock())},
            headers={"Origin": own_wire.url},
        )
        assert right.headers["location"] == "/alerts/waiting"
        assert "peermap_woken" not in client.cookies
        assert (await client.get("/me")).status_code == 200


@pytest.mark.parametrize("path", ["/sign-in/code", "/sign-in/set-up"])
@pytest.mark.parametrize("cookie", ["", "peermap_half=" + "x" * 43, "peermap_half=%00"])
async def test_without_the_first_step_there_is_no_second(
    wire: Wire, path: str, cookie: str
) -> None:
    """No cookie, a made-up one and a malformed one all lead back to the door."""
    headers = {"Origin": wire.url} | ({"Cookie": cookie} if cookie else {})
    async with wire.client() as client:
        for method in ("GET", "POST"):
            answer = await client.request(
                method, path, headers=headers, content="" if method == "POST" else None
            )
            assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in")
            assert "peermap_session" not in answer.headers.get("set-cookie", "")


async def test_a_form_of_another_site_is_no_second_step(wire: Wire) -> None:
    """The second step asks for our own origin like every form."""
    async with wire.client() as client:
        for path in ("/sign-in/code", "/sign-in/set-up"):
            answer = await client.post(
                path, data={"code": "123456"}, headers={"Origin": "http://evil.example"}
            )
            assert answer.status_code == 403


async def test_who_came_too_late_is_told_so_at_the_door(own_wire: Wire, email: str) -> None:
    """By the cookie that no longer holds, which is taken away; no address makes the door say it."""
    async with own_wire.client() as client:
        late = await client.get("/sign-in", headers={"Cookie": "peermap_half=" + "x" * 43})
        assert "second step took too long" in late.text
        assert 'peermap_half=""' in late.headers["set-cookie"]
        assert "second step" not in (await client.get("/sign-in?late")).text
