"""Plain requests as an attacker writes them, byte by byte: origins, hosts, headers, paths, cookies.

What is expected of each: no answer of the kind that was hoped for, nothing in the database changes,
and the server answers the next one who asks.
"""

from __future__ import annotations

import re

import pytest

from peermap_app.api.routes import ROUTES
from tests.attacks.counted import Tried
from tests.attacks.plain import asked, raw, well
from tests.attacks.stage import Stage
from tests.attacks.surface import addresses, filled
from tests.servers import ROOT

pytestmark = pytest.mark.asyncio(loop_scope="module")
FORM = "application/x-www-form-urlencoded"


# --- cross-site ---

POSTS = sorted({each.path for each in ROUTES if "POST" in (each.methods or ())})
ORIGINS = (
    "",
    "null",
    "http://elsewhere.example",
    "{url}.elsewhere.example",
    "{url}/",
    "{url}@elsewhere.example",
    "https://localhost:{port}",
    "http://localhost",
    "http://localhost:1",
    "http://user@localhost:{port}",
    "{url}, {url}",
    "HTTP://LOCALHOST:{port}",
    "file://",
)


@pytest.mark.attack("cross-site", tries=100)
@pytest.mark.parametrize("name", ["sam", "tablet"])
async def test_no_other_site_posts_a_form(stage: Stage, tried: Tried, name: str) -> None:
    """Each form of ours, with the victim's own cookie, from each origin that is not ours: refused
    before it is read."""
    before = stage.rows()
    url, port = stage.server.url, stage.server.port
    body = "email=sam%40quorum.example&password=x&code=ABCDEF&pin=1&what=no"
    for path in POSTS:
        for origin in ORIGINS:
            told = origin.format(url=url, port=port)
            lines = [f"Origin: {told}"] if told else []
            head = asked(stage, filled(path, stage.target), *lines, cookie=stage.cookies[name])
            post = head.replace("GET ", "POST ", 1).replace(
                "\r\n\r\n", f"\r\nContent-Type: {FORM}\r\nContent-Length: {len(body)}\r\n\r\n{body}"
            )
            status, _, text = await raw(stage, post)
            assert (status, text) == (403, "Refused."), (path, origin)
            tried("cross-site")
    assert stage.rows() == before
    await well(stage)


@pytest.mark.attack("cross-site")
@pytest.mark.parametrize("origin", ORIGINS)
async def test_no_other_site_opens_a_socket(stage: Stage, origin: str) -> None:
    """The same origins on the websocket, with the victim's cookie."""
    told = origin.format(url=stage.server.url, port=stage.server.port)
    lines = [f"Origin: {told}"] if told else []
    place = "/_event/?token=0d9c2d5e-9d2b-4c8c-8d1c-6f1e1c9a7b11&EIO=4&transport=websocket"
    upgrade = (
        "Upgrade: websocket",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
    )
    said = asked(stage, place, *lines, *upgrade, cookie=stage.cookies["sam"])
    status, _, _ = await raw(stage, said.replace("Connection: close", "Connection: Upgrade"))
    assert status == 403


# --- hosts ---

HOSTS = (
    "elsewhere.example",
    "localhost.elsewhere.example",
    "elsewhere.example:{port}",
    "localhost:{port}@elsewhere.example",
    "localhost, elsewhere.example",
    "localhost\t.elsewhere.example",
    "[::1",
    "0.0.0.0:{port}",
    "2130706433",
    "127.1",
    "loc\xe4lhost",
    "..",
)


@pytest.mark.attack("host", tries=3)
@pytest.mark.parametrize("host", HOSTS)
async def test_another_host_is_not_served(stage: Stage, tried: Tried, host: str) -> None:
    """No page, no form and no redirect takes its address from a Host header."""
    told = host.format(port=stage.server.port)
    for path in ("/sign-in", "/cases", "/join"):
        said = re.sub("Host: .*?\r\n", f"Host: {told}\r\n", asked(stage, path))
        status, head, body = await raw(stage, said)
        assert status in (0, 400)
        assert "elsewhere" not in head + body
        tried("host")


