"""The same refusal over and over is a row and a count: nobody fills a record by hammering."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from peermap_app.bootstrap import House
from peermap_app.domain.access import Action
from peermap_app.domain.errors import Conflict, NotFound
from peermap_app.live import keeper
from peermap_app.services import drawings
from peermap_app.services.unit import Who, reading, unit, write_counts
from peermap_app.storage import access_record, refusals
from peermap_app.storage.access_record import HOUSE, verify_chain
from peermap_app.storage.refusals import Rows
from peermap_app.storage.sealing import Keys
from peermap_app.storage.tables import AccessRecord, new_id
from tests.drawing_builders import World, a_drawing, add_friend, move
from tests.fakes import FakeClock
from tests.refusals import told_by
from tests.services.drawing_rows import a_copy, rows_of
from tests.services.people import People


async def begun(house: House, people: People) -> None:
    """The chain of case K has its first row."""
    async with unit(house, people.sam, Action.SEE_CASE, people.case_k):
        pass


async def refuse(house: House, who: Who, case_id: str, action: Action = Action.SEE_CASE) -> None:
    with pytest.raises(NotFound):
        async with unit(house, who, action, case_id):
            raise AssertionError("the body was reached")


async def refused(house: House, chain: str) -> list[tuple[str, str | None, str]]:
    """(rule, worker, detail) of the refusals on a chain, which is whole."""
    async with reading(house) as session:
        assert await verify_chain(session, house.keys, chain) == ()
    return await of_refusals(house, chain)


async def of_refusals(house: House, chain: str) -> list[tuple[str, str | None, str]]:
    """The same while somebody may be writing: rows and head are not of one moment then."""
    async with reading(house) as session:
        found = select(AccessRecord).where(
            AccessRecord.chain == chain, AccessRecord.outcome == "refused"
        )
        rows = (await session.exec(found.order_by(col(AccessRecord.number)))).all()
    return [(row.rule, row.worker_id, row.detail) for row in rows]


async def test_the_first_stands_there_at_once(house: House, people: People) -> None:
    """A refusal is in the record before whoever asked has the answer."""
    await begun(house, people)
    await refuse(house, people.priya, people.case_k)
    assert await refused(house, people.case_k) == [("not_allocated", people.priya.worker_id, "")]


async def test_thirty_in_a_minute_are_one_row_more(
    house: House, people: People, clock: FakeClock
) -> None:
    """Its detail says how many came after the first, and its moment is that of the last."""
    await begun(house, people)
    for _ in range(30):
        await refuse(house, people.priya, people.case_k)
        clock.forward(seconds=1)
    assert len(await refused(house, people.case_k)) == 1
    clock.forward(minutes=1)
    await write_counts(house)
    priya = people.priya.worker_id
    assert await refused(house, people.case_k) == [
        ("not_allocated", priya, ""),
        ("not_allocated", priya, "again 29"),
    ]
    async with reading(house) as session:
        rows = (await session.exec(select(AccessRecord).order_by(col(AccessRecord.id)))).all()
    first, last = [row for row in rows if row.outcome == "refused"]
    assert (last.at - first.at).total_seconds() == 29
    await write_counts(house)
    assert len(await refused(house, people.case_k)) == 2


async def test_another_minute_is_another_row(
    house: House, people: People, clock: FakeClock
) -> None:
    """The count of the minute before is written with it, and nothing waits for anybody's round."""
    await begun(house, people)
    await refuse(house, people.priya, people.case_k)
    await refuse(house, people.priya, people.case_k)
    clock.forward(seconds=59)
    await refuse(house, people.priya, people.case_k)
    clock.forward(seconds=1)
    await refuse(house, people.priya, people.case_k)
    found = [detail for *_, detail in await refused(house, people.case_k)]
    assert found == ["", "again 2", ""]


async def test_each_who_and_what_and_why_is_apart(
    house: House, people: People, clock: FakeClock
) -> None:
    """Two workers, two sessions of one worker, two actions and two cases: none hides another."""
    await begun(house, people)
    async with unit(house, people.priya, Action.SEE_CASE, people.case_m):
        pass
    robin, priya = people.robin, people.priya
    for _ in range(2):
        await refuse(house, priya, people.case_k)
        await refuse(house, robin, people.case_k)
        await refuse(house, replace(priya, session_id=None), people.case_k)
        await refuse(house, priya, people.case_k, Action.SEE_MAP)
        await refuse(house, robin, people.case_m)
    assert [who for _, who, _ in await refused(house, people.case_k)] == [
        priya.worker_id,
        robin.worker_id,
        priya.worker_id,
        priya.worker_id,
    ]
    assert [who for _, who, _ in await refused(house, people.case_m)] == [robin.worker_id]
    clock.forward(minutes=2)
    await write_counts(house)
    both = await refused(house, people.case_k) + await refused(house, people.case_m)
    assert [detail for *_, detail in both].count("again 1") == 5


