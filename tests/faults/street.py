"""A few pairs of linked cases on a running PeerMap, and what may break under them.

Each pair: a worker who flags, a worker who is told. Made through the services, in this process, on
the same database, keys and Redis as the server that is broken meanwhile.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

from redis.exceptions import RedisError
from sqlalchemy.exc import DBAPIError, InterfaceError
from sqlmodel import col, select

from peermap_app.bootstrap import House, build_house, close_house
from peermap_app.domain.cases import Role
from peermap_app.domain.links import LinkState
from peermap_app.services import passwords
from peermap_app.services.unit import Who, reading, writing
from peermap_app.settings import Settings
from peermap_app.storage.tables import CaseFile, Link, SignInSession, Worker, new_id
from tests.fakes import FakeHints
from tests.servers import PeerMapServer, Postgres, Redis, free_port
from tests.services import world as w

T = TypeVar("T")
PAUSE = 0.2
"""Seconds until somebody tries again what a fault kept from being done."""


@dataclass
class Pair:
    """Two linked cases. `round`: how often they were linked; the flags of before are over."""

    number: int
    flagger: str
    told: str
    flagged_case: str
    other_case: str
    round: int = 0
    linked: bool = False


@dataclass
class Street:
    """The server, what it stands on, and the people."""

    server: PeerMapServer
    house: House
    world: w.World
    pairs: tuple[Pair, ...]
    clock: Path
    """How many seconds the server's clock is ahead; it reads this file at each look."""
    postgres: Postgres | None = None
    redis: Redis | None = None
    cookies: dict[str, str] = field(default_factory=dict)

    def case(self, reference: str) -> str:
        """The id of a case."""
        return self.world.cases[reference]

    async def link(self, pair: Pair) -> None:
        """Both young people say Yes, one worker asks; the other still has to accept."""
        await self.done(lambda: w.choose(self.world, pair.flagger, pair.flagged_case))
        await self.done(lambda: w.choose(self.world, pair.told, pair.other_case))
        own, other = pair.flagged_case, pair.other_case
        await self.done(lambda: w.ask(self.world, other, name=pair.flagger, own=own))

    async def asked(self, pair: Pair) -> str | None:
        """The id of the link that was asked for and not answered."""
        return await self.done(lambda: self._of(pair, LinkState.ASKED))

    async def holds(self, pair: Pair) -> bool:
        """Whether a link of this pair is accepted."""
        return await self.done(lambda: self._of(pair, LinkState.ACCEPTED)) is not None

    async def _of(self, pair: Pair, state: LinkState) -> str | None:
        async with reading(self.house) as session:
            found = await session.exec(
                select(Link.id).where(
                    col(Link.asked_by) == self.world.worker_id(pair.flagger),
                    col(Link.state) == state.value,
                )
            )
            return found.first()

    async def withdraw(self, pair: Pair) -> None:
        """The young person of the flagged case says No to workers talking: the link ends."""
        own = pair.flagged_case
        await self.done(lambda: w.choose(self.world, pair.flagger, own, talk="no"))

    async def done(self, job: Callable[[], Awaitable[T]]) -> T:
        """Do it, as often as the database or Redis being away needs it."""
        for _ in range(600):
            try:
                return await job()
            except (DBAPIError, InterfaceError, RedisError, OSError):
                await asyncio.sleep(PAUSE)
        raise AssertionError("the database never came back")


async def _people(house: House, pairs: tuple[Pair, ...]) -> w.World:
    rows = []
    for pair in pairs:
        rows += [
            w.row(pair.flagged_case, pair.flagger, team="Youth Support West"),
            w.row(pair.other_case, pair.told, team="Family Safeguarding East"),
        ]
    await w.bring_in(house, *rows)
    async with reading(house) as session:
        workers = (await session.exec(select(Worker))).all()
        cases = (await session.exec(select(CaseFile))).all()
    held = {house.keys.lookup("reference", ref): ref for p in pairs for ref in _references(p)}
    people = {
        worker.email.partition("@")[0]: Who(
            kind="worker", worker_id=worker.id, role=Role(worker.role), name=worker.name
        )
        for worker in workers
    }
    ids = {held[case.reference_hash]: case.id for case in cases}
    return w.World(house, people, ids, FakeHints())


def _references(pair: Pair) -> tuple[str, str]:
    return pair.flagged_case, pair.other_case


async def _signed_in(house: House, world: w.World) -> dict[str, str]:
    """The Cookie header of each worker: a session of their own, without the work of a password."""
    cookies, now = {}, house.clock()
    password = await passwords.hashed("nobody types this one")
    async with writing(house) as session:
        for name, who in world.people.items():
            worker = await session.get(Worker, who.worker_id)
            assert worker is not None
            worker.password_hash = password
            token = new_id() + new_id()
            row = SignInSession(
                id=new_id(),
                token_hash=house.keys.lookup("session", token),
                worker_id=worker.id,
                created_at=now,
                seen_at=now,
                touched_at=now,
                expires_at=now + timedelta(hours=8),
                second=True,
                proved_at=now,
            )
            session.add(row)
            cookies[name] = f"peermap_session={token}"
            world.people[name] = replace(who, session_id=row.id)
    return cookies


def the_pairs(count: int) -> tuple[Pair, ...]:
    """So many pairs, plainly made up."""
    return tuple(Pair(n, f"flag{n}", f"told{n}", f"AA-{n}001", f"BB-{n}002") for n in range(count))


@asynccontextmanager
async def a_street(place: Path, count: int, *, two: bool) -> AsyncIterator[Street]:
    """A running PeerMap with so many pairs.

    Args:
        two: two processes on a PostgreSQL and a Redis of their own; else one, on SQLite.
    """
    postgres = await asyncio.to_thread(Postgres.start, durable=True) if two else None
    redis = await asyncio.to_thread(Redis.start) if two else None
    environment = {}
    if postgres is not None and redis is not None:
        url = postgres.new_name()
        postgres.create(url)
        environment = {"PEERMAP_DATABASE_URL": url, "REFLEX_REDIS_URL": redis.url}
        environment["PEERMAP_PROCESSES"] = "2"
    clock = place / "clock"
    clock.write_text("+0")
    environment["TESTS_CLOCK"] = str(clock)
    server = PeerMapServer(place / "var", free_port(), environment, module="tests.faults.served")
    server.var.mkdir(parents=True)
    try:
        await asyncio.to_thread(server.peermap, "migrate")
        house = await build_house(Settings.from_env(server.env))
        pairs = the_pairs(count)
        world = await _people(house, pairs)
        cookies = await _signed_in(house, world)
        await asyncio.to_thread(server.start_again)
        try:
            yield Street(server, house, world, pairs, clock, postgres, redis, cookies)
        finally:
            await close_house(house)
    finally:
        server.stop()
        for each in (postgres, redis):
            if each is not None:
                each.stop()
