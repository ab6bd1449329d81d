"""What the door turns away stands in the access record, and no flood of it does (rule 10)."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack

import httpx
import pytest
import websockets
from sqlmodel import col, select

from peermap_app.api.gate_sockets import MOST_SOCKETS
from peermap_app.live.slow import RATES
from peermap_app.services import accounts, drawings, turned_away
from peermap_app.services.unit import reading
from peermap_app.storage.access_record import HOUSE, verify_chain
from peermap_app.storage.tables import AccessRecord, Drawing
from tests.api.wire import NAME, SOCKET, Wire, post
from tests.drawing_builders import PASSWORD, World, a_drawing, sign_in

pytestmark = pytest.mark.asyncio(loop_scope="module")

MOST_ROWS = int(RATES["turned_away"].split()[0])


async def rows_of(world: World) -> list[AccessRecord]:
    """What was turned away, oldest first."""
    await turned_away.settled()
    async with reading(world.house) as session:
        found = select(AccessRecord).where(AccessRecord.action == "turned_away")
        return list((await session.exec(found.order_by(col(AccessRecord.id)))).all())


async def told(world: World) -> list[tuple[str, str, str, str | None]]:
    """(who, where, why, worker) of each."""
    return [(r.who_kind, r.detail, r.rule, r.worker_id) for r in await rows_of(world)]


async def test_nobody_at_the_socket_is_recorded(own_wire: Wire) -> None:
    """Without a cookie, with a foreign origin and with a token that is none: a row each."""
    assert await own_wire.socket() == "403"
    cookie = f"peermap_session={await sign_in(own_wire.world)}"
    assert await own_wire.socket(origin="http://evil.example", cookie=cookie) == "403"
    assert await own_wire.socket(token="worker-42", cookie=cookie) == "403"
    sam = own_wire.world.sam.worker_id
    assert await told(own_wire.world) == [
        ("nobody", "socket", "nobody", None),
        ("worker", "socket", "foreign_origin", sam),
        ("worker", "socket", "bad_token", sam),
    ]


async def test_being_sent_to_the_door_is_recorded(own_wire: Wire) -> None:
    """From a confidential page it is a refusal; opening the doors themselves is none."""
    async with own_wire.client() as client:
        for path in ("/", "/sign-in", "/join", "/still", "/healthz", "/peermap.css", "/offline"):
            await client.get(path)
        assert await told(own_wire.world) == []
        await client.get("/cases/ZQX-1187?q=marker")
        await client.get("/marker")
        await client.get("/draw")
    assert await told(own_wire.world) == [
        ("nobody", "page /cases", "no_session", None),
        ("nobody", "page", "no_session", None),
        ("nobody", "page /draw", "no_device", None),
    ]


async def test_whose_session_ended_is_recorded(own_wire: Wire) -> None:
    """The cookie of a session that is over still says whose it was."""
    world = own_wire.world
    token = await sign_in(world)
    who = await accounts.who_is(world.house, token, "a")
    assert who is not None
    await accounts.sign_out(world.house, who)
    assert await own_wire.socket(cookie=f"peermap_session={token}") == "403"
    (row,) = await rows_of(world)
    assert (row.worker_id, row.device) == (who.worker_id, who.session_id)


async def test_forms_that_are_refused_are_recorded(own_wire: Wire) -> None:
    """Another site's form, and one that is too large, each leave a row, and nothing they held."""
    marker = "marker" * 4000
    assert (await post(own_wire, "/sign-in", {}, Origin="http://marker")).status_code == 403
    assert (await post(own_wire, "/join/marker", {"code": marker})).status_code == 413
    assert await told(own_wire.world) == [
        ("nobody", "form /sign-in", "foreign_origin", None),
        ("nobody", "form /join", "too_large", None),
    ]


async def test_nothing_that_was_sent_stands_in_a_row(own_wire: Wire) -> None:
    """Not the path, the query, the cookie, the origin, nor the address it came from."""
    async with own_wire.client(peermap_session="marker" * 8) as client:
        await client.get("/cases/marker?marker=marker", headers={"User-Agent": "marker"})
    await post(own_wire, "/join/marker", {"marker": "marker"}, Origin="http://marker")
    await own_wire.socket(origin="http://marker", token="marker")
    rows = await rows_of(own_wire.world)
    assert len(rows) == 3
    said = repr([row.model_dump() for row in rows])
    assert "marker" not in said
    assert "127.0.0.1" not in said


async def test_a_flood_is_a_handful_of_rows(own_wire: Wire) -> None:
    """So many rows a minute, then one that says there were more; each request is answered; and an
    ended session behind the same address is not crowded out."""
    world = own_wire.world
    async with own_wire.client() as client:
        answers = [await client.get("/cases") for _ in range(MOST_ROWS + 40)]
    assert {answer.status_code for answer in answers} == {303}
    rules = [rule for _, _, rule, _ in await told(world)]
    assert rules == ["no_session"] * MOST_ROWS + ["and_more"]
    token = await sign_in(world)
    world.clock.move(hours=1)
    assert await own_wire.socket(cookie=f"peermap_session={token}") == "403"
    assert (await told(world))[-1] == ("worker", "socket", "nobody", world.sam.worker_id)
    async with reading(world.house) as session:
        assert await verify_chain(session, world.house.keys, HOUSE) == ()


