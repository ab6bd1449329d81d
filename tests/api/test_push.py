"""The routes of phones over a real port: who asks, from where, with what; and what ends one."""

from __future__ import annotations

import json

import httpx
import pytest
from sqlmodel import select

from peermap_app.domain.errors import TooMany
from peermap_app.domain.web_push import MOST_PHONES
from peermap_app.live import identity
from peermap_app.services import accounts, idle_lock, push_sending, web_push
from peermap_app.services.unit import Who, reading, writing
from peermap_app.storage.push_tables import PushPhone
from peermap_app.storage.tables import SignInSession, new_id
from peermap_app.words import errors
from tests.api.wire import Wire
from tests.drawing_builders import PASSWORD, sign_in
from tests.phones import Browser

pytestmark = pytest.mark.asyncio(loop_scope="module")
SSRF = (
    "http://127.0.0.1:3000/",
    "https://127.0.0.1/",
    "https://169.254.169.254/latest/meta-data/",
    "https://10.0.0.1/",
    "https://172.16.0.9/",
    "https://192.168.1.1:443/",
    "https://2130706433/",
    "https://0x7f.1/",
    "https://[::1]/",
    "https://[::ffff:127.0.0.1]/",
    "https://[::ffff:169.254.169.254]/",
    "https://127.0.0.1.nip.io/",
    "https://localhost/",
    "https://fcm.googleapis.com@10.0.0.1/",
    "https://fcm.googleapis.com:443@10.0.0.1/",
    "https://user:word@fcm.googleapis.com/fcm/send/x",
    "https://10.0.0.1/#@fcm.googleapis.com/",
    "https://fcm.googleapis.com\\@10.0.0.1/",
    "https://fcm.googleapis.com.evil.example/",
    "file:///etc/passwd",
)


async def who_is(wire: Wire, token: str) -> Who:
    who = await accounts.who_is(wire.world.house, token, "a")
    assert who is not None
    return who


async def sent(
    wire: Wire, path: str, cookies: dict[str, str], origin: str | None = None, **fields: str
) -> httpx.Response:
    """One form of a page of ours, from there or from `origin`."""
    async with wire.client(**cookies) as client:
        return await client.post(path, data=fields, headers={"Origin": origin or wire.url})


async def added(wire: Wire, token: str, raw: object = None, **more: str) -> httpx.Response:
    """A page asks for pushes to its browser."""
    who = await accounts.who_is(wire.world.house, token, "a", locked_too=True)
    mark = idle_lock.mark(wire.world.house, who.worker_id if who else None)
    fields = {"subscription": json.dumps(raw or Browser().subscription), "whose": mark}
    return await sent(wire, "/phone", {"peermap_session": token}, **(fields | more))


async def rows(wire: Wire) -> list[PushPhone]:
    async with reading(wire.world.house) as session:
        return list((await session.exec(select(PushPhone))).all())


async def live(wire: Wire) -> int:
    return sum(one.ended_at is None for one in await rows(wire))


async def given_up(wire: Wire) -> None:
    """The push service of every phone says that there is none (404 or 410)."""
    house = wire.world.house
    for row in await rows(wire):
        held = house.keys.vault(row.id, row.wrapped).open(web_push.SEALED, row.id, row.sealed)
        await push_sending.gone(house, row.id, str(held["endpoint"]))


def cookie_of(answer: httpx.Response) -> str:
    """The phone's cookie, which no script reads and no other site sends."""
    said = next(
        each for each in answer.headers.get_list("set-cookie") if identity.PHONE_COOKIE in each
    )
    assert "HttpOnly" in said
    assert "SameSite=strict" in said
    return answer.cookies[identity.PHONE_COOKIE]


async def test_a_page_adds_its_browser_and_ends_it(own_wire: Wire) -> None:
    """With its session, from its own site; the cookie tells the browser, and opens nothing."""
    token = await sign_in(own_wire.world)
    answer = await added(own_wire, token)
    assert (answer.status_code, answer.text) == (204, "")
    phone = cookie_of(answer)
    async with own_wire.client(peermap_phone=phone) as client:
        assert (await client.get("/me")).headers["location"] == "/sign-in"
    mark = idle_lock.mark(own_wire.world.house, (await who_is(own_wire, token)).worker_id)
    both = {"peermap_session": token, "peermap_phone": phone}
    assert (await sent(own_wire, "/phone/end", both, whose=mark)).status_code == 204
    assert await live(own_wire) == 0


async def test_nobody_else_adds_one(own_wire: Wire) -> None:
    """No session, another site, a page of somebody else, a session that is locked or over."""
    token = await sign_in(own_wire.world)
    said = json.dumps(Browser().subscription)
    for cookies in ({}, {"peermap_session": "x" * 43}, {"peermap_device": token}):
        assert (await sent(own_wire, "/phone", cookies, subscription=said)).status_code == 401
        assert (await sent(own_wire, "/phone/end", cookies)).status_code == 401
    here = {"peermap_session": token}
    for origin in ("http://evil.example", "null"):
        answer = await sent(own_wire, "/phone", here, origin, subscription=said)
        assert answer.status_code == 403
    assert (await added(own_wire, token, whose="f" * 64)).status_code == 401
    house = own_wire.world.house
    async with writing(house) as session:
        held = await session.get(SignInSession, (await who_is(own_wire, token)).session_id)
        assert held is not None
        held.touched_at = None
        session.add(held)
    assert (await added(own_wire, token)).headers["location"].startswith("/unlock")
    assert await rows(own_wire) == []


