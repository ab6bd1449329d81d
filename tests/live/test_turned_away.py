"""An open page whose right ends is turned away at once, on whichever process holds it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from peermap_app.bootstrap import House
from peermap_app.domain.cases import Role
from peermap_app.domain.drawing import Phase
from peermap_app.domain.errors import NotFound
from peermap_app.live import keeper, push
from peermap_app.live.pages import Message, Pages
from peermap_app.services import accounts, cases, drawings, temporary
from peermap_app.services.unit import Who, writing
from peermap_app.storage import access_record
from peermap_app.storage.tables import Allocation, CaseFile, SignInSession, Worker
from peermap_app.storage.team_tables import TemporaryAllocation
from tests.drawing_builders import START, AClock, World, a_drawing, a_world, some_settings
from tests.live.test_pages import AnApp
from tests.live.test_two_processes import Process
from tests.services.people import a_worker

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


class Open:
    """Kim's page of Sam's case, held by a process of its own."""

    def __init__(self, held_by: Process, who: Who, case_id: str) -> None:
        self._enter(held_by.house, held_by.pages, who, case_id)

    @classmethod
    def by(cls, house: House, registry: Pages, who: Who, case_id: str) -> Open:
        """The same, where there is one process alone."""
        page = cls.__new__(cls)
        page._enter(house, registry, who, case_id)
        return page

    def _enter(self, house: House, registry: Pages, who: Who, case_id: str) -> None:
        self.heard, self.refused = asyncio.Event(), asyncio.Event()
        self.app = Told()
        push.use_app(self.app)  # type: ignore[arg-type]
        self.app.open("kim")

        async def on_hint(message: Message) -> push.Delta | None:
            self.heard.set()
            try:
                await cases.open_case(house, who, case_id)
            except NotFound:
                self.refused.set()
                raise
            return None

        async def still() -> bool:
            return await accounts.still(house, who)

        registry.enter("kim", [f"worker:{who.worker_id}"], on_hint, still=still, door="/sign-in")

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


async def _by_the_day(world: World) -> None:
    """Sam's allocation is over today; nobody does anything when the day comes."""
    async with writing(world.house) as session:
        mine = Allocation.worker_id == world.sam.worker_id, Allocation.case_id == world.case_id
        held = (await session.exec(select(Allocation).where(*mine))).one()
        held.ends = world.clock().date() + timedelta(days=1)
        session.add(held)
        sitting = await session.get(SignInSession, world.sam.session_id)
        assert sitting is not None
        sitting.expires_at = world.clock() + timedelta(days=2)  # the day ends it, not the session
        session.add(sitting)
    world.clock.move(days=1)
    await live_on(world, world.sam)


async def _by_an_operator(world: World) -> None:
    """It is over by a file, at the machine's command line: another process, which tells nobody."""
    async with writing(world.house) as session:
        mine = Allocation.worker_id == world.sam.worker_id, Allocation.case_id == world.case_id
        held = (await session.exec(select(Allocation).where(*mine))).one()
        held.ends = held.starts
        session.add(held)
        entry = access_record.Entry(
            at=world.clock(),
            who_kind="operator",
            worker_id=None,
            device=None,
            action="import",
            case_id=None,
            outcome=access_record.ALLOWED,
            rule="administrator",
        )
        await access_record.append(session, world.house.keys, [(access_record.HOUSE, entry)])


@pytest.mark.parametrize("how", [_by_the_day, _by_an_operator])
async def test_what_ends_elsewhere_is_noticed(
    world: World, how: Callable[[World], Awaitable[None]]
) -> None:
    """One process, no Redis: the next look wakes the page, which is refused, and ends the drawing,
    whose tablet is told; a look at which nothing happened wakes nobody."""
    tablet, _ = await a_drawing(world)
    registry = Pages()
    page = Open.by(world.house, registry, world.sam, world.case_id)
    before = await keeper.look_elsewhere(world.house, registry, None)
    assert await keeper.look_elsewhere(world.house, registry, before) == before
    await registry.settled()
    assert not page.heard.is_set()
    await how(world)
    after = await keeper.look_elsewhere(world.house, registry, before)
    await registry.settled()
    assert page.refused.is_set()
    assert after.is_news_after(before)
    assert (await drawings.tablet_view(world.house, tablet)).phase is Phase.ENDED
    push.use_app(None)


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
    """Their session was used just now."""
    async with writing(world.house) as session:
        held = await session.get(SignInSession, who.session_id)
        assert held is not None
        held.seen_at = world.clock()
        session.add(held)
