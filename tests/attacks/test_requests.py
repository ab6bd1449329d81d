"""Plain requests as an attacker writes them, byte by byte: origins, hosts, headers, paths, cookies.

What is expected of each: no answer of the kind that was hoped for, nothing in the database changes,
and the server answers the next one who asks.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator
from html.parser import HTMLParser

import pytest
import pytest_asyncio

from peermap_app.api.routes import ROUTES
from tests.attacks import confidential as s
from tests.attacks.counted import Tried
from tests.attacks.seed import PASSWORD, migrate, seed
from tests.attacks.stage import Stage
from tests.attacks.surface import addresses, filled, full
from tests.attacks.wire import Closed, Socket
from tests.servers import ROOT, PeerMapServer, free_port

pytestmark = pytest.mark.asyncio(loop_scope="module")
FORM = "application/x-www-form-urlencoded"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stage(pages: None, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stage]:
    """Sam is signed in with a drawing on a tablet; Jo works elsewhere."""
    server = PeerMapServer(tmp_path_factory.mktemp("requests") / "var", free_port(), {})
    await asyncio.to_thread(migrate, server.env)
    made = Stage(server, await seed(server.env))
    await asyncio.to_thread(server.start_again)
    made.drawings["orphaned tablet"] = ""
    try:
        for name in ("sam", "jo"):
            await made.connect(name, await made.sign_in(name))
        await made.draw("sam", "tablet", made.target.case, s.LIVE_FRIEND, s.LIVE_PLACE)
        yield made
    finally:
        for socket in made.sockets.values():
            await socket.close()
        await asyncio.to_thread(server.stop)


async def raw(stage: Stage, said: str | bytes) -> tuple[int, str, str]:
    """Send these very bytes; the status (0: no answer at all), the head and the body."""
    reader, writer = await asyncio.open_connection("127.0.0.1", stage.server.port)
    try:
        writer.write(said.encode("latin-1") if isinstance(said, str) else said)
        async with asyncio.timeout(30):
            answer = (await reader.read()).decode("latin-1")
    except ConnectionResetError:
        return 0, "", ""
    finally:
        writer.close()
    head, _, body = answer.partition("\r\n\r\n")
    return (int(head.split(" ", 2)[1]) if head.startswith("HTTP/") else 0), head, body


def asked(stage: Stage, path: str, *headers: str, cookie: str = "") -> str:
    own = [f"Cookie: {cookie}"] if cookie else []
    lines = [f"GET {path} HTTP/1.1", f"Host: localhost:{stage.server.port}", *own, *headers]
    return "\r\n".join([*lines, "Connection: close", "", ""])


async def well(stage: Stage) -> None:
    """The server answers, and an open page of somebody else's as well."""
    assert (await raw(stage, asked(stage, "/healthz")))[0] == 200
    await stage.sockets["jo"].settled()


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


@pytest.mark.attack("paths", tries=30)
@pytest.mark.parametrize("name", ["nobody", "sam"])
async def test_a_path_that_goes_elsewhere_is_refused_before_any_door(
    stage: Stage, tried: Tried, name: str
) -> None:
    """Through an open door and up again, in every writing: no shell of a page, for nobody, and not
    for who may see it either. The straight path is what it was."""
    cookie = stage.cookies.get(name, "")
    for place in CROOKED:
        status, _, body = await raw(stage, asked(stage, place, cookie=cookie))
        assert (status, body) == (404, "Not found."), place
        tried("paths")
    assert ("page", "crooked_path") in stage.turned_away(name)
    status, _, _ = await raw(stage, asked(stage, "/cases", cookie=cookie))
    assert status == (200 if name == "sam" else 303)


# --- script ---


