"""A few pairs of linked cases on a running PeerMap, and what may break under them.

Each pair: a worker who flags, a worker who is told. Made through the services, in this process, on
the same database, keys and Redis as the server that is broken meanwhile.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

from redis.exceptions import RedisError
from sqlalchemy.exc import DBAPIError, InterfaceError
from sqlmodel import col, select

from peermap_app.bootstrap import House, build_house, close_house
from peermap_app.domain.cases import Role
from peermap_app.domain.deliveries import Channel
from peermap_app.domain.links import LinkState
from peermap_app.services import mail_choice, passwords, receipts, web_push
from peermap_app.services.unit import Who, reading, writing
from peermap_app.settings import Settings
from peermap_app.storage.deliver_tables import Delivery
from peermap_app.storage.push_tables import PushPhone
from peermap_app.storage.tables import CaseFile, Link, SignInSession, Worker, new_id
from tests.fakes import FakeHints
from tests.faults.mailboxes import MailHouse
from tests.faults.phones import Phone, PushHouse
from tests.faults.young import PIN, Young
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
    link_id: str = ""
    """Of this round, once it is accepted."""

    @property
    def sides(self) -> tuple[tuple[str, str], tuple[str, str]]:
        """(worker, case) of each."""
        return (self.flagger, self.flagged_case), (self.told, self.other_case)


@dataclass
class Street:
    """The server, what it stands on, and the people."""

    server: PeerMapServer
    house: House
    world: w.World
    pairs: tuple[Pair, ...]
    clock: Path
    """How many seconds the server's clock is ahead; it reads this file at each look."""
    push: PushHouse
    mail: MailHouse
    postgres: Postgres | None = None
    redis: Redis | None = None
    cookies: dict[str, str] = field(default_factory=dict)
    young: dict[str, Young] = field(default_factory=dict)
    """By case."""
    phones: dict[str, list[str]] = field(default_factory=dict)
    """The ids of each worker's phones, those that were given away too, the oldest first."""
    by_id: dict[str, Phone] = field(default_factory=dict)

    def case(self, reference: str) -> str:
        """The id of a case."""
        return self.world.cases[reference]

    async def ask(self, pair: Pair) -> str:
        """One worker asks for the other's case, once; the id of the link."""

        async def once() -> str | None:
            if await self._of(pair, LinkState.ASKED) is None:
                own, other = pair.flagged_case, pair.other_case
                await w.ask(self.world, other, name=pair.flagger, own=own)
            return await self._of(pair, LinkState.ASKED)

        found = await self.done(once)
        assert found is not None
        return found

    async def stands(self, link_id: str) -> bool:
        """Whether a link is accepted."""
        return (await self.done(lambda: self._link(link_id))).state == LinkState.ACCEPTED

    async def _link(self, link_id: str) -> Link:
        async with reading(self.house) as session:
            return await session.get_one(Link, link_id)

    async def _of(self, pair: Pair, state: LinkState) -> str | None:
        async with reading(self.house) as session:
            found = await session.exec(
                select(Link.id).where(
                    col(Link.asked_by) == self.world.worker_id(pair.flagger),
                    col(Link.state) == state.value,
                )
            )
            return found.first()

    def set_clock(self, ahead: int) -> None:
        """The server's clock is so many seconds ahead from now on."""
        self.clock.with_suffix(".new").write_text(f"{ahead:+}")
        self.clock.with_suffix(".new").replace(self.clock)

    async def be_reached(self, name: str) -> None:
        """Two phones, and each mail too."""
        await self.done(lambda: mail_choice.choose(self.house, self.world[name], True))
        for _ in range(2):
            await self.add_phone(name)

    async def add_phone(self, name: str) -> None:
        """One more phone of a worker."""
        phone, who = self.push.new_phone(), self.world[name]
        said = phone.browser.subscription
        await self.done(lambda: web_push.add(self.house, who, said, None, "android_phone"))
        hashed = self.house.keys.lookup("push_address", phone.browser.address)

        async def find() -> str:
            async with reading(self.house) as session:
                found = select(PushPhone.id).where(PushPhone.endpoint_hash == hashed)
                return (await session.exec(found)).one()

        phone_id = await self.done(find)
        self.phones.setdefault(name, []).append(phone_id)
        self.by_id[phone_id] = phone

    async def give_away_second_phone(self, name: str) -> Phone:
        """There is no such phone any more; another one takes its place."""
        gone = self.by_id[self.phones[name][-1]]
        gone.given_away = True
        await self.add_phone(name)
        return gone

    async def fails(self, channel: Channel) -> bool:
        """Whether something of this channel was not taken when it was last tried."""

        async def look() -> bool:
            async with reading(self.house) as session:
                why = col(Delivery.problem).startswith(f"{channel.value}_")
                wrong = Delivery.channel == channel.value, why
                return (await session.exec(select(Delivery.id).where(*wrong))).first() is not None

        return await self.done(look)

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


