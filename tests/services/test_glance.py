"""What every edit asks, in one statement: each reason to refuse it counts from that very moment.

The way that only reads and the way through a unit must say the same; here each reason is made true
while a drawing goes on, and both of its sides are asked before and after.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

import pytest
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from peermap_app.domain.access import Action
from peermap_app.domain.errors import NotAllowed, NotFound, Refusal
from peermap_app.domain.purpose import Purpose
from peermap_app.services import accounts, drawings
from peermap_app.services.drawing_access import glance
from peermap_app.services.unit import Who
from peermap_app.storage.tables import (
    AccessRecord,
    Allocation,
    CaseFile,
    CaseKey,
    Drawing,
    SignInSession,
    Worker,
)
from tests.drawing_builders import World, a_drawing, add_friend, sign_in
from tests.services.drawing_rows import rows_of
from tests.services.statements import counted

Change = Callable[[AsyncSession, World, str], Awaitable[None]]


async def _allocation_over(session: AsyncSession, world: World, drawing_id: str) -> None:
    for row in (await session.exec(select(Allocation))).all():
        row.ends = date(2026, 11, 24)
        session.add(row)


async def _allocation_not_begun(session: AsyncSession, world: World, drawing_id: str) -> None:
    for row in (await session.exec(select(Allocation))).all():
        row.starts = date(2026, 11, 25)
        session.add(row)


async def _to_a_colleague(session: AsyncSession, world: World, drawing_id: str) -> None:
    for row in (await session.exec(select(Allocation))).all():
        if row.case_id == world.case_id:
            row.worker_id = world.priya.worker_id or ""
            session.add(row)


async def _account_closed(session: AsyncSession, world: World, drawing_id: str) -> None:
    worker = await session.get(Worker, world.sam.worker_id)
    assert worker is not None
    worker.active = False


async def _case_closed(session: AsyncSession, world: World, drawing_id: str) -> None:
    case = await session.get(CaseFile, world.case_id)
    assert case is not None
    case.closed_at = world.clock()


async def _key_destroyed(session: AsyncSession, world: World, drawing_id: str) -> None:
    await session.delete(await session.get(CaseKey, world.case_id))


async def _signed_out(session: AsyncSession, world: World, drawing_id: str) -> None:
    held = await session.get(SignInSession, world.sam.session_id)
    assert held is not None
    held.ended_at = world.clock()


async def _last_moment(session: AsyncSession, world: World, drawing_id: str) -> None:
    held = await session.get(SignInSession, world.sam.session_id)
    assert held is not None
    held.expires_at = world.clock()


async def _ended(session: AsyncSession, world: World, drawing_id: str) -> None:
    row = await session.get(Drawing, drawing_id)
    assert row is not None
    row.ended_at = world.clock()


async def _another_tablet(session: AsyncSession, world: World, drawing_id: str) -> None:
    row = await session.get(Drawing, drawing_id)
    assert row is not None
    row.device_hash = "f" * 64


async def _another_worker(session: AsyncSession, world: World, drawing_id: str) -> None:
    row = await session.get(Drawing, drawing_id)
    assert row is not None
    row.worker_id = world.kim.worker_id or ""


@dataclass(frozen=True)
class Reason:
    """What becomes true, and what each side is then told; None: it may still."""

    change: Change
    tablet: type[Refusal] | None = NotFound
    worker: type[Refusal] | None = NotFound
    unbound: bool = False
    """The tablet's open page is led away too."""


REASONS = {
    "the allocation is over": Reason(_allocation_over),
    "the allocation has not begun": Reason(_allocation_not_begun),
    "the case went to a colleague": Reason(_to_a_colleague),
    "the account was closed": Reason(_account_closed, worker=NotAllowed, unbound=True),
    "the case is closed": Reason(_case_closed),
    "the case's key is gone": Reason(_key_destroyed),
    "signed out": Reason(_signed_out, tablet=Refusal, worker=NotAllowed, unbound=True),
    "the session's last moment": Reason(
        _last_moment, tablet=Refusal, worker=NotAllowed, unbound=True
    ),
    "the drawing ended": Reason(_ended, tablet=Refusal, worker=Refusal),
    "another tablet took it": Reason(_another_tablet, worker=None, unbound=True),
    "another worker's drawing": Reason(_another_worker),
}