async def _stay(stack: AsyncExitStack, wire: Wire, cookie: str) -> websockets.ClientConnection:
    """A page that stays open; raises InvalidStatus."""
    opened = await stack.enter_async_context(
        websockets.connect(
            f"ws://127.0.0.1:{wire.port}{SOCKET}?token={NAME}&stay=1",
            origin=wire.url,  # type: ignore[arg-type]
            additional_headers={"Cookie": cookie},
        )
    )
    await opened.recv()
    return opened


async def test_an_event_that_is_too_large_is_recorded(own_wire: Wire) -> None:
    """The server ends that socket before anything reads it, and says so in the record."""
    world = own_wire.world
    async with AsyncExitStack() as stack:
        page = await _stay(stack, own_wire, f"peermap_session={await sign_in(world)}")
        await page.send("marker" * 4000)
        with pytest.raises(websockets.ConnectionClosed):
            await page.recv()
        for _ in range(250):
            if await rows_of(world):
                break
            await asyncio.sleep(0.02)
    assert await told(world) == [("worker", "socket", "too_large", world.sam.worker_id)]


@pytest.mark.parametrize("kind", ["session", "device"])
async def test_one_cookie_opens_so_many_pages(own_wire: Wire, kind: str) -> None:
    """One page more is answered 429 and recorded; another cookie is not slowed, and a page that
    closes gives its place back."""
    world = own_wire.world
    cookie = f"peermap_session={await sign_in(world)}"
    if kind == "device":
        made = await drawings.offer(world.house, world.sam, world.case_id)
        cookie = f"peermap_device={await drawings.take(world.house, made.code, 'a', None)}"
    async with AsyncExitStack() as stack:
        pages = [await _stay(stack, own_wire, cookie) for _ in range(MOST_SOCKETS)]
        assert await own_wire.socket(cookie=cookie) == "429"
        assert [(where, rule) for _, where, rule, _ in await told(world)] == [
            ("socket", "too_many_pages")
        ]
        other = f"peermap_session={await sign_in(world, 'priya')}"
        assert await own_wire.socket(cookie=other) not in {"403", "429"}
        await pages[0].close()
        for _ in range(250):
            if (again := await own_wire.socket(cookie=cookie)) != "429":
                break
            await asyncio.sleep(0.02)
        assert again not in {"403", "429"}


# --- signing in again ---


async def _sign_in_again(wire: Wire, old: str, name: str) -> httpx.Response:
    given = {"email": f"{name}@example.org", "password": PASSWORD}
    return await post(wire, "/sign-in", given, Cookie=f"peermap_session={old}")


async def _with_a_drawing(world: World) -> tuple[str, str]:
    """A cookie of Sam's whose session holds a drawing, and the drawing's id."""
    token = await sign_in(world)
    who = await accounts.who_is(world.house, token, "a")
    assert who is not None
    world.sam = who
    _, drawing_id = await a_drawing(world)
    return token, drawing_id


async def _drawing(world: World, drawing_id: str) -> Drawing:
    async with reading(world.house) as session:
        found = await session.get(Drawing, drawing_id)
    assert found is not None
    return found


async def test_signing_in_again_ends_the_session_before(own_wire: Wire) -> None:
    """The old cookie opens nothing from then on; what the same worker draws goes on under the new
    one; another session of theirs, on another device, stays."""
    world = own_wire.world
    old, drawing_id = await _with_a_drawing(world)
    elsewhere = await sign_in(world)
    answer = await _sign_in_again(own_wire, old, "sam")
    assert answer.status_code == 303
    fresh = await accounts.who_is(world.house, answer.cookies["peermap_session"], "a")
    assert fresh is not None
    async with own_wire.client(peermap_session=old) as client:
        assert (await client.get("/cases")).headers["location"] == "/sign-in"
    row = await _drawing(world, drawing_id)
    assert (row.session_id, row.ended_at) == (fresh.session_id, None)
    async with own_wire.client(peermap_session=elsewhere) as client:
        assert (await client.get("/cases")).status_code == 200


async def test_somebody_else_signing_in_ends_it_as_signing_out_does(own_wire: Wire) -> None:
    """On a browser that still has Sam's cookie Priya signs in: Sam's drawing ends there."""
    world = own_wire.world
    old, drawing_id = await _with_a_drawing(world)
    assert (await _sign_in_again(own_wire, old, "priya")).status_code == 303
    row = await _drawing(world, drawing_id)
    assert (row.phase, row.ending, row.room_key) == ("ended", "signed_out", None)
    assert await accounts.who_is(world.house, old, "a") is None


async def test_a_wrong_sign_in_ends_nothing(own_wire: Wire) -> None:
    """Who mistypes in a tab keeps what is open in the others."""
    world = own_wire.world
    old, drawing_id = await _with_a_drawing(world)
    wrong = {"email": "sam@example.org", "password": "wrong"}
    answer = await post(own_wire, "/sign-in", wrong, Cookie=f"peermap_session={old}")
    assert answer.status_code == 422
    assert await accounts.who_is(world.house, old, "a") is not None
    assert (await _drawing(world, drawing_id)).ended_at is None
