"""Makes an alert's deliveries of what the outbox holds, and wakes pages for all else (rule 11).

A row is written in the transaction of what it tells about, so a crash after that commit loses
nothing: the row is still due. Rows are claimed by name for a while, so two processes take each row
once; should one die with rows in hand, its claim runs out and another takes them. A page that is
woken twice reads the same inbox twice, and what it is sent says nothing but "look". By which way
an alert goes on from there, and whether it still may, is for `notify.deliveries`.
"""

from __future__ import annotations

import asyncio
import contextlib
import functools
import secrets
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from peermap_app import logs
from peermap_app.bootstrap import House
from peermap_app.domain.deliveries import Channel
from peermap_app.notify import deliveries, rings
from peermap_app.notify.channels import CHANNELS, Registry, Way
from peermap_app.services import delivery, sharing_rings
from peermap_app.services.handing_over import InHand

AT_ONCE = 25
"""How many rows one process claims at a time: an inbox that is opened waits for their turn."""
CLAIM_LASTS = timedelta(seconds=30)
"""After this, rows of a process that died are anybody's again."""
WAITS = (2, 5, 15, 60, 300)
"""Seconds before the next try after the first, second, … failure; the last one repeats."""
POLL_SECONDS = 2.0
"""How often to look without having been woken: another process may have written."""
PAGES_FIRST = 0.15
"""Seconds that all else leaves to the open pages that were just told to look: reading the inbox
takes the same turn to write, and whoever has a page open looks at it now."""
ALERT: Mapping[str, object] = {"kind": "alert"}
SOMETHING_WAITS: Mapping[str, object] = {"kind": "waits"}
"""What pages are told: to look again, and in which of their lists. Nothing else (rule 11)."""


@dataclass(frozen=True, slots=True)
class Handed:
    """What one round did: what went out, and how many rows it took."""

    sent: int
    taken: int


def wait_after(tries: int) -> timedelta:
    """How long a row waits after it failed `tries` times (1 or more)."""
    return timedelta(seconds=WAITS[min(tries, len(WAITS)) - 1])


async def deliver(house: House, channels: Mapping[Channel, Way] = CHANNELS) -> int:
    """Hand over all that is due now, by every channel; gives how many hand-overs that were."""
    sent = await take(house, channels)
    for channel in channels:
        sent += await _by(house, channel, channels)
    return sent


async def _by(
    house: House,
    channel: Channel,
    channels: Mapping[Channel, Way],
    more: Callable[[], None] = deliveries.idle,
) -> int:
    """Hand over by one channel; by that to phones also what rings at once, and that first.

    `more`: is called where there is so much that another hand is wanted.
    """
    rung = await rings.deliver(house, channels[channel]) if channel is Channel.PUSH else 0
    return rung + await deliveries.deliver(house, channel, channels, more)


async def take(
    house: House,
    channels: Mapping[Channel, Way],
    pages_first: float = 0.0,
    *,
    woken: bool = False,
) -> int:
    """Make deliveries of the alerts that wait, hand over those to pages, wake for all else.

    `pages_first`: seconds that are left to the pages that were told to look, where there is no more
    to do. `woken`: as of `delivery.claim`.
    """
    sent = 0
    while True:
        handed = await _round(house, channels, pages_first, woken=woken)
        sent += handed.sent
        if handed.taken < AT_ONCE:
            return sent


async def _round(
    house: House, channels: Mapping[Channel, Way], pages_first: float, *, woken: bool
) -> Handed:
    name, ways = secrets.token_hex(8), Registry(channels)
    taken = await delivery.claim(house, name, CLAIM_LASTS, AT_ONCE, ways, woken=woken)
    rest = 0.0 if len(taken.born) + len(taken.rows) >= AT_ONCE else pages_first
    sent = await _pages(house, channels, name, taken.born, rest if woken else None)
    if not taken.rows:
        return Handed(sent, len(taken.born))
    reached = await delivery.readers(house, taken.rows)
    done: list[str] = []
    failed: list[tuple[str, timedelta]] = []
    for row, ok in zip(
        taken.rows,
        await asyncio.gather(*(_wake(house, row, reached[row.id], channels) for row in taken.rows)),
        strict=True,
    ):
        if ok:
            done.append(row.id)
        else:
            failed.append((row.id, wait_after(row.tries)))
    await delivery.settle(house, name, done, failed)
    return Handed(sent + len(done), len(taken.born) + len(taken.rows))


