"""What waits, in one list: for whom, what it says, how it is counted, and who is woken by it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlmodel import select

from peermap_app.bootstrap import House
from peermap_app.domain.cases import Role
from peermap_app.domain.errors import NotAllowed
from peermap_app.domain.tray import Kind
from peermap_app.notify import outbox
from peermap_app.services import (
    administration,
    closing,
    recovery,
    temporary,
    tray,
    tray_wake,
    waiting,
)
from peermap_app.services.unit import Who, reading, writing
from peermap_app.storage.access_record import HOUSE
from peermap_app.storage.tables import Outbox
from tests.fakes import FakeClock, FakeHints
from tests.services.people import People, a_case, a_worker, allocate
from tests.services.test_administration import ASK, chain
from tests.services.test_recovery import SMTP

WHY = {"reference": "HX-1187", "why": "The young person phoned and Sam is ill."}
LOOK = {"kind": "waits"}


@pytest.fixture
async def mailing(house: House) -> House:
    """The same house with a mail server, so that a link can be asked for."""
    return replace(house, settings=replace(house.settings, smtp=SMTP))


async def kinds(house: House, who: Who) -> list[Kind]:
    """The kinds that wait, in the list's order; the bar counts the same."""
    found = await tray.tray(house, who)
    assert await tray.count(house, who) == len(found)
    return [one.kind for one in found]


async def everything(house: House, people: People) -> None:
    """One thing of each kind that is asked of Nadia."""
    await waiting.ask_allocation(house, people.alex, ASK)
    await closing.ask_to_close(house, people.sam, people.case_k, {"reason": "done"})
    await recovery.ask_at_door(house, "sam@west.example", "password", "198.51.100.9")
    await temporary.ask(house, people.priya, WHY)


async def test_all_that_is_asked_of_a_supervisor_stands_in_one_list(
    mailing: House, people: People, clock: FakeClock
) -> None:
    """The most pressing first, each with who asks and since when, and none of it names a case."""
    house = mailing
    await everything(house, people)
    found = await tray.tray(house, people.nadia)
    assert [(one.kind, one.by, one.for_whom) for one in found] == [
        (Kind.TEMPORARY, "Priya N", ""),
        (Kind.RECOVERY, "", "Sam O"),
        (Kind.ALLOCATION, "Alex T", "Priya N"),
        (Kind.CLOSING, "Sam O", ""),
    ]
    assert {one.at for one in found} == {clock()}
    assert "HX" not in repr(found)
    assert await tray.count(house, people.nadia) == 4
    assert ("see_tray", "allowed") in await chain(house, HOUSE)
    assert not [row for row in await chain(house, people.case_k) if row[0] == "see_tray"]


async def test_it_is_the_team_s_own_supervisor_s_alone(mailing: House, people: People) -> None:
    """Another team's supervisor sees none of it, and a practitioner has no such list."""
    house = mailing
    olu = await a_worker(house, name="Olu S", role=Role.SUPERVISOR, team_id=people.east)
    await everything(house, people)
    assert await kinds(house, olu) == []
    for refused in (tray.tray, tray.count):
        with pytest.raises(NotAllowed):
            await refused(house, people.sam)


async def test_nobody_finds_their_own_ask_in_their_list(house: House, people: People) -> None:
    """What a supervisor asked for herself waits for another one of the team."""
    other = await a_worker(house, name="Olu S", role=Role.SUPERVISOR, team_id=people.west)
    await allocate(house, people.case_k, people.nadia)
    await closing.ask_to_close(house, people.nadia, people.case_k, {"reason": "done"})
    other_case = await a_case(house, reference="HX-1190", team_id=people.west)
    asked = {**ASK, "email": "nadia@west.example", "reference": "HX-1190"}
    await waiting.ask_allocation(house, people.alex, asked)
    await allocate(house, other_case, people.sam)
    assert await kinds(house, people.nadia) == []
    assert await kinds(house, other) == [Kind.ALLOCATION, Kind.CLOSING]


