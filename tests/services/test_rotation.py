"""Another master key: everything opens before, in between and after, and people go on working."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
from sqlmodel import select

from peermap_app.bootstrap import House
from peermap_app.domain.errors import Conflict, NotAllowed
from peermap_app.services import cases, imports
from peermap_app.services.rotation import Rotated, rotate_key
from peermap_app.services.unit import OPERATOR, Who, reading
from peermap_app.storage import wrapped_keys
from peermap_app.storage.sealing import Keys, SealBroken
from peermap_app.storage.tables import AccessRecord, CaseFile
from tests.services import world
from tests.services.import_files import GOOD, a_file, worker
from tests.services.people import People

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
