"""Cookies that were planted, copied, cut or put under another name."""

from __future__ import annotations

import pytest

from tests.attacks import confidential as s
from tests.attacks.counted import Tried
from tests.attacks.plain import asked, raw
from tests.attacks.seed import PASSWORD
from tests.attacks.stage import Stage
from tests.attacks.wire import Closed, Socket

pytestmark = pytest.mark.asyncio(loop_scope="module")


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