async def _cards(world: w.World, url: str, pairs: tuple[Pair, ...]) -> dict[str, Young]:
    """Every young person says Yes three times, and takes the card of My map, as on the tablet."""
    young = {}
    for name, case in (side for pair in pairs for side in pair.sides):
        tablet = await w.choose(world, name, case)
        card = await receipts.make(world.house, tablet, PIN, PIN)
        young[case] = Young(url, receipts.PATH + card.link.partition(receipts.PATH)[2])
    return young


async def _signed_in(house: House, world: w.World) -> dict[str, str]:
    """The Cookie header of each worker: a session of their own, without the work of a password."""
    cookies = {}
    password = await passwords.hashed("nobody types this one")
    async with writing(house) as session:
        for name, who in world.people.items():
            worker = await session.get(Worker, who.worker_id)
            assert worker is not None
            worker.password_hash = password
            row, cookies[name] = _session(house, worker.id)
            session.add(row)
            world.people[name] = replace(who, session_id=row.id)
    return cookies


def _session(house: House, worker_id: str) -> tuple[SignInSession, str]:
    """A new one with its Cookie header."""
    token, now = new_id() + new_id(), house.clock()
    row = SignInSession(
        id=new_id(),
        token_hash=house.keys.lookup("session", token),
        worker_id=worker_id,
        created_at=now,
        seen_at=now,
        touched_at=now,
        expires_at=now + timedelta(hours=8),
        second=True,
        proved_at=now,
    )
    return row, f"peermap_session={token}"


async def many_workers(street: Street, count: int) -> tuple[str, ...]:
    """The Cookie headers of so many more workers, each with a case of their own, signed in."""
    rows = [w.row(f"ZZ-{n:05}", f"more{n}", team="Youth Support North") for n in range(count)]
    await w.bring_in(street.house, *rows)
    async with writing(street.house) as session:
        found = await session.exec(select(Worker.id).where(col(Worker.email).startswith("more")))
        made = [_session(street.house, worker_id) for worker_id in found.all()]
        session.add_all([row for row, _ in made])
    return tuple(cookie for _, cookie in made)


def the_pairs(count: int) -> tuple[Pair, ...]:
    """So many pairs, plainly made up."""
    return tuple(Pair(n, f"flag{n}", f"told{n}", f"AA-{n}001", f"BB-{n}002") for n in range(count))


@asynccontextmanager
async def a_street(place: Path, count: int, *, two: bool) -> AsyncIterator[Street]:
    """A running PeerMap with so many pairs; whoever is told has two phones and chose mails too.

    Args:
        place: where it may write.
        count: of pairs.
        two: two processes on a PostgreSQL and a Redis of their own; else one, on SQLite.
    """
    async with AsyncExitStack() as stack:
        environment, pairs, mail, port = {}, the_pairs(count), MailHouse(), free_port()
        postgres, redis = await _under(stack) if two else (None, None)
        if postgres is not None and redis is not None:
            url = postgres.new_name()
            postgres.create(url)
            environment = {"PEERMAP_DATABASE_URL": url, "REFLEX_REDIS_URL": redis.url}
            environment["PEERMAP_PROCESSES"] = "2"
        clock = place / "clock"
        clock.write_text("+0")
        environment |= {"TESTS_CLOCK": str(clock), "PEERMAP_PUSH_HOSTS": "127.0.0.1"}
        environment |= mail.settings
        server = PeerMapServer(place / "var", port, environment, module="tests.faults.served")
        server.var.mkdir(parents=True)
        stack.callback(server.stop)
        push = PushHouse(server.url)
        stack.push_async_callback(push.end)
        await push.open()
        await asyncio.to_thread(mail.open)
        stack.push_async_callback(asyncio.to_thread, mail.end)
        await asyncio.to_thread(server.peermap, "migrate")
        house = await build_house(Settings.from_env(server.env))
        stack.push_async_callback(close_house, house)
        world = await _people(house, pairs)
        street = Street(server, house, world, pairs, clock, push, mail, postgres, redis)
        street.cookies = await _signed_in(house, world)
        street.young = await _cards(world, server.url, pairs)
        for young in street.young.values():
            stack.push_async_callback(young.leave)
        for pair in pairs:
            await street.be_reached(pair.told)
        await asyncio.to_thread(server.start_again)
        yield street


async def _under(stack: AsyncExitStack) -> tuple[Postgres, Redis]:
    """What two processes stand on, until the end."""
    postgres = await asyncio.to_thread(Postgres.start, durable=True)
    stack.callback(postgres.stop)
    redis = await asyncio.to_thread(Redis.start)
    stack.callback(redis.stop)
    return postgres, redis