async def test_many_at_once_are_counted_once_each(house: House, people: People) -> None:
    """Whatever order they come in, the row and the count are all of them."""
    await begun(house, people)
    await asyncio.gather(*(refuse(house, people.priya, people.case_k) for _ in range(20)))
    await write_counts(house, everything=True)
    details = [detail for *_, detail in await refused(house, people.case_k)]
    assert details == ["", "again 19"]


async def test_made_up_ids_are_bounded(
    house: House, people: People, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So many are told apart; the rest is one row and its count, and names none."""
    monkeypatch.setattr(refusals, "MOST_NAMED", 3)
    ids = [new_id() for _ in range(8)]
    for each in [*ids, ids[0]]:
        await refuse(house, people.priya, each)
    await refuse(house, people.robin, ids[7])
    clock.forward(minutes=1)
    await write_counts(house)
    found = [
        (who, detail) for rule, who, detail in await refused(house, HOUSE) if rule == "unknown_case"
    ]
    priya, robin = people.priya.worker_id, people.robin.worker_id
    assert found == [
        *((priya, each) for each in ids[:3]),
        (priya, ""),
        (robin, ids[7]),
        (priya, f"{ids[0]} again 1"),
        (priya, "again 4"),
    ]
    # And with the next minute they are told apart again.
    await refuse(house, people.priya, ids[7])
    assert (await refused(house, HOUSE))[-1][2] == ids[7]


async def test_what_is_held_is_bounded(
    house: House, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where too much is counted at once the oldest minute ends early: its count is written before
    the next row of its kind, not dropped."""
    await begun(house, people)
    monkeypatch.setattr(refusals, "MOST_HELD", 1)
    for who in (people.priya, people.priya, people.robin, people.priya):
        await refuse(house, who, people.case_k)
    priya, robin = people.priya.worker_id, people.robin.worker_id
    assert [(who, detail) for _, who, detail in await refused(house, people.case_k)] == [
        (priya, ""),
        (robin, ""),
        (priya, "again 1"),
        (priya, ""),
    ]


async def test_what_could_not_be_written_is_written_later(
    house: House, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A database that does not answer costs no refusal its row."""
    await begun(house, people)

    async def broken(*_: object) -> None:
        raise OSError("disk full")

    with monkeypatch.context() as away:
        away.setattr(access_record, "append", broken)
        for _ in range(2):
            with pytest.raises(OSError, match="disk full"):
                async with unit(house, people.priya, Action.SEE_CASE, people.case_k):
                    raise AssertionError("the body was reached")
    assert await refused(house, people.case_k) == []
    await write_counts(house, everything=True)
    assert [detail for *_, detail in await refused(house, people.case_k)] == ["", "again 1"]


@dataclass
class Door:
    """Something that stands still in the middle of its work: `reached`, and on once `open`."""

    reached: asyncio.Event = field(default_factory=asyncio.Event)
    open: asyncio.Event = field(default_factory=asyncio.Event)

    async def passed(self) -> None:
        self.reached.set()
        await self.open.wait()


@pytest.mark.parametrize("failures", [0, 1])
async def test_none_is_answered_before_the_first_stands(
    house: House, people: People, monkeypatch: pytest.MonkeyPatch, failures: int
) -> None:
    """Two at once: the second, which is only counted, waits for the row that it is counted with;
    a row that failed is written by whoever is refused next."""
    await begun(house, people)
    door, append, left = Door(), access_record.append, [OSError("disk full")] * failures

    async def held(*given: Any) -> None:
        await door.passed()
        if left:
            raise left.pop()
        await append(*given)

    monkeypatch.setattr(access_record, "append", held)
    both = [asyncio.create_task(refuse(house, people.priya, people.case_k)) for _ in range(2)]
    await asyncio.wait_for(door.reached.wait(), 10)
    assert (await asyncio.wait(both, timeout=0.3))[0] == set()
    door.open.set()
    await asyncio.gather(*both, return_exceptions=True)
    if failures:
        await refuse(house, people.priya, people.case_k)
    assert [detail for *_, detail in await refused(house, people.case_k)] == [""]
    await write_counts(house, everything=True)
    details = [detail for *_, detail in await refused(house, people.case_k)]
    assert details == ["", f"again {1 + failures}"]


@pytest.mark.parametrize("what", ["first", "count"])
async def test_who_is_cut_off_at_the_commit_writes_nothing_twice(
    house: House, people: People, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    """A page that closes, or a round that is ended, between the commit and its answer: what stands
    in the record is not owed any more."""
    await begun(house, people)
    door, commit = Door(), AsyncSession.commit

    async def held(session: AsyncSession) -> None:
        await commit(session)
        await door.passed()

    if what == "count":
        for _ in range(2):
            await refuse(house, people.priya, people.case_k)
    with monkeypatch.context() as patch:
        patch.setattr(AsyncSession, "commit", held)
        job = refuse(house, people.priya, people.case_k)
        if what == "count":
            job.close()
            job = write_counts(house, everything=True)
        cut = asyncio.create_task(job)
        await asyncio.wait_for(door.reached.wait(), 10)
        cut.cancel()
        await asyncio.sleep(0.05)
        door.open.set()
        with pytest.raises(asyncio.CancelledError):
            await cut
    await write_counts(house, everything=True)
    details = [detail for *_, detail in await refused(house, people.case_k)]
    assert details == (["", "again 1"] if what == "count" else [""])


async def test_whoever_is_refused_writes_no_counts_of_others(
    house: House, people: People, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They would hold up the chains of many cases: the rounds write those, so many at a time."""
    await begun(house, people)
    actions = (Action.SEE_CASE, Action.START_DRAWING, Action.CONFIRM_TABLET, Action.HAND_OVER)
    for action in actions * 2:
        await refuse(house, people.priya, people.case_k, action)
    clock.forward(minutes=2)
    append, written = access_record.append, []

    async def counted(session: AsyncSession, keys: Keys, rows: Rows) -> None:
        written.append([(entry.worker_id, entry.detail) for _, entry in rows])
        await append(session, keys, rows)

    monkeypatch.setattr(access_record, "append", counted)
    monkeypatch.setattr(refusals, "MOST_AT_ONCE", 3)
    await refuse(house, people.robin, people.case_k)
    assert written == [[(people.robin.worker_id, "")]]
    await write_counts(house)
    again = (people.priya.worker_id, "again 1")
    assert written[1:] == [[again] * 3, [again]]


async def test_a_process_that_ends_writes_its_counts(house: House, people: People) -> None:
    """Stopping a server hides nothing."""
    await begun(house, people)
    async with keeper.keeping(house):
        for _ in range(3):
            await refuse(house, people.priya, people.case_k)
    assert [detail for *_, detail in await refused(house, people.case_k)] == ["", "again 2"]


async def test_a_round_of_the_keeper_writes_them(
    house: House, people: People, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody needs to be refused again for a count to be written."""
    await begun(house, people)
    for _ in range(3):
        await refuse(house, people.priya, people.case_k)
    clock.forward(minutes=1)
    monkeypatch.setattr(keeper, "ROUND_SECONDS", 0.01)
    async with keeper.keeping(house):
        for _ in range(500):
            if len(await of_refusals(house, people.case_k)) == 2:
                break
            await asyncio.sleep(0.01)
        assert [detail for *_, detail in await refused(house, people.case_k)] == ["", "again 2"]


async def test_a_tablet_that_goes_on_drawing_fills_no_record(world: World) -> None:
    """Thirty late edits while the board stands still are a row and a count on the case's chain."""
    tablet, _ = await a_drawing(world)
    await drawings.finish(world.house, tablet)
    for _ in range(30):
        with pytest.raises(Conflict, match="board_still"):
            await drawings.edit(world.house, tablet, tablet.drawing_id, [])
    rows = [row for row in await rows_of(world, AccessRecord) if row.outcome == "refused"]
    assert [(row.chain, row.who_kind, row.device) for row in rows] == [
        (world.case_id, "tablet", tablet.device)
    ]
    await write_counts(world.house, everything=True)
    rows = [row for row in await rows_of(world, AccessRecord) if row.outcome == "refused"]
    assert len(rows) == 2
    assert sum(told_by(row.detail) for row in rows) == 30


async def test_a_worker_who_draws_on_while_they_choose_is_on_the_record(world: World) -> None:
    """Edits and copies of the board from the worker's page then: refused, a row and a count, in
    their name (rules 4 and 10)."""
    tablet, drawing_id = await a_drawing(world)
    await drawings.edit(world.house, tablet, drawing_id, [add_friend()])
    copy = await a_copy(world, tablet, drawing_id)
    await drawings.finish(world.house, tablet)
    for _ in range(10):
        with pytest.raises(Conflict, match="board_still"):
            await drawings.edit(world.house, world.sam, drawing_id, [move("person1", 9, 9)])
        with pytest.raises(Conflict, match="board_still"):
            await drawings.seed(world.house, world.sam, drawing_id, copy)
    told = ("worker", world.sam.worker_id, "edit_drawing", "board_still")
    rows = [row for row in await rows_of(world, AccessRecord) if row.outcome == "refused"]
    assert [(row.who_kind, row.worker_id, row.action, row.rule) for row in rows] == [told]
    await write_counts(world.house, everything=True)
    rows = [row for row in await rows_of(world, AccessRecord) if row.outcome == "refused"]
    assert (len(rows), {row.chain for row in rows}) == (2, {world.case_id})
    assert sum(told_by(row.detail) for row in rows) == 20
