"""Closing days of the access record, and finding again what was closed (`domain.record_seal`)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import and_, func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from peermap_app.domain.record_seal import BEFORE_ALL, Seal, Stood, close, signed_content
from peermap_app.storage import record_anchor
from peermap_app.storage.bulk import insert_all
from peermap_app.storage.record_total import CHAIN as TOTAL_CHAIN
from peermap_app.storage.seal_tables import RecordDay, RecordSeal
from peermap_app.storage.sealing import Keys, same
from peermap_app.storage.tables import AccessRecord, RecordHead


@dataclass(frozen=True, slots=True)
class SealFault:
    """A day whose seal does not hold, and how: "changed", "missing", "unsigned" or "cut".

    No day: they could not be read ("unreadable"), and none was checked.
    """

    day: date | None
    what: str


async def newest(session: AsyncSession) -> RecordSeal | None:
    """The last day that was closed."""
    found = select(RecordSeal).order_by(col(RecordSeal.day).desc()).limit(1)
    return (await session.exec(found)).first()


async def close_day(session: AsyncSession, keys: Keys, now: datetime) -> RecordSeal | None:
    """Close the day before `now`; None when it is closed, or nothing was ever written.

    What is written after midnight and before the closing belongs to that seal too: a seal says
    where the chains stood as it was made, and `made_at` when that was.
    """
    today, last = now.astimezone(UTC).date(), await newest(session)
    day = today - timedelta(days=1)
    closed = last.day >= day if last else not await _written_before(session, today)
    if closed:
        return None
    heads = await _heads(session)
    rows, grown = sum(one.number for one, _ in heads), [one for one, new in heads if new]
    seal = close(day, now, rows, grown, last.digest if last else BEFORE_ALL)
    row = RecordSeal(
        day=seal.day,
        made_at=seal.made_at,
        rows=seal.rows,
        digest=seal.digest,
        previous=seal.previous,
        signature=keys.sign_head(signed_content(seal)),
    )
    session.add(row)
    await session.flush()
    days = [RecordDay(day=day, chain=one.chain, number=one.number, mac=one.mac) for one in grown]
    await insert_all(session, days)
    await record_anchor.day_closed(session, keys, seal)
    return row


async def _written_before(session: AsyncSession, day: date) -> bool:
    midnight = datetime.combine(day, time(), tzinfo=UTC)
    found = select(AccessRecord.id).where(col(AccessRecord.at) < midnight).limit(1)
    return (await session.exec(found)).first() is not None


async def _heads(session: AsyncSession) -> list[tuple[Stood, bool]]:
    """Where each chain stands, and whether it has grown since the last seal that names it.

    One statement, so one moment, in PostgreSQL too.
    """
    before = (
        select(col(RecordDay.chain), func.max(col(RecordDay.number)).label("number"))
        .group_by(col(RecordDay.chain))
        .subquery()
    )
    found = (
        select(RecordHead.chain, RecordHead.number, RecordHead.mac, before.c.number)
        .join(before, before.c.chain == col(RecordHead.chain), isouter=True)
        .where(col(RecordHead.number) > 0, RecordHead.chain != TOTAL_CHAIN)
    )
    rows = (await session.exec(found)).all()
    return [(Stood(chain, number, mac), number > (n or 0)) for chain, number, mac, n in rows]


async def of_day(session: AsyncSession, day: date) -> Seal | None:
    """The seal of a day; None when there is none that can be read."""
    try:
        row = await session.get(RecordSeal, day)
    except (TypeError, ValueError):
        return None
    return None if row is None else as_seal(row)


def as_seal(row: RecordSeal) -> Seal:
    """The seal of a row."""
    return Seal(row.day, row.made_at, row.rows, row.digest, row.previous)


async def verify_seals(session: AsyncSession, keys: Keys) -> tuple[int, tuple[SealFault, ...]]:
    """How many days are closed, and those whose seal does not hold against the record now."""
    try:
        seals = (await session.exec(select(RecordSeal).order_by(col(RecordSeal.day)))).all()
        return len(seals), tuple(_faults(keys, seals, await _by_day(session)))
    except (AttributeError, TypeError, ValueError):
        # SQLite keeps any value in any column; what was put there must not end the check.
        return 0, (SealFault(None, "unreadable"),)


def _faults(
    keys: Keys, seals: Sequence[RecordSeal], stood: Mapping[date, Sequence[tuple[Stood, bool]]]
) -> Iterator[SealFault]:
    for day in sorted({*stood} - {one.day for one in seals}):
        yield SealFault(day, "missing")
    previous = BEFORE_ALL
    for row in seals:
        then = stood.get(row.day, ())
        what = _wrong(keys, row, [one for one, _ in then], previous)
        if what is None and not all(holds for _, holds in then):
            what = "cut"
        if what is not None:
            yield SealFault(row.day, what)
        previous = row.digest


def _wrong(keys: Keys, row: RecordSeal, grown: Sequence[Stood], previous: str) -> str | None:
    seal = as_seal(row)
    if not keys.signed_head(signed_content(seal), row.signature):
        return "unsigned"
    if not same(row.previous, previous):
        return "missing"  # a seal before it was taken out
    anew = close(seal.day, seal.made_at, seal.rows, grown, seal.previous)
    return None if same(anew.digest, seal.digest) else "changed"


async def _by_day(session: AsyncSession) -> dict[date, list[tuple[Stood, bool]]]:
    """Each closed day: where the chains stood, and whether the record still has that very row."""
    there = and_(
        col(AccessRecord.chain) == col(RecordDay.chain),
        col(AccessRecord.number) == col(RecordDay.number),
        col(AccessRecord.mac) == col(RecordDay.mac),
    )
    found = (
        select(RecordDay, AccessRecord.id)
        .join(AccessRecord, there, isouter=True)
        .order_by(col(RecordDay.day), col(RecordDay.chain))
    )
    days: dict[date, list[tuple[Stood, bool]]] = {}
    for row, still in (await session.exec(found)).all():
        stood = Stood(row.chain, row.number, row.mac)
        days.setdefault(row.day, []).append((stood, still is not None))
    return days
