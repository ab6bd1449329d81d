"""From "You cannot sign in?" to a new password, with a supervisor and a mailbox in between."""

from __future__ import annotations

import queue
import re
import shutil
from collections.abc import AsyncIterator
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest
import pytest_asyncio
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import AsyncMessage
from playwright.async_api import expect

from tests.browser.people import SAM, show_first, shown_a_while_ago, sign_in
from tests.conftest import LAPTOP, PHONE, NewPerson
from tests.servers import PeerMapServer, free_port

DANA, FRESH = "dana@demo.example", "tin drum at noon again"


class Mailbox(AsyncMessage):
    """What came in, text by text."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: queue.Queue[str] = queue.Queue()

    async def handle_message(self, message: object) -> None:
        """Keep it."""
        read = message_from_bytes(bytes(message), policy=default)  # type: ignore[call-overload]
        self.texts.put(read.get_content())


@pytest_asyncio.fixture(loop_scope="session")
async def posting(
    pages: None, demonstration: Path, tmp_path: Path
) -> AsyncIterator[tuple[PeerMapServer, Mailbox]]:
    """A PeerMap that has a mail server, and its mailbox."""
    box, port = Mailbox(), free_port()
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    var = Path(shutil.copytree(demonstration, tmp_path / "var"))
    server = PeerMapServer.start(
        var,
        prepare=False,
        PEERMAP_SMTP_HOST="127.0.0.1",
        PEERMAP_SMTP_PORT=str(port),
        PEERMAP_SMTP_SECURITY="none",
        PEERMAP_SMTP_FROM="peermap@council.example",
    )
    yield server, box
    server.stop()
    controller.stop()


def logged(server: PeerMapServer) -> str:
    """What the server wrote down."""
    return (server.var / "server.log").read_text()


async def test_a_forgotten_password(
    posting: tuple[PeerMapServer, Mailbox], new_person: NewPerson
) -> None:
    """Sam asks on a phone; Dana, who knows Sam's voice, agrees; the mail's link sets a new one."""
    server, box = posting
    phone, laptop = await new_person(PHONE), await new_person(LAPTOP)
    await phone.goto(f"{server.url}/sign-in")
    await phone.get_by_role("link", name=re.compile("^Forgotten your password")).click()
    # The page before it has such a field too.
    await expect(phone.get_by_role("heading", name="You cannot sign in?")).to_be_visible()
    await phone.get_by_label("E-mail address").fill(SAM)
    await phone.get_by_label("A new password").check()
    await phone.get_by_role("button", name="Ask for a link").click()
    await expect(phone.get_by_role("heading", name="Now your supervisor is asked")).to_be_visible()
    await sign_in(laptop, server.url, DANA)
    await laptop.goto(f"{server.url}/waiting")
    await laptop.get_by_role("link", name="Sam O. cannot sign in").click()
    await expect(laptop.get_by_role("heading", name="Sam O.")).to_be_visible()
    # Her page was left open for a while: first she shows that it is her.
    shown_a_while_ago(server, DANA)
    agree = laptop.get_by_role("button", name="It is them: send the link to Sam O.")
    await agree.click()
    await expect(laptop.get_by_text("Show first that it is you.").first).to_be_visible()
    assert box.texts.empty()
    await show_first(laptop, server, DANA, "/recovery")
    await agree.click()
    await expect(laptop.get_by_text("The link goes to their mailbox now.")).to_be_visible()
    await expect(laptop.get_by_text("Nobody waits")).to_be_visible()
    text = box.texts.get(timeout=20)
    found = re.search(r"http://\S+/recover/\S+", text)
    assert found is not None
    await phone.goto(found[0])
    await phone.get_by_label("New password").fill("password1234")
    await phone.get_by_role("button", name="Set it").click()
    await expect(phone.get_by_role("alert")).to_contain_text("easy to guess")
    await phone.get_by_label("New password").fill(FRESH)
    await phone.get_by_role("button", name="Set it").click()
    await expect(phone.get_by_role("heading", name="Your new password is set")).to_be_visible()
    assert "Tell your supervisor now." in box.texts.get(timeout=20)
    await sign_in(phone, server.url, SAM, FRESH)
    await phone.goto(found[0])
    await expect(phone.get_by_role("heading", name="This link does not work")).to_be_visible()
    assert SAM not in logged(server)


@pytest.mark.parametrize("path", ["/forgotten", "/recover/" + "A" * 43])
async def test_without_any_script(
    posting: tuple[PeerMapServer, Mailbox], new_person: NewPerson, path: str
) -> None:
    """Plain pages: they work before any script does."""
    server, _ = posting
    page = await new_person(PHONE, java_script_enabled=False)
    await page.goto(f"{server.url}{path}")
    await expect(page.get_by_role("heading", level=1)).to_be_visible()
