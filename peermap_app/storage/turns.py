"""Who counts before they write holds what they count; here by a name, for what has no row.

SQLite has one writer at a time and needs nothing here. PostgreSQL shows each statement what was
committed when it began, so two that count at once both find room. Held in one order by everybody:
the case (`services.admission`), a turn, the account (`accounts.held`), then rows of their own; so
none waits for ever. See docs/decisions/what-is-counted-is-held.md.
"""

from __future__ import annotations

from sqlalchemy import bindparam, func
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

ACCOUNTS, IMPORTS, FLAG_KINDS = "accounts", "imports", "flag_kinds"


async def take_turn(session: AsyncSession, what: str) -> None:
    """Of those who ask for the same, one at a time goes on until its transaction ends."""
    if session.get_bind().dialect.name == "postgresql":
        key = func.hashtextextended(bindparam("what", f"peermap {what}"), 0)
        await session.exec(select(func.pg_advisory_xact_lock(key)))
