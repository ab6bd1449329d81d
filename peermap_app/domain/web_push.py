"""Pushes to a worker's phones: what a browser may say of itself, and when a phone is silent.

A push says nothing (rule 11): that something waits, and not what. Where it goes is an address that
a browser sent, so it is hostile until it names a push service that is known.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from peermap_app.words.dates import british

from .errors import Invalid

ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
"""Of the curve P-256: a private key is a number from 1 to one less than this."""
MOST_PHONES = 5
"""A phone, a tablet, a laptop, and two that nobody took away."""
SERVICES = frozenset(
    {"fcm.googleapis.com", "updates.push.services.mozilla.com", "web.push.apple.com"}
)
"""Push services of browsers, by their whole name."""
BELOW = (".push.apple.com", ".notify.windows.com", ".push.services.mozilla.com")
"""And those that have many names, by what each ends with."""
NEAR = frozenset({"localhost", "127.0.0.1"})
"""This machine, which an operator may allow for tests."""
MOST_ADDRESS = 1000
POINT, SECRET = 65, 16
"""Bytes of a phone's public key and of its secret (RFC 8291, 3.1 and 3.2)."""
A_DAY = 24 * 60
MOST_QUIET = 14
"""Hours: whoever is never reached by a phone of theirs should have none here."""
WAITS_MOST = timedelta(hours=1)
"""However long a push service asks us to wait."""

_ADDRESS = re.compile(
    r"(?P<scheme>https?)://(?P<host>[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?)(?::(?P<port>[0-9]{1,5}))?"
    r"/[A-Za-z0-9._~!$&'()*+,;=:@%/?-]*"
)
_SIGNS = re.compile(r"[A-Za-z0-9_-]{1,200}={0,2}")
_TIME = re.compile(r"(?P<hour>[01][0-9]|2[0-3]):(?P<minute>[0-5][0-9])")


class Ended(StrEnum):
    """Why a phone takes no pushes any more."""

    OWN = "own"
    """Its owner ended it, there or from elsewhere."""
    SIGNED_OUT = "signed_out"
    REPLACED = "replaced"
    """The same browser was added once more."""
    ANOTHER = "another"
    """Somebody else signed in on it."""
    CLOSED = "closed"
    """Every session of the account was ended: it was closed, its password was set anew."""
    GONE = "gone"
    """Its push service says that there is no such phone."""
    KEY = "key"
    """Pushes are signed by another key than when it was added."""


@dataclass(frozen=True, slots=True)
class Subscription:
    """What a browser gives for pushes to it (W3C Push API): where to, and what to seal them with.

    `point` and `secret` are raw bytes. Whether the point is on the curve is for `storage` to say.
    """

    address: str = field(repr=False)
    point: bytes = field(repr=False)
    secret: bytes = field(repr=False)


def parse_subscription(raw: object, more: Collection[str] = ()) -> Subscription:
    """A subscription as a browser says it: {endpoint, keys: {p256dh, auth}}.

    Args:
        raw: what was sent: anything.
        more: push services that the operator allows beside the known ones.

    Raises Invalid: "push_address" for a place that is no push service, "push_shape" for the rest.
    """
    held = raw if isinstance(raw, Mapping) else {}
    keys = held.get("keys")
    keys = keys if isinstance(keys, Mapping) else {}
    point, secret = _bytes(keys.get("p256dh")), _bytes(keys.get("auth"))
    address = parse_address(held.get("endpoint"), more)
    if point is None or len(point) != POINT or point[0] != 4 or len(secret or b"") != SECRET:
        raise Invalid("push_shape")
    return Subscription(address, point, secret or b"")


def parse_address(raw: object, more: Collection[str] = ()) -> str:
    """An address at a push service: https, its own port, no name and no fragment in it.

    Raises Invalid "push_address": anything else is never gone to.
    """
    text = raw if isinstance(raw, str) and len(raw) <= MOST_ADDRESS else ""
    found = _ADDRESS.fullmatch(text)
    if found is None:
        raise Invalid("push_address")
    host, near = found["host"], found["host"] in NEAR
    known = host in SERVICES or host.endswith(BELOW) or host in more
    plain = found["scheme"] == "https" and found["port"] in (None, "443") and ".." not in host
    if not known or not (plain or near):
        raise Invalid("push_address")
    return text


def _bytes(raw: object) -> bytes | None:
    if not isinstance(raw, str) or not _SIGNS.fullmatch(raw):
        return None
    bare = raw.rstrip("=")
    try:
        return base64.urlsafe_b64decode(bare + "=" * (-len(bare) % 4))
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class Quiet:
    """From when to when phones are silent each night: minutes after midnight in London.

    It begins in the evening and ends in the morning, or both on one day; never at one moment.
    """

    begins: int
    ends: int

    def until(self, now: datetime) -> datetime | None:
        """When the quiet that holds now is over; None when it is not quiet. `now` is aware."""
        here = british(now)
        since = (here.hour * 60 + here.minute - self.begins) % A_DAY
        lasts = (self.ends - self.begins) % A_DAY
        if since >= lasts:
            return None
        left = timedelta(minutes=lasts - since, seconds=-here.second)
        # The clock may change meanwhile: it ends when the clock on the wall says so.
        ends = now + left - (british(now + left) - here - left)
        return ends if ends > now else now + left


def parse_quiet(begins: object, ends: object) -> Quiet | None:
    """Quiet hours as they are typed ("22:00"); None for two empty ones: there are none.

    Raises Invalid: "time_shape" (field "begins" or "ends"), "quiet_long" with `most` hours.
    """
    if begins == "" and ends == "":
        return None
    held = Quiet(_minutes(begins, "begins"), _minutes(ends, "ends"))
    if not 0 < (held.ends - held.begins) % A_DAY <= MOST_QUIET * 60:
        raise Invalid("quiet_long", field="ends", most=MOST_QUIET)
    return held


def _minutes(raw: object, name: str) -> int:
    found = _TIME.fullmatch(raw) if isinstance(raw, str) else None
    if found is None:
        raise Invalid("time_shape", field=name)
    return int(found["hour"]) * 60 + int(found["minute"])


def said_at(minutes: int) -> str:
    """As it is typed: "22:00"."""
    return f"{minutes // 60:02}:{minutes % 60:02}"