@pytest.mark.attack("host")
@pytest.mark.parametrize(
    "line", ["Host: elsewhere.example", "Host: localhost", "X-Forwarded-Host: elsewhere.example"]
)
async def test_two_hosts_are_none(stage: Stage, line: str) -> None:
    """A second one beside ours, and one that a proxy would have sent."""
    status, head, body = await raw(stage, asked(stage, "/sign-in", line))
    assert status == 400
    assert "elsewhere" not in head + body


@pytest.mark.attack("host")
@pytest.mark.parametrize("place", ["http://elsewhere.example/sign-in", "//elsewhere.example/"])
async def test_an_absolute_address_changes_no_host(stage: Stage, place: str) -> None:
    """The request line names another host: what comes back leads to none."""
    _, head, body = await raw(stage, asked(stage, place))
    assert "elsewhere" not in head + body


# --- headers ---

SPLITS = (
    "%0d%0aSet-Cookie:%20planted=1",
    "%0aX-Planted:%20planted",
    "%e5%98%8a%e5%98%8dX-Planted:1",
)


@pytest.mark.attack("headers")
@pytest.mark.parametrize("split", SPLITS)
@pytest.mark.parametrize(
    "path", ["/join/", "/my-map/", "/cases/", "/assets/", "/sign-in?next=", "/"]
)
async def test_an_address_plants_no_header(stage: Stage, path: str, split: str) -> None:
    """Line ends in an address, for a redirect or a cookie to carry on."""
    status, head, _ = await raw(stage, asked(stage, f"{path}{split}"))
    assert 200 <= status < 500
    assert "planted" not in head.lower()


SMUGGLED = (
    "Content-Length: 5\r\nContent-Length: 6",
    "Content-Length: 5\r\nTransfer-Encoding: chunked",
    "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity",
    "Transfer-Encoding : chunked",
    "Content-Length: +5",
    "Content-Length: -1",
    "Content-Length: 5, 5",
    "Content-Length: 99999999999999999999",
    "Content-Length: \xb2",
    "Content-Length: 0x5",
    "X-Folded: a\r\n planted: b",
    "X-Null: a\x00b",
    "X-Return: a\rSet-Cookie: planted=1",
    ": empty",
    "No colon at all",
    "X-Long: " + "x" * 40_000,
)


@pytest.mark.attack("headers")
@pytest.mark.parametrize("line", SMUGGLED, ids=range(len(SMUGGLED)))
async def test_no_second_request_hides_in_the_first(stage: Stage, line: str) -> None:
    """Lengths that contradict each other, with a request behind them: nobody is signed out by it,
    at most one answer that means anything comes, and the server lives."""
    hidden = asked(stage, "/healthz?hidden")
    lines = (line, f"Origin: {stage.server.url}", f"Content-Type: {FORM}")
    head = asked(stage, "/sign-in", *lines).replace("GET ", "POST ", 1)
    status, head, body = await raw(stage, f"{head}a=b&c{hidden}")
    assert status in (0, 400, 411, 413, 422, 429)
    assert "planted" not in head
    assert "HTTP/1.1 200" not in body
    await well(stage)


# --- paths ---

UP = ("..", "%2e%2e", "..%00", "%252e%252e", "..;", ".%2e", "..\\")
TARGETS = ("peermap.db", "keys.json", "server.log", "pyproject.toml", "peermap_app/settings.py")
ALONE = (
    "/.env",
    "/.git/config",
    "/.web/package.json",
    "/peermap.db",
    "/peermap.db-wal",
    "/keys.json",
    "/server.log",
    "/assets",
    "/assets/",
    "/assets/?C=M",
    "/%00",
    "/assets/%00.js",
    "/\\\\elsewhere\\share",
    "/file:///etc/passwd",
    "/assets/" + "a/" * 2000,
    "/%ff%fe%fd",
    "/%c0%ae%c0%ae/etc/passwd",
    "/CON",
    "/assets/app.js::$DATA",
    "/proc/self/environ",
)
HELD = ("SQLite format", "master", "PEERMAP_", "[project]", "root:x:", "event=", "from __future__")