async def test_what_was_answered_or_has_lapsed_waits_no_more(
    house: House, people: People, clock: FakeClock
) -> None:
    """Refused, or not answered within its day: the list and the number are without it."""
    await temporary.ask(house, people.priya, WHY)
    asked = await waiting.ask_allocation(house, people.alex, ASK)
    await waiting.answer(house, people.nadia, asked, agree=False)
    assert await kinds(house, people.nadia) == [Kind.TEMPORARY]
    clock.forward(hours=25)
    nadia = replace(people.nadia, session_id=None)
    assert await kinds(house, nadia) == []


async def test_a_case_without_a_worker_waits_for_both_offices(house: House, people: People) -> None:
    """A worker who left leaves their cases to the supervisor's list and the administrator's."""
    await a_worker(house, name="Olu S", role=Role.SUPERVISOR, team_id=people.east)
    assert await kinds(house, people.alex) == []
    assert people.sam.worker_id is not None
    await administration.close_account(house, people.alex, people.sam.worker_id)
    (left,) = await tray.tray(house, people.alex)
    assert (left.kind, left.things) == (Kind.LEFT, 1)
    assert await kinds(house, people.nadia) == [Kind.NOBODY]


async def test_a_team_with_cases_and_no_supervisor_waits_for_an_administrator(
    house: House, people: People
) -> None:
    """East has Priya's case and nobody who could agree to anything of it."""
    assert await kinds(house, people.alex) == [Kind.LEADERLESS]
    await a_worker(house, name="Olu S", role=Role.SUPERVISOR, team_id=people.east)
    assert await kinds(house, people.alex) == []


async def test_what_is_due_waits_for_the_data_protection_lead(
    house: House, people: People, clock: FakeClock
) -> None:
    """A closed case whose period is over is one line; before that there is none."""
    await closing.ask_to_close(house, people.sam, people.case_k, {"reason": "done"})
    (line,) = await closing.waiting(house, people.nadia)
    await closing.answer(house, people.nadia, line.id, agree=True)
    robin = replace(people.robin, session_id=None)
    assert await kinds(house, robin) == []
    clock.forward(days=366 * 7)
    (due,) = await tray.tray(house, robin)
    assert (due.kind, due.things) == (Kind.DUE, 1)


async def test_whom_it_waits_for_is_woken_and_told_nothing(
    mailing: House, people: People, hints: FakeHints
) -> None:
    """Each ask wakes the team's supervisor once, with one word for all kinds (rule 11)."""
    house = mailing
    await everything(house, people)
    await outbox.deliver(house)
    told = [one for one in hints.told if one[1] == LOOK]
    assert told == [(f"worker:{people.nadia.worker_id}", LOOK)] * 4
    hints.told.clear()
    assert await outbox.deliver(house) == 0
    (ask,) = await recovery.waiting(house, people.nadia)
    await recovery.refuse(house, people.nadia, ask.id)
    await outbox.deliver(house)
    assert (f"worker:{people.nadia.worker_id}", LOOK) in hints.told


async def test_an_ask_for_nothing_writes_the_same_rows_and_wakes_nobody(
    mailing: House, people: People, hints: FakeHints
) -> None:
    """An unknown reference and an unknown address: one row each, like the others (rule 8)."""
    house = mailing
    await temporary.ask(house, people.priya, {**WHY, "reference": "HX-9999"})
    await recovery.ask_at_door(house, "nobody@west.example", "password", "198.51.100.9")
    async with reading(house) as session:
        rows = (await session.exec(select(Outbox))).all()
    assert sorted(str(row.waits).partition(" ")[0] for row in rows) == ["recovery", "temporary"]
    assert await outbox.deliver(house) == 2
    assert LOOK not in [message for _, message in hints.told]


async def test_what_is_gone_when_it_is_delivered_wakes_nobody(
    house: House, people: People, hints: FakeHints
) -> None:
    """An id of nothing, of each kind, is handed over and reaches nobody but offices."""
    now = house.clock()
    async with writing(house) as session:
        for kind in (Kind.TEMPORARY, Kind.RECOVERY, Kind.ALLOCATION, Kind.IMPORT, Kind.CLOSING):
            session.add(tray_wake.row(kind, now, "0" * 32))
    assert await outbox.deliver(house) == 5
    assert hints.told == []
