"""The guard over the real wire: where requests come from, which pages have a door, and headers."""

from __future__ import annotations

from dataclasses import replace

import pytest

from peermap_app import bootstrap
from peermap_app.services import drawings
from tests.api.wire import Wire
from tests.drawing_builders import sign_in

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example:3000", ""]
)
@pytest.mark.attack("host")
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
@pytest.mark.attack("host")
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


@pytest.mark.parametrize(
    "path",
    ["/", "/alerts", "/cases", "/cases/1234", "/cases/1/draw", "/me", "/links/7", "/nothing/here"],
)
@pytest.mark.attack("spoofed")
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
        "/cases/abc.def",
        "/index.html",
        "/404.html",
        "/nothing.js",
    ],
)
@pytest.mark.attack("paths")
async def test_a_page_has_its_door_by_every_name(wire: Wire, path: str) -> None:
    """The shell of a page, under whatever name its static files know it, needs a session too."""
    async with wire.client() as client:
        for method in ("GET", "HEAD"):
            answer = await client.request(method, wire.url + path)
            assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in")
    async with wire.client(peermap_session=await sign_in(wire.world)) as client:
        assert (await client.get(wire.url + path)).status_code == 200


@pytest.mark.parametrize("path", ["/draw.html", "/draw/index.html"])
@pytest.mark.attack("paths")
async def test_the_canvas_has_its_own_door_by_every_name(wire: Wire, path: str) -> None:
    """A worker's session does not open the tablet's page under another name."""
    async with wire.client(peermap_session=await sign_in(wire.world)) as client:
        answer = await client.get(path)
        assert (answer.status_code, answer.headers["location"]) == (303, "/join")


@pytest.mark.parametrize(
    "path", ["/ping", "/ping/", "/_upload", "/_all_routes", "/_health", "/_", "/auth-codespace"]
)
@pytest.mark.attack("paths")
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
        for path in (
            "/sign-in",
            "/alerts",
            "/my-map",
            "/healthz",
            "/ping",
            "/peermap.css",
            "/draw",
        ):
            answer = await client.get(path)
            assert answer.headers["strict-transport-security"] == "max-age=63072000"
