"""A browser's side of Web Push: it has a key, says where it is reached, and opens what is sent."""

from __future__ import annotations

import base64
import os
from dataclasses import dataclass, field
from itertools import count

import http_ece
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

FCM = "https://fcm.googleapis.com/fcm/send/"
_numbers = count(1)


def _said(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


@dataclass
class Browser:
    """`subscription` is what `PushManager.subscribe` gives to a page."""

    address: str = field(default_factory=lambda: f"{FCM}browser-{next(_numbers)}")
    private: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )
    secret: bytes = field(default_factory=lambda: os.urandom(16))

    @property
    def subscription(self) -> dict[str, object]:
        point = self.private.public_key().public_bytes(
            Encoding.X962, PublicFormat.UncompressedPoint
        )
        keys = {"p256dh": _said(point), "auth": _said(self.secret)}
        return {"endpoint": self.address, "expirationTime": None, "keys": keys}

    def opened(self, body: bytes) -> bytes:
        """What a push says to it (RFC 8291); an error when it is sealed for somebody else."""
        return http_ece.decrypt(body, private_key=self.private, auth_secret=self.secret)
