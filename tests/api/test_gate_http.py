"""Who opens connections and never says what they want keeps nobody else out, and fills nothing."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from ipaddress import ip_network

import pytest
import pytest_asyncio
import websockets

from peermap_app.api import gate_http
from tests.api.wire import NAME, SOCKET, Wire, serving
from tests.drawing_builders import sign_in

pytestmark = pytest.mark.asyncio(loop_scope="module")
Ends = tuple[asyncio.StreamReader, asyncio.StreamWriter]
BEGUN = b"POST /join HTTP/1.1\r\nHost: 127.0.0.1\r\nOrigin: {own}\r\n"
FORM = b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 9\r\n\r\ncode"
SOON = 0.4


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def wire(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Wire]:
    """A server of this module's own."""
    async with serving(tmp_path_factory.mktemp("http")) as made:
        yield made


async def connected(wire: Wire, said: bytes = b"") -> Ends:
    reader, writer = await asyncio.open_connection("127.0.0.1", wire.port)
    writer.write(said)
    return reader, writer


async def ended(ends: Ends) -> bool:
    """Whether the server ends the connection without an answer, before long."""
    try:
        async with asyncio.timeout(10 * SOON):
            return await ends[0].read(1) == b""
    except ConnectionResetError:
        return True
    except TimeoutError:
        return False
    finally:
        ends[1].close()


async def nobody_left() -> None:
    """Wait until the server has heard that every connection is gone."""
    for _ in range(500):
        if not gate_http.Whole._open:
            return
        await asyncio.sleep(0.01)
    raise AssertionError(gate_http.Whole._open)


@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"G",
        BEGUN,
        BEGUN + FORM,
        b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n" + BEGUN,
    ],
    ids=["nothing", "a letter", "half a head", "half a body", "a second one"],
)
async def test_what_never_comes_whole_is_not_waited_for(
    wire: Wire, monkeypatch: pytest.MonkeyPatch, said: bytes
) -> None:
    """Nothing at all, a request cut anywhere, or one behind another: the connection ends."""
    monkeypatch.setattr(gate_http, "WITHIN", SOON)
    reader, writer = await connected(wire, said.replace(b"{own}", wire.url.encode()))
    if said.startswith(b"GET"):
        assert b'"ok":true' in await reader.readuntil(b"}")
    assert await ended((reader, writer))


async def test_a_head_without_end_ends(wire: Wire) -> None:
    """Headers and an address that go on and on are not collected."""
    for begun, more in ((BEGUN, b"x-more: " + b"x" * 4000 + b"\r\n"), (b"GET /", b"x" * 4000)):
        ends = await connected(wire, begun)
        try:
            for _ in range(500):
                ends[1].write(more)
                await ends[1].drain()
        except ConnectionResetError:
            pass
        assert await ended(ends)


async def test_a_crowd_of_one_address_waits_outside(
    wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So many may be open, whatever they said, and no more; once they are gone everybody is served
    again."""
    monkeypatch.setattr(gate_http, "MOST_OPEN", 5)
    await nobody_left()
    said = b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
    crowd = [await connected(wire, each) for each in (b"", b"G", BEGUN, said, said)]
    assert await ended(await connected(wire, BEGUN))
    for _, writer in crowd:
        writer.close()
        await writer.wait_closed()
    await nobody_left()
    async with wire.client() as client:
        assert (await client.get("/healthz")).status_code == 200


async def test_connections_of_a_named_proxy_are_everybodys(
    wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A proxy that the settings name opens as many as it needs."""
    monkeypatch.setattr(gate_http, "MOST_OPEN", 2)
    monkeypatch.setattr(gate_http.Whole, "proxies", (ip_network("127.0.0.1"),))
    await nobody_left()
    crowd = [await connected(wire) for _ in range(4)]
    async with wire.client() as client:
        assert (await client.get("/healthz")).status_code == 200
    for _, writer in crowd:
        writer.close()
        await writer.wait_closed()
    await nobody_left()


async def test_sockets_and_requests_are_served_beyond_that_time(
    wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What came whole is no longer timed: a page's socket, and requests one after another."""
    monkeypatch.setattr(gate_http, "WITHIN", SOON)
    monkeypatch.setattr(gate_http, "MOST_HEAD", 1000)
    async with wire.client() as client:
        for _ in range(8):  # together more than one head may have, on one connection
            assert (await client.get("/healthz", headers={"x": "y" * 600})).status_code == 200
            await asyncio.sleep(SOON / 4)
    assert await wire.socket() == "403"
    cookie = f"peermap_session={await sign_in(wire.world)}"
    async with websockets.connect(
        f"ws://127.0.0.1:{wire.port}{SOCKET}?token={NAME}&stay=1",
        origin=wire.url,  # type: ignore[arg-type]
        additional_headers={"Cookie": cookie},
    ) as page:
        await page.recv()
        await nobody_left()  # a socket counts by its session, not here
        await asyncio.sleep(2 * SOON)
        await (await page.ping())
