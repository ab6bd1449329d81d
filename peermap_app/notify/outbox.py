"""Hands over what the outbox holds: wakes the open pages of whoever must look (rule 11).

A row is written in the transaction of what it tells about, so a crash after that commit loses
nothing: the row is still due. Rows are claimed by name for a while, so two processes hand over each
row once; should one die with rows in hand, its claim runs out and another takes them. A page that
is woken twice reads the same inbox twice, and what it is sent says nothing but "look".
"""

from __future__ import annotations

import asyncio
import contextlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from peermap_app import logs
from peermap_app.bootstrap import House
from peermap_app.services import delivery

AT_ONCE = 200
"""How many rows one process claims at a time."""
CLAIM_LASTS = timedelta(seconds=30)
"""After this, rows of a process that died are anybody's again."""
WAITS = (2, 5, 15, 60, 300)
"""Seconds before the next try after the first, second, … failure; the last one repeats."""
POLL_SECONDS = 2.0
"""How often to look without having been woken: another process may have written."""
ALERT: Mapping[str, object] = {"kind": "alert"}
SOMETHING_WAITS: Mapping[str, object] = {"kind": "waits"}
"""What pages are told: to look again, and in which of their lists. Nothing else (rule 11)."""


@dataclass(frozen=True, slots=True)
class Handed:
    """What one round did: rows handed over, and rows that failed and wait for their next try."""

    sent: int
    failed: int


def wait_after(tries: int) -> timedelta:
    """How long a row waits after it failed `tries` times (1 or more)."""
    return timedelta(seconds=WAITS[min(tries, len(WAITS)) - 1])


async def deliver(house: House) -> int:
    """Hand over all that is due now; gives how many rows were sent."""
    sent = 0
    while True:
        handed = await _round(house)
        sent += handed.sent
        if handed.sent + handed.failed < AT_ONCE:
            return sent


async def _round(house: House) -> Handed:
    name = secrets.token_hex(8)
    rows = await delivery.claim(house, name, CLAIM_LASTS, AT_ONCE)
    if not rows:
        return Handed(0, 0)
    reached = await delivery.readers(house, rows)
    done: list[str] = []
    failed: list[tuple[str, timedelta]] = []
    for row, ok in zip(
        rows,
        await asyncio.gather(*(_wake(house, row, reached[row.id]) for row in rows)),
        strict=True,
    ):
        if ok:
            done.append(row.id)
        else:
            failed.append((row.id, wait_after(row.tries)))
    await delivery.settle(house, name, done, failed)
    return Handed(len(done), len(failed))


async def _wake(house: House, row: delivery.Claimed, workers: Sequence[str]) -> bool:
    """Wake the pages of these workers; False when that failed and must be tried again."""
    message = ALERT if row.waits is None else SOMETHING_WAITS
    try:
        for worker_id in workers:
            await house.hints.publish(f"worker:{worker_id}", message)
    except Exception as problem:
        # Whatever it was (a Redis that is away, a socket that broke), the row stays due.
        logs.note(problem, logs.Word.OUTBOX_ROW_FAILED)
        return False
    return True


async def run(house: House, stop: asyncio.Event) -> None:
    """Deliver until `stop` is set: at once when something was written here, else every 2 s."""
    stopping = asyncio.create_task(stop.wait())
    try:
        while not stop.is_set():
            house.wake.clear()
            try:
                await deliver(house)
            except Exception as problem:
                # The database may be away for a while: what is due stays due, so go on looking.
                logs.note(problem, logs.Word.OUTBOX_UNREAD)
            await _until_due(house, stopping)
    finally:
        stopping.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await stopping


async def _until_due(house: House, stopping: asyncio.Task[bool]) -> None:
    """Wait for a commit of this process, the end, or the next look."""
    woken = asyncio.create_task(house.wake.wait())
    try:
        await asyncio.wait(
            {woken, stopping}, timeout=POLL_SECONDS, return_when=asyncio.FIRST_COMPLETED
        )
    finally:
        woken.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await woken
