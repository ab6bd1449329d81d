"""POST /hand-over over the real wire: the cookies, the other tabs, and who is turned away."""

from __future__ import annotations

import httpx
import pytest
from sqlmodel import select

from peermap_app.live import identity
from peermap_app.services import accounts, drawings, turned_away
from peermap_app.services.unit import Who
from peermap_app.storage.tables import AccessRecord, Drawing
from peermap_app.words import draw_together, errors
from tests.api.wire import Wire, post
from tests.drawing_builders import PASSWORD, sign_in

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def an_offer(wire: Wire) -> tuple[str, str, Who]:
    """Sam's session cookie in a browser, the drawing that Sam offers there, and who Sam is."""
    token = await sign_in(wire.world)
    who = await accounts.who_is(wire.world.house, token, "a")
    assert who is not None
    made = await drawings.offer(wire.world.house, who, wire.world.case_id)
    return token, made.drawing_id, who


async def submit(wire: Wire, drawing: str, **cookies: str) -> httpx.Response:
    async with wire.client(**cookies) as client:
        return await client.post(
            "/hand-over", data={"drawing": drawing}, headers={"Origin": wire.url}
        )


def given(answer: httpx.Response) -> dict[str, str]:
    """Cookie name -> what the answer sets, "" for one that it takes away."""
    found = {}
    for header in answer.headers.get_list("set-cookie"):
        name, _, value = header.partition(";")[0].partition("=")
        found[name] = value.strip('"')
        assert "httponly" in header.lower()
        assert "samesite=strict" in header.lower()
    return found


async def test_the_browser_becomes_the_drawings(own_wire: Wire) -> None:
    """The session cookie goes, a device cookie comes, and the canvas opens; no work page does."""
    token, drawing_id, _ = await an_offer(own_wire)
    answer = await submit(own_wire, drawing_id, peermap_session=token)
    assert (answer.status_code, answer.headers["location"]) == (303, "/draw")
    cookies = given(answer)
    assert cookies[identity.SESSION_COOKIE] == ""
    device = cookies[identity.DEVICE_COOKIE]
    async with own_wire.client(peermap_device=device) as client:
        assert (await client.get("/draw")).status_code == 200
        for page in ("/", "/cases", "/me", f"/cases/{own_wire.world.case_id}/draw"):
            assert (await client.get(page)).headers["location"] == "/sign-in"
    assert await own_wire.socket(cookie=f"peermap_device={device}") != "403"


@pytest.mark.attack("sessions")
async def test_the_old_cookie_opens_nothing(own_wire: Wire) -> None:
    """Other tabs that still hold it, and a copy of it: the door, and no socket."""
    token, drawing_id, who = await an_offer(own_wire)
    old = f"peermap_session={token}"
    assert await own_wire.socket(cookie=old) != "403"
    await submit(own_wire, drawing_id, peermap_session=token)
    assert await own_wire.socket(cookie=old) == "403"
    assert not await accounts.still(own_wire.world.house, who)
    async with own_wire.client(peermap_session=token) as client:
        assert (await client.get("/cases")).headers["location"] == "/sign-in"
        assert (await client.get("/draw")).headers["location"] == "/join"


async def test_a_second_tap_finds_the_drawing(own_wire: Wire) -> None:
    """With the new cookie it leads to the canvas; with the old one to the door, and binds none."""
    token, drawing_id, _ = await an_offer(own_wire)
    first = await submit(own_wire, drawing_id, peermap_session=token)
    device = given(first)[identity.DEVICE_COOKIE]
    second = await submit(own_wire, drawing_id, peermap_device=device)
    assert (second.status_code, second.headers["location"]) == (303, "/draw")
    old = await submit(own_wire, drawing_id, peermap_session=token)
    assert (old.status_code, old.headers["location"]) == (303, "/sign-in")
    assert given(old) == {}
    async with own_wire.client(peermap_device=device) as client:
        assert (await client.get("/draw")).status_code == 200


@pytest.mark.attack("cross-site")
async def test_another_sites_form_hands_nothing_over(own_wire: Wire) -> None:
    """A foreign origin, none at all, and a body without end: refused before anything is read."""
    token, drawing_id, who = await an_offer(own_wire)
    cookie = {"Cookie": f"peermap_session={token}"}
    for origin in ("http://evil.example", "null"):
        answer = await post(
            own_wire, "/hand-over", {"drawing": drawing_id}, Origin=origin, **cookie
        )
        assert answer.status_code == 403
    async with own_wire.client(peermap_session=token) as client:
        assert (await client.post("/hand-over", data={"drawing": drawing_id})).status_code == 403
        await client.get("/hand-over", params={"drawing": drawing_id})
    assert await accounts.still(own_wire.world.house, who)


async def test_a_stranger_is_led_to_the_door_and_recorded(own_wire: Wire) -> None:
    """Without a session nothing is looked at; the row says which form it was."""
    _, drawing_id, who = await an_offer(own_wire)
    answer = await submit(own_wire, drawing_id)
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in")
    assert given(answer) == {}
    await turned_away.settled()
    async with own_wire.world.house.make_session() as session:
        found = await session.exec(
            select(AccessRecord).where(AccessRecord.detail == "form /hand-over")
        )
        assert [(row.who_kind, row.rule) for row in found.all()] == [("nobody", "no_session")]
        row = await session.get(Drawing, drawing_id)
        assert row is not None
        assert row.device_hash is None
    assert await accounts.still(own_wire.world.house, who)


async def test_what_is_refused_says_so_and_signs_nobody_out(own_wire: Wire) -> None:
    """A wrong id, another worker's drawing, one that has a tablet: a plain page, same cookie."""
    token, drawing_id, who = await an_offer(own_wire)
    priya = await sign_in(own_wire.world, "priya")
    for drawing, cookie in (("nonsense", token), ("0" * 32, token), (drawing_id, priya)):
        answer = await submit(own_wire, drawing, peermap_session=cookie)
        assert answer.status_code == 404
        assert errors.NOT_HERE in answer.text
        assert given(answer) == {}
    code = (await drawings.offer(own_wire.world.house, who, own_wire.world.case_id)).code
    await drawings.take(own_wire.world.house, code, "10.0.0.9", "ipad")
    answer = await submit(own_wire, drawing_id, peermap_session=token)
    assert answer.status_code == 409
    assert draw_together.NOT_HANDED_OVER in answer.text
    assert given(answer) == {}
    assert await accounts.still(own_wire.world.house, who)


async def test_signing_in_on_a_device_takes_it_out_of_the_drawing(own_wire: Wire) -> None:
    """A browser is a worker's or a drawing's: the device cookie goes as the session's comes."""
    token, drawing_id, _ = await an_offer(own_wire)
    first = await submit(own_wire, drawing_id, peermap_session=token)
    device = given(first)[identity.DEVICE_COOKIE]
    async with own_wire.client(peermap_device=device) as client:
        back = await client.post(
            "/sign-in",
            data={"email": "sam@example.org", "password": PASSWORD},
            headers={"Origin": own_wire.url},
        )
    assert back.status_code == 303
    cookies = given(back)
    assert cookies[identity.DEVICE_COOKIE] == ""
    assert cookies[identity.SESSION_COOKIE]
    async with own_wire.client(peermap_device=device) as client:
        assert (await client.get("/draw")).headers["location"] == "/join"
    async with own_wire.world.house.make_session() as session:
        row = await session.get(Drawing, drawing_id)
        assert row is not None
        assert (row.phase, row.device_hash, row.ended_at) == ("offered", None, None)