class _Read(HTMLParser):
    """What of a page would run: scripts with words of their own, handlers, odd addresses."""

    def __init__(self) -> None:
        super().__init__()
        self.runs: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element begins."""
        for name, value in attrs:
            odd = name in ("href", "src", "action") and "planted" in (value or "")
            if name.startswith("on") or odd or name == "srcdoc":
                self.runs.append(f"{tag} {name}={value}")
        if tag in ("svg", "img", "iframe") and ("onload" in str(attrs) or "onerror" in str(attrs)):
            self.runs.append(tag)

    def handle_data(self, data: str) -> None:
        """Text of the element that was begun last."""
        if self.cdata_elem == "script" and "planted" in data:
            self.runs.append(data)


SCRIPTS = (
    "<script>planted()</script>",
    '"><img src=x onerror=planted()>',
    "'><svg onload=planted()>",
    "</textarea><script>planted()</script>",
    "{{7*7}}{% raw %}",
    "javascript:planted()",
    "<scr\x00ipt>planted()</scr\x00ipt>",
    "\u2028planted()\u2029",
    "＜script＞planted()＜/script＞",
    "<!--><script>planted()</script>",
)


@pytest.mark.attack("script", tries=3)
@pytest.mark.parametrize("script", SCRIPTS, ids=range(len(SCRIPTS)))
async def test_what_a_door_says_back_is_text(stage: Stage, tried: Tried, script: str) -> None:
    """The e-mail address, the code and the words of a card, typed wrongly, stand in the page again:
    as text, and evaluated by nothing."""
    async with stage.client() as client:
        for path, data in (
            ("/sign-in", {"email": script, "password": script}),
            ("/join", {"code": script}),
            ("/my-map", {"words": script, "pin": script}),
        ):
            answer = await client.post(path, data=data, headers={"Origin": stage.server.url})
            assert answer.status_code in (422, 429), path
            read = _Read()
            read.feed(answer.text)
            assert read.runs == [], path
            assert "49" not in answer.text or "7*7" not in script
            tried("script")


@pytest.mark.attack("script", tries=4)
@pytest.mark.parametrize("script", SCRIPTS[:6], ids=range(6))
async def test_what_a_worker_types_comes_back_as_text(
    stage: Stage, tried: Tried, script: str
) -> None:
    """Sam's own step, in every field: it is refused with a sentence or kept, and what comes back is
    a string in JSON, letter for letter; no address that a page would load changes."""
    sam, case = stage.sockets["sam"], {"case_id": stage.target.case}
    path = f"/cases/{stage.target.case}"
    fields = {"text": script, "review": stage.target.review, "screened_reason": script}
    for name, given in (
        ("CaseState.say_next_step", {**case, **fields}),
        ("CaseState.say_next_step", {"case_id": script, **fields}),
        ("CaseState.say_next_step", {**case, **fields, "review": script}),
        ("LinkAskState.ask", {**case, "reference": script, "why": script, "review": script}),
    ):
        sam.frames.clear()
        await sam.call(full(name), {"form": given}, path, case)
        held = (await sam.settled())[full(name).rpartition(".")[0]]
        told = "".join(sam.frames)
        refused = held["notice_rx_state_"] or held["missing_rx_state_"]
        assert refused or json.dumps(script)[1:-1] in told or script in told
        assert "_call_script" not in told
        tried("script")
    await well(stage)


# --- sessions ---


@pytest.mark.attack("sessions", tries=3)
async def test_a_session_that_was_planted_is_not_taken_over(stage: Stage, tried: Tried) -> None:
    """Whoever plants a session cookie, true or made up, before somebody signs in, gets nothing:
    signing in gives a new one, and ends the one that came along."""
    planted = await stage.sign_in("jo")
    for cookie in ("peermap_session=" + "A" * 43, "peermap_session=", planted):
        given = {"email": "sam@quorum.example", "password": PASSWORD}
        async with stage.client(cookie) as client:
            answer = await client.post("/sign-in", data=given, headers={"Origin": stage.server.url})
        fresh = answer.headers["set-cookie"].partition(";")[0]
        assert fresh.startswith("peermap_session=")
        assert fresh != cookie
        assert (await raw(stage, asked(stage, "/still", cookie=cookie)))[0] == 401
        tried("sessions")


@pytest.mark.attack("sessions", tries=12)
async def test_a_stolen_cookie_is_worth_nothing_after_sign_out(stage: Stage, tried: Tried) -> None:
    """Every address of a worker, the socket and each form, with a cookie that was copied while it
    was good."""
    stolen = await stage.sign_in("sam")
    async with stage.client(stolen) as client:
        left = await client.post("/sign-out", headers={"Origin": stage.server.url})
    assert left.headers["clear-site-data"] == '"cache"'
    case = stage.target.case
    before = stage.rows()
    for place in (
        "/alerts",
        "/cases",
        f"/cases/{case}",
        f"/cases/{case}/maps/1",
        f"/cases/{case}/maps/1/record.pdf",
        f"/cases/{case}/maps/1/picture.png",
        "/me",
        "/locked",
        "/still",
        f"/cases/{case}/draw",
    ):
        status, _, body = await raw(stage, asked(stage, place, cookie=stolen))
        assert status in (303, 401), place
        assert s.found([body], s.EVERYTHING) == set()
        tried("sessions")
    with pytest.raises(Closed, match="403"):
        await Socket.open(stage.server.url, stolen)
    async with stage.client(stolen) as client:
        for form in ("/here", "/hand-over"):
            answer = await client.post(form, headers={"Origin": stage.server.url})
            assert answer.status_code in (303, 401, 413)
            tried("sessions")
    assert stage.rows() == before


@pytest.mark.attack("sessions", tries=8)
async def test_a_cookie_opens_only_what_it_is_for(stage: Stage, tried: Tried) -> None:
    """Sam's session and the tablet's device under each other's name, twice, in other letters,
    with something before or behind it."""
    session = stage.cookies["sam"].partition("=")[2]
    device = stage.cookies["tablet"].partition("=")[2]
    for cookie in (
        f"peermap_device={session}",
        f"peermap_session={device}",
        f"peermap_my_map={session}",
        f"PEERMAP_SESSION={session}",
        f"peermap_session={session}; peermap_session={'A' * 43}",
        f"peermap_session={session[:-1]}",
        f"peermap_session={session}A",
        f"peermap_session={session.swapcase()}",
        f"peermap_session=%00{session}",
    ):
        status, head, _ = await raw(stage, asked(stage, "/cases", cookie=cookie))
        assert (status, "/sign-in" in head) == (303, True), cookie
        with pytest.raises(Closed, match="403"):
            await Socket.open(stage.server.url, cookie)
        tried("sessions")


# --- guessing ---


async def guess(stage: Stage, path: str, several: list[dict[str, str]]) -> list[int]:
    """All at once, each on a connection of its own."""

    async def one(data: dict[str, str]) -> int:
        async with stage.client() as client:
            answer = await client.post(path, data=data, headers={"Origin": stage.server.url})
            assert "set-cookie" not in answer.headers
            return answer.status_code

    return await asyncio.gather(*(one(each) for each in several))


@pytest.mark.attack("guessing", tries=60)
async def test_codes_guessed_in_parallel(stage: Stage, tried: Tried) -> None:
    """Sixty at once from one address: ten are looked at at most, and none is let in."""
    codes = [
        {"code": f"{n:06}".translate(str.maketrans("0123456789", "ABCDEFGHJK"))} for n in range(60)
    ]
    statuses = await guess(stage, "/join", codes)
    assert set(statuses) <= {422, 429}
    assert statuses.count(422) <= 10
    tried("guessing", len(codes))


@pytest.mark.attack("guessing", tries=40)
async def test_pins_guessed_in_parallel(stage: Stage, tried: Tried) -> None:
    """Words of a card that there is not, forty PINs at once."""
    pins = [{"words": "one two three four", "pin": f"{n:04}"} for n in range(40)]
    statuses = await guess(stage, "/my-map", pins)
    assert set(statuses) <= {403, 410, 422, 429}
    assert statuses.count(429) >= 20
    tried("guessing", len(pins))


@pytest.mark.attack("guessing", tries=30)
async def test_passwords_guessed_in_parallel(stage: Stage, tried: Tried) -> None:
    """Thirty at once for one account: eight are hashed at most; afterwards the true one waits too,
    and an account that there is not answers alike."""
    for email in ("priya@quorum.example", "nobody@quorum.example"):
        several = [{"email": email, "password": f"harbour-lanterns-{n:02}"} for n in range(15)]
        statuses = await guess(stage, "/sign-in", several)
        assert set(statuses) <= {422, 429, 503}
        assert statuses.count(422) <= 8
        tried("guessing", len(several))
    right = {"email": "priya@quorum.example", "password": PASSWORD}
    assert await guess(stage, "/sign-in", [right]) == [429]


@pytest.mark.attack("guessing", tries=3)
async def test_who_has_an_account_is_not_told(stage: Stage, tried: Tried) -> None:
    """A wrong password, and an account that there is not: the same bytes but for what was typed,
    and the same headers."""
    answers = []
    for email in ("mel@quorum.example", "nob@quorum.example", "mal@quorum.example"):
        async with stage.client() as client:
            given = {"email": email, "password": "not-the-password-58"}
            answer = await client.post("/sign-in", data=given, headers={"Origin": stage.server.url})
        told = {name: value for name, value in answer.headers.items() if name != "date"}
        told.pop("retry-after", None)
        page = re.sub(r"\d+ (minutes?|seconds?)", "a while", answer.text)
        answers.append((answer.status_code, told, page.replace(email, "")))
        tried("guessing")
    assert answers[0] == answers[1] == answers[2]


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
