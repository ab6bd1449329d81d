"""The guard over the real wire: a server on a port, a tiny app in the place of Reflex."""

from __future__ import annotations

import asyncio
import socket
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import httpx
import pytest
import pytest_asyncio
import uvicorn
import websockets
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from peermap_app import bootstrap
from peermap_app.api.gate_sockets import page_token
from peermap_app.api.routes import around
from peermap_app.services import accounts, drawings
from tests.drawing_builders import PASSWORD, World, a_world, sign_in, some_settings
from tests.servers import free_port

pytestmark = pytest.mark.asyncio(loop_scope="module")

SOCKET = "/_event/"
NAME = "0d9c2d5e-9d2b-4c8c-8d1c-6f1e1c9a7b11"


async def _page(request: Request) -> HTMLResponse:
    return HTMLResponse(f"<title>{request.url.path}</title>")


async def _socket(socket: WebSocket) -> None:
    await socket.accept()
    await socket.send_text(socket.query_params["token"])
    if "stay" in socket.query_params:
        try:
            await socket.receive_text()
        except WebSocketDisconnect:
            return
    await socket.close()


@dataclass
class Wire:
    """A running server, its world, and how to reach it."""

    world: World
    port: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def client(self, **cookies: str) -> httpx.AsyncClient:
        return httpx.AsyncClient(base_url=self.url, cookies=cookies)

    async def socket(
        self, *, origin: str | None = "own", token: str = NAME, cookie: str = "", **headers: str
    ) -> str:
        """Open a page's websocket: the token that the app got, or "403"."""
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        if cookie:
            given["Cookie"] = cookie
        own = self.url if origin == "own" else origin
        address = f"ws://127.0.0.1:{self.port}{SOCKET}?token={token}&EIO=4&transport=websocket"
        try:
            async with websockets.connect(
                address,
                origin=own,
                additional_headers=given,  # type: ignore[arg-type]
            ) as opened:
                return str(await opened.recv())
        except websockets.InvalidStatus as refused:
            return str(refused.response.status_code)


class _Server(uvicorn.Server):
    """Says when it listens."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.listens = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.listens.set()


@asynccontextmanager
async def _serving(folder: Path) -> AsyncIterator[Wire]:
    port = free_port()
    world = await a_world(some_settings(folder, PORT=str(port)))
    bootstrap.use_house(world.house)
    built = folder / "built"
    built.mkdir()
    (built / "index.html").write_text("<script>let a = 1;</script>")
    for page in ("me", "cases", "draw"):
        (built / page).mkdir()
        (built / page / "index.html").write_text(page)
        (built / f"{page}.html").write_text(page)
    (built / "assets").mkdir()
    for file in ("assets/app-DPGfMsSn.js", "peermap.css", "offline.html", "cases.html.gz"):
        (built / file).write_text("x")
    inner = Starlette(
        routes=[
            WebSocketRoute("/_event/", _socket),
            Route("/assets/app-DPGfMsSn.js", _text),
            Route("/peermap.css", _text),
            Route("/{path:path}", _page, methods=["GET", "POST"]),
        ]
    )
    routes, guard, headers = around(built)
    assert isinstance(routes, Starlette)
    routes.mount("/", inner)
    app = headers(guard(routes))  # type: ignore[operator]
    server = _Server(
        uvicorn.Config(
            app,
            port=port,
            log_level="error",
            proxy_headers=False,
            ws="websockets-sansio",
            ws_max_size=10_000,
        )
    )
    task = asyncio.create_task(server.serve())
    await server.listens.wait()
    yield Wire(world, port)
    server.should_exit = True
    await task
    await bootstrap.close_house(world.house)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shared(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Wire]:
    """One server for the tests that leave it as it was."""
    async with _serving(tmp_path_factory.mktemp("wire")) as made:
        yield made


@pytest_asyncio.fixture(loop_scope="module")
async def wire(shared: Wire) -> Wire:
    """The shared server, whose house is the process's for this test."""
    bootstrap.use_house(shared.world.house)
    return shared


@pytest_asyncio.fixture(loop_scope="module")
async def own_wire(tmp_path: Path) -> AsyncIterator[Wire]:
    """A server for a test that moves the clock, joins or uses up its tries."""
    async with _serving(tmp_path) as made:
        yield made


async def _text(_: Request) -> PlainTextResponse:
    return PlainTextResponse("x")


