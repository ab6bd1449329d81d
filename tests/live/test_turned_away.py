"""An open page whose right ends is turned away at once, on whichever process holds it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from peermap_app.bootstrap import House
from peermap_app.domain.cases import Role
from peermap_app.domain.drawing import Ending
from peermap_app.domain.errors import NotFound
from peermap_app.live import keeper, push
from peermap_app.live.bus import MemoryBus
from peermap_app.live.pages import Message, Pages
from peermap_app.services import accounts, cases, temporary
from peermap_app.services.unit import Who, writing
from peermap_app.storage.tables import (
    Allocation,
    CaseFile,
    CaseKey,
    Drawing,
    SignInSession,
    Worker,
)
from peermap_app.storage.team_tables import TemporaryAllocation
from tests.drawing_builders import START, AClock, World, a_drawing, a_world, some_settings
from tests.live.test_pages import AnApp
from tests.live.test_two_processes import Process
from tests.services.cli.at_the_line import Operator
from tests.services.people import a_worker
from tests.services.world import HEADINGS

WITHIN = 1.0
"""Seconds (issue 5): from the commit to the page."""
GIVEN = {"email": "kim@example.org", "hours": "4", "why": "The plan is reviewed tonight."}


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    clock = AClock(max(START, datetime.now(UTC)))  # Redis goes by its own
    made = await a_world(some_settings(tmp_path), clock=clock)
    yield made
    await made.house.engine.dispose()


async def a_supervisor(world: World) -> Who:
    async with world.house.make_session() as session:
        case = await session.get(CaseFile, world.case_id)
        assert case is not None
    return await a_worker(world.house, name="Dana R", role=Role.SUPERVISOR, team_id=case.team_id)


class Told(AnApp):
    """It says when something was sent to a page."""

    def __init__(self) -> None:
        super().__init__()
        self.told = asyncio.Event()

    async def emit_update(self, update: object, token: str) -> None:
        await super().emit_update(update, token)
        self.told.set()


@dataclass
class Alone:
    """A process that has all pages."""

    house: House
    pages: Pages


class Open:
    """Kim's page of Sam's case, held by a process of its own."""

    def __init__(self, held_by: Process | Alone, who: Who, case_id: str) -> None:
        self.heard, self.refused = asyncio.Event(), asyncio.Event()
        self.app = Told()
        push.use_app(self.app)  # type: ignore[arg-type]
        self.app.open("kim")

        async def on_hint(message: Message) -> push.Delta | None:
            self.heard.set()
            try:
                await cases.open_case(held_by.house, who, case_id)
            except NotFound:
                self.refused.set()
                raise
            return None

        async def still() -> bool:
            return await accounts.still(held_by.house, who)

        held_by.pages.enter(
            "kim", [f"worker:{who.worker_id}"], on_hint, still=still, door="/sign-in"
        )

    @property
    def led_to(self) -> list[str]:
        """Where the page was led."""
        return [str(event.payload) for _, update in self.app.sent for event in update.events]


async def both(world: World, redis_url: str) -> tuple[Process, Process]:
    one, two = await Process.start(world, redis_url), await Process.start(world, redis_url)
    return one, two


async def test_what_is_taken_back_on_one_process_goes_on_the_other(
    world: World, redis_url: str
) -> None:
    """The supervisor is on one process, the page on the other: within a second it is refused and
    hears nothing more."""
    dana = await a_supervisor(world)
    one, two = await both(world, redis_url)
    await temporary.give(one.house, dana, world.case_id, GIVEN)
    page = Open(two, world.kim, world.case_id)
    await cases.open_case(two.house, world.kim, world.case_id)
    row = await only(world.house)
    await temporary.take_back(one.house, dana, world.case_id, row.id)
    await asyncio.wait_for(page.refused.wait(), WITHIN * 10)  # shared with six other people
    await two.pages.settled()
    assert two.pages.of(f"worker:{world.kim.worker_id}") == frozenset()
    push.use_app(None)
    await one.stop()
    await two.stop()


async def test_the_keeper_of_one_process_ends_it_on_the_other(
    world: World, redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the clock alone: nobody does anything, and the page is refused."""
    monkeypatch.setattr(keeper, "TAKING_BACK_SECONDS", 0.05)
    dana = await a_supervisor(world)
    one, two = await both(world, redis_url)
    await temporary.give(one.house, dana, world.case_id, GIVEN)
    page = Open(two, world.kim, world.case_id)
    async with keeper.keeping(one.house):
        await one.bus.listening.wait()
        world.clock.move(hours=3, minutes=59)
        await live_on(world, world.kim)
        await two.bus.publish(f"worker:{world.kim.worker_id}", {"kind": "case"})
        await asyncio.wait_for(page.heard.wait(), 10)
        await two.pages.settled()
        assert not page.refused.is_set()
        world.clock.move(minutes=1)
        await live_on(world, world.kim)
        await asyncio.wait_for(page.refused.wait(), 10)
    assert (await only(world.house)).over_at == (await only(world.house)).ends_at
    push.use_app(None)
    await one.stop()
    await two.stop()


