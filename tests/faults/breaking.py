"""What breaks, one thing at a time, and is whole again afterwards."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import time
from collections.abc import Awaitable, Callable

from peermap_app.domain.deliveries import Channel
from peermap_app.notify.push_service import SECONDS
from tests.broken import disk_is_full
from tests.faults.street import Street

Fault = Callable[[Street, random.Random], Awaitable[None]]
FULL_FOR = 1.5
"""Seconds in which the disk is full: long enough that everybody meets it."""
MET_WITHIN = 8.0
"""Seconds for which a push service or a mail server is not well, where nobody meets it."""
AIMED_WITHIN = 30.0
"""Seconds in which the next delivery must be on its way, for a fault that strikes one."""


async def process_killed(street: Street, chance: random.Random) -> None:
    """One of the two processes goes in the middle of whatever it does; another takes its place."""
    before = street.server.workers()
    gone = chance.choice(before)
    os.kill(gone, signal.SIGKILL)
    while len(set(street.server.workers()) - {gone}) < len(before):  # noqa: ASYNC110 - a process
        await asyncio.sleep(0.05)


async def server_killed(street: Street, chance: random.Random) -> None:
    """The whole server goes, as in a power cut."""
    street.server.kill()
    await asyncio.to_thread(street.server.start_again)


async def deployed(street: Street, chance: random.Random) -> None:
    """It is ended in good order and started anew, with every phone connected."""
    await asyncio.to_thread(street.server.stop)
    await asyncio.to_thread(street.server.start_again)


async def database_killed(street: Street, chance: random.Random) -> None:
    """PostgreSQL goes in the middle of its transactions, and recovers."""
    assert street.postgres is not None
    street.postgres.kill()
    await asyncio.to_thread(street.postgres.start_again)


async def redis_killed(street: Street, chance: random.Random) -> None:
    """Redis goes with all that it held."""
    assert street.redis is not None
    street.redis.kill()
    await asyncio.sleep(chance.uniform(0.0, 1.0))
    await asyncio.to_thread(street.redis.start_again)


async def disk_full(street: Street, chance: random.Random) -> None:
    """Every write of the server is refused for a while (SQLite)."""
    with disk_is_full(street.server):
        await asyncio.sleep(FULL_FOR)


async def writes_refused(street: Street, chance: random.Random) -> None:
    """PostgreSQL answers reads and refuses every write, as one does that fails over or is full."""
    assert street.postgres is not None
    for said in ("on", "off"):
        await asyncio.to_thread(_refuse, street, said)
        if said == "on":
            await asyncio.sleep(FULL_FOR)


def _refuse(street: Street, said: str) -> None:
    import psycopg

    assert street.postgres is not None
    with psycopg.connect(street.postgres.url("postgres"), autocommit=True) as connection:
        connection.execute(b"SET default_transaction_read_only = off")
        statement = f"ALTER SYSTEM SET default_transaction_read_only = {said}"
        connection.execute(statement.encode())
        connection.execute(b"SELECT pg_reload_conf()")


async def clock_jumped(street: Street, chance: random.Random) -> None:
    """The server's clock jumps by up to twenty minutes, forwards or back, and stays there."""
    ahead = int(street.clock.read_text())
    to = chance.choice([each for each in (-600, 0, 600) if each != ahead])
    street.set_clock(to)


async def _until_met(met: Callable[[], Awaitable[bool]], within: float = MET_WITHIN) -> None:
    """It stays wrong until somebody has met it; where nothing is sent any more, nobody does."""
    until = time.monotonic() + within
    while not await met() and time.monotonic() < until:  # noqa: ASYNC110 - rows
        await asyncio.sleep(0.1)


async def push_slow(street: Street, chance: random.Random) -> None:
    """The push service takes each push and says so much later, up to when we no longer listen."""
    met = _more(lambda: street.push.slow, street.push.slow)
    street.push.answers = (201, chance.uniform(1.0, SECONDS + 1))
    await _until_met(met)
    street.push.answers = (201, 0.0)


async def killed_before_a_push(street: Street, chance: random.Random) -> None:
    """The server goes with a push in hand: its delivery is claimed, and no push service has it."""
    before = street.push.at_the_door
    street.push.shut()
    await _until_met(_more(lambda: street.push.at_the_door, before), AIMED_WITHIN)
    assert street.push.at_the_door > before, "no delivery was on its way"
    await server_killed(street, chance)
    street.push.let_in()


async def killed_after_a_push(street: Street, chance: random.Random) -> None:
    """The server goes when the push service has taken a push, and before it hears so: the phone has
    it, its delivery is not settled."""
    before = street.push.slow
    street.push.answers = (201, SECONDS - 1)
    await _until_met(_more(lambda: street.push.slow, before), AIMED_WITHIN)
    assert street.push.slow > before, "no delivery was on its way"
    await server_killed(street, chance)
    street.push.answers = (201, 0.0)


def _more(count: Callable[[], int], than: int) -> Callable[[], Awaitable[bool]]:
    async def met() -> bool:
        return count() > than

    return met


async def push_refusing(street: Street, chance: random.Random) -> None:
    """The push service is overrun or broken, or takes no connection at all."""
    status = chance.choice((0, 429, 500, 503))
    if status:
        street.push.answers = (status, 0.0)
    else:
        await street.push.close()
    await _until_met(lambda: street.fails(Channel.PUSH))
    street.push.answers = (201, 0.0)
    if not status:
        await street.push.open()


async def phone_given_away(street: Street, chance: random.Random) -> None:
    """The push service says from now on that there is no such phone; its owner adds another."""
    gone = await street.give_away_second_phone(chance.choice(street.pairs).told)
    await _until_met(_more(lambda: len(gone.asked_for), 0))


async def mail_refused(street: Street, chance: random.Random) -> None:
    """The mail server takes nothing just now, of anybody."""
    street.mail.says = chance.choice(("451 4.7.1 Come back later", "421 4.3.2 Not just now"))
    await _until_met(lambda: street.fails(Channel.MAIL))
    street.mail.says = ""


POST: dict[str, Fault] = {
    "killed before a push": killed_before_a_push,
    "killed after a push": killed_after_a_push,
    "push service slow": push_slow,
    "push service refusing": push_refusing,
    "phone given away": phone_given_away,
    "mail refused": mail_refused,
}
"""What can break between us and somebody's pocket, or in the middle of a delivery, wherever PeerMap
runs."""
ALONE: dict[str, Fault] = {
    "server killed": server_killed,
    "deployed": deployed,
    "clock jumped": clock_jumped,
    "disk full": disk_full,
    **POST,
}
"""What can break where one process serves, on SQLite."""
TWO: dict[str, Fault] = {
    "process killed": process_killed,
    "server killed": server_killed,
    "deployed": deployed,
    "clock jumped": clock_jumped,
    "database killed": database_killed,
    "Redis killed": redis_killed,
    "writes refused": writes_refused,
    **POST,
}
"""What can break where two processes serve, on PostgreSQL with Redis."""
