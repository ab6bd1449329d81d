"""An alert by mail: when, to whom, how often it is tried, and that it says nothing of a case."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from peermap_app.bootstrap import House
from peermap_app.domain.deliveries import GIVES_UP, WAITS, Channel
from peermap_app.domain.flags import Urgency
from peermap_app.domain.purpose import Purpose
from peermap_app.notify import mail, mail_alerts, outbox
from peermap_app.notify.channels import Gone, ToPages, Way
from peermap_app.notify.mail_alerts import ByMail
from peermap_app.services import alerts, deliveries, mail_choice, push_sending
from peermap_app.services.unit import writing
from peermap_app.settings_mail import Smtp
from peermap_app.storage.tables import Worker
from tests.fakes import FakeClock
from tests.notify.test_deliveries import Phones, forward
from tests.notify.test_outbox import quiet
from tests.servers import free_port
from tests.services.test_flags import flag
from tests.services.world import KS_CASE, SAM, World, choose, table

SENDER = "peermap@council.example"
AFTER = 15 * 60


@dataclass
class Server:
    """A mail server that says what it is told to at each step, and keeps what it took."""

    rcpt: str = "250 OK"
    data: str = "250 OK"
    hangs: bool = False
    got: list[EmailMessage] = field(default_factory=list)
    free: threading.Event = field(default_factory=threading.Event)

    async def handle_RCPT(
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        """Take an address, or not."""
        if self.rcpt.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.rcpt

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        """Take a mail, or not; or take it and never say so."""
        if self.data.startswith("250"):
            self.got.append(message_from_bytes(envelope.content, policy=default))  # type: ignore[arg-type]
        if self.hangs:
            await asyncio.to_thread(self.free.wait, 20)
        return self.data


@pytest.fixture
def server() -> Iterator[tuple[Server, int]]:
    """A mail server on this machine, and its port."""
    held, port = Server(), free_port()
    running = Controller(held, hostname="127.0.0.1", port=port)
    running.start()
    yield held, port
    held.free.set()
    running.stop()


async def mailing(house: House, port: int) -> tuple[World, dict[Channel, Way]]:
    """Linked cases in a house that sends mails, whose time can be moved."""
    world = await quiet(house)
    smtp = Smtp("127.0.0.1", port, SENDER, "none")
    settings = replace(house.settings, smtp=smtp)
    world.house = replace(world.house, settings=settings, clock=FakeClock(house.clock()))
    return world, {Channel.PAGE: ToPages(), Channel.MAIL: ByMail()}


async def of_mail(world: World) -> tuple[str, str, int]:
    """(state, problem, tries) of the only delivery by mail."""
    (row,) = [one for one in await table(world, "delivery") if one["channel"] == "mail"]
    return str(row["state"]), str(row["problem"]), int(row["tries"])


async def test_a_mail_goes_out_when_nothing_arrived(
    house: House, server: tuple[Server, int]
) -> None:
    """Not before a quarter of an hour; then one, to Sam's own address, and no other after it."""
    held, port = server
    world, channels = await mailing(house, port)
    await flag(world)
    await outbox.deliver(world.house, channels)
    forward(world, seconds=AFTER - 1)
    await outbox.deliver(world.house, channels)
    assert held.got == []
    forward(world, seconds=1)
    for _ in range(2):
        await outbox.deliver(world.house, channels)
        forward(world, hours=9)
    (got,) = held.got
    assert (got["To"], got["From"]) == ("sam@west.example", SENDER)
    assert await of_mail(world) == ("sent", "", 1)


