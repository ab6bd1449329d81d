"""Passwords: argon2 through passlib, hashed in threads of its own, and what a new one needs.

A hash takes about 0.1 s and 64 MB by design, so at most two are made at once: the rest wait.
"""

from __future__ import annotations

import asyncio
import unicodedata
import warnings
from concurrent.futures import ThreadPoolExecutor

from peermap_app.domain.errors import Invalid

with warnings.catch_warnings():
    # passlib 1.7.4 reads two names that are going to be dropped; exactly these two are left out.
    warnings.filterwarnings("ignore", "'crypt' is deprecated", DeprecationWarning)
    warnings.filterwarnings("ignore", "Accessing argon2.__version__", DeprecationWarning)
    from passlib.context import CryptContext
    from passlib.hash import argon2

    argon2.set_backend()  # now, where its warning is expected, and not at the first sign-in

LEAST = 12
MOST = 256

_context = CryptContext(schemes=["argon2"])
_threads = ThreadPoolExecutor(max_workers=2, thread_name_prefix="passwords")

NO_ONES = (
    "$argon2id$v=19$m=65536,t=3,p=4$MOZc6z1n7J1TyhnDmLPWug$XNYQPM"
    "LlkVVJc0hepo4g5mCaMX6Wl2MU97y2lCIZDUg"
)
"""The hash of random bytes that were thrown away: what an account that cannot be is checked
against, so that its refusal takes as long as any other."""


def parse_new(raw: object) -> str:
    """A new password: 12 to 256 characters, anything else about it is its owner's business.

    Raises:
        Invalid: "password_short" or "password_long", field "password".
    """
    password = _plain(raw)
    if len(password) < LEAST:
        raise Invalid("password_short", field="password", least=LEAST)
    if len(password) > MOST:
        raise Invalid("password_long", field="password", most=MOST)
    return password


async def hashed(password: str) -> str:
    """The argon2 hash of a password that `parse_new` gave."""
    return str(await _in_thread(_context.hash, password))


async def matches(raw: object, password_hash: str | None) -> bool:
    """Whether it is the password. Without a hash the same work is done, and the answer is no."""
    typed = _plain(raw)
    if len(typed) > MOST:
        typed = ""
    right = bool(await _in_thread(_context.verify, typed, password_hash or NO_ONES))
    return right and password_hash is not None


def _plain(raw: object) -> str:
    # Two keyboards can write one letter in two ways.
    return unicodedata.normalize("NFKC", raw) if isinstance(raw, str) else ""


async def _in_thread(job: object, *args: str) -> object:
    return await asyncio.get_running_loop().run_in_executor(_threads, job, *args)  # type: ignore[arg-type]
