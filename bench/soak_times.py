"""Of `make soak`: whether the time of a refusal tells what was wrong with it, over 500 tries each.

Hit and miss take turns, so that whatever else the machine does weighs on both; what is compared are
the middles of each. A figure is how far apart they are, in hundredths of the quicker one. The work
itself is compared, statement by statement, in `make test` (test_same_work, test_my_map_work,
test_links): this finds what no statement shows.

SOAK_TIMES (500) is how many tries each door gets. `python -m bench.soak_times` runs this alone and
prints both middles.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from statistics import median

from sqlmodel import delete, update

from bench.figures import Row, table
from peermap_app.bootstrap import House, build_house, close_house
from peermap_app.domain.errors import Refusal
from peermap_app.services import accounts, drawings, duty, my_map, receipts, recovery, temporary
from peermap_app.services.unit import writing
from peermap_app.settings import Settings
from peermap_app.storage.my_map_tables import Receipt
from peermap_app.storage.own_keys import OwnKey
from peermap_app.storage.recovery_tables import RecoveryAsk
from peermap_app.storage.tables import Link, LinkEnd, Outbox, Table
from peermap_app.storage.team_tables import TemporaryAsk
from tests import moulds
from tests.fakes import FakeSlow
from tests.services.people import a_worker
from tests.services.test_recovery import SMTP
from tests.services.test_temporary import NOOR, WHY, given, with_noor
from tests.services.world import (
    ADE,
    KS_CASE,
    MS_CASE,
    PRIYA,
    SAM,
    UNKNOWN,
    World,
    a_world,
    ask,
    choose,
)

TRIES = int(os.environ.get("SOAK_TIMES", "500"))
MOST_APART = 5.0
"""Hundredths: less than one try differs from the next by."""
ADDRESS, EMAIL, CLOSED, PIN = "192.0.2.7", "known@west.example", "closed@west.example", "47110815"
NEVER = 10**9
"""Tries before anybody is slowed down here: a try that only waits would measure nothing."""
Try = Callable[[], Awaitable[object]]
Undo = Callable[[], Awaitable[None]]


@dataclass(frozen=True)
class Door:
    """Two tries that must take the same time, and what puts back what they wrote."""

    name: str
    hit: Try
    miss: Try
    undo: Undo


async def rows() -> list[Row]:
    """One line for each door."""
    with tempfile.TemporaryDirectory(prefix="peermap-times-") as place:
        settings = Settings.from_env({"PEERMAP_VAR": place})
        moulds.fill(settings.database_url)
        house = await build_house(settings)
        house = replace(
            house,
            slow=FakeSlow(most=NEVER),
            settings=replace(house.settings, smtp=SMTP),
        )
        try:
            return [await _row(door) for door in await _doors(house)]
        finally:
            await close_house(house)


async def _doors(house: House) -> Sequence[Door]:
    from peermap_app.services import passwords

    held = await passwords.hashed("the-harbour-lanterns-58")
    await a_worker(house, name="Known", email=EMAIL, password_hash=held)
    await a_worker(house, name="Closed", email=CLOSED, active=False)
    world = await with_noor(await a_world(house))
    return [*await _of_strangers(world), *await _of_workers(world)]


async def _of_strangers(world: World) -> Sequence[Door]:
    """What anybody may try: signing in, asking for a link, a card, a tablet's code."""
    house = world.house
    card = await receipts.make(house, await choose(world, SAM, KS_CASE), PIN, PIN)
    made = await drawings.offer(house, world[SAM], world.case(KS_CASE))
    await drawings.take(house, made.code, ADDRESS, None)

    def sign_in(email: str) -> Try:
        return lambda: accounts.sign_in(house, email, "not-the-password-58", ADDRESS)

    def forgotten(email: str) -> Try:
        return lambda: recovery.ask_at_door(house, email, "password", ADDRESS)

    def my_map_by(words: str) -> Try:
        return lambda: my_map.open_card(house, ADDRESS, "90210733", words=words)

    def join(code: str) -> Try:
        return lambda: drawings.take(house, code, ADDRESS, None)

    async def rested() -> None:
        async with writing(house) as session:
            await session.exec(update(Receipt).values(tries=0, paused_until=None))

    asked = _without(house, RecoveryAsk)
    return (
        Door(
            "sign-in: a wrong password, no such account",
            sign_in(EMAIL),
            sign_in("nobody@west.example"),
            _nothing,
        ),
        Door(
            "/forgotten: an account, no such account",
            forgotten(EMAIL),
            forgotten("nobody@west.example"),
            asked,
        ),
        Door(
            "My map: a wrong PIN, no such words",
            my_map_by(card.words),
            my_map_by("apple apple apple apple"),
            rested,
        ),
        Door(
            "join: a code that is spent, no such code",
            join(made.code),
            join("HJKMNP"),
            _nothing,
        ),
    )