@pytest.mark.parametrize("address", SSRF)
@pytest.mark.attack("spoofed")
async def test_no_address_but_a_push_services_is_taken(wire: Wire, address: str) -> None:
    """One sentence, and nothing is kept or gone to."""
    answer = await added(
        wire, await sign_in(wire.world), {**Browser().subscription, "endpoint": address}
    )
    assert answer.status_code == 422
    assert address not in answer.text
    assert await rows(wire) == []


@pytest.mark.parametrize("said", ["", "x", "[" * 4000, "null", "7", '{"endpoint":{}}', "\x00"])
async def test_what_is_no_subscription_is_refused(wire: Wire, said: str) -> None:
    """Whatever is sent; nothing falls over."""
    answer = await added(wire, await sign_in(wire.world), subscription=said)
    assert answer.status_code == 422
    assert await rows(wire) == []


async def test_a_browser_renews_itself_and_says_that_a_push_came_without_a_session(
    own_wire: Wire,
) -> None:
    """By its cookie the one, by a reference that we made the other; neither says a word."""
    token = await sign_in(own_wire.world)
    phone = {"peermap_phone": cookie_of(await added(own_wire, token))}
    moved = json.dumps(Browser().subscription)
    answer = await sent(own_wire, "/phone-renew", phone, subscription=moved)
    assert (answer.status_code, answer.text) == (204, "")
    for cookies in ({}, {"peermap_phone": "y" * 43}, {"peermap_session": token}):
        refused = await sent(own_wire, "/phone-renew", cookies, subscription=moved)
        assert (refused.status_code, refused.text) == (404, "")
    bad = json.dumps({**Browser().subscription, "endpoint": SSRF[2]})
    assert (await sent(own_wire, "/phone-renew", phone, subscription=bad)).status_code == 422
    house, (row,) = own_wire.world.house, await rows(own_wire)
    await web_push.try_out(house, await who_is(own_wire, token), row.id)
    ((_, test_id),) = await push_sending.tries_due(house)
    said = push_sending.reference(house.keys, test_id)
    for wrong in ("", "x", said[:-1], push_sending.reference(house.keys, new_id())):
        assert (await sent(own_wire, "/reached", {}, d=wrong)).status_code == 204
    assert (await rows(own_wire))[0].reached_at is None
    assert (await sent(own_wire, "/reached", {}, d=said)).status_code == 204
    assert (await rows(own_wire))[0].reached_at is not None
    assert (await sent(own_wire, "/reached", {}, "http://evil.example", d=said)).status_code == 403


async def test_signing_out_ends_the_phone_and_a_new_sign_in_keeps_it(own_wire: Wire) -> None:
    """The session ran out and its owner comes back: it goes on. They sign out: it is over."""
    token = await sign_in(own_wire.world)
    phone = cookie_of(await added(own_wire, token))
    form = {"email": "sam@example.org", "password": PASSWORD}
    back = await sent(own_wire, "/sign-in", {"peermap_phone": phone}, **form)
    assert back.status_code == 303
    assert (cookie_of(back), await live(own_wire)) == (phone, 1)
    fresh = {"peermap_session": back.cookies["peermap_session"], "peermap_phone": phone}
    assert (await sent(own_wire, "/sign-out", fresh)).status_code == 303
    assert await live(own_wire) == 0


async def test_whoever_signs_in_with_a_phone_that_is_not_theirs_loses_its_cookie(
    own_wire: Wire,
) -> None:
    """A colleague on the device, or its owner after every phone was ended: one that had been given
    up stays theirs until then, and its browser cannot bring it back afterwards."""
    token = await sign_in(own_wire.world)
    phone = {"peermap_phone": cookie_of(await added(own_wire, token))}
    await given_up(own_wire)
    sam = {"email": "sam@example.org", "password": PASSWORD}
    assert cookie_of(await sent(own_wire, "/sign-in", phone, **sam)) == phone["peermap_phone"]
    other = await sent(own_wire, "/sign-in", phone, **(sam | {"email": "priya@example.org"}))
    taken = [one for one in other.headers.get_list("set-cookie") if identity.PHONE_COOKIE in one]
    assert (other.status_code, ["Max-Age=0" in one for one in taken]) == (303, [True])
    moved = json.dumps(Browser().subscription)
    assert (await sent(own_wire, "/phone-renew", phone, subscription=moved)).status_code == 404
    assert await live(own_wire) == 0


async def test_one_that_comes_back_is_counted(own_wire: Wire) -> None:
    """Its browser is told no more than that, and nothing changes."""
    token = await sign_in(own_wire.world)
    first = {"peermap_phone": cookie_of(await added(own_wire, token))}
    await given_up(own_wire)
    for _ in range(MOST_PHONES):
        assert (await added(own_wire, token)).status_code == 204
    moved = json.dumps(Browser().subscription)
    answer = await sent(own_wire, "/phone-renew", first, subscription=moved)
    assert (answer.status_code, answer.text, await live(own_wire)) == (429, "", MOST_PHONES)
    full = await added(own_wire, token)
    assert (full.status_code, full.json()["sentence"]) == (
        429,
        errors.sentence(TooMany("push_phones", most=MOST_PHONES)),
    )


async def test_signing_out_of_a_page_whose_session_ran_out_ends_it_too(own_wire: Wire) -> None:
    """Whoever taps it means this browser."""
    phone = cookie_of(await added(own_wire, await sign_in(own_wire.world)))
    await sent(own_wire, "/sign-out", {"peermap_phone": phone})
    assert await live(own_wire) == 0
