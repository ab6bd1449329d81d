"""What the access record is held by in the store of keys: its first row, and each closed day.

Whoever writes the rows' database alone can empty the record with all its heads and days, and it
would begin again from its first row as if nothing had been. These few rows lie in the other store
(`key_store`), are only added to, and say what must still be there.
"""

from __future__ import annotations

import json
from datetime import UTC

from sqlmodel import Field, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from peermap_app.domain.record_seal import Seal
from peermap_app.storage.seal_tables import RecordSeal
from peermap_app.storage.sealing import Keys, same
from peermap_app.storage.tables import KEY_METADATA, AccessRecord, Table, Worker

FIRST = "first"
WIPED, ANCHOR = "wiped", "anchor"
"""What is found: rows or days that were there are gone; or what says so is gone or not ours."""


class RecordAnchor(Table, table=True):
    """`what`: "first", or the day that was closed. `said`: the row or the seal that must be there.

    `mac`: the house's own code over both.
    """

    metadata = KEY_METADATA
    __tablename__ = "record_anchor"

    what: str = Field(primary_key=True)
    said: str
    mac: str


async def begin(session: AsyncSession, keys: Keys) -> None:
    """Name the first row there is, once; whatever is named already stays.

    Whoever calls it holds the total of the record, so that nobody else does.
    """
    if (await session.exec(select(RecordAnchor.what).limit(1))).first() is not None:
        return
    row = (await session.exec(select(AccessRecord).order_by(col(AccessRecord.id)).limit(1))).first()
    if row is not None:
        await _add(session, keys, FIRST, _of_row(row))


async def day_closed(session: AsyncSession, keys: Keys, seal: Seal) -> None:
    """Name a day that was closed. One of that name from before stays: it must still be true."""
    if await session.get(RecordAnchor, seal.day.isoformat()) is None:
        await _add(session, keys, seal.day.isoformat(), _of_seal(seal.rows, seal.digest))


async def verify(session: AsyncSession, keys: Keys) -> str | None:
    """`WIPED` or `ANCHOR` for what is not as it was named; None when all of it is there."""
    try:
        named = (await session.exec(select(RecordAnchor))).all()
        if not named:
            return await _without(session)
        if not all(same(one.mac, _mac(keys, one.what, one.said)) for one in named):
            return ANCHOR
        seals = await session.exec(select(RecordSeal))
        there = {one.day.isoformat(): _of_seal(one.rows, one.digest) for one in seals}
        first = next((one for one in named if one.what == FIRST), None)
        if first is None:
            return ANCHOR
        chain, number = json.loads(first.said)[:2]
        found = select(AccessRecord).where(
            AccessRecord.chain == chain, AccessRecord.number == number
        )
        row = (await session.exec(found)).first()
        there[FIRST] = _of_row(row) if row is not None else ""
        return None if all(there.get(one.what) == one.said for one in named) else WIPED
    except (AttributeError, TypeError, ValueError):
        return ANCHOR  # SQLite keeps any value in any column; what was put there is not ours


async def _without(session: AsyncSession) -> str | None:
    """Nothing is named: right for a house in which nothing ever was, and for no other."""
    if (await session.exec(select(AccessRecord.id).limit(1))).first() is not None:
        return ANCHOR
    somebody = (await session.exec(select(Worker.id).limit(1))).first() is not None
    return WIPED if somebody else None


async def _add(session: AsyncSession, keys: Keys, what: str, said: str) -> None:
    session.add(RecordAnchor(what=what, said=said, mac=_mac(keys, what, said)))
    await session.flush()


def _of_row(row: AccessRecord) -> str:
    moment = row.at.astimezone(UTC).isoformat(timespec="microseconds")
    return json.dumps([row.chain, row.number, row.id, moment, row.mac])


def _of_seal(rows: int, digest: str) -> str:
    return json.dumps([rows, digest])


def _mac(keys: Keys, what: str, said: str) -> str:
    # Never the content of a row of the record, nor of its total: those are lists of 12 and of 2.
    return keys.chain_mac(json.dumps(["anchor", what, said]).encode())
