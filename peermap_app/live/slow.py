"""Slow-downs after wrong tries, by the `limits` package: moving windows in memory or in Redis.

Keys are hashed before they are stored: an address or an e-mail is nobody else's business.
"""

from __future__ import annotations

import hashlib
import math
import time

from limits import RateLimitItem, parse
from limits.aio.storage import MemoryStorage, RedisStorage, Storage
from limits.aio.strategies import MovingWindowRateLimiter
from redis.asyncio import ConnectionPool, Redis

from peermap_app.domain.errors import TooMany

RATES: dict[str, str] = {
    # A person mistypes; a program tries thousands.
    "sign_in_account": "8 per 10 minute",
    "sign_in_address": "40 per 10 minute",
    # A person's own password, asked for before they change it: an open phone is no door to it.
    "own_password": "8 per 10 minute",
    # Wrong second factors, of whoever knows the password already: a code has a million values.
    "second_account": "5 per 10 minute",
    "second_address": "40 per 10 minute",
    # Asks for what a passkey signs at the door, by nobody yet, each a row for five minutes. Who
    # then signs in is given theirs back: what counts was left lying. So a council's one address
    # has two hundred people who change their mind within ten minutes, and no end of others.
    "passkey_ask": "200 per 10 minute",
    "passkey_ask_all": "2000 per 10 minute",
    # Wrong tries to open a session that locked by itself; then it is over. Never by an address:
    # whoever has the phone has the session, and nobody else's.
    "unlock": "5 per 8 hour",
    # Asks for a link at the door, each a row and a line for a supervisor; and tries of links.
    "recovery_account": "3 per 1 hour",
    "recovery_address": "20 per 1 hour",
    "recovery_link": "20 per 10 minute",
    # A push to try one's own phone, each a row and a way to its push service.
    "push_test": "5 per 10 minute",
    "join_address": "10 per 10 minute",
    # Everybody's wrong typed codes together. 28^6 codes, each for ten minutes: at this rate a
    # guesser who has a thousand addresses hits one of twenty live codes about once in 270 years.
    "join_typed": "30 per 10 minute",
    # The card of My map: by address, and all typed words together as with codes. Beside this each
    # card rests after five wrong PINs (domain/receipt.py).
    "receipt_address": "20 per 10 minute",
    "receipt_typed": "60 per 10 minute",
    # Rows of who was turned away, by asker and address; of all strangers together; and the one
    # row that says that there were more. A flood of requests must not become one of rows.
    "turned_away": "30 per 1 minute",
    "turned_away_all": "600 per 1 minute",
    "turned_away_more": "1 per 1 minute",
}
"""Kind -> wrong tries (or rows) that are allowed, and in how long a time."""


class Slowdown:
    """`services.ports.Slow`. Only wrong tries stay counted; who gets it right never waits."""

    def __init__(self, redis_url: str | None = None) -> None:
        self._pool = None if redis_url is None else ConnectionPool.from_url(redis_url)
        self._storage: Storage = MemoryStorage() if self._pool is None else _in_redis(self._pool)
        self._windows = MovingWindowRateLimiter(self._storage)
        self._rates: dict[str, RateLimitItem] = {kind: parse(rate) for kind, rate in RATES.items()}

    async def aclose(self) -> None:
        """Give the connections back."""
        if self._pool is not None:
            await self._pool.aclose()

    async def hit(self, kind: str, key: str) -> None:
        """See `Slow.hit`."""
        rate, name = self._rates[kind], _name(kind, key)
        if await self._windows.hit(rate, name):
            return
        free_at, _ = await self._windows.get_window_stats(rate, name)
        raise TooMany("slow_down", seconds=max(1, math.ceil(free_at - time.time())))

    async def give_back(self, kind: str, key: str) -> None:
        """See `Slow.give_back`. `limits` has no such method: its windows are lists, newest first.

        Whose try the newest is does not matter: the key has one less.
        """
        window = self._rates[kind].key_for(_name(kind, key))
        if isinstance(self._storage, RedisStorage):
            assert self._pool is not None
            await Redis(connection_pool=self._pool).lpop(self._storage.bridge.prefixed_key(window))  # type: ignore[misc]
        elif isinstance(self._storage, MemoryStorage):
            del self._storage.events.get(window, [])[:1]

    async def clear(self, kind: str, key: str) -> None:
        """See `Slow.clear`."""
        await self._windows.clear(self._rates[kind], _name(kind, key))


def _in_redis(pool: ConnectionPool) -> Storage:
    """The address is of no use beside a pool; `limits` asks for one all the same."""
    return RedisStorage("async+redis://", implementation="redispy", connection_pool=pool)  # type: ignore[arg-type]


def _name(kind: str, key: str) -> str:
    return hashlib.sha256(f"{kind}|{key}".encode()).hexdigest()
