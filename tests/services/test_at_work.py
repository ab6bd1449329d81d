"""The quick way in for a worker whose case it is: as strict as the way in pieces, at that moment.

Each reason not to let them in is made true in the middle; the record then says the very reason that
only the asking in pieces can know.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from peermap_app.domain.access import Action, Relation
from peermap_app.domain.errors import NotAllowed, NotFound, Refusal
from peermap_app.domain.purpose import purpose_of
from peermap_app.services import admission
from peermap_app.services.admission import Asked
from peermap_app.services.unit import Who, unit
from peermap_app.storage.engine import is_sqlite
from peermap_app.storage.tables import (
    AccessRecord,
    Allocation,
    CaseFile,
    CaseKey,
    SignInSession,
    Worker,
)
from tests.drawing_builders import World
from tests.services.drawing_rows import rows_of
from tests.services.statements import counted

Change = Callable[[AsyncSession, World], Awaitable[None]]


async def _of_sam(session: AsyncSession, world: World) -> Worker:
    worker = await session.get(Worker, world.sam.worker_id)
    assert worker is not None
    return worker


async def _sitting(session: AsyncSession, world: World) -> SignInSession:
    held = await session.get(SignInSession, world.sam.session_id)
    assert held is not None
    return held


async def _over(session: AsyncSession, world: World) -> None:
    for row in (await session.exec(select(Allocation))).all():
        row.ends = world.clock().date()


async def _not_begun(session: AsyncSession, world: World) -> None:
    for row in (await session.exec(select(Allocation))).all():
        row.starts = world.clock().date() + timedelta(days=1)


async def _a_colleagues(session: AsyncSession, world: World) -> None:
    for row in (await session.exec(select(Allocation))).all():
        if row.case_id == world.case_id:
            row.worker_id = world.priya.worker_id or ""


async def _account_closed(session: AsyncSession, world: World) -> None:
    (await _of_sam(session, world)).active = False


async def _an_administrator(session: AsyncSession, world: World) -> None:
    (await _of_sam(session, world)).role = "administrator"


async def _needs_a_factor(session: AsyncSession, world: World) -> None:
    (await _of_sam(session, world)).role = "supervisor"
    (await _sitting(session, world)).second = False


async def _signed_out(session: AsyncSession, world: World) -> None:
    (await _sitting(session, world)).ended_at = world.clock()


async def _last_moment(session: AsyncSession, world: World) -> None:
    (await _sitting(session, world)).expires_at = world.clock()


async def _idled_out(session: AsyncSession, world: World) -> None:
    held = await _sitting(session, world)
    held.seen_at = world.clock() - world.house.settings.session_idle


async def _a_colleagues_session(session: AsyncSession, world: World) -> None:
    (await _sitting(session, world)).worker_id = world.priya.worker_id or ""


async def _case_closed(session: AsyncSession, world: World) -> None:
    case = await session.get(CaseFile, world.case_id)
    assert case is not None
    case.closed_at = world.clock()


async def _key_destroyed(session: AsyncSession, world: World) -> None:
    await session.delete(await session.get(CaseKey, world.case_id))


REASONS: dict[str, tuple[Change, type[Refusal]]] = {
    "allocation_ended": (_over, NotFound),
    "not_allocated": (_not_begun, NotFound),
    "not_allocated ": (_a_colleagues, NotFound),
    "inactive": (_account_closed, NotAllowed),
    "role_may_not": (_an_administrator, NotFound),
    "no_second_factor": (_needs_a_factor, NotAllowed),
    "session_ended": (_signed_out, NotAllowed),
    "session_ended ": (_last_moment, NotAllowed),
    "session_ended  ": (_idled_out, NotAllowed),
    "session_ended   ": (_a_colleagues_session, NotAllowed),
    "case_closed": (_case_closed, NotFound),
    "no_case_key": (_key_destroyed, NotFound),
}


async def _open(world: World, who: Who) -> Relation:
    async with unit(world.house, who, Action.SEE_CASE, world.case_id) as u:
        return u.held.relation


@pytest.mark.parametrize("rule", REASONS)
async def test_each_reason_counts_from_that_moment(world: World, rule: str) -> None:
    """Before it, the worker is let in; after it, they are refused and the record says why."""
    change, kind = REASONS[rule]
    assert await _open(world, world.sam) is Relation.ALLOCATED
    async with world.house.make_session() as session:
        await change(session, world)
        await session.commit()
    with pytest.raises(kind):
        await _open(world, world.sam)
    refused = [row for row in await rows_of(world, AccessRecord) if row.outcome == "refused"]
    told = {"not_allocated": {"not_allocated", "allocation_ended"}}
    assert len(refused) == 1
    assert refused[0].rule in told.get(rule.strip(), {rule.strip()})


@pytest.mark.parametrize("session_id", ["", "0" * 32, "priya's"])
async def test_only_their_own_session_is_a_workers(world: World, session_id: str) -> None:
    """A worker who names a session that is not there, or a colleague's, is refused."""
    named = world.priya.session_id if session_id == "priya's" else session_id
    with pytest.raises(NotAllowed):
        await _open(world, replace(world.sam, session_id=named))


@pytest.mark.parametrize("case_id", ["", "0" * 32, "'" * 32, 7, None, "priya's"])
async def test_another_case_or_none_goes_the_other_way(world: World, case_id: object) -> None:
    """What is not this worker's case is found by asking in pieces, and refused there."""
    wanted = world.other_case_id if case_id == "priya's" else case_id
    async with world.house.make_session() as session:
        asked = Asked(world.house, session, world.clock(), world.sam, Action.SEE_CASE)
        assert await admission._at_work(asked, wanted, purpose_of(Action.SEE_CASE)) is None


async def test_it_is_one_statement_or_two(world: World) -> None:
    """What each event of a worker at work costs: PostgreSQL holds the case first, by itself."""
    async with world.house.make_session() as session:
        asked = Asked(world.house, session, world.clock(), world.sam, Action.FLAG_CASE)
        await session.connection()
        with counted(world.house) as statements:
            found = await admission.admit(asked, world.case_id, purpose_of(Action.FLAG_CASE))
    assert found is not None
    wanted = 1 if is_sqlite(world.house.engine) else 2
    assert len([each for each in statements if not each.startswith("BEGIN")]) == wanted, statements