async def _pages(
    house: House,
    channels: Mapping[Channel, Way],
    name: str,
    born: Sequence[InHand],
    pages_first: float | None,
) -> int:
    """The alerts that were just made are on open pages before anything else is looked at."""
    way = channels.get(Channel.PAGE)
    return await deliveries.hand_over(house, way, name, born, pages_first) if way and born else 0


async def _wake(
    house: House,
    row: delivery.Claimed,
    workers: Sequence[str],
    channels: Mapping[Channel, Way],
) -> bool:
    """Wake the pages of these workers, and let their phones ring for what is urgent; False when
    that failed and must be tried again."""
    message = ALERT if row.waits is None else SOMETHING_WAITS
    try:
        for worker_id in workers:
            await house.hints.publish(f"worker:{worker_id}", message)
        if row.waits is not None and Channel.PUSH in channels:
            await sharing_rings.begin(house, row.waits, row.id, channels[Channel.PUSH])
    except Exception as problem:
        # Whatever it was (a Redis that is away, a socket that broke), the row stays due.
        logs.note(problem, logs.Word.OUTBOX_ROW_FAILED)
        return False
    return True


async def run(
    house: House, stop: asyncio.Event, channels: Mapping[Channel, Way] = CHANNELS
) -> None:
    """Deliver until `stop` is set: at once when something was written here, else every 2 s.

    Each channel has loops of its own: a mail server that is slow keeps nothing from a page, and a
    push service that does not answer keeps nothing from the phones of another.
    """
    bells = {channel: Bell() for channel in channels}

    async def outbox() -> None:
        woken = house.wake.is_set()
        house.wake.clear()
        await take(house, channels, PAGES_FIRST, woken=woken)
        for bell in bells.values():
            bell.ring()

    async def one(channel: Channel) -> None:
        await _by(house, channel, channels, more=bells[channel].ring)

    loops = [_loop(outbox, house.wake.wait, stop, logs.Word.OUTBOX_UNREAD)]
    for channel, bell in bells.items():
        job = functools.partial(one, channel)
        for _ in range(channels[channel].hands):
            loops.append(_loop(job, bell.heard, stop, logs.Word.DELIVERIES_UNREAD))
    await asyncio.gather(*loops)


class Bell:
    """Wakes one of the hands that wait, or else whichever is free next.

    One hand takes many at a time: were each of them woken for one alert, they would only wait for
    each other's turn to write, and the page that was told of it would wait for them all.
    """

    def __init__(self) -> None:
        self._rung: asyncio.Queue[None] = asyncio.Queue(1)

    def ring(self) -> None:
        """Rung twice before anybody heard it, it is rung once."""
        if not self._rung.full():
            self._rung.put_nowait(None)

    async def heard(self) -> None:
        """Wait for it."""
        await self._rung.get()


async def _loop(
    job: Callable[[], Awaitable[None]],
    bell: Callable[[], Coroutine[Any, Any, object]],
    stop: asyncio.Event,
    word: logs.Word,
) -> None:
    stopping = asyncio.create_task(stop.wait())
    try:
        while not stop.is_set():
            try:
                await job()
            except Exception as problem:
                # The database may be away for a while: what is due stays due, so go on looking.
                logs.note(problem, word)
            await _until_due(bell, stopping)
    finally:
        stopping.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await stopping


async def _until_due(
    bell: Callable[[], Coroutine[Any, Any, object]], stopping: asyncio.Task[bool]
) -> None:
    """Wait for the bell, the end, or the next look."""
    rung = asyncio.create_task(bell())
    try:
        await asyncio.wait(
            {rung, stopping}, timeout=POLL_SECONDS, return_when=asyncio.FIRST_COMPLETED
        )
    finally:
        rung.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await rung
