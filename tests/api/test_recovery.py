"""Forgotten, at the plain pages: the same bytes for everybody, and a link that works once."""

from __future__ import annotations

from dataclasses import replace

import httpx
import pytest
from sqlmodel import select

from peermap_app import bootstrap
from peermap_app.domain.cases import Role
from peermap_app.notify import mail
from peermap_app.services import accounts, recovery
from peermap_app.services.unit import reading
from peermap_app.settings_mail import Smtp
from peermap_app.storage.recovery_tables import RecoveryAsk
from tests.api.wire import Wire, post
from tests.drawing_builders import sign_in
from tests.services.people import a_worker

pytestmark = pytest.mark.asyncio(loop_scope="module")
FRESH = "tin drum at noon again"
SMTP = Smtp("localhost", 25, "peermap@council.example", "none")


def mailing(wire: Wire) -> None:
    """This server has a mail server from now on."""
    settings = replace(wire.world.house.settings, smtp=SMTP)
    wire.world.house = replace(wire.world.house, settings=settings)
    bootstrap.use_house(wire.world.house)


async def ask(wire: Wire, email: str, lost: str = "password") -> httpx.Response:
    """Send the form."""
    return await post(wire, "/forgotten", {"email": email, "lost": lost})


async def link(wire: Wire, lost: str = "password") -> str:
    """Sam asks, a supervisor agrees, and this is the path of what is mailed."""
    house = wire.world.house
    await ask(wire, "sam@example.org", lost)
    boss = await a_worker(house, name="Lee M", role=Role.SUPERVISOR)
    (waits,) = await recovery.waiting(house, boss)
    await recovery.agree(house, boss, waits.id)
    sent: list[str] = []

    async def keeping(_: Smtp, message: object) -> None:
        sent.append(message.get_content())  # type: ignore[attr-defined]

    await mail.deliver(house, keeping)
    return "/recover/" + sent[0].split("/recover/")[1].split()[0]


async def test_the_same_bytes_for_everybody(own_wire: Wire) -> None:
    """An account that there is, and one that there is not: one answer, byte for byte."""
    mailing(own_wire)
    known, unknown = await ask(own_wire, "sam@example.org"), await ask(own_wire, "no@example.org")
    assert (known.status_code, unknown.status_code) == (200, 200)
    assert known.content == unknown.content
    assert "If there is an account" in known.text
    async with reading(own_wire.world.house) as session:
        assert len((await session.exec(select(RecoveryAsk))).all()) == 2


async def test_what_is_no_address_is_said(own_wire: Wire) -> None:
    """What was typed and chosen stays; without a choice it is asked for."""
    mailing(own_wire)
    odd = await ask(own_wire, "sam at <b>home", "factor")
    assert (odd.status_code, "This is not an e-mail address." in odd.text) == (422, True)
    assert "sam at &lt;b&gt;home" in odd.text
    assert 'value="factor" id="lost-factor" required checked' in odd.text
    assert (await ask(own_wire, "sam@example.org", "")).status_code == 422


async def test_without_a_mail_server_it_says_whom_to_ask(own_wire: Wire) -> None:
    """No form, one sentence."""
    async with own_wire.client() as client:
        page = (await client.get("/forgotten")).text
        assert "/forgotten" in (await client.get("/sign-in")).text
    assert "Your team’s supervisor helps" in page
    assert "<form" not in page


async def test_a_link_sets_a_password_once(own_wire: Wire) -> None:
    """Looking spends nothing, nor does a weak password; using it ends every session."""
    mailing(own_wire)
    token, path = await sign_in(own_wire.world), await link(own_wire)
    async with own_wire.client() as client:
        for _ in range(3):
            shown = await client.get(path)
        assert (shown.status_code, shown.headers["cache-control"]) == (200, "no-store")
        assert shown.headers["referrer-policy"] == "same-origin"
        assert "sam" not in shown.text.lower()
        head = await client.head(path)
        assert head.status_code == 200
    assert (await post(own_wire, path, {"password": "password1234"})).status_code == 422
    done = await post(own_wire, path, {"password": FRESH})
    assert (done.status_code, "Your new password is set" in done.text) == (200, True)
    assert "set-cookie" not in done.headers  # a link signs nobody in
    assert (await post(own_wire, path, {"password": FRESH})).status_code == 410
    assert await accounts.who_is(own_wire.world.house, token, "a") is None
    form = {"email": "sam@example.org", "password": FRESH}
    assert (await post(own_wire, "/sign-in", form)).status_code == 303


async def test_a_link_from_another_site_does_nothing(own_wire: Wire) -> None:
    """A form elsewhere that knows the link is refused; made-up links are over."""
    mailing(own_wire)
    path = await link(own_wire, "factor")
    refused = await post(own_wire, path, {}, Origin="http://evil.example")
    assert refused.status_code == 403
    for made_up in ("/recover/" + "A" * 43, "/recover/x"):
        assert (await post(own_wire, made_up, {"password": FRESH})).status_code == 410
    assert (await post(own_wire, "/recover/%00", {"password": FRESH})).status_code == 404
    assert "is taken away" in (await post(own_wire, path, {})).text
