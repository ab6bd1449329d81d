"""Mails over a real SMTP conversation, and what the settings take."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import AsyncMessage

from peermap_app.bootstrap import House
from peermap_app.notify import mail
from peermap_app.services import recovery
from peermap_app.services.unit import writing
from peermap_app.settings import BadSetting, Settings
from peermap_app.settings_mail import Smtp
from peermap_app.storage.tables import Worker
from tests.fakes import FakeClock
from tests.servers import free_port
from tests.services.people import a_worker


class _Box(AsyncMessage):
    """What came in: (to, subject, text)."""

    def __init__(self) -> None:
        super().__init__()
        self.got: list[tuple[str, str, str]] = []
        self.came = threading.Event()

    async def handle_message(self, message: object) -> None:
        """Keep it."""
        read = message_from_bytes(bytes(message), policy=default)  # type: ignore[call-overload]
        self.got.append((read["To"], read["Subject"], read.get_content()))
        self.came.set()


@pytest.fixture
def box() -> Iterator[tuple[_Box, int]]:
    """A mail server on this machine, and its port."""
    held, port = _Box(), free_port()
    server = Controller(held, hostname="127.0.0.1", port=port)
    server.start()
    yield held, port
    server.stop()


async def test_a_mail_goes_out_and_is_sent_once(
    house: House, box: tuple[_Box, int], clock: FakeClock
) -> None:
    """Over a socket, to the owner's address; a second look finds nothing to send."""
    held, port = box
    smtp = Smtp("127.0.0.1", port, "peermap@council.example", "none")
    mailing = replace(house, settings=replace(house.settings, smtp=smtp))
    who = await a_worker(mailing, name="Sam O")
    async with writing(mailing) as session:
        recovery.queue(session.add, str(who.worker_id), recovery.PASSWORD_CHANGED, clock())
    stop = asyncio.Event()
    running = asyncio.create_task(mail.run(mailing, stop))
    assert await asyncio.to_thread(held.came.wait, 15)
    assert await mail.deliver(mailing) == 0
    stop.set()
    await running
    ((to, subject, text),) = held.got
    assert (to, subject) == ("sam@west.example", "Your PeerMap password was changed")
    assert "Tell your supervisor now." in text


async def test_a_server_that_does_not_answer_loses_nothing(
    house: House, clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    """Nobody listens there: the mail waits, and no address is in the log."""
    smtp = Smtp("127.0.0.1", free_port(), "peermap@council.example", "none")
    mailing = replace(house, settings=replace(house.settings, smtp=smtp))
    who = await a_worker(mailing, name="Sam O")
    async with writing(mailing) as session:
        recovery.queue(session.add, str(who.worker_id), recovery.PASSWORD_CHANGED, clock())
    assert await mail.deliver(mailing) == 0
    assert "sam@" not in caplog.text
    sent: list[object] = []

    async def keeping(_: Smtp, message: object) -> None:
        sent.append(message)

    clock.forward(seconds=mail.WAITS[0])
    assert await mail.deliver(mailing, keeping) == 1


@pytest.mark.parametrize(
    "email",
    ["kit@=?utf-8?q?evil=2eexample?=.co", "x@=?utf-8?q?a=0d=0abcc=3a_z?=.co", "kit@[west.example"],
)
async def test_no_mail_goes_where_its_account_does_not_say(
    house: House, clock: FakeClock, email: str
) -> None:
    """An account of before such addresses were refused: no head of a mail has lines of theirs."""
    smtp = Smtp("127.0.0.1", free_port(), "peermap@council.example", "none")
    mailing = replace(house, settings=replace(house.settings, smtp=smtp))
    who = await a_worker(mailing, name="Sam O")
    async with writing(mailing) as session:
        worker = await session.get(Worker, who.worker_id)
        assert worker is not None
        worker.email = email
        session.add(worker)
        recovery.queue(session.add, worker.id, recovery.PASSWORD_CHANGED, clock())
    sent: list[object] = []

    async def keeping(_: Smtp, message: object) -> None:
        sent.append(message)

    assert await mail.deliver(mailing, keeping) == 0
    assert sent == []


def test_the_settings_make_a_mail_server(tmp_path: Path) -> None:
    """Host and sender are enough; its password is in no repr."""
    given = {"PEERMAP_VAR": str(tmp_path / "var"), "PEERMAP_SMTP_HOST": "mail.council.example"}
    given["PEERMAP_SMTP_FROM"] = "peermap@council.example"
    held = Settings.from_env(given | {"PEERMAP_SMTP_USER": "u", "PEERMAP_SMTP_PASSWORD": "zq-s3"})
    assert held.smtp == Smtp(
        "mail.council.example", 587, "peermap@council.example", "starttls", "u", "zq-s3"
    )
    assert "zq-s3" not in repr(held)
    assert Settings.from_env({"PEERMAP_VAR": str(tmp_path / "var")}).smtp is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"HOST": ""},
        {"HOST": "a b"},
        {"FROM": "nobody"},
        {"FROM": "a@b.example\nBcc: c@d.example"},
        {"SECURITY": "ssl"},
        {"SECURITY": "none"},
        {"PORT": "0"},
        {"PORT": "٣"},
        {"PORT": "70000"},
        {"USER": "u"},
    ],
)
def test_what_cannot_be_used_is_refused(tmp_path: Path, wrong: dict[str, str]) -> None:
    """One sentence that names the setting; unencrypted goes to this machine alone."""
    right = {"HOST": "mail.council.example", "FROM": "peermap@council.example"}
    given = {f"PEERMAP_SMTP_{name}": value for name, value in (right | wrong).items()}
    with pytest.raises(BadSetting, match="PEERMAP_SMTP_"):
        Settings.from_env({"PEERMAP_VAR": str(tmp_path / "var"), **given})
