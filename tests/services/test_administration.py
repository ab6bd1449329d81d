"""Accounts, teams and allocations by an administrator; a supervisor agrees to each allocation."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import select

from peermap_app.bootstrap import House
from peermap_app.domain.access import Action
from peermap_app.domain.cases import Role
from peermap_app.domain.errors import Conflict, Invalid, NotAllowed, NotFound, Problems, Refusal
from peermap_app.services import accounts, administration, waiting
from peermap_app.services.unit import Who, reading, unit
from peermap_app.storage.access_record import HOUSE
from peermap_app.storage.tables import AccessRecord, Allocation, SignInSession, Worker
from tests.fakes import FakeHints
from tests.services.people import People, a_case, a_worker, allocate

ASK = {"reference": "HX-1187", "email": "priya@west.example", "starts": "2026-11-24", "ends": ""}


async def opens(house: House, who: Who, case_id: str) -> bool:
    """Whether this worker gets into the case."""
    try:
        async with unit(house, replace(who, session_id=None), Action.SEE_CASE, case_id):
            return True
    except Refusal:
        return False


async def chain(house: House, chain_id: str) -> list[tuple[str, str]]:
    """(action, outcome) of each row of a chain."""
    async with reading(house) as session:
        rows = await session.exec(
            select(AccessRecord).where(AccessRecord.chain == chain_id).order_by(AccessRecord.number)
        )
        return [(row.action, row.outcome) for row in rows.all()]


# --- allocations wait for a supervisor ---


async def test_an_allocation_counts_when_a_supervisor_agreed(
    house: House, people: People, hints: FakeHints
) -> None:
    """Asked for it gives nothing; agreed to it does, and both workers' pages hear of it."""
    asked = await waiting.ask_allocation(house, people.alex, ASK)
    assert not await opens(house, people.priya, people.case_k)
    (line,) = await waiting.for_supervisor(house, people.nadia)
    assert (line.id, line.reference, line.worker.name, line.asked_by, line.own) == (
        asked,
        "HX-1187",
        "Priya N",
        "Alex T",
        False,
    )
    await waiting.answer(house, people.nadia, asked, agree=True)
    assert await opens(house, people.priya, people.case_k)
    for who in (people.priya, people.sam):
        assert {"kind": "case", "id": people.case_k} in hints.to(f"worker:{who.worker_id}")
    assert await waiting.for_supervisor(house, people.nadia) == ()
    assert [each for each in await chain(house, people.case_k) if "allocation" in each[0]] == [
        ("ask_allocation", "allowed"),
        ("answer_allocation", "allowed"),
    ]


async def test_what_was_refused_gives_nothing(house: House, people: People) -> None:
    """And cannot be agreed to afterwards."""
    asked = await waiting.ask_allocation(house, people.alex, ASK)
    await waiting.answer(house, people.nadia, asked, agree=False)
    with pytest.raises(Conflict, match="answered_already"):
        await waiting.answer(house, people.nadia, asked, agree=True)
    assert not await opens(house, people.priya, people.case_k)


async def test_another_teams_supervisor_sees_and_agrees_to_nothing(
    house: House, people: People
) -> None:
    """It reads like what does not exist, and the record knows why."""
    east = await a_worker(house, name="Lee M", role=Role.SUPERVISOR, team_id=people.east)
    asked = await waiting.ask_allocation(house, people.alex, ASK)
    assert await waiting.for_supervisor(house, east) == ()
    for wrong in (asked, "0" * 32, "'", None, 7):
        with pytest.raises(NotFound):
            await waiting.answer(house, east, wrong, agree=True)
    assert ("answer_allocation", "refused") in await chain(house, HOUSE)
    assert not await opens(house, people.priya, people.case_k)


async def test_nobody_agrees_to_their_own(house: House, people: People) -> None:
    """Not the worker who would get the case; nor whoever asked, when they supervise by now."""
    second = await a_worker(house, name="Lee M", role=Role.SUPERVISOR, team_id=people.west)
    asked = await waiting.ask_allocation(house, people.alex, ASK | {"email": "lee@west.example"})
    (line,) = await waiting.for_supervisor(house, second)
    assert line.own
    with pytest.raises(Conflict, match="not_your_own"):
        await waiting.answer(house, second, asked, agree=True)
    await _is_now(house, people.alex, Role.SUPERVISOR, people.west)
    with pytest.raises(Conflict, match="not_your_own"):
        await waiting.answer(house, people.alex, asked, agree=True)
    assert not await opens(house, second, people.case_k)
    await waiting.answer(house, people.nadia, asked, agree=True)
    assert await opens(house, second, people.case_k)


