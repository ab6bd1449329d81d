"""The access record: who read, changed or was refused what, chained per case (rule 10).

Each row's code covers its content and the code of the row before it, so a change, a removal or a
new order shows. The chain of a case has the case's id; what belongs to no case goes to "house".
All chains together are counted too (`record_total`), so that a cut end shows.
Rows hold ids only: never a name, initials, a reference or anything that was typed.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import bindparam, update
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from peermap_app.storage import record_anchor, record_total
from peermap_app.storage.bulk import batched, insert_all
from peermap_app.storage.sealing import Keys, same
from peermap_app.storage.tables import METADATA, AccessRecord, RecordHead

HOUSE = "house"
START = record_total.START
ALLOWED = "allowed"
REFUSED = "refused"
COUNT_RECORD = "count_record"
"""That all chains were counted together from here on: once after an update, and else a warning."""
NOT_READ = (-1, "")
TOTAL = "all"
"""What a fault names that is of no chain: together they are not what was written."""
BATCH = 1_000
"""How many rows a check holds at a time."""


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
    """Where a chain is broken: the row's number, and "changed", "missing", "order" or "unreadable".

    Of TOTAL: how many rows there are, and "cut": they were more, or other ones.

    An unreadable row may stand up to BATCH rows after its number.
    """

    number: int
    what: str


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check of the whole record found: how much it read, and (chain, fault) pairs.

    `counted`: when all chains were counted together anew, with rows there already.
    """

    chains: int
    rows: int
    faults: tuple[tuple[str, Fault], ...]
    counted: tuple[datetime, ...] = ()


async def append(session: AsyncSession, keys: Keys, entries: Iterable[tuple[str, Entry]]) -> None:
    """Write (chain, entry) rows at the ends of their chains, in the caller's transaction.

    Whoever writes holds the total first, so that no two wait for each other; within a chain rows
    keep the order given.
    """
    waiting: dict[str, list[Entry]] = {}
    for chain, entry in entries:
        waiting.setdefault(chain, []).append(entry)
    if not waiting:
        return
    heads = await _locked_heads(session, [record_total.CHAIN, *sorted(waiting)])
    total = heads.pop(record_total.CHAIN)
    begins = total == record_total.NONE
    if begins:
        total = await _count(session, keys)
        if total[0]:
            first = next(iter(waiting.values()))[0]
            waiting[HOUSE] = [_counted(first.at), *waiting.get(HOUSE, ())]
            heads |= await _locked_heads(session, [HOUSE])
    await _write(session, keys, waiting, heads, total)
    if begins:
        await record_anchor.begin(session, keys)


async def begin_count(session: AsyncSession, keys: Keys, at: datetime) -> None:
    """Count all chains together, and say so, where that was not begun; else nothing.

    And name the first row in the store of keys, where nothing is named yet.
    """
    heads = await _locked_heads(session, [record_total.CHAIN, HOUSE])
    if heads.pop(record_total.CHAIN) == record_total.NONE:
        total = await _count(session, keys)
        if total[0]:
            await _write(session, keys, {HOUSE: [_counted(at)]}, heads, total)
    await record_anchor.begin(session, keys)


async def _count(session: AsyncSession, keys: Keys) -> record_total.Head:
    """The total of all chains as they stand now. Whoever asks holds it: nobody writes meanwhile."""
    found = await session.exec(select(RecordHead.chain, RecordHead.number, RecordHead.mac))
    of_chains = [(chain, (n, mac)) for chain, n, mac in found if chain != record_total.CHAIN]
    return record_total.of(keys, of_chains)


async def _write(
    session: AsyncSession,
    keys: Keys,
    waiting: Mapping[str, Sequence[Entry]],
    heads: dict[str, record_total.Head],
    total: record_total.Head,
) -> None:
    """Write at the ends of chains that are held, and move their heads and the total."""
    before = dict(heads)
    rows: list[AccessRecord] = []
    for chain, fresh in waiting.items():
        for entry in fresh:
            number, previous = heads[chain]
            row = _row(keys, chain, number + 1, previous, entry)
            heads[chain] = (row.number, row.mac)
            rows.append(row)
    await insert_all(session, rows)
    moves = [(chain, before[chain], heads[chain]) for chain in waiting]
    heads[record_total.CHAIN] = record_total.moved(keys, total, moves)
    moved = [{"its_chain": c, "its_number": n, "its_mac": mac} for c, (n, mac) in heads.items()]
    table = METADATA.tables["record_head"]
    to_end = (
        update(table)
        .where(table.c.chain == bindparam("its_chain"))
        .values(number=bindparam("its_number"), mac=bindparam("its_mac"))
    )
    await (await session.connection()).execute(to_end, moved)