@pytest.mark.attack("paths", tries=60)
@pytest.mark.parametrize("name", ["nobody", "sam"])
async def test_no_path_leads_out_of_the_built_pages(stage: Stage, tried: Tried, name: str) -> None:
    """Up by every writing of "..", to the database, the keys, the log and the sources; names of
    files that lie beside; what is no path at all."""
    places = [
        f"/assets/{'/'.join([up] * deep)}/{to}" for up in UP for deep in (1, 4) for to in TARGETS
    ]
    cookie = stage.cookies.get(name, "")
    for place in (*places, *ALONE):
        status, _, body = await raw(stage, asked(stage, place, cookie=cookie))
        assert status < 500, place
        assert [each for each in HELD if each in body] == [], place
        assert name == "sam" or status != 200, place
        tried("paths")
    await well(stage)


CROOKED = (
    "/sign-in/../cases/index.html",
    "/unlock/../cases/",
    "/unlock/./cases",
    "/confirm/%2e%2e/cases/index.html",
    "/join/.%2E/cases",
    "/recover/..%2f..%2fcases/index.html",
    "/recover%2fx",
    "/signing-in/%252e%252e/cases",
    "/my-map/..\\cases",
    "/my-map/..%5ccases/",
    "/my-map/%00",
    "/sign-in//cases",
    "//cases",
    "/sign-in/..",
    "/../cases",
)


@pytest.mark.attack("paths", tries=15)
@pytest.mark.parametrize("name", ["nobody", "sam"])
async def test_a_path_that_goes_elsewhere_is_refused_before_any_door(
    stage: Stage, tried: Tried, name: str
) -> None:
    """Through an open door and up again, in every writing: no shell of a page, for nobody, and not
    for who may see it either. The straight path is what it was."""
    cookie = stage.cookies.get(name, "")
    by = "127.0.0.9" if name == "sam" else "127.0.0.8"
    for place in CROOKED:
        status, _, body = await raw(stage, asked(stage, place, cookie=cookie), by)
        assert (status, body) == (404, "Not found."), place
        tried("paths")
    assert ("page", "crooked_path") in stage.turned_away(name)
    status, _, _ = await raw(stage, asked(stage, "/cases", cookie=cookie))
    assert status == (200 if name == "sam" else 303)


# --- what every answer carries ---

EVERY = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
OF_A_PAGE = {"x-frame-options": "DENY", "cross-origin-opener-policy": "same-origin"}


@pytest.mark.parametrize("name", ["nobody", "sam", "tablet"])
async def test_every_address_carries_the_headers(stage: Stage, name: str) -> None:
    """Each page, route, built file, refusal and redirect: a policy without eval and without inline
    style, framed by nobody, opener and resources of our own origin, no camera, nothing stored but
    files that hold nothing of anybody."""
    built = ROOT / ".web" / "build" / "client"
    kinds: dict[str, str] = {}
    for path in sorted(built.rglob("*")):
        if path.is_file() and ".html" not in path.name:
            kinds.setdefault(path.suffix, f"/{path.relative_to(built).as_posix()}")
    assert len(kinds) >= 5
    files = set(kinds.values())
    async with stage.client(stage.cookies.get(name, "")) as client:
        for path in (*addresses(stage.target), *sorted(files)):
            answer = await client.get(path)
            told = answer.headers
            assert {key: told.get(key) for key in EVERY} == EVERY, path
            for telling in ("server", "x-powered-by", "access-control-allow-origin"):
                assert telling not in told, path
            if (built / path.lstrip("/")).is_file() and answer.status_code == 200:
                assert told["cache-control"] in ("no-cache", "public, max-age=31536000, immutable")
            else:
                assert told["cache-control"] == "no-store", path
                assert {key: told.get(key) for key in OF_A_PAGE} == OF_A_PAGE, path
                assert "camera=()" in told["permissions-policy"], path
                policy = told["content-security-policy"]
                assert "frame-ancestors 'none'" in policy, path
                assert "default-src 'none'" in policy, path
                assert "unsafe" not in policy, path
