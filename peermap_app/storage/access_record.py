"""The access record: who read, changed or was refused what, chained per case (rule 10).

Each row's code covers its content and the code of the row before it, so a change, a removal or a
new order shows. The chain of a case has the case's id; what belongs to no case goes to "house".
Rows hold ids only: never a name, initials, a reference or anything that was typed.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import bindparam, update
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from peermap_app.storage.bulk import batched, insert_all
from peermap_app.storage.sealing import Keys, same
from peermap_app.storage.tables import METADATA, AccessRecord, RecordHead

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


async def append(session: AsyncSession, keys: Keys, entries: Iterable[tuple[str, Entry]]) -> None:
    """Write (chain, entry) rows at the ends of their chains, in the caller's transaction.

    Chains are locked in one order, so two transactions that write to the same ones cannot wait for
    each other; within a chain rows keep the order given.
    """
    waiting: dict[str, list[Entry]] = {}
    for chain, entry in entries:
        waiting.setdefault(chain, []).append(entry)
    if not waiting:
        return
    heads = await _locked_heads(session, sorted(waiting))
    rows: list[AccessRecord] = []
    for chain, fresh in waiting.items():
        for entry in fresh:
            number, previous = heads[chain]
            row = _row(keys, chain, number + 1, previous, entry)
            heads[chain] = (row.number, row.mac)
            rows.append(row)
    await insert_all(session, rows)
    moved = [{"its_chain": c, "its_number": n, "its_mac": mac} for c, (n, mac) in heads.items()]
    table = METADATA.tables["record_head"]
    to_end = (
        update(table)
        .where(table.c.chain == bindparam("its_chain"))
        .values(number=bindparam("its_number"), mac=bindparam("its_mac"))
    )
    await (await session.connection()).execute(to_end, moved)


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


async def _locked_heads(session: AsyncSession, chains: Sequence[str]) -> dict[str, tuple[int, str]]:
    """The newest number and code of each chain, made when missing, held until the end."""
    heads = await _heads(session, chains)
    missing = [{"chain": c, "number": 0, "mac": START} for c in chains if c not in heads]
    if missing:
        # Two first rows at once: one makes the head, the other waits for it here.
        dialect = session.get_bind().dialect.name
        make = postgres_insert if dialect == "postgresql" else sqlite_insert
        fresh = make(METADATA.tables["record_head"]).on_conflict_do_nothing()
        await (await session.connection()).execute(fresh, missing)
        heads |= await _heads(session, [str(each["chain"]) for each in missing])
    return heads


async def _heads(session: AsyncSession, chains: Sequence[str]) -> dict[str, tuple[int, str]]:
    heads: dict[str, tuple[int, str]] = {}
    for part in batched(chains):
        found = (
            select(RecordHead.chain, RecordHead.number, RecordHead.mac)
            .where(col(RecordHead.chain).in_(part))
            .order_by(col(RecordHead.chain))
            .with_for_update()
        )
        heads |= {c: (n, mac) for c, n, mac in await session.exec(found)}
    return heads


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
