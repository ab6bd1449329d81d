"""A mail server on this machine that keeps what it takes, and takes nothing for a while."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from email import message_from_bytes
from typing import Any

from aiosmtpd.controller import Controller

from tests.servers import free_port

SENDER = "peermap@council.example"


@dataclass
class MailHouse:
    """`says`: what it answers to every address while something is wrong with it."""

    port: int = field(default_factory=free_port)
    says: str = ""
    got: list[tuple[float, str]] = field(default_factory=list)
    """(when, the id of the delivery) of each mail that it took."""
    refused: int = 0
    _running: Controller | None = None

    def open(self) -> None:
        """Listen, in a thread of its own."""
        self._running = Controller(self, hostname="127.0.0.1", port=self.port)
        self._running.start()

    def end(self) -> None:
        """For good."""
        if self._running is not None:
            self._running.stop()

    @property
    def settings(self) -> dict[str, str]:
        """What PeerMap is told of it."""
        return {
            "PEERMAP_SMTP_HOST": "127.0.0.1",
            "PEERMAP_SMTP_PORT": str(self.port),
            "PEERMAP_SMTP_FROM": SENDER,
            "PEERMAP_SMTP_SECURITY": "none",
        }

    async def handle_RCPT(
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        """Take an address, or not just now."""
        if self.says:
            self.refused += 1
            return self.says
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        """Take a mail."""
        named = str(message_from_bytes(envelope.content)["Message-ID"])
        self.got.append((time.monotonic(), named.strip("<>").partition("@")[0]))
        return "250 OK"