def _counted(at: datetime) -> Entry:
    """The row which says that the total begins only here, or was taken away and begins again."""
    return Entry(at, "system", None, None, COUNT_RECORD, None, ALLOWED, "counted_anew")


async def verify_chain(session: AsyncSession, keys: Keys, chain: str) -> tuple[Fault, ...]:
    """Where a chain was changed, cut or put in another order; empty when it is whole."""
    return tuple((await _verify(session, keys, chain)).faults)


async def verify_all(session: AsyncSession, keys: Keys) -> Checked:
    """Every chain that has rows or a head, in a transaction that sees one moment."""
    with_rows = await session.exec(select(AccessRecord.chain).distinct())
    with_head = await session.exec(
        select(RecordHead.chain).where(RecordHead.chain != record_total.CHAIN)
    )
    chains = sorted({*with_rows, *with_head})
    rows = 0
    faults: list[tuple[str, Fault]] = []
    stood: list[tuple[str, tuple[int, str]]] = []
    for chain in chains:
        check = await _verify(session, keys, chain)
        rows += check.count
        faults += [(chain, fault) for fault in check.faults]
        stood.append((chain, check.last))
    # What is wrong with one chain is wrong with all of them: it is said once.
    if not faults and await _total(session) != (record_total.of(keys, stood) if rows else None):
        faults.append((TOTAL, Fault(rows, "cut")))
    anew = select(AccessRecord.at).where(
        AccessRecord.chain == HOUSE, AccessRecord.action == COUNT_RECORD
    )
    counted = () if faults else tuple(await session.exec(anew.order_by(col(AccessRecord.id))))
    return Checked(len(chains), rows, tuple(faults), counted)


async def _total(session: AsyncSession) -> record_total.Head | None:
    """What was counted; None before the first row."""
    try:
        row = await session.get(RecordHead, record_total.CHAIN)
        return None if row is None else (row.number, row.mac)
    except (TypeError, ValueError):
        return NOT_READ


async def _verify(session: AsyncSession, keys: Keys, chain: str) -> _Check:
    """A chain, read to its end."""
    check = _Check(keys)
    # In pieces: the chain of the house grows as long as PeerMap is used.
    wanted = select(AccessRecord).where(AccessRecord.chain == chain).order_by(col(AccessRecord.id))
    rows = await session.stream_scalars(wanted.execution_options(yield_per=BATCH))
    try:
        async for row in rows:
            check.row(row)
        head = await session.get(RecordHead, chain)
        check.end((head.number, head.mac) if head is not None else (0, START))
    except (AttributeError, TypeError, ValueError):
        # SQLite keeps any value in any column; what was put there must not end the check.
        check.faults.append(Fault(check.expected, "unreadable"))
    finally:
        await rows.close()
    return check


class _Check:
    """One chain, row by row."""

    def __init__(self, keys: Keys) -> None:
        self._keys = keys
        self._previous = START
        self.expected = 1
        self.count = 0
        self.faults: list[Fault] = []

    @property
    def last(self) -> tuple[int, str]:
        """Number and code of the last row so far."""
        return self.expected - 1, self._previous

    def row(self, row: AccessRecord) -> None:
        """The next row of the table."""
        self.count += 1
        if row.number != self.expected:
            what = "missing" if row.number > self.expected else "order"
            self.faults.append(Fault(row.number, what))
        if not same(row.mac, self._keys.chain_mac(_content(row))):
            self.faults.append(Fault(row.number, "changed"))
        elif row.number == self.expected and not same(row.previous, self._previous):
            self.faults.append(Fault(row.number, "order"))
        self.expected, self._previous = row.number + 1, row.mac

    def end(self, head: tuple[int, str]) -> None:
        """After the last row: the head tells whether there were more."""
        if head != self.last:
            self.faults.append(Fault(self.expected, "missing"))


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
