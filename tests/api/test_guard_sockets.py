"""The guard over the real wire: who opens a page's websocket, and as whom."""

from __future__ import annotations

import uuid

import pytest

from peermap_app.api.gate_sockets import page_token
from peermap_app.services import accounts, drawings
from tests.api.wire import NAME, Wire
from tests.drawing_builders import sign_in

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_a_signed_in_page_gets_a_token_of_its_own(wire: Wire) -> None:
    """The token that the app sees is made of the page's name and the cookie: stable for both, and
    no name of anybody's choosing."""
    token = await sign_in(wire.world)
    cookie = f"peermap_session={token}"
    seen = await wire.socket(cookie=cookie)
    assert seen == await wire.socket(cookie=cookie)
    assert seen == page_token(wire.world.house.settings.lookup_key, NAME, token, None)
    assert str(uuid.UUID(seen)) == seen
    assert seen != NAME


@pytest.mark.attack("spoofed")
async def test_another_sessions_page_token_opens_nothing_of_it(wire: Wire) -> None:
    """Somebody else who knows a page's token, even the one that the app sees, gets another."""
    sam, priya = await sign_in(wire.world), await sign_in(wire.world, "priya")
    of_sam = await wire.socket(cookie=f"peermap_session={sam}")
    for stolen in (NAME, of_sam):
        got = await wire.socket(cookie=f"peermap_session={priya}", token=stolen)
        assert got not in ("403", of_sam)


@pytest.mark.parametrize(
    "cookie",
    [
        "",
        "peermap_session=",
        "peermap_session=" + "A" * 43,
        "peermap_device=" + "A" * 43,
        "a=b; =;",
    ],
)
@pytest.mark.attack("sessions")
async def test_nobody_opens_a_socket(wire: Wire, cookie: str) -> None:
    """Without a cookie that the database knows the handshake is refused."""
    assert await wire.socket(cookie=cookie) == "403"


@pytest.mark.parametrize(
    "origin",
    [None, "http://evil.example", "null", "http://127.0.0.1", "https://127.0.0.1:{port}"],
)
@pytest.mark.attack("cross-site")
async def test_a_foreign_origin_opens_no_socket(wire: Wire, origin: str | None) -> None:
    """Another site's page cannot ride on the cookie, whatever its origin looks like."""
    token = await sign_in(wire.world)
    shaped = origin.format(port=wire.port) if origin else None
    assert await wire.socket(origin=shaped, cookie=f"peermap_session={token}") == "403"


@pytest.mark.parametrize(
    "token",
    [
        "worker-42",
        "",
        "0d9c2d5e9d2b4c8c8d1c6f1e1c9a7b11",
        f"{NAME}&token={NAME}",
        "%7B0d9c2d5e-9d2b-4c8c-8d1c-6f1e1c9a7b11%7D",
        "../../etc/passwd",
    ],
)
@pytest.mark.attack("spoofed")
async def test_a_token_that_is_no_uuid_opens_no_socket(wire: Wire, token: str) -> None:
    """Guessable, doubled and malformed tokens are refused."""
    cookie = f"peermap_session={await sign_in(wire.world)}"
    assert await wire.socket(token=token, cookie=cookie) == "403"


@pytest.mark.attack("sessions")
async def test_two_cookies_of_one_name_are_none(wire: Wire) -> None:
    """A second session cookie planted beside the true one makes neither count."""
    token = await sign_in(wire.world)
    cookie = f"peermap_session={token}; peermap_session={'A' * 43}"
    assert await wire.socket(cookie=cookie) == "403"


@pytest.mark.attack("sessions")
async def test_a_session_that_ended_opens_no_socket(own_wire: Wire) -> None:
    """Signing out, and idling too long, end what the cookie opens."""
    wire = own_wire
    token = await sign_in(wire.world)
    cookie = f"peermap_session={token}"
    assert await wire.socket(cookie=cookie) != "403"
    wire.world.clock.move(hours=1)
    assert await wire.socket(cookie=cookie) == "403"
    token = await sign_in(wire.world)
    who = await accounts.who_is(wire.world.house, token, "a")
    assert who is not None
    await accounts.sign_out(wire.world.house, who)
    assert await wire.socket(cookie=f"peermap_session={token}") == "403"


async def test_reconnecting_does_not_keep_a_session(own_wire: Wire) -> None:
    """Handshakes, the page door and /still happen by themselves: the session still idles out."""
    wire = own_wire
    token = await sign_in(wire.world)
    cookie = f"peermap_session={token}"
    wire.world.clock.move(minutes=29)
    assert await wire.socket(cookie=cookie) != "403"
    async with wire.client(peermap_session=token) as client:
        assert (await client.get("/still")).status_code == 204
        assert (await client.get("/alerts")).status_code == 200
        assert (await client.get("/sign-in")).status_code == 303
    wire.world.clock.move(minutes=1)
    assert await wire.socket(cookie=cookie) == "403"


async def test_typing_keeps_a_session(own_wire: Wire) -> None:
    """A form that is being typed into says that somebody is here: nothing typed idles out."""
    wire = own_wire
    async with wire.client(peermap_session=await sign_in(wire.world)) as client:
        for _ in range(3):
            wire.world.clock.move(minutes=29)
            answer = await client.post("/here", headers={"Origin": wire.url})
            assert answer.status_code == 204
    async with wire.client() as client:
        assert (await client.post("/here", headers={"Origin": wire.url})).status_code == 401


async def test_a_tablet_opens_a_socket_while_its_drawing_lasts(own_wire: Wire) -> None:
    """The device cookie counts from the join on, and no longer once another tablet took over."""
    wire = own_wire
    house, sam = wire.world.house, wire.world.sam
    made = await drawings.offer(house, sam, wire.world.case_id)
    token = await drawings.take(house, made.code, "a", None)
    assert await wire.socket(cookie=f"peermap_device={token}") != "403"
    await drawings.turn_away(house, sam, made.drawing_id)
    assert await wire.socket(cookie=f"peermap_device={token}") == "403"


async def test_a_browser_with_both_cookies_is_a_workers(own_wire: Wire) -> None:
    """Rule 4: who signs in and joins in the same moment has both cookies in one browser; while the
    session lives the canvas is not that browser's."""
    wire = own_wire
    house, sam = wire.world.house, wire.world.sam
    made = await drawings.offer(house, sam, wire.world.case_id)
    own = {
        "peermap_device": await drawings.take(house, made.code, "a", None),
        "peermap_session": await sign_in(wire.world),
    }
    async with wire.client(**own) as both, wire.client(peermap_device=own["peermap_device"]) as one:
        refused = await both.get("/draw")
        assert (refused.status_code, refused.headers["location"]) == (303, "/join")
        assert (await both.get("/cases")).status_code == 200
        assert (await one.get("/draw")).status_code == 200


async def test_polling_is_closed(wire: Wire) -> None:
    """The same events over plain requests are refused, also with a good cookie."""
    async with wire.client(peermap_session=await sign_in(wire.world)) as client:
        for method in ("GET", "POST"):
            answer = await client.request(method, f"/_event/?token={NAME}&transport=polling")
            assert answer.status_code == 404
