"""An alert by mail: that something waits in PeerMap, and where to sign in. Nothing else (rule 11).

A mail server may take a mail and die before it says so. Then it is handed over once more, under the
same Message-ID (RFC 5322), by which mailboxes know it for the same.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from datetime import timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from typing import TYPE_CHECKING

import aiosmtplib

from peermap_app import logs
from peermap_app.bootstrap import House
from peermap_app.domain.accounts import reads_otherwise
from peermap_app.notify import mail
from peermap_app.notify.channel import Gone, Later, Sent
from peermap_app.notify.mail import Send
from peermap_app.services import mail_choice
from peermap_app.services.handing_over import InHand
from peermap_app.settings import Smtp
from peermap_app.words import mails

if TYPE_CHECKING:
    from sqlmodel.ext.asyncio.session import AsyncSession

DEAD_ENDS = frozenset({550, 551, 553, 556})
"""What a server says of an address that takes no mail (RFC 5321, RFC 7504). Whatever else it says
no to may be of the server, or of ours, and is tried again."""
SECONDS = 60.0
"""A whole conversation with a mail server; what takes longer is tried again."""
SIGN_IN = "/sign-in"


class ByMail:
    """`notify.channel.Way` by SMTP."""

    at_once = 20
    says_nothing = False
    hands = 2
    claim_lasts = timedelta(minutes=3)

    def __init__(self, hand: Send | None = None) -> None:
        self._hand = hand

    async def devices(
        self, house: House, session: AsyncSession, worker_ids: Sequence[str]
    ) -> Mapping[str, Sequence[str]]:
        """Everybody has an address, where mails are sent at all."""
        return dict.fromkeys(worker_ids, ("",)) if house.settings.smtp is not None else {}

    async def send(self, house: House, delivery: InHand) -> Sent | Gone | Later:
        """Hand one to the mail server. What that says is not logged: it may hold an address."""
        smtp = house.settings.smtp
        if smtp is None:
            return Later(problem="no_mail_server")
        to = await mail_choice.address_of(house, delivery.worker_id)
        if not to or reads_otherwise(to):
            return Gone(problem="no_address")
        try:
            async with asyncio.timeout(SECONDS):
                await (self._hand or mail.by_smtp)(smtp, written(house, smtp, to, delivery.id))
        except aiosmtplib.SMTPRecipientsRefused as refused:
            return _refused([one.code for one in refused.recipients])
        except aiosmtplib.SMTPRecipientRefused as refused:
            return _refused([refused.code])
        except (OSError, aiosmtplib.SMTPException, ValueError) as problem:
            logs.note(problem, logs.Word.MAIL_FAILED)
            return Later(problem="mail_server")
        return Sent()


def _refused(codes: Sequence[int]) -> Gone | Later:
    if codes and DEAD_ENDS.issuperset(codes):
        return Gone(problem="address_refused")
    return Later(problem="mail_server")


def written(house: House, smtp: Smtp, to: str, delivery_id: str) -> EmailMessage:
    """The mail as it goes out; the same delivery always under the same Message-ID."""
    message = EmailMessage()
    message["Subject"] = mails.WAITS_TITLE
    message["From"] = smtp.sender
    message["To"] = to
    message["Date"] = format_datetime(house.clock())
    message["Message-ID"] = f"<{delivery_id}@{smtp.sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no out-of-office answers
    message.set_content(mails.WAITS.format(link=f"{house.settings.base_url}{SIGN_IN}"))
    return message
