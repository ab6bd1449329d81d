"""Hands pushes to push services (RFC 8030), sealed (RFC 8291) and signed (RFC 8292).

It goes to the addresses of `domain.web_push.parse_address` and to nothing that these lead on to: no
redirect is followed, a name that leads within is not gone to, of an answer its status and one
header are read, and all of it ends in time.
Nothing here logs: an address tells whoever reads it where a worker's phone is reached.
"""

from __future__ import annotations

import asyncio
import base64
import ipaddress
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from py_vapid import Vapid02
from pywebpush import WebPusher

from peermap_app.domain.web_push import WAITS_MOST
from peermap_app.services.push_sending import Outgoing

SECONDS = 10.0
"""For one push, from connecting to the answer's first line. What waits for others to be through has
not begun: given up then, it would be on its way, and go out twice."""
FREE_WITHIN = 60.0
"""Seconds after which a push is put off for which no connection became free."""
SIGNED_FOR, SIGNED_AGAIN = timedelta(hours=12), timedelta(hours=1)
"""How long a signature is good (RFC 8292: a day at most), and after how long a new one is made."""
TO_ONE = 50
"""Connections to one push service: one that does not answer takes none from another. A push is some
4 ms of work, and some 100 of waiting."""
MOST_ANSWER = 4096
"""Bytes of an answer that are read, so that its connection can be used again."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a push service said: `status` 0 is no answer at all. `wait`: it asked for so long."""

    status: int
    wait: timedelta | None = None


class Outside(AbstractResolver):
    """Names of push services, as far as they lead out of the house (SSRF).

    Whoever answers for the name server could send our signed pushes to a machine within: an address
    that is no public one counts for nothing, unless the operator named that host.

    Args:
        inner: who knows the addresses of a name.
        within: hosts that may lead anywhere (`PEERMAP_PUSH_HOSTS`).
    """

    def __init__(self, inner: AbstractResolver, within: Collection[str]) -> None:
        self._inner, self._within = inner, frozenset(within)

    async def resolve(self, host: str, port: int = 0, family: int = 0) -> list[ResolveResult]:
        """The addresses of a name that may be gone to. Raises OSError where there is none."""
        found = await self._inner.resolve(host, port, family)
        if host in self._within:
            return found
        public = [one for one in found if ipaddress.ip_address(one["host"]).is_global]
        if not public:
            raise OSError("this push service leads within")
        return public

    async def close(self) -> None:
        """Give back what it needs."""
        await self._inner.close()


class PushService:
    """Connections to push services, kept for as long as the process lasts.

    Args:
        key: the private key that signs.
        contact: whom a push service may write to.
        seconds: how long one push may take.
        within: hosts that the operator allows to lead anywhere.
        names: who knows the addresses of a name; the machine's own when left out.
    """

    def __init__(
        self,
        key: EllipticCurvePrivateKey,
        contact: str,
        *,
        seconds: float = SECONDS,
        within: Collection[str] = (),
        names: AbstractResolver | None = None,
    ) -> None:
        resolver = Outside(names or aiohttp.ThreadedResolver(), within)
        self._key, self._contact = key, contact
        self._signed: dict[str, tuple[datetime, str]] = {}
        self._signing = asyncio.Lock()
        self._free: dict[str, asyncio.Semaphore] = {}
        self._client = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=0, limit_per_host=TO_ONE, resolver=resolver),
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=aiohttp.ClientTimeout(total=seconds),
            auto_decompress=False,
            trust_env=False,
        )

    async def aclose(self) -> None:
        """Give the connections back."""
        await self._client.close()

    async def post(self, to: Outgoing, said: str, now: datetime, *, urgent: bool) -> Answer:
        """Hand one push over; what is wrong on the way is an answer without a status."""
        body = await asyncio.to_thread(_sealed, to, said)
        headers = {
            "Authorization": await self._authorization(to.address, now),
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
            "TTL": str(int(timedelta(days=1).total_seconds())),
            "Urgency": "high" if urgent else "normal",
        }
        free = self._free.setdefault(_service(to.address), asyncio.Semaphore(TO_ONE))
        try:
            async with asyncio.timeout(FREE_WITHIN):
                await free.acquire()
        except TimeoutError:
            return Answer(0)
        try:
            return await self._posted(to.address, body, headers, now)
        finally:
            free.release()

    async def _posted(
        self, address: str, body: bytes, headers: Mapping[str, str], now: datetime
    ) -> Answer:
        try:
            async with self._client.post(
                address, data=body, headers=headers, allow_redirects=False
            ) as answer:
                await answer.content.read(MOST_ANSWER)
                return Answer(answer.status, waits(answer.headers, now))
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError):
            return Answer(0)

    async def _authorization(self, address: str, now: datetime) -> str:
        """Signed once an hour for each push service, which all of its phones share."""
        service = _service(address)
        async with self._signing:  # those that go out at once wait for one signature
            at, header = self._signed.get(service, (now, ""))
            if not header or not timedelta() <= now - at < SIGNED_AGAIN:
                claims = {
                    "aud": service,
                    "sub": self._contact,
                    "exp": int((now + SIGNED_FOR).timestamp()),
                }
                header = await asyncio.to_thread(_signed, self._key, claims)
                self._signed[service] = (now, header)
        return header


def _service(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


def _sealed(to: Outgoing, said: str) -> bytes:
    keys = {"p256dh": _text(to.point), "auth": _text(to.secret)}
    pusher = WebPusher({"endpoint": to.address, "keys": keys})
    return bytes(pusher.encode(said.encode())["body"])


def _signed(key: EllipticCurvePrivateKey, claims: dict[str, object]) -> str:
    return str(Vapid02(private_key=key).sign(claims)["Authorization"])


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def waits(headers: Mapping[str, str], now: datetime) -> timedelta | None:
    """How long a push service asks us to wait (RFC 9110, 10.2.3), within reason."""
    said = headers.get("Retry-After", "").strip()
    if said.isascii() and said.isdigit():
        asked = timedelta(seconds=int(said[:9]))
    else:
        try:
            asked = parsedate_to_datetime(said).replace(tzinfo=UTC) - now
        except (TypeError, ValueError, OverflowError):
            return None
    return min(max(asked, timedelta(seconds=1)), WAITS_MOST)