async def _edited(world: World, who: Who, drawing_id: str, person: str) -> Refusal | None:
    try:
        applied = await drawings.edit(world.house, who, drawing_id, [add_friend(person, "JS")])
    except Refusal as refusal:
        return refusal
    assert not applied.refused
    return None


@pytest.mark.parametrize("name", REASONS)
async def test_each_reason_counts_from_that_moment(world: World, name: str) -> None:
    """Before it, both sides draw; after it, who may not is refused and nothing was drawn."""
    tablet, drawing_id = await a_drawing(world)
    sides = {"tablet": tablet, "worker": world.sam}
    for side, who in sides.items():
        assert await _edited(world, who, drawing_id, f"before{side}") is None
    async with world.house.make_session() as session:
        await REASONS[name].change(session, world, drawing_id)
        await session.commit()
    for side, who in sides.items():
        expected = getattr(REASONS[name], side)
        answer = await _edited(world, who, drawing_id, f"after{side}")
        if expected is None:
            assert answer is None, side
        else:
            assert isinstance(answer, expected), side
    assert await drawings.tablet_still(world.house, tablet) is not REASONS[name].unbound


async def test_who_idled_out_draws_no_more_and_the_tablet_goes_on(world: World) -> None:
    """Idle ends the worker's page; what is done on the tablet is their presence (rule 3)."""
    tablet, drawing_id = await a_drawing(world)
    world.clock.move(seconds=(world.house.settings.session_idle + timedelta(seconds=1)).seconds)
    assert isinstance(await _edited(world, world.sam, drawing_id, "worker01"), NotAllowed)
    assert await _edited(world, tablet, drawing_id, "tablet01") is None


@pytest.mark.parametrize("session_id", ["", "0" * 32, "priya's"])
async def test_only_their_own_session_is_a_workers(world: World, session_id: str) -> None:
    """A worker who names a session that is not there, or a colleague's, is refused."""
    _, drawing_id = await a_drawing(world)
    named = world.priya.session_id if session_id == "priya's" else session_id
    asker = replace(world.sam, session_id=named)
    assert isinstance(await _edited(world, asker, drawing_id, "worker01"), Refusal)
    refused = [row for row in await rows_of(world, AccessRecord) if row.outcome == "refused"]
    assert [row.action for row in refused] == [Action.EDIT_DRAWING.value]


@pytest.mark.parametrize("drawing_id", [None, 7, "", "short", "0" * 32, "'" * 32, ["x"] * 32])
async def test_what_is_no_drawing_is_nobodys(world: World, drawing_id: object) -> None:
    """Whatever is sent in the place of an id is refused like an unknown one."""
    tablet, _ = await a_drawing(world)
    for who in (tablet, world.sam):
        with pytest.raises(NotFound):
            await glance(world.house, who, Action.EDIT_DRAWING, drawing_id)


async def test_asking_is_one_statement(world: World) -> None:
    """Twenty rooms that draw ask hundreds of times a second: each asking is one statement alone.

    And no more than that: an edit, with who is asking, is two.
    """
    house = world.house
    token = await sign_in(world)
    made = await drawings.offer(house, world.sam, world.case_id)
    device = await drawings.take(house, made.code, "10.0.0.9", "ipad")
    tablet = await drawings.tablet_who(house, device, "10.0.0.9")
    assert tablet is not None
    await drawings.confirm(house, world.sam, made.drawing_id)
    await drawings.start(house, tablet)
    with counted(world.house) as statements:
        await drawings.tablet_who(house, device, "10.0.0.9")
        await drawings.edit(house, tablet, made.drawing_id, [add_friend()])
    assert len(statements) == 2, statements
    for asked in (
        glance(
            house,
            world.sam,
            Action.SEE_DRAWING,
            made.drawing_id,
            purpose=Purpose.PLAN_TOGETHER,
        ),
        drawings.tablet_still(house, tablet),
        accounts.who_is(house, token, "10.0.0.1"),
        accounts.still(house, world.sam),
    ):
        with counted(world.house) as statements:
            assert await asked
        assert len(statements) == 1, statements
