"""Why a worker stands at the door again, and where signing in leads from there."""

from __future__ import annotations

from datetime import timedelta

import pytest

from peermap_app.services import accounts
from peermap_app.words import draw_together as w
from tests.api.wire import Wire
from tests.drawing_builders import PASSWORD, sign_in

pytestmark = pytest.mark.asyncio(loop_scope="module")
IDLE = w.SIGNED_OUT_IDLE.format(minutes=30)


async def door(wire: Wire, token: str = "", path: str = "/sign-in") -> str:
    """The sign-in page as this browser is led to it."""
    cookies = {"peermap_session": token} if token else {}
    async with wire.client(**cookies) as client:
        answer = await client.get(path, follow_redirects=True)
    assert answer.url.path == "/sign-in"
    assert 'name="password"' in answer.text
    return answer.text


async def test_the_door_says_that_a_session_idled_out(own_wire: Wire) -> None:
    """One sentence with the minutes, on the way from any page; no name, no address, no case."""
    token = await sign_in(own_wire.world)
    own_wire.world.clock.move(minutes=30)
    for path in ("/sign-in", f"/cases/{own_wire.world.case_id}"):
        shown = await door(own_wire, token, path)
        assert shown.count(IDLE) == 1
        for said in ("Sam", "Okoro", "sam@example.org", own_wire.world.case_id):
            assert said not in shown


async def test_a_stranger_is_told_nothing(own_wire: Wire) -> None:
    """Without that cookie, with another, or when the session ended in another way: a bare door."""
    world = own_wire.world
    left, spent = await sign_in(world), await sign_in(world)
    who = await accounts.who_is(world.house, left, "a")
    assert who is not None
    await accounts.sign_out(world.house, who)
    world.clock.move(minutes=30)
    for token in ("", "x" * 43, left):
        assert "minutes" not in await door(own_wire, token)
    rest = world.house.settings.session_absolute - timedelta(minutes=30)
    world.clock.move(seconds=rest.total_seconds())
    assert "minutes" not in await door(own_wire, spent)


async def test_from_there_signing_in_leads_to_the_inbox_alone(own_wire: Wire) -> None:
    """Whatever an address asks for, nobody is led back to a page that somebody left open."""
    token = await sign_in(own_wire.world)
    own_wire.world.clock.move(minutes=30)
    form = {"email": "sam@example.org", "password": PASSWORD}
    case = f"/cases/{own_wire.world.case_id}"
    headers = {"Origin": own_wire.url, "Referer": f"{own_wire.url}{case}"}
    async with own_wire.client(peermap_session=token) as client:
        led = await client.get(case)
        assert led.headers["location"] == "/sign-in"
        answer = await client.post(
            f"/sign-in?next={case}", data={**form, "next": case}, headers=headers
        )
    assert (answer.status_code, answer.headers["location"]) == (303, "/alerts")


async def test_a_notification_leads_to_what_waits_past_the_door(own_wire: Wire) -> None:
    """Tapped while nobody is signed in: a cookie that opens nothing and names nothing remembers it
    for one sign-in; any other cookie and any other page lead to the inbox."""
    form = {"email": "sam@example.org", "password": PASSWORD}
    headers = {"Origin": own_wire.url}
    async with own_wire.client() as client:
        await client.get("/alerts")
        assert not client.cookies
        led = await client.get("/alerts/waiting")
        assert (led.status_code, led.headers["location"]) == (303, "/sign-in")
        given = led.headers["set-cookie"]
        assert given.startswith("peermap_woken=a-notification-was-tapped;")
        assert "HttpOnly" in given
        assert "SameSite=strict" in given
        wrong = await client.post("/sign-in", data={**form, "password": "x"}, headers=headers)
        assert wrong.status_code == 422
        first = await client.post("/sign-in", data=form, headers=headers)
        assert (first.status_code, first.headers["location"]) == (303, "/alerts/waiting")
        assert "peermap_woken" not in client.cookies
    async with own_wire.client(peermap_woken="x" * 32) as client:
        other = await client.post("/sign-in", data=form, headers=headers)
        assert other.headers["location"] == "/alerts"