async def _is_now(house: House, who: Who, role: Role, team: str) -> None:
    async with house.make_session() as session:
        worker = await session.get(Worker, who.worker_id)
        assert worker is not None
        worker.role, worker.team_id = role.value, team
        session.add(worker)
        await session.commit()


@pytest.mark.parametrize("email", ["alex@west.example", "robin@west.example"])
async def test_an_administrator_is_never_allocated(
    house: House, people: People, email: str
) -> None:
    """Nor a data protection lead: asked for it is refused, and agreed to after the role changed."""
    with pytest.raises(Conflict, match="may_not_be_allocated"):
        await waiting.ask_allocation(house, people.alex, ASK | {"email": email})
    asked = await waiting.ask_allocation(house, people.alex, ASK)
    await _is_now(house, people.priya, Role.ADMINISTRATOR, people.east)
    with pytest.raises(Conflict, match="may_not_be_allocated"):
        await waiting.answer(house, people.nadia, asked, agree=True)
    async with reading(house) as session:
        found = await session.exec(select(Allocation).where(Allocation.case_id == people.case_k))
        assert [each.worker_id for each in found] == [people.sam.worker_id]


@pytest.mark.parametrize(
    ("changed", "kind", "code"),
    [
        ({"reference": "HX-9999"}, Invalid, "no_such_case"),
        ({"email": "nobody@west.example"}, Invalid, "no_such_worker"),
        ({"email": "sam@west.example"}, Conflict, "allocated_already"),
        ({"reference": "HX-2041", "email": "sam@west.example"}, Conflict, "nobody_agrees"),
        ({"reference": "!", "starts": "", "ends": "x"}, Problems, "problems"),
        ({"ends": "2026-11-24"}, Problems, "problems"),
        ({"starts": "0001-01-01"}, Problems, "problems"),
        ({"ends": "9999-12-31"}, Problems, "problems"),
    ],
)
async def test_what_cannot_be_asked_for(
    house: House, people: People, changed: dict[str, str], kind: type[Refusal], code: str
) -> None:
    """One sentence each; nothing waits afterwards."""
    with pytest.raises(kind) as refused:
        await waiting.ask_allocation(house, people.alex, ASK | changed)
    assert refused.value.code == code
    assert await waiting.asked_for(house, people.alex) == ()


# --- accounts and teams ---


async def test_another_role_ends_every_session(
    house: House, people: People, hints: FakeHints
) -> None:
    """At once: the old session is none, and the open page hears of it."""
    form = {"role": "supervisor", "team": "East"}
    await administration.change_account(house, people.alex, people.priya.worker_id, form)
    assert not await accounts.still(house, people.priya)
    assert {"kind": "session"} in hints.to(f"worker:{people.priya.worker_id}")
    staff = await administration.staff(house, people.alex)
    assert {team.name: team.supervisors for team in staff.teams} == {
        "East": ("Priya N",),
        "West": ("Nadia W",),
    }


async def test_another_team_alone_ends_none(house: House, people: People) -> None:
    """The role stays, so what is open stays open."""
    form = {"role": "practitioner", "team": "West"}
    await administration.change_account(house, people.alex, people.priya.worker_id, form)
    assert await accounts.still(house, people.priya)


async def test_who_has_cases_becomes_no_administrator(house: House, people: People) -> None:
    """Also when the allocation is still to begin."""
    jo = await a_worker(house, name="Jo B", team_id=people.west)
    await allocate(house, people.case_k, jo, starts=house.clock().date() + timedelta(days=9))
    for who in (people.sam, jo):
        with pytest.raises(Conflict, match="still_allocated"):
            await administration.change_account(
                house, people.alex, who.worker_id, {"role": "administrator", "team": ""}
            )


async def test_a_closed_account_ends_its_sessions_and_turns_its_pages_away(
    house: House, people: People, hints: FakeHints
) -> None:
    """At once: each session is over by its own row, and its owner's open pages hear of it, nobody
    else's do."""
    sam = people.sam.worker_id
    await administration.close_account(house, people.alex, sam)
    async with reading(house) as session:
        rows = (await session.exec(select(SignInSession))).all()
    assert {row.worker_id for row in rows if row.ended_at == house.clock()} == {sam}
    assert {row.worker_id for row in rows if row.ended_at is None} >= {people.priya.worker_id}
    told = [heard_by for heard_by, message in hints.told if message == {"kind": "session"}]
    assert told == [f"worker:{sam}"]


