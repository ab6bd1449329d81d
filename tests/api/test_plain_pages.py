"""The plain pages behind the guard: signing in and out, joining, and their forms."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from peermap_app.services import accounts, drawings
from tests.api.wire import Wire, post
from tests.drawing_builders import PASSWORD, sign_in

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_signing_in_sets_one_strict_cookie(wire: Wire) -> None:
    """A right password leads to the alerts with an HttpOnly, SameSite=Strict cookie."""
    answer = await post(wire, "/sign-in", {"email": "sam@example.org", "password": PASSWORD})
    assert (answer.status_code, answer.headers["location"]) == (303, "/alerts")
    cookie = answer.headers["set-cookie"].lower()
    assert cookie.startswith("peermap_session=")
    for part in ("httponly", "samesite=strict", "path=/"):
        assert part in cookie
    assert "secure" not in cookie


async def test_a_wrong_password_keeps_what_was_typed(wire: Wire) -> None:
    """The page comes again with one sentence and the address in it; the password is gone."""
    wrong = await post(wire, "/sign-in", {"email": "sam@example.org", "password": "no <b>"})
    unknown = await post(wire, "/sign-in", {"email": 'x"><b>@example.org', "password": "no <b>"})
    assert (wrong.status_code, unknown.status_code) == (422, 422)
    assert 'value="sam@example.org"' in wrong.text
    assert "no &lt;b" not in wrong.text
    assert "no <b>" not in wrong.text
    assert '"><b>' not in unknown.text
    assert "set-cookie" not in wrong.headers


async def test_a_form_from_elsewhere_is_refused(wire: Wire) -> None:
    """Another site's form, and one that does not say where it comes from, change nothing."""
    data = {"email": "sam@example.org", "password": PASSWORD}
    for path in ("/sign-in", "/sign-out", "/join", "/here"):
        for origin in ("http://evil.example", "null", ""):
            answer = await post(wire, path, data, Origin=origin)
            assert answer.status_code == 403
    async with wire.client() as client:
        assert (await client.post("/sign-in", data=data)).status_code == 403


async def test_a_form_that_is_too_large_is_refused(wire: Wire) -> None:
    """It is turned away by its length, before anything reads it; without a length too."""
    answer = await post(wire, "/join", {"code": "x" * 20_000})
    assert answer.status_code == 413

    async def endless() -> AsyncIterator[bytes]:
        yield b"code=" + b"x" * 20_000

    async with wire.client() as client:
        answer = await client.post("/join", content=endless(), headers={"Origin": wire.url})
    assert answer.status_code == 413


async def test_opening_a_link_spends_nothing(own_wire: Wire) -> None:
    """Cameras open links by themselves: only the tap joins, once, and binds the device."""
    wire = own_wire
    world = wire.world
    made = await drawings.offer(world.house, world.sam, world.case_id)
    path = f"/join/{made.link_token}"
    async with wire.client() as client:
        for _ in range(3):
            assert (await client.get(path)).status_code == 200
            assert (await client.head(path)).status_code == 200
    joined = await post(wire, path, {})
    assert (joined.status_code, joined.headers["location"]) == (303, "/draw")
    assert "peermap_device=" in joined.headers["set-cookie"]
    again = await post(wire, path, {})
    assert again.status_code == 410
    assert "set-cookie" not in again.headers


async def test_a_wrong_code_stays_in_the_field(own_wire: Wire) -> None:
    """One sentence beside it, what was typed stays, escaped; after many tries one must wait."""
    wire = own_wire
    answer = await post(wire, "/join", {"code": "BBBBBB"})
    assert answer.status_code == 422
    assert 'value="BBBBBB"' in answer.text
    hostile = await post(wire, "/join", {"code": '"><script>alert(1)</script>'})
    assert "<script>alert" not in hostile.text
    for _ in range(9):
        await post(wire, "/join", {"code": "BBBBBB"})
    slowed = await post(wire, "/join", {"code": "BBBBBB"})
    assert slowed.status_code == 429
    assert int(slowed.headers["retry-after"]) > 0


async def test_the_address_in_the_code_is_never_the_hosts(own_wire: Wire) -> None:
    """The QR code's address comes from the settings alone."""
    wire = own_wire
    world = wire.world
    made = await drawings.offer(world.house, world.sam, world.case_id)
    assert made.join_url == f"http://localhost:{wire.port}/join/{made.link_token}"


async def test_still_says_whether_a_cookie_holds(wire: Wire) -> None:
    """204 with a good cookie, 401 without; health says no more than that it lives and that nothing
    waits for too long."""
    async with wire.client() as client:
        assert (await client.get("/still")).status_code == 401
        health = await client.get("/healthz")
        assert (health.status_code, health.json()) == (200, {"ok": True, "alerts": "on time"})
    async with wire.client(peermap_session=await sign_in(wire.world)) as client:
        assert (await client.get("/still")).status_code == 204


async def test_signing_out_everywhere_is_here_too(wire: Wire) -> None:
    """Every session of theirs ends, this browser forgets what it could go back to."""
    tokens = [await sign_in(wire.world) for _ in range(2)]
    async with wire.client(peermap_session=tokens[0]) as client:
        said = {"everywhere": "yes"}
        answer = await client.post("/sign-out", data=said, headers={"Origin": wire.url})
    assert (answer.status_code, answer.headers["clear-site-data"]) == (303, '"cache"')
    assert [await accounts.who_is(wire.world.house, each, "a") for each in tokens] == [None, None]


async def test_signing_out_takes_the_cookie_away(wire: Wire) -> None:
    """The session has ended on the server, not only in the browser."""
    token = await sign_in(wire.world)
    async with wire.client(peermap_session=token) as client:
        answer = await client.post("/sign-out", headers={"Origin": wire.url})
        assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in")
    assert "peermap_session=" in answer.headers["set-cookie"]
    assert await accounts.who_is(wire.world.house, token, "a") is None
