"""Passwords: argon2 through passlib, hashed in threads of its own, and what a new one needs.

A hash takes about 0.1 s and 64 MB by design, so at most two are made at once: a few more wait, and
whoever comes then is told at once that it is busy.
"""

from __future__ import annotations

import asyncio
import threading
import unicodedata
import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar
from typing import TypeVar

from peermap_app.domain.errors import Invalid, TooMany
from peermap_app.services import guessable

with warnings.catch_warnings():
    # passlib 1.7.4 reads two names that are going to be dropped; exactly these two are left out.
    warnings.filterwarnings("ignore", "'crypt' is deprecated", DeprecationWarning)
    warnings.filterwarnings("ignore", "Accessing argon2.__version__", DeprecationWarning)
    from passlib.context import CryptContext
    from passlib.hash import argon2

    argon2.set_backend()  # now, where its warning is expected, and not at the first sign-in

LEAST = 12
MOST = 256
AT_ONCE = 2
MOST_WAITING = 20
"""How many hashes may wait beside the two that are made: about a second for the last of them."""
BUSY_SECONDS = 2
T = TypeVar("T")

_context = CryptContext(schemes=["argon2"])
_threads = ThreadPoolExecutor(max_workers=AT_ONCE, thread_name_prefix="passwords")

NO_ONES = (
    "$argon2id$v=19$m=65536,t=3,p=4$MOZc6z1n7J1TyhnDmLPWug$XNYQPM"
    "LlkVVJc0hepo4g5mCaMX6Wl2MU97y2lCIZDUg"
)
"""The hash of random bytes that were thrown away: what an account that cannot be is checked
against, so that its refusal takes as long as any other."""


async def parse_new(raw: object, *known: str) -> str:
    """A new password: 12 to 256 characters that are not easy to guess.

    Args:
        raw: what was typed or pasted.
        known: what others know of its owner: name, e-mail address, team.

    Raises:
        Invalid: "password_short", "password_long" or "password_common", field "password".
    """
    password = _plain(raw)
    if len(password) < LEAST:
        raise Invalid("password_short", field="password", least=LEAST)
    if len(password) > MOST:
        raise Invalid("password_long", field="password", most=MOST)
    if await guessable.easy(password, known):
        raise Invalid("password_common", field="password")
    return password


async def hashed(password: str) -> str:
    """The argon2 hash of a password that `parse_new` gave. TooMany "busy": see `room`."""
    return await _in_thread(lambda: str(_context.hash(password)))


async def matches(raw: object, password_hash: str | None) -> bool:
    """Whether it is the password. Without a hash the same work is done, and the answer is no.

    Raises TooMany "busy": see `room`.
    """
    typed = _plain(raw)
    if len(typed) > MOST:
        typed = ""
    right = await _in_thread(lambda: bool(_context.verify(typed, password_hash or NO_ONES)))
    return right and password_hash is not None


def _plain(raw: object) -> str:
    # Two keyboards can write one letter in two ways.
    return unicodedata.normalize("NFKC", raw) if isinstance(raw, str) else ""


_places = threading.BoundedSemaphore(AT_ONCE + MOST_WAITING)
_has_place: ContextVar[bool] = ContextVar("has_a_place_to_hash", default=False)


@contextmanager
def room() -> Iterator[None]:
    """Hold a place for what is hashed inside, before a try is counted or anything is read.

    Who is turned away has cost nothing and has not used up a try, and keeps nobody waiting.

    Raises TooMany "busy" when as many as two cores can serve in a second wait already.
    """
    if not _places.acquire(blocking=False):
        raise TooMany("busy", seconds=BUSY_SECONDS)
    held = _has_place.set(True)
    try:
        yield
    finally:
        _has_place.reset(held)
        _places.release()


async def _in_thread(job: Callable[[], T]) -> T:
    """Do it when its turn comes, in a place of its own where the caller holds none."""
    with nullcontext() if _has_place.get() else room():
        future = asyncio.get_running_loop().run_in_executor(_threads, job)
        try:
            return await asyncio.shield(future)
        except asyncio.CancelledError:
            # The thread goes on with it: until then its place is taken.
            await asyncio.wait({future})
            raise
