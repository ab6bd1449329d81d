"""Every key that the master key wraps, of cases, links, waiting imports, factors, phones."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Column, ColumnElement, Table, func, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from peermap_app.storage import factor_tables, own_keys, push_tables
from peermap_app.storage.sealing import NAME_BYTES, Keys
from peermap_app.storage.tables import KEY_METADATA, METADATA

BATCH = 500
"""Keys of one transaction: some 20 ms, so whoever else writes does not wait."""

_CASE_KEY = KEY_METADATA.tables["case_key"]
_OWN_KEY = KEY_METADATA.tables[str(own_keys.OwnKey.__tablename__)]
_FACTOR = METADATA.tables[str(factor_tables.Factor.__tablename__)]
_PHONE = METADATA.tables[str(push_tables.PushPhone.__tablename__)]


@dataclass(frozen=True, slots=True)
class _Place:
    """Where wrapped keys lie; `whose` is the id that each is bound to."""

    table: Table
    whose: Column[str]


_PLACES = (
    _Place(_CASE_KEY, _CASE_KEY.c.case_id),
    _Place(_OWN_KEY, _OWN_KEY.c.id),
    _Place(_FACTOR, _FACTOR.c.id),
    _Place(_PHONE, _PHONE.c.id),
)


async def counts(session: AsyncSession, keys: Keys) -> tuple[int, int]:
    """How many keys today's master key wraps, and how many another one does."""
    here = there = 0
    connection = await session.connection()
    for place in _PLACES:
        every = select(func.count()).select_from(place.table)
        today = (await connection.execute(every.where(_name(place) == keys.name))).scalar_one()
        here += today
        there += (await connection.execute(every)).scalar_one() - today
    return here, there


async def wrap_some(session: AsyncSession, keys: Keys) -> int:
    """Wrap up to BATCH keys anew, in the caller's transaction; how many were. 0: none is left.

    Of one table at a time, and keys that somebody holds come last: what erases a case holds the
    keys of its links and then its own, and two that hold and wait would be ended by PostgreSQL.

    Raises:
        SealBroken: a key was wrapped by neither of the two master keys.
    """
    for place in _PLACES:
        if done := await _wrap(session, keys, place):
            return done
    return 0


async def _wrap(session: AsyncSession, keys: Keys, place: _Place) -> int:
    connection = await session.connection()
    found = (
        select(place.whose, place.table.c.wrapped)
        .where(_name(place) != keys.name)
        .order_by(place.whose)
    )
    free = found.limit(BATCH).with_for_update(skip_locked=True)
    rows = (await connection.execute(free)).all()
    if not rows:  # this waits for whoever has it, and holds nothing
        rows = (await connection.execute(found.limit(1).with_for_update())).all()
    for whose, key in rows:
        anew = update(place.table).where(place.whose == whose)
        await connection.execute(anew.values(wrapped=keys.wrapped_anew(whose, key)))
    return len(rows)


def _name(place: _Place) -> ColumnElement[bytes]:
    return func.substr(place.table.c.wrapped, 1, NAME_BYTES)
