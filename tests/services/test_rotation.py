"""Another master key: everything opens before, in between and after, and people go on working."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from peermap_app.bootstrap import House
from peermap_app.domain.errors import Conflict, NotAllowed
from peermap_app.domain.purpose import Purpose
from peermap_app.services import alerts, cases, imports, maps, rotation
from peermap_app.services.record_check import check_record
from peermap_app.services.rotation import Rotated, rotate_key
from peermap_app.services.unit import OPERATOR, Who, reading, writing
from peermap_app.storage import cases as cases_store
from peermap_app.storage import wrapped_keys
from peermap_app.storage.engine import is_sqlite
from peermap_app.storage.sealing import Keys, SealBroken
from peermap_app.storage.tables import AccessRecord, CaseFile, CaseKey
from tests.builders import a_map, a_place
from tests.services import endings, world
from tests.services.import_files import GOOD, a_file, worker
from tests.services.people import People
from tests.services.test_flags import flag
from tests.services.world import World

MANY = 23


async def some_cases(house: House, since: int = 0) -> Who:
    """So many cases of one worker; the worker."""
    rows = [{"reference": f"RT-{each:04}"} for each in range(since, since + MANY)]
    await imports.import_allocations(house, a_file(*rows))
    return Who(kind="worker", worker_id=(await worker(house, GOOD["email"])).id)


def restarted(house: House, key: bytes, *before: bytes) -> House:
    """The house with this master key, and with the one before if that is still given."""
    return replace(house, keys=Keys.of(key, house.settings.lookup_key, *before))


NEW, THIRD = b"n" * 32, b"t" * 32


async def references(house: House, who: Who) -> list[str]:
    """What the worker's list shows: each is opened by its case's key."""
    return [line.reference for line in await cases.my_cases(house, who)]


async def test_every_case_opens_before_during_and_after(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With both keys the cases open, half of them wrapped anew or all; at the end with the new one
    alone, and never again with the old one alone."""
    monkeypatch.setattr(wrapped_keys, "BATCH", 10)
    sam, old = await some_cases(house), house.settings.master_key
    both = restarted(house, NEW, old)
    shown = await references(house, sam)
    assert len(shown) == MANY
    assert await references(both, sam) == shown
    async with both.make_session() as session:
        assert await wrapped_keys.wrap_some(session, both.keys) == 10
        await session.commit()
    assert await references(both, sam) == shown
    with pytest.raises(SealBroken):
        await references(house, sam)
    assert await rotate_key(both, OPERATOR) == Rotated(anew=MANY - 10, now=MANY)
    assert await rotate_key(both, OPERATOR) == Rotated(anew=0, now=MANY)
    assert await references(restarted(house, NEW), sam) == shown
    with pytest.raises(SealBroken):
        await references(house, sam)


