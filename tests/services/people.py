"""The people and cases that service tests stand on, written straight into the tables.

Sam (west) has case K, Priya (east) has case M; Nadia supervises west, Alex administers, Robin is
the data protection lead. Passwords are not set here: hashing takes a tenth of a second.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from peermap_app.bootstrap import House
from peermap_app.domain.cases import Role
from peermap_app.services import passwords
from peermap_app.services.unit import Who, writing
from peermap_app.storage.tables import (
    Allocation,
    CaseFile,
    CaseKey,
    SignInSession,
    Team,
    Worker,
    new_id,
)

LAST_MONTH = date(2026, 10, 20)


@dataclass
class People:
    """Who lives in the test's house. `sam`, `priya`, ... are signed in; `case_k`, `case_m` ids."""

    house: House
    west: str
    east: str
    sam: Who
    priya: Who
    nadia: Who
    alex: Who
    robin: Who
    case_k: str
    case_m: str

    @classmethod
    async def move_in(cls, house: House) -> People:
        """Make them all."""
        west, east = await _team(house, "West"), await _team(house, "East")
        nadia = await a_worker(house, name="Nadia W", role=Role.SUPERVISOR, team_id=west)
        sam = await a_worker(house, name="Sam O", team_id=west)
        priya = await a_worker(house, name="Priya N", team_id=east)
        case_k = await a_case(
            house, reference="HX-1187", initials="K", team_id=west, supervisor=nadia
        )
        case_m = await a_case(house, reference="HX-2041", initials="M", team_id=east)
        await allocate(house, case_k, sam)
        await allocate(house, case_m, priya)
        return cls(
            house=house,
            west=west,
            east=east,
            sam=sam,
            priya=priya,
            nadia=nadia,
            alex=await a_worker(house, name="Alex T", role=Role.ADMINISTRATOR),
            robin=await a_worker(house, name="Robin A", role=Role.DATA_PROTECTION),
            case_k=case_k,
            case_m=case_m,
        )


async def _team(house: House, name: str) -> str:
    team = Team(id=new_id(), name=name)
    async with writing(house) as session:
        session.add(team)
    return team.id


async def a_worker(
    house: House,
    *,
    name: str = "Jo Bright",
    email: str | None = None,
    role: Role = Role.PRACTITIONER,
    team_id: str | None = None,
    password_hash: str | None = passwords.NO_ONES,
    active: bool = True,
) -> Who:
    """A worker with a session that began now; whoever's password is not said, nobody knows it."""
    now = house.clock()
    worker = Worker(
        email=email or f"{name.partition(' ')[0].lower()}@west.example",
        name=name,
        phone="07700 900118",
        role=role.value,
        team_id=team_id,
        password_hash=password_hash,
        active=active,
        created_at=now,
    )
    held = SignInSession(
        token_hash=new_id(),
        worker_id=worker.id,
        created_at=now,
        seen_at=now,
        touched_at=now,
        expires_at=now + house.settings.session_absolute,
        second=True,
        proved_at=now,
    )
    async with writing(house) as session:
        session.add(worker)
        await session.flush()
        session.add(held)
    return Who(
        kind="worker",
        worker_id=worker.id,
        session_id=held.id,
        role=role,
        address="192.0.2.7",
        name=name,
    )


async def a_case(
    house: House,
    *,
    reference: str = "HX-3000",
    initials: str = "K",
    born: int = 2011,
    team_id: str | None = None,
    supervisor: Who | None = None,
) -> str:
    """A case with its key; nobody is allocated to it yet."""
    case_id = new_id()
    wrapped = house.keys.new_case_key(case_id)
    held = {"reference": reference, "initials": initials, "born": born}
    case = CaseFile(
        id=case_id,
        reference_hash=house.keys.lookup("reference", reference),
        team_id=team_id or await _team(house, f"Team of {reference}"),
        supervisor_id=supervisor.worker_id if supervisor else None,
        sealed=house.keys.vault(case_id, wrapped).seal("case_file", case_id, held),
        created_at=house.clock(),
    )
    async with writing(house) as session:
        session.add(case)
        await session.flush()
        session.add(CaseKey(case_id=case_id, wrapped=wrapped))
    return case_id


async def allocate(
    house: House,
    case_id: str,
    who: Who,
    *,
    starts: date = LAST_MONTH,
    ends: date | None = None,
) -> str:
    """Allocate a worker; gives the allocation's id."""
    assert who.worker_id is not None
    allocation = Allocation(case_id=case_id, worker_id=who.worker_id, starts=starts, ends=ends)
    async with writing(house) as session:
        session.add(allocation)
    return allocation.id


async def end_allocation(house: House, allocation_id: str) -> None:
    """It ended today."""
    async with writing(house) as session:
        held = await session.get(Allocation, allocation_id)
        assert held is not None
        held.ends = house.clock().date()
        session.add(held)


def in_days(house: House, days: int) -> date:
    """A day from today."""
    return house.clock().date() + timedelta(days=days)
