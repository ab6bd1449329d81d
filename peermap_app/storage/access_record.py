"""The access record: who read, changed or was refused what, chained per case (rule 10).

Each row's code covers its content and the code of the row before it, so a change, a removal or a
new order shows. The chain of a case has the case's id; what belongs to no case goes to "house".
Rows hold ids only: never a name, initials, a reference or anything that was typed.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlmodel import col, insert, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from peermap_app.storage.sealing import Keys, same
from peermap_app.storage.tables import AccessRecord, RecordHead

HOUSE = "house"
START = "0" * 64
ALLOWED = "allowed"
REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Entry:
    """One row to write. `rule` says why it was allowed or refused; `detail` holds ids alone."""

    at: datetime
    who_kind: str
    worker_id: str | None
    device: str | None
    action: str
    case_id: str | None
    outcome: str
    rule: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Fault:
    """Where a chain is broken: the row's number, and "changed", "missing" or "order"."""

    number: int
    what: str


async def append(session: AsyncSession, keys: Keys, chain: str, entry: Entry) -> None:
    """Write one row at the end of a chain, in the caller's transaction."""
    number, previous = await _locked_head(session, chain)
    row = _row(keys, chain, number + 1, previous, entry)
    session.add(row)
    await session.exec(
        update(RecordHead)
        .where(col(RecordHead.chain) == chain)
        .values(number=row.number, mac=row.mac)
    )


async def begin_chains(
    session: AsyncSession, keys: Keys, firsts: Sequence[tuple[str, Entry]]
) -> None:
    """The first rows of many new chains at once (an import of thousands of cases).

    A chain that exists already breaks the unique head and so the whole transaction.
    """
    rows = [_row(keys, chain, 1, START, entry) for chain, entry in firsts]
    if not rows:
        return
    await session.exec(
        insert(AccessRecord), params=[row.model_dump(exclude={"id"}) for row in rows]
    )
    heads = [{"chain": row.chain, "number": 1, "mac": row.mac} for row in rows]
    await session.exec(insert(RecordHead), params=heads)


async def verify_chain(session: AsyncSession, keys: Keys, chain: str) -> tuple[Fault, ...]:
    """Where a chain was changed, cut or put in another order; empty when it is whole."""
    rows = (
        await session.exec(
            select(AccessRecord).where(AccessRecord.chain == chain).order_by(col(AccessRecord.id))
        )
    ).all()
    faults: list[Fault] = []
    expected, previous = 1, START
    for row in rows:
        if row.number != expected:
            faults.append(Fault(row.number, "missing" if row.number > expected else "order"))
        if not same(row.mac, keys.chain_mac(_content(row))):
            faults.append(Fault(row.number, "changed"))
        elif row.number == expected and not same(row.previous, previous):
            faults.append(Fault(row.number, "order"))
        expected, previous = row.number + 1, row.mac
    head = await session.get(RecordHead, chain)
    at_end = (head.number, head.mac) if head is not None else (0, START)
    if at_end != (expected - 1, previous):
        faults.append(Fault(expected, "missing"))
    return tuple(faults)


async def _locked_head(session: AsyncSession, chain: str) -> tuple[int, str]:
    """The newest number and code of a chain, held until the transaction ends."""
    found = select(RecordHead.number, RecordHead.mac).where(RecordHead.chain == chain)
    head = (await session.exec(found.with_for_update())).first()
    if head is not None:
        return head
    fresh = {"chain": chain, "number": 0, "mac": START}
    if session.get_bind().dialect.name == "postgresql":
        # Two first rows at once: one makes the head, the other waits for it here.
        await session.exec(postgres_insert(RecordHead).values(fresh).on_conflict_do_nothing())
        return (await session.exec(found.with_for_update())).one()
    await session.exec(insert(RecordHead).values(fresh))
    return 0, START


def _row(keys: Keys, chain: str, number: int, previous: str, entry: Entry) -> AccessRecord:
    row = AccessRecord(
        chain=chain,
        number=number,
        at=entry.at,
        who_kind=entry.who_kind,
        worker_id=entry.worker_id,
        device=entry.device,
        action=entry.action,
        case_id=entry.case_id,
        outcome=entry.outcome,
        rule=entry.rule,
        detail=entry.detail,
        previous=previous,
        mac="",
    )
    row.mac = keys.chain_mac(_content(row))
    return row


def _content(row: AccessRecord) -> bytes:
    """All of a row but its own code, in one fixed form."""
    parts = [
        row.chain,
        row.number,
        row.at.astimezone(UTC).isoformat(timespec="microseconds"),
        row.who_kind,
        row.worker_id,
        row.device,
        row.action,
        row.case_id,
        row.outcome,
        row.rule,
        row.detail,
        row.previous,
    ]
    return json.dumps(parts, ensure_ascii=False, separators=(",", ":")).encode()
