"""What an operator can set for pushes to workers' phones: `Settings.push`."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from peermap_app.domain.web_push import NEAR, ORDER

KEY_BYTES = 32
_HOST = re.compile(r"(?=.{4,253}\Z)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}")
_MAIL = re.compile(r"mailto:[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})+")
_PAGE = re.compile(r"https://[A-Za-z0-9.-]{1,253}(?::[0-9]{1,5})?(?:/[!-~]{0,200})?")
NO_KEY = "PEERMAP_VAPID_KEY must be 32 bytes of a P-256 key, written as base64."
NO_CONTACT = "PEERMAP_PUSH_CONTACT must be mailto: and an e-mail address, or an https:// address."
NO_HOSTS = (
    "PEERMAP_PUSH_HOSTS must be names of push services with commas between them, and localhost "
    "only without PUBLIC_URL."
)
_NOBODY = "https://localhost"


@dataclass(frozen=True, slots=True)
class Push:
    """`key`: the number that signs pushes (32 bytes), None: the one of the lookup key.

    `contact`: where a push service writes to when our pushes trouble it (RFC 8292, 2.1). `hosts`:
    push services beside the known ones; of those of this machine, for tests, any port and no https.
    """

    key: bytes | None = field(default=None, repr=False)
    contact: str = _NOBODY
    hosts: frozenset[str] = frozenset()


def push_of(given: Mapping[str, str], key: str | None, public_url: str | None) -> Push | str:
    """The settings of pushes, or what is wrong with them.

    Args:
        given: the environment.
        key: PEERMAP_VAPID_KEY, by itself or out of a file.
        public_url: PUBLIC_URL, as it is used.
    """
    contact = given.get("PEERMAP_PUSH_CONTACT") or public_url or _NOBODY
    hosts = {each.strip().lower() for each in given.get("PEERMAP_PUSH_HOSTS", "").split(",")} - {""}
    raw = _key(key) if key else None
    if key and raw is None:
        return NO_KEY
    if not (_MAIL.fullmatch(contact) or _PAGE.fullmatch(contact)):
        return NO_CONTACT
    may = NEAR if public_url is None else frozenset[str]()
    if not all(each in may or _HOST.fullmatch(each) for each in hosts):
        return NO_HOSTS
    return Push(raw, contact, frozenset(hosts))


def _key(text: str) -> bytes | None:
    """Tools that make such keys write them as base64 for addresses, without its end."""
    plain = text.strip().rstrip("=").translate(str.maketrans("-_", "+/"))
    try:
        key = base64.b64decode(plain + "=" * (-len(plain) % 4), validate=True)
    except ValueError:
        return None
    good = len(key) == KEY_BYTES and 0 < int.from_bytes(key) < ORDER
    return key if good else None