async def test_people_work_meanwhile(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lists are read and new cases come while keys are wrapped: all of them open, old and new."""
    monkeypatch.setattr(wrapped_keys, "BATCH", 2)
    sam = await some_cases(house)
    both = restarted(house, NEW, house.settings.master_key)
    turning = asyncio.create_task(rotate_key(both, OPERATOR))
    read = 0
    while not turning.done():
        assert len(await references(both, sam)) >= MANY
        read += 1
        if read == 1:
            await some_cases(both, MANY)
    assert read > 1
    await turning
    assert (await rotate_key(both, OPERATOR)).now == 2 * MANY
    assert len(await references(restarted(house, NEW), sam)) == 2 * MANY


async def test_what_people_write_meanwhile_opens_afterwards(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While some keys are wrapped by one master key and some by the other, a case comes, two maps
    are kept, a link is asked for and accepted, a case is flagged and one is erased, each beside a
    step of the turning: with the new key alone all of it opens, and the erased case does not."""
    monkeypatch.setattr(wrapped_keys, "BATCH", 2)
    steps = asyncio.Semaphore(0)

    @asynccontextmanager
    async def paced(of: House) -> AsyncIterator[AsyncSession]:
        await steps.acquire()
        async with writing(of) as session:
            yield session

    monkeypatch.setattr(rotation, "writing", paced)
    old = await a_closed_case_and_many(house)
    made = replace(old, house=restarted(old.house, NEW, house.settings.master_key))
    turning = asyncio.create_task(rotate_key(made.house, OPERATOR))
    drawn = a_map(places=[a_place(label="Bramble Yard")])

    async def accepts() -> None:
        await world.accept(made, await world.newest_link(made))

    acts = (
        lambda: world.bring_in(made.house, world.row("RT-9001", world.JO)),
        lambda: world.choose(made, world.SAM, world.KS_CASE, drawn=drawn),
        lambda: world.choose(made, world.PRIYA, world.MS_CASE),
        lambda: world.ask(made),
        accepts,
        lambda: flag(made, need_to_know="Met at the depot"),
        lambda: endings.erase(made, endings.of_case(made, world.SAMS_OTHER)),
    )
    for act in acts:
        steps.release()
        await act()
        async with reading(made.house) as session:
            assert 0 not in await wrapped_keys.counts(session, made.house.keys)
    assert not turning.done()
    for _ in range(MANY):
        steps.release()
    await turning
    new = replace(made, house=restarted(old.house, NEW))
    await all_of_it_opens(new)


async def a_closed_case_and_many(house: House) -> World:
    """A world in which Sam's other case is due to be erased and Jo has many."""
    made = await endings.a_world(house)
    await world.bring_in(house, *(world.row(f"RT-{each:04}", world.JO) for each in range(MANY)))
    await endings.closed(made, world.SAMS_OTHER)
    return await made.later(days=366)


async def all_of_it_opens(made: World) -> None:
    """What was written while the keys turned, each read by who may."""
    sam, priya, jo = (made[name] for name in (world.SAM, world.PRIYA, world.JO))
    case, plan = made.case(world.KS_CASE), Purpose.PLAN_TOGETHER
    sheet = await maps.kept_map(made.house, sam, case, "1", purpose=plan)
    assert "Bramble Yard" in repr(sheet.peer_map)
    opened = await cases.open_case(made.house, priya, made.case(world.MS_CASE))
    assert [line.state for line in opened.links] == ["accepted"]
    (told,) = await world.table(made, "alert")
    alert = await alerts.open_alert(made.house, sam, told["id"], purpose=Purpose.COORDINATE)
    assert alert.said.need_to_know == "Met at the depot"
    assert "RT-9001" in await references(made.house, jo)
    assert world.SAMS_OTHER not in await references(made.house, sam)
    async with reading(made.house) as session:
        gone = made.case(world.SAMS_OTHER)
        assert await cases_store.wrapped_key(session, gone) is None
        held, others = await wrapped_keys.counts(session, made.house.keys)
    assert (held, others) == (4 + MANY + 1 - 1 + 1, 0)  # one came, one was erased, a link
    assert (await check_record(made.house)).faults == ()


async def test_a_step_waits_for_nobody_while_it_holds_keys(house: House) -> None:
    """Of one table at a time, and past a key that somebody holds: an erasing holds the key of a
    link and then that of its case, and of two that hold and wait one would fail."""
    made = await world.a_world(house)
    await world.linked(made)
    both = restarted(house, NEW, house.settings.master_key)
    mine = select(CaseKey).where(CaseKey.case_id == made.case(world.KS_CASE)).with_for_update()
    held = 0 if is_sqlite(house.engine) else 1  # SQLite's one writer has all or nothing
    async with house.make_session() as other:
        await other.exec(mine)
        if not held:
            await other.rollback()
        async with asyncio.timeout(10), both.make_session() as session:
            assert await wrapped_keys.wrap_some(session, both.keys) == len(made.cases) - held
            await session.commit()
    assert await rotate_key(both, OPERATOR) == Rotated(anew=held + 1, now=len(made.cases) + 1)


async def test_links_turn_too(house: House) -> None:
    """A link has a key of its own: asked for under the old one, it is accepted under the new."""
    made = await world.a_world(house)
    for name, case in ((world.SAM, world.KS_CASE), (world.PRIYA, world.MS_CASE)):
        await world.choose(made, name, case)
    await world.ask(made)
    link = await world.newest_link(made)
    both = restarted(house, NEW, house.settings.master_key)
    done = await rotate_key(both, OPERATOR)
    async with reading(both) as session:
        assert await wrapped_keys.counts(session, both.keys) == (done.now, 0)
        cases_there = len((await session.exec(select(CaseFile))).all())
    assert done.now == cases_there + 1
    await world.accept(replace(made, house=restarted(house, NEW)), link)


async def test_a_key_of_neither_stops_it(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """One sentence for the operator; what was done stays done and nothing else was touched."""
    monkeypatch.setattr(wrapped_keys, "BATCH", 5)
    sam, old = await some_cases(house), house.settings.master_key
    with pytest.raises(Conflict, match="key_unknown"):
        await rotate_key(restarted(house, THIRD, NEW), OPERATOR)
    assert len(await references(house, sam)) == MANY
    await rotate_key(restarted(house, NEW, old), OPERATOR)
    assert len(await references(restarted(house, NEW), sam)) == MANY


async def test_operators_alone_and_on_the_record(people: People) -> None:
    """Nobody who signs in may, an administrator neither over the wire: no handler calls it; the
    key's short name stands in the record."""
    house = people.house
    for who in (people.sam, people.nadia, people.robin):
        with pytest.raises(NotAllowed):
            await rotate_key(house, who)
    await rotate_key(house, OPERATOR)
    async with reading(house) as session:
        rows = (await session.exec(select(AccessRecord))).all()
    told = [row for row in rows if row.action == "rotate_key" and row.outcome == "allowed"]
    assert house.keys.name.hex() in {row.detail for row in told}
    assert {row.who_kind for row in told} == {"operator"}
