"""Sends the mails that wait in the database, by SMTP (RFC 5321); never in a handler.

A mail is written in the transaction that it tells about, so a crash loses none. One that dies on
its way is sent again with a link of its own; the link before it opens nothing then. A mail says
nothing of any case (rule 11), and what a mail server answers is not logged: it may hold addresses.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from datetime import timedelta
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid

import aiosmtplib

from peermap_app import logs
from peermap_app.bootstrap import House
from peermap_app.domain.accounts import reads_otherwise
from peermap_app.services import recovery_links
from peermap_app.services.recovery_links import Letter
from peermap_app.settings import Smtp
from peermap_app.words import mails

CLAIM_LASTS = timedelta(minutes=2)
SECONDS = 20.0
"""How long a mail server may take for each step."""
WAITS = (10, 60, 300, 900)
"""Seconds before the next try after the first, second, … failure; the last one repeats."""
POLL_SECONDS = 2.0
AT_ONCE = 50
Send = Callable[[Smtp, EmailMessage], Awaitable[None]]


async def by_smtp(smtp: Smtp, message: EmailMessage) -> None:
    """Hand one mail to the mail server, encrypted as the settings say."""
    await aiosmtplib.send(
        message,
        hostname=smtp.host,
        port=smtp.port,
        username=smtp.user,
        password=smtp.password,
        use_tls=smtp.security == "tls",
        start_tls=smtp.security == "starttls",
        timeout=SECONDS,
    )


async def deliver(house: House, send: Send = by_smtp) -> int:
    """Send what is due now, one after the other; gives how many were sent."""
    smtp, sent = house.settings.smtp, 0
    if smtp is None:
        return 0
    for _ in range(AT_ONCE):
        letter = await recovery_links.next_letter(house, CLAIM_LASTS)
        if letter is None:
            break
        if not letter.to:
            continue  # it was for nobody any more
        try:
            await send(smtp, written(smtp, letter, house))
        except (OSError, aiosmtplib.SMTPException, ValueError) as problem:
            logs.note(problem, logs.Word.MAIL_FAILED)
            wait = timedelta(seconds=WAITS[min(letter.tries, len(WAITS)) - 1])
            await recovery_links.settle(house, letter, wait=wait)
            continue
        sent += 1
        await recovery_links.settle(house, letter, wait=None)
    return sent


def written(smtp: Smtp, letter: Letter, house: House) -> EmailMessage:
    """The mail as it goes out: plain text, from the settings' address to the owner's alone.

    Raises ValueError for an address that the head of a mail says otherwise than it is kept.
    """
    if reads_otherwise(letter.to):
        raise ValueError("an account of before such addresses were refused")
    subject, text = mails.of(letter.kind, letter.lost)
    message = EmailMessage()
    message["Subject"] = subject
    message["From"] = smtp.sender
    message["To"] = letter.to
    message["Date"] = format_datetime(house.clock())
    message["Message-ID"] = make_msgid(domain=smtp.sender.rpartition("@")[2])
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no out-of-office answers
    message.set_content(text.format(link=letter.link))
    return message


async def run(house: House, stop: asyncio.Event) -> None:
    """Deliver until `stop` is set, looking every 2 s; nothing to do without a mail server."""
    while house.settings.smtp is not None and not stop.is_set():
        try:
            await deliver(house)
        except Exception as problem:
            # The database may be away for a while: what is due stays due, so go on looking.
            logs.note(problem, logs.Word.MAIL_UNREAD)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), POLL_SECONDS)
