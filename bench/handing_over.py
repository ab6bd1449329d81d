"""Many pushes at once: how soon phones ring when much was flagged, and whether inboxes wait for it.

The server stands still while flags are made beside it, through the services, and then goes on: so
all of it is due at one moment. The push service is one on this machine, which opens each push.
Prints its figures as JSON: `python -m bench.handing_over`.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import sqlite3
import sys
import tempfile
import time
import uuid
from collections.abc import AsyncIterator
from pathlib import Path

from sqlmodel import col, func, select

from bench.numbers import percentile
from bench.wire import wire_page
from peermap_app.domain.deliveries import Channel
from peermap_app.domain.purpose import Purpose
from peermap_app.domain.web_push import MOST_PHONES
from peermap_app.services import flags, mail_choice
from peermap_app.state.alerts import AlertsState
from peermap_app.state.live import LiveState
from peermap_app.storage.deliver_tables import Delivery
from tests.builders import a_flag_form
from tests.faults.ledger import linked
from tests.faults.street import Pair, Street, a_street
from tests.servers import build_pages

PAIRS = 20
PUSHES, BACKLOG = 1_000, 10_000
LOOKS = 40
"""How often an inbox is opened, without a backlog and beside one."""
WITHIN = 300.0
"""Seconds in which all pushes must have come: slow is a figure, never is an end."""
LIVE, ALERTS = LiveState.get_full_name(), AlertsState.get_full_name()


def say(text: str) -> None:
    """Progress, on standard error."""
    print(text, file=sys.stderr, flush=True)


async def _ready(street: Street) -> None:
    """Every pair is linked; whoever is told has as many phones as they may have, and no mails."""
    for pair in street.pairs:
        await linked(street, pair)
        await mail_choice.choose(street.house, street.world[pair.told], False)
        for _ in range(MOST_PHONES - len(street.phones[pair.told])):
            await street.add_phone(pair.told)


@contextlib.asynccontextmanager
async def _standing_still(street: Street) -> AsyncIterator[None]:
    """The server does nothing meanwhile, and holds nothing: it is let go on until it is so."""
    running = street.server.running
    assert running is not None
    for _ in range(200):
        os.kill(running.process.pid, signal.SIGSTOP)
        if _nobody_writes(street.server.var / "peermap.db"):
            break
        os.kill(running.process.pid, signal.SIGCONT)
        await asyncio.sleep(0.05)
    try:
        yield
    finally:
        os.kill(running.process.pid, signal.SIGCONT)


def _nobody_writes(database: Path) -> bool:
    with contextlib.closing(sqlite3.connect(database, timeout=0)) as held:
        try:
            held.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError:
            return False
        held.rollback()
        return True


async def _flag(street: Street, pair: Pair, number: int) -> None:
    who, case_id = street.world[pair.flagger], street.case(pair.flagged_case)
    raw, form_id = a_flag_form(need_to_know=f"Bench flag {number}."), uuid.uuid4().hex
    await flags.flag_case(street.house, who, case_id, form_id, raw, purpose=Purpose.COORDINATE)


def _came(street: Street) -> list[float]:
    return [at for phone in street.push.phones.values() for at, _ in phone.got]


async def _flagged(street: Street, pushes: int) -> float:
    """So many pushes are due, on PAIRS * MOST_PHONES phones; the moment at which all were."""
    async with _standing_still(street):
        for number in range(pushes // (PAIRS * MOST_PHONES)):
            for pair in street.pairs:
                await _flag(street, pair, number)
    return time.monotonic()


async def _all_came(street: Street, wanted: int) -> float:
    """When the last of them came."""
    until = time.monotonic() + WITHIN
    while len(came := _came(street)) < wanted:
        if time.monotonic() > until:
            raise AssertionError(f"{len(came)} of {wanted} pushes came")
        await asyncio.sleep(0.05)
    return max(came)


async def _inbox_ms(street: Street) -> float:
    """p95 of opening an inbox, by a worker who is told nothing."""
    cookie, waits = street.cookies[street.pairs[0].flagger], []
    for _ in range(LOOKS):
        async with wire_page(street.server.url, cookie, "/alerts") as page:
            await page.send(f"{LIVE}.enter")
            begun = time.perf_counter()
            await page.send(f"{ALERTS}.load")
            await page.until("alerts_state", "rows", 60)
            waits.append(1000 * (time.perf_counter() - begun))
    return percentile(waits, 95)


async def _stand(street: Street) -> int:
    """How many pushes are not handed over yet."""
    async with street.house.make_session() as session:
        stand = select(func.count()).where(
            Delivery.channel == Channel.PUSH.value, col(Delivery.sent_at).is_(None)
        )
        return (await session.exec(stand)).one()


async def figures() -> dict[str, float]:
    """pushes_s: of PUSHES, from the moment all are due to the last; inbox_ms and inbox_beside_ms:
    opening an inbox, without and beside a backlog; backlog_left: what stood after the last look."""
    held: dict[str, float] = {}
    with tempfile.TemporaryDirectory(prefix="peermap-bench-") as place:
        async with a_street(Path(place), PAIRS, two=False) as street:
            say("linking")
            await _ready(street)
            held["inbox_ms"] = await _inbox_ms(street)
            say(f"{PUSHES} pushes")
            begun = await _flagged(street, PUSHES)
            held["pushes_s"] = await _all_came(street, PUSHES) - begun
            say(f"{held}; a backlog of {BACKLOG}")
            await _flagged(street, BACKLOG)
            held["backlog"] = await _stand(street)
            held["inbox_beside_ms"] = await _inbox_ms(street)
            held["backlog_left"] = await _stand(street)
    return held


if __name__ == "__main__":
    build_pages()
    print(json.dumps(asyncio.run(figures())))
