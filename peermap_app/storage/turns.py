"""Who counts before they write holds what they count: an account, or a name that has no row.

SQLite has one writer at a time and needs nothing here. PostgreSQL shows each transaction what was
committed when its statement began, so two that count at once both find room. Held in one order by
everybody: the case (`admission`), a turn, the account, then rows of their own; so none waits for
ever.
"""

from __future__ import annotations

from sqlalchemy import bindparam, func
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import SelectOfScalar

from peermap_app.storage.tables import Worker

ACCOUNTS, IMPORTS = "accounts", "imports"


async def hold_account(session: AsyncSession, worker_id: str | None) -> Worker | None:
    """The account as it is now, held until the transaction ends: nobody else counts beside us.

    Rows that only name it may still be written.
    """
    found = select(Worker).where(Worker.id == (worker_id or ""))
    return (await session.exec(_held(found))).first()


async def hold_address(session: AsyncSession, email: str) -> Worker | None:
    """The same by its address; the same statement for an address that nobody has."""
    return (await session.exec(_held(select(Worker).where(Worker.email == email)))).first()


async def take_turn(session: AsyncSession, what: str) -> None:
    """Of those who ask for the same, one at a time goes on until its transaction ends."""
    if session.get_bind().dialect.name == "postgresql":
        key = func.hashtextextended(bindparam("what", f"peermap {what}"), 0)
        await session.exec(select(func.pg_advisory_xact_lock(key)))


def _held(found: SelectOfScalar[Worker]) -> SelectOfScalar[Worker]:
    return found.with_for_update(key_share=True).execution_options(populate_existing=True)