# --- the websocket ---


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
async def test_nobody_opens_a_socket(wire: Wire, cookie: str) -> None:
    """Without a cookie that the database knows the handshake is refused."""
    assert await wire.socket(cookie=cookie) == "403"


@pytest.mark.parametrize(
    "origin",
    [None, "http://evil.example", "null", "http://127.0.0.1", "https://127.0.0.1:{port}"],
)
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
async def test_a_token_that_is_no_uuid_opens_no_socket(wire: Wire, token: str) -> None:
    """Guessable, doubled and malformed tokens are refused."""
    cookie = f"peermap_session={await sign_in(wire.world)}"
    assert await wire.socket(token=token, cookie=cookie) == "403"


async def test_two_cookies_of_one_name_are_none(wire: Wire) -> None:
    """A second session cookie planted beside the true one makes neither count."""
    token = await sign_in(wire.world)
    cookie = f"peermap_session={token}; peermap_session={'A' * 43}"
    assert await wire.socket(cookie=cookie) == "403"


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


# --- where requests come from ---


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example:3000", ""]
)
async def test_a_foreign_host_is_refused(wire: Wire, host: str) -> None:
    """A name that an attacker made point here (DNS rebinding) gets nothing, page or socket."""
    cookie = f"peermap_session={await sign_in(wire.world)}"
    async with wire.client() as client:
        answer = await client.get("/healthz", headers={"Host": host, "Cookie": cookie})
    assert answer.status_code == 400
    assert host == "" or host not in answer.text