@pytest.mark.parametrize("urgency", list(Urgency))
async def test_a_mail_says_that_something_waits_and_nothing_else(
    house: House, server: tuple[Server, int], urgency: Urgency
) -> None:
    """Head and text, whatever was flagged: no initials, reference, kind, place, urgency or name."""
    held, port = server
    world, channels = await mailing(house, port)
    await mail_choice.choose(world.house, world[SAM], True)
    await flag(world, urgency=urgency.value, need_to_know="Zedburn Flats, with K and M.")
    await outbox.deliver(world.house, channels)
    (got,) = held.got
    (row,) = [one for one in await table(world, "delivery") if one["channel"] == "mail"]
    assert got["Subject"] == "Something waits for you in PeerMap"
    assert got["Message-ID"] == f"<{row['id']}@council.example>"
    assert got["Auto-Submitted"] == "auto-generated"
    assert got.get_content().replace("\r\n", "\n") == (
        "Something waits for you in PeerMap. Sign in to see it:\n\n"
        f"{world.house.settings.base_url}/sign-in\n\n"
        "This mail says no more on purpose. Do not answer it.\n"
    )
    ids = {
        str(one["id"])
        for name in ("flag", "alert", "case_file")
        for one in await table(world, name)
    }
    whole = got.as_string().lower()
    said = (
        "hx-",
        "zedburn",
        "missing",
        "flag",
        "alert",
        "link",
        "urgent",
        "today",
        "priya",
        "now,",
    )
    assert [word for word in (*said, *ids) if word in whole] == []


async def test_whoever_chose_mail_gets_it_at_once(house: House, server: tuple[Server, int]) -> None:
    """Also beside an open page that said so; and not any more once they chose otherwise."""
    held, port = server
    world, channels = await mailing(house, port)
    for _ in range(2):
        await mail_choice.choose(world.house, world[SAM], True)
    await flag(world)
    await outbox.take(world.house, channels)
    await deliveries.shown(world.house, world[SAM], 1)
    await outbox.deliver(world.house, channels)
    assert len(held.got) == 1
    for _ in range(2):
        await mail_choice.choose(world.house, world[SAM], False)
    await flag(world, need_to_know="Another.")
    await outbox.deliver(world.house, channels)
    assert len(held.got) == 1


@pytest.mark.parametrize("heard", ["shown", "seen", "ended", "left"])
async def test_no_mail_where_none_is_needed(
    house: House, server: tuple[Server, int], heard: str
) -> None:
    """A page showed it, it was seen, the agreement ended, the account was closed."""
    held, port = server
    world, channels = await mailing(house, port)
    await flag(world)
    await outbox.deliver(world.house, channels)
    (alert,) = await table(world, "alert")
    if heard == "shown":
        await deliveries.shown(world.house, world[SAM], 1)
    elif heard == "seen":
        await alerts.seen(world.house, world[SAM], alert["id"], 0, purpose=Purpose.COORDINATE)
    elif heard == "ended":
        await choose(world, SAM, KS_CASE, talk="no")
    else:
        async with writing(world.house) as session:
            sam = await session.get(Worker, world.worker_id(SAM))
            assert sam is not None
            sam.active = False
            session.add(sam)
    forward(world, seconds=AFTER)
    await outbox.deliver(world.house, channels)
    assert held.got == []
    state, _, _ = await of_mail(world)
    assert state == ("dropped" if heard in ("ended", "left") else "spared")


@pytest.mark.parametrize("phone", ["silent", "came", "gone"])
async def test_a_phone_spares_the_mail_only_by_saying_that_a_push_came(
    house: House, server: tuple[Server, int], phone: str
) -> None:
    """What its push service took and the phone never spoke of counts for nothing, as one that is
    gone; by what it posts to /reached, which asks for nothing else, the mail is spared."""
    held, port = server
    world, channels = await mailing(house, port)
    phones = Phones(world.worker_id(SAM), phones=("a" * 32,))
    if phone == "gone":
        phones.answers = {"a" * 32: Gone("ended")}
    await flag(world)
    await outbox.deliver(world.house, {**channels, Channel.PUSH: phones})
    if phone == "came":
        (push,) = phones.got
        said = push_sending.reference(world.house.keys, push.id)
        await push_sending.reached(world.house, said)
    forward(world, seconds=AFTER)
    await outbox.deliver(world.house, channels)
    assert len(held.got) == (0 if phone == "came" else 1)
    assert (await of_mail(world))[0] == ("spared" if phone == "came" else "sent")


