"""Changing a password at its plain page, and a busy door, over a real port."""

from __future__ import annotations

import asyncio
import threading

import pytest

from peermap_app.services import accounts, passwords
from tests.api.wire import Wire, post
from tests.drawing_builders import PASSWORD, sign_in

pytestmark = pytest.mark.asyncio(loop_scope="module")
FRESH = "another paper boat"


async def change(wire: Wire, token: str, old: str, fresh: str) -> tuple[int, str, str]:
    """Send the form; status, where it leads, and the page."""
    async with wire.client(peermap_session=token) as client:
        data = {"old_password": old, "password": fresh}
        answer = await client.post("/change-password", data=data, headers={"Origin": wire.url})
    return answer.status_code, answer.headers.get("location", ""), answer.text


async def test_the_form_changes_it_and_never_shows_it(own_wire: Wire) -> None:
    """Wrong, common, right: each answer is the page, and no password is on any of them."""
    token, laptop = await sign_in(own_wire.world), await sign_in(own_wire.world)
    async with own_wire.client(peermap_session=token) as client:
        page = await client.get("/change-password")
    assert (page.status_code, page.headers["cache-control"]) == (200, "no-store")
    assert 'autocomplete="new-password"' in page.text
    assert "onpaste" not in page.text
    tried = [
        await change(own_wire, token, "not this one!", FRESH),
        await change(own_wire, token, PASSWORD, "password1234"),
        await change(own_wire, token, PASSWORD, FRESH),
    ]
    assert [status for status, _, _ in tried] == [422, 422, 200]
    for _, _, text in tried:
        for word in ("not this one!", "password1234", PASSWORD, FRESH):
            assert word not in text
    house = own_wire.world.house
    assert await accounts.who_is(house, token, "a") is not None
    assert await accounts.who_is(house, laptop, "a") is None


async def test_nobody_gets_the_form(own_wire: Wire) -> None:
    """Without a session both lead to the door, from another site nothing is done at all."""
    async with own_wire.client() as client:
        assert (await client.get("/change-password")).headers["location"] == "/sign-in"
    assert (await change(own_wire, "x" * 43, PASSWORD, FRESH))[:2] == (303, "/sign-in")
    token = await sign_in(own_wire.world)
    async with own_wire.client(peermap_session=token) as client:
        data = {"old_password": PASSWORD, "password": FRESH}
        for origin in ("http://evil.example", "null"):
            answer = await client.post("/change-password", data=data, headers={"Origin": origin})
            assert answer.status_code == 403
    form = {"email": "sam@example.org", "password": PASSWORD}
    assert (await post(own_wire, "/sign-in", form)).status_code == 303


async def test_a_busy_door_says_so_and_keeps_the_address(
    own_wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Past the bounded queue: 503 at once, one sentence, when to come again; other pages answer."""
    go_on = threading.Event()
    verify = passwords._context.verify

    def slowly(typed: str, against: str) -> bool:
        go_on.wait(20)
        return bool(verify(typed, against))

    monkeypatch.setattr(passwords._context, "verify", slowly)
    most = passwords.AT_ONCE + passwords.MOST_WAITING
    waiting = [asyncio.ensure_future(passwords.matches("x", None)) for _ in range(most)]
    await asyncio.sleep(0)
    form = {"email": "sam@example.org", "password": PASSWORD}
    async with asyncio.timeout(5):
        busy = await post(own_wire, "/sign-in", form)
        async with own_wire.client() as client:
            assert (await client.get("/healthz")).status_code == 200
    assert (busy.status_code, busy.headers["retry-after"]) == (503, str(passwords.BUSY_SECONDS))
    assert "Busy. Try again in a moment." in busy.text
    assert 'value="sam@example.org"' in busy.text
    go_on.set()
    await asyncio.gather(*waiting)
    assert (await post(own_wire, "/sign-in", form)).status_code == 303