async def test_a_date_ends_it_on_the_page_that_is_open(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sam's allocation ends with a day: at its midnight the open page is refused, and a drawing
    that is under way ends on both sides. Nobody does anything."""
    monkeypatch.setattr(keeper, "TAKING_BACK_SECONDS", 0.05)
    one = alone(world)
    _, drawing_id = await a_drawing(world)
    ends = world.clock().date() + timedelta(days=2)
    async with writing(world.house) as session:
        (row,) = await session.exec(select(Allocation).where(Allocation.case_id == world.case_id))
        row.ends = ends
        session.add(row)
    page = Open(one, world.sam, world.case_id)
    await live_on(world, world.sam)
    async with keeper.keeping(one.house):
        world.clock.now = datetime.combine(ends, time(), tzinfo=UTC) - timedelta(seconds=1)
        await live_on(world, world.sam)
        await one.house.hints.publish(f"worker:{world.sam.worker_id}", {"kind": "case"})
        await asyncio.wait_for(page.heard.wait(), 10)
        await one.pages.settled()
        assert not page.refused.is_set()
        world.clock.move(seconds=1)
        await live_on(world, world.sam)
        await asyncio.wait_for(page.refused.wait(), 10)
        ended = await of_drawing(world, drawing_id)
    assert ended == Ending.EXPIRED.value
    push.use_app(None)


@pytest.mark.parametrize("command", ["import-allocations", "reset-password"])
async def test_a_command_at_the_machine_is_heard_without_redis(
    world: World, tmp_path: Path, command: str
) -> None:
    """`peermap …` is another process, and no Redis tells its hints: the open page is turned away
    within a second of what it did all the same."""
    assert keeper.HEARING_SECONDS < WITHIN
    one = alone(world)
    page = Open(one, world.sam, world.case_id)
    operator = Operator(
        {
            "PEERMAP_VAR": str(tmp_path / "var"),
            "PEERMAP_DATABASE_URL": world.house.settings.database_url,
            "PUBLIC_URL": "",
            "REFLEX_REDIS_URL": "",
        }
    )
    async with keeper.keeping(one.house):
        if command == "reset-password":
            argument, given = "sam@example.org", "a kettle of blue herons\n"
        else:
            argument, given = await a_file(world, tmp_path), ""
        await asyncio.to_thread(operator.must, command, argument, given=given)
        turned = page.app.told if command == "reset-password" else page.refused
        await asyncio.wait_for(turned.wait(), 10)
        await one.pages.settled()
    assert one.pages.of(f"worker:{world.sam.worker_id}") == frozenset()
    push.use_app(None)


async def a_file(world: World, folder: Path) -> str:
    """An import in which Sam's allocation is over."""
    async with world.house.make_session() as session:
        case, key = (
            await session.get(CaseFile, world.case_id),
            await session.get(CaseKey, world.case_id),
        )
        assert case is not None
        assert key is not None
        vault = world.house.keys.vault(case.id, key.wrapped)
        reference = vault.open("case_file", case.id, case.sealed)["reference"]
    line = (
        f"{reference},K,2011,Sam Okoro,sam@example.org,,Family support east,"
        f"dana@example.org,2026-01-05,{world.clock().date()}"
    )
    file = folder / "cases.csv"
    file.write_text(f"{HEADINGS}\n{line}\n")
    return str(file)


def alone(world: World) -> Alone:
    """The one process that there is without Redis."""
    pages = Pages()
    return Alone(replace(world.house, hints=MemoryBus(pages)), pages)


async def of_drawing(world: World, drawing_id: str) -> str | None:
    """How a drawing ended, once it did."""
    async with asyncio.timeout(10):
        while True:
            async with world.house.make_session() as session:
                row = await session.get(Drawing, drawing_id)
                assert row is not None
                if row.ended_at is not None:
                    return row.ending
            await asyncio.sleep(0)


async def _deactivated(worker: Worker, held: SignInSession) -> None:
    worker.active = False


async def _another_role(worker: Worker, held: SignInSession) -> None:
    worker.role = Role.SUPERVISOR.value


async def _signed_out(worker: Worker, held: SignInSession) -> None:
    held.ended_at = held.created_at


@pytest.mark.parametrize("how", [_deactivated, _another_role, _signed_out])
async def test_who_is_somebody_else_by_now_is_led_away(
    world: World, redis_url: str, how: Callable[..., object]
) -> None:
    """A closed account, another role, a session that ended elsewhere: the page on the other process
    is led to the door, and no handler of its reads anything."""
    one, two = await both(world, redis_url)
    page = Open(two, world.sam, world.case_id)
    async with writing(one.house) as session:
        worker = await session.get(Worker, world.sam.worker_id)
        held = await session.get(SignInSession, world.sam.session_id)
        await how(worker, held)  # type: ignore[misc]
        session.add_all([worker, held])
    await one.bus.publish(f"worker:{world.sam.worker_id}", {"kind": "session"})
    await asyncio.wait_for(page.app.told.wait(), 10)
    await two.pages.settled()
    assert "/sign-in" in page.led_to[0]
    assert not page.heard.is_set()
    assert two.pages.of(f"worker:{world.sam.worker_id}") == frozenset()
    push.use_app(None)
    await one.stop()
    await two.stop()


async def only(house: House) -> TemporaryAllocation:
    async with house.make_session() as session:
        return (await session.exec(select(TemporaryAllocation))).one()


async def live_on(world: World, who: Who) -> None:
    """Their session was used just now, and has days to go."""
    async with writing(world.house) as session:
        held = await session.get(SignInSession, who.session_id)
        assert held is not None
        held.seen_at = held.touched_at = world.clock()
        held.expires_at = world.clock() + timedelta(days=7)
        session.add(held)