async def test_a_closed_account_is_out_and_its_cases_are_listed(
    house: House, people: People
) -> None:
    """Its sessions end, its case stands under those left behind until somebody has it."""
    await administration.close_account(house, people.alex, people.sam.worker_id)
    assert not await accounts.still(house, people.sam)
    (left,) = await administration.left_cases(house, people.alex)
    assert (left.reference, left.workers, left.team, left.supervisor) == (
        "HX-1187",
        ("Sam O",),
        "West",
        "Nadia W",
    )
    asked = await waiting.ask_allocation(house, people.alex, ASK)
    assert len(await administration.left_cases(house, people.alex)) == 1
    await waiting.answer(house, people.nadia, asked, agree=True)
    assert await administration.left_cases(house, people.alex) == ()
    await administration.open_account(house, people.alex, people.sam.worker_id)
    assert await opens(house, people.sam, people.case_k)


async def test_nobody_changes_their_own_account(house: House, people: People) -> None:
    """Neither the role, nor closing it, nor opening it again."""
    mine = people.alex.worker_id
    for changing in (
        lambda: administration.change_account(
            house, people.alex, mine, {"role": "practitioner", "team": "West"}
        ),
        lambda: administration.close_account(house, people.alex, mine),
        lambda: administration.open_account(house, people.alex, mine),
    ):
        with pytest.raises(Conflict, match="own_account"):
            await changing()


async def test_a_new_account_has_no_password(house: House, people: People) -> None:
    """Whoever makes it never knows one."""
    form = {"name": "Jo B", "email": "jo@west.example", "role": "practitioner", "team": "West"}
    made = await administration.add_account(house, people.alex, form | {"password": "x" * 20})
    staff = await administration.staff(house, people.alex)
    assert [each.signs_in for each in staff.accounts if each.id == made] == [False]


async def test_teams_have_names_of_their_own(house: House, people: People) -> None:
    """A new one, another name for one, and never the same twice."""
    await administration.name_team(house, people.alex, {"name": "North"})
    await administration.name_team(house, people.alex, {"name": "Far East", "team_id": people.east})
    staff = await administration.staff(house, people.alex)
    assert [team.name for team in staff.teams] == ["Far East", "North", "West"]
    for form in ({"name": "West"}, {"name": "West", "team_id": people.east}):
        with pytest.raises(Conflict, match="team_exists"):
            await administration.name_team(house, people.alex, form)
    with pytest.raises(NotFound):
        await administration.name_team(house, people.alex, {"name": "X", "team_id": "0" * 32})


Call = Callable[[House, Who, People], Coroutine[Any, Any, Any]]
EACH: dict[str, Call] = {
    "staff": lambda house, who, _: administration.staff(house, who),
    "left": lambda house, who, _: administration.left_cases(house, who),
    "asked": lambda house, who, _: waiting.asked_for(house, who),
    "ask": lambda house, who, _: waiting.ask_allocation(house, who, ASK),
    "add": lambda house, who, _: administration.add_account(house, who, {}),
    "change": lambda house, who, p: administration.change_account(
        house, who, p.priya.worker_id, {"role": "administrator", "team": ""}
    ),
    "close": lambda house, who, p: administration.close_account(house, who, p.priya.worker_id),
    "open": lambda house, who, p: administration.open_account(house, who, p.priya.worker_id),
    "team": lambda house, who, _: administration.name_team(house, who, {"name": "X"}),
}


@pytest.mark.parametrize("what", EACH)
async def test_only_an_administrator_administers(house: House, people: People, what: str) -> None:
    """Whoever else asks is refused before anything that was typed is looked at."""
    for who in (people.sam, people.nadia, people.robin):
        with pytest.raises(NotAllowed):
            await EACH[what](house, who, people)


async def test_only_a_supervisor_agrees(house: House, people: People) -> None:
    """Not the administrator who asked, not a worker, not the data protection lead."""
    asked = await waiting.ask_allocation(house, people.alex, ASK)
    for who in (people.alex, people.sam, people.priya, people.robin):
        with pytest.raises(NotAllowed):
            await waiting.answer(house, who, asked, agree=True)
        with pytest.raises(NotAllowed):
            await waiting.for_supervisor(house, who)


async def test_a_case_that_nobody_had_was_not_left_behind(house: House, people: People) -> None:
    """Only what somebody had who left is listed."""
    await a_case(house, reference="HX-5000", team_id=people.west)
    assert await administration.left_cases(house, people.alex) == ()
