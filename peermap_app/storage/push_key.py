"""The key that signs pushes to phones (VAPID, RFC 8292): one for all processes of a house.

It is made of the lookup key, so that no process makes one of its own and no file can get lost; an
operator may give another one. A browser's subscription holds for one key alone: `name` says under
which a phone was added, so that another key is noticed and said (docs/decisions/web-push.md).
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass, field
from functools import lru_cache

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from peermap_app.domain.web_push import ORDER


@dataclass(frozen=True, slots=True)
class PushKey:
    """`public`: 65 bytes as base64 for addresses, as a browser takes it; `name`: 16 hex signs."""

    private: ec.EllipticCurvePrivateKey = field(repr=False)
    public: str
    name: str


@lru_cache(maxsize=8)
def push_key(seed: bytes, given: bytes | None = None) -> PushKey:
    """The key of a house.

    Args:
        seed: `Keys.push_seed`, 32 bytes.
        given: the key that an operator gave, 32 bytes.
    """
    number = int.from_bytes(given) if given else int.from_bytes(seed) % (ORDER - 1) + 1
    private = ec.derive_private_key(number, ec.SECP256R1())
    raw = private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    public = base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
    return PushKey(private, public, hashlib.sha256(raw).hexdigest()[:16])


def on_the_curve(point: bytes) -> bool:
    """Whether these 65 bytes are a public key of P-256: what a browser says that it is."""
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    except ValueError:
        return False
    return True