async def test_a_refused_address_is_a_dead_end(house: House, server: tuple[Server, int]) -> None:
    """Tried once; an operator sees why; the flagger's page is woken."""
    held, port = server
    held.rcpt = "550 5.1.1 no such user here"
    world, channels = await mailing(house, port)
    await mail_choice.choose(world.house, world[SAM], True)
    await flag(world)
    await outbox.deliver(world.house, channels)
    assert await of_mail(world) == ("failed", "address_refused", 1)
    held.rcpt = "250 OK"
    forward(world, hours=9)
    await outbox.deliver(world.house, channels)
    assert held.got == []


@pytest.mark.parametrize(
    ("rcpt", "data"),
    [
        ("451 4.7.1 greylisted", "250 OK"),
        ("554 5.7.1 relay access denied", "250 OK"),
        ("250 OK", "452 4.3.1 disk full"),
        ("250 OK", "554 5.6.0 no"),
    ],
)
async def test_what_may_pass_is_tried_again_after_growing_waits(
    house: House, server: tuple[Server, int], rcpt: str, data: str
) -> None:
    """A server that will not now, or is set up wrongly: nothing is lost, and one mail goes out."""
    held, port = server
    held.rcpt, held.data = rcpt, data
    world, channels = await mailing(house, port)
    await mail_choice.choose(world.house, world[SAM], True)
    await flag(world)
    await outbox.deliver(world.house, channels)
    for tried, wait in enumerate(WAITS[:4], start=1):
        assert await of_mail(world) == ("queued", "mail_server", tried)
        forward(world, seconds=wait)
        await outbox.deliver(world.house, channels)
    held.rcpt = held.data = "250 OK"
    forward(world, seconds=WAITS[4])
    await outbox.deliver(world.house, channels)
    assert len(held.got) == 1
    assert await of_mail(world) == ("sent", "", 6)


async def test_a_dead_server_loses_nothing_and_is_given_up_at_last(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    """Nobody listens: it waits, no address is in the log, and after three days it has failed."""
    world, channels = await mailing(house, free_port())
    await mail_choice.choose(world.house, world[SAM], True)
    await flag(world)
    await outbox.deliver(world.house, channels)
    assert await of_mail(world) == ("queued", "mail_server", 1)
    forward(world, seconds=GIVES_UP[Channel.MAIL].total_seconds())
    await outbox.deliver(world.house, channels)
    assert await of_mail(world) == ("failed", "mail_server", 2)
    assert "sam@" not in caplog.text


async def test_a_server_that_takes_a_mail_and_never_says_so_gets_the_same_again(
    house: House, server: tuple[Server, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Slow beyond our patience: tried again under the same Message-ID, so that it is one mail."""
    held, port = server
    held.hangs = True
    monkeypatch.setattr(mail_alerts, "SECONDS", 0.5)
    world, channels = await mailing(house, port)
    await mail_choice.choose(world.house, world[SAM], True)
    await flag(world)
    with monkeypatch.context() as hurried:
        hurried.setattr(mail, "SECONDS", 2.0)  # it says goodbye to whoever hangs, and waits again
        await outbox.deliver(world.house, channels)
    assert await of_mail(world) == ("queued", "mail_server", 1)
    held.hangs = False
    held.free.set()
    forward(world, seconds=WAITS[0])
    await outbox.deliver(world.house, channels)
    assert await of_mail(world) == ("sent", "", 2)
    assert len({got["Message-ID"] for got in held.got}) == 1


async def test_without_a_mail_server_no_mail_is_owed(house: House) -> None:
    """No delivery by mail is made, and Me offers none."""
    world = await quiet(house)
    await flag(world)
    await outbox.deliver(world.house)
    assert {one["channel"] for one in await table(world, "delivery")} == {"page"}
    assert not (await mail_choice.mailing(world.house, world[SAM])).offered