async def _of_workers(world: World) -> Sequence[Door]:
    """What a worker may try: a reference, an address of a colleague, an id."""
    house, case = world.house, world.case(KS_CASE)
    await choose(world, PRIYA, MS_CASE)

    def link(reference: str) -> Try:
        return lambda: ask(world, reference)

    def hours(reference: str) -> Try:
        form = {"reference": reference, "why": WHY}
        return lambda: temporary.ask(house, world[ADE], form)

    def on_duty(reference: str) -> Try:
        return lambda: temporary.give_on_duty(house, world[NOOR], given(reference=reference))

    def give(email: str) -> Try:
        return lambda: temporary.give(house, world["dana"], case, given(email=email))

    def set_duty(email: str) -> Try:
        raw = {"duty_email": email, "duty_hours": "8"}
        return lambda: duty.set_duty(house, world["dana"], raw)

    return (
        Door(
            "link ask: a case, no such reference",
            link(MS_CASE),
            link(UNKNOWN),
            _without(house, LinkEnd, Link, OwnKey),
        ),
        Door(
            "some hours asked for: a case, no such reference",
            hours(MS_CASE),
            hours(UNKNOWN),
            _without(house, TemporaryAsk),
        ),
        Door(
            "given on duty: a case of another team, no such reference",
            on_duty(KS_CASE),
            on_duty(UNKNOWN),
            _nothing,
        ),
        Door(
            "a case is given: to a closed account, to no such account",
            give(CLOSED),
            give("nobody@west.example"),
            _nothing,
        ),
        Door(
            "who is on duty: a closed account, no such account",
            set_duty(CLOSED),
            set_duty("nobody@west.example"),
            _nothing,
        ),
    )


async def _nothing() -> None:
    """A refusal leaves nothing but its row of the record."""


def _without(house: House, *tables: type[Table]) -> Undo:
    """What takes away what a try wrote, and what was to be handed over for it."""

    async def undo() -> None:
        async with writing(house) as session:
            for each in (Outbox, *tables):
                await session.exec(delete(each))

    return undo


async def _row(door: Door) -> Row:
    took: tuple[list[float], list[float]] = ([], [])
    for at in range(TRIES):
        kinds = (0, 1) if at % 2 else (1, 0)
        for kind in kinds:
            began = time.perf_counter()
            with contextlib.suppress(Refusal):
                await (door.hit, door.miss)[kind]()
            took[kind].append(time.perf_counter() - began)
            await door.undo()
    one, two = median(took[0]), median(took[1])
    apart = abs(one - two) / min(one, two) * 100
    print(f"{one * 1000:8.3f} ms {two * 1000:8.3f} ms  {door.name}", file=sys.stderr, flush=True)
    name = f"time of {door.name}: apart ({TRIES})"
    return Row(name, "%", "lower", round(apart, 2), MOST_APART, 1.0)


if __name__ == "__main__":
    print(table(asyncio.run(rows())))