@pytest.mark.parametrize(
    "name", ["X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "Forwarded", "X-Real-IP"]
)
async def test_a_forwarded_request_is_refused_without_public_url(wire: Wire, name: str) -> None:
    """Whoever puts it behind a proxy without saying so is told, instead of losing the addresses."""
    cookie = f"peermap_session={await sign_in(wire.world)}"
    async with wire.client() as client:
        answer = await client.get("/sign-in", headers={name: "10.1.1.1"})
    assert answer.status_code == 400
    assert await wire.socket(cookie=cookie, **{name.replace("-", "_"): "10.1.1.1"}) == "403"


async def test_with_public_url_plain_requests_are_refused(own_wire: Wire) -> None:
    """Behind https nothing is served without it."""
    wire = own_wire
    settings = replace(wire.world.house.settings, public_url="https://127.0.0.1")
    bootstrap.use_house(replace(wire.world.house, settings=settings))
    async with wire.client() as client:
        answer = await client.get("/sign-in")
    assert answer.status_code == 400


# --- pages and doors ---


@pytest.mark.parametrize(
    "path",
    ["/", "/alerts", "/cases", "/cases/1234", "/cases/1/draw", "/me", "/links/7", "/nothing/here"],
)
async def test_a_page_without_a_session_leads_to_the_sign_in(wire: Wire, path: str) -> None:
    """Every page of a worker, also one that is not there; with a session they are served."""
    async with wire.client() as client:
        answer = await client.get(path)
        assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in")
    async with wire.client(peermap_session=await sign_in(wire.world)) as client:
        assert (await client.get(path)).status_code == 200


async def test_the_canvas_without_a_device_leads_to_the_join(own_wire: Wire) -> None:
    """A worker's session opens no tablet page, and a tablet's no worker page."""
    wire = own_wire
    house, world = wire.world.house, wire.world
    made = await drawings.offer(house, world.sam, world.case_id)
    device = await drawings.take(house, made.code, "a", None)
    async with wire.client(peermap_session=await sign_in(world)) as client:
        answer = await client.get("/draw")
        assert (answer.status_code, answer.headers["location"]) == (303, "/join")
    async with wire.client(peermap_device=device) as client:
        assert (await client.get("/draw")).status_code == 200
        answer = await client.get("/cases")
        assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in")


@pytest.mark.parametrize(
    "path",
    [
        "/cases.html",
        "/cases.html.gz",
        "/cases/index.html",
        "/cases%2findex.html",
        "/cases/abc.def",
        "/index.html",
        "/404.html",
        "//peermap.css",
        "/nothing.js",
    ],
)
async def test_a_page_has_its_door_by_every_name(wire: Wire, path: str) -> None:
    """The shell of a page, under whatever name its static files know it, needs a session too."""
    async with wire.client() as client:
        for method in ("GET", "HEAD"):
            answer = await client.request(method, wire.url + path)
            assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in")
    async with wire.client(peermap_session=await sign_in(wire.world)) as client:
        assert (await client.get(wire.url + path)).status_code == 200


@pytest.mark.parametrize("path", ["/draw.html", "/draw/index.html"])
async def test_the_canvas_has_its_own_door_by_every_name(wire: Wire, path: str) -> None:
    """A worker's session does not open the tablet's page under another name."""
    async with wire.client(peermap_session=await sign_in(wire.world)) as client:
        answer = await client.get(path)
        assert (answer.status_code, answer.headers["location"]) == (303, "/join")


@pytest.mark.parametrize(
    "path", ["/ping", "/ping/", "/_upload", "/_all_routes", "/_health", "/_", "/auth-codespace"]
)
async def test_what_reflex_opens_by_itself_is_closed(wire: Wire, path: str) -> None:
    """Routes that nothing of ours uses are not there, for anybody."""
    async with wire.client(peermap_session=await sign_in(wire.world)) as client:
        for method in ("GET", "POST", "OPTIONS"):
            answer = await client.request(method, path)
            assert answer.status_code == 404


async def test_files_need_no_session(wire: Wire) -> None:
    """What the doors themselves need is served to anybody, kept as long as its name says."""
    async with wire.client() as client:
        hashed = await client.get("/assets/app-DPGfMsSn.js")
        plain = await client.get("/peermap.css")
        offline = await client.get("/offline.html")
    assert offline.status_code == 200
    assert hashed.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert plain.headers["cache-control"] == "no-cache"


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
async def test_pages_are_only_read(wire: Wire, method: str) -> None:
    """A page takes no other method."""
    async with wire.client(peermap_session=await sign_in(wire.world)) as client:
        assert (await client.request(method, "/cases")).status_code == 405


async def test_a_built_page_is_served_without_a_detour(wire: Wire) -> None:
    """The address without a slash at its end gives the page at once, not a redirect to it."""
    async with wire.client(peermap_session=await sign_in(wire.world)) as client:
        assert (await client.get("/me")).text == "<title>/me/</title>"
        assert (await client.get("/cases/7")).text == "<title>/cases/7</title>"


# --- headers ---


async def test_every_answer_carries_the_headers(wire: Wire) -> None:
    """Pages, refusals and redirects alike: a policy without eval, nothing sniffed, framed or
    stored."""
    async with wire.client() as client:
        answers = [
            await client.get(path, headers=headers)
            for path, headers in (
                ("/sign-in", {}),
                ("/alerts", {}),
                ("/ping", {}),
                ("/healthz", {}),
                ("/sign-in", {"Host": "evil.example"}),
            )
        ]
    for answer in answers:
        policy = answer.headers["content-security-policy"]
        assert "unsafe-eval" not in policy
        assert "script-src 'self' 'sha256-" in policy
        assert "'unsafe-inline'" not in policy.split("script-src", 1)[1].split(";")[0]
        assert "frame-ancestors 'none'" in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cache-control"] == "no-store"
        assert "strict-transport-security" not in answer.headers


async def test_https_is_asked_for_on_this_host_alone(own_wire: Wire) -> None:
    """Other services on subdomains of the council's host are not bound by ours."""
    wire = own_wire
    settings = replace(wire.world.house.settings, public_url="https://127.0.0.1")
    bootstrap.use_house(replace(wire.world.house, settings=settings))
    async with wire.client() as client:
        answer = await client.get("/sign-in")
    assert answer.headers["strict-transport-security"] == "max-age=63072000"


# --- the plain pages ---


async def post(wire: Wire, path: str, data: dict[str, str], **headers: str) -> httpx.Response:
    async with wire.client() as client:
        return await client.post(path, data=data, headers={"Origin": wire.url, **headers})


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
    """204 with a good cookie, 401 without; health says no more than that it lives."""
    async with wire.client() as client:
        assert (await client.get("/still")).status_code == 401
        health = await client.get("/healthz")
        assert (health.status_code, health.json()) == (200, {"ok": True})
    async with wire.client(peermap_session=await sign_in(wire.world)) as client:
        assert (await client.get("/still")).status_code == 204


async def test_signing_out_takes_the_cookie_away(wire: Wire) -> None:
    """The session has ended on the server, not only in the browser."""
    token = await sign_in(wire.world)
    async with wire.client(peermap_session=token) as client:
        answer = await client.post("/sign-out", headers={"Origin": wire.url})
        assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in")
    assert "peermap_session=" in answer.headers["set-cookie"]
    assert await accounts.who_is(wire.world.house, token, "a") is None
