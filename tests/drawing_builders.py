"""A house with two workers on two cases, and people who draw: for drawings and the wire."""

from __future__ import annotations

import asyncio
import secrets
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path

from peermap_app import bootstrap
from peermap_app.bootstrap import House
from peermap_app.domain.cases import Role
from peermap_app.domain.consent import Decided
from peermap_app.domain.purpose import Purpose
from peermap_app.live.bus import MemoryBus
from peermap_app.live.pages import Pages
from peermap_app.live.rooms import MemoryRooms
from peermap_app.services import drawings, passwords
from peermap_app.services.unit import Who
from peermap_app.settings import Settings
from peermap_app.storage.tables import (
    Allocation,
    CaseFile,
    CaseKey,
    SignInSession,
    Team,
    Worker,
    new_id,
)
from tests import compiled_once, moulds
from tests.servers import NEVER_LOCKED

START = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
PASSWORD = "warm paper and teal ink"
_ids = count(1)
_hashed: dict[str, str] = {}


@dataclass
class AClock:
    """A clock that stands still until it is moved."""

    now: datetime = START

    def __call__(self) -> datetime:
        return self.now

    def move(self, **by: float) -> None:
        self.now += timedelta(**by)


@dataclass
class Heard:
    """Hints that only remember what they were told."""

    told: list[tuple[str, dict[str, object]]] = field(default_factory=list)

    async def publish(self, audience: str, message: dict[str, object]) -> None:
        self.told.append((audience, dict(message)))

    def kinds(self, audience: str) -> list[object]:
        return [message["kind"] for to, message in self.told if to == audience]


@dataclass
class World:
    """The house and who is in it. Sam and Priya each have a case; Kim has none."""

    house: House
    clock: AClock
    heard: Heard
    sam: Who
    priya: Who
    kim: Who
    case_id: str
    other_case_id: str

    async def restarted(self) -> None:
        """The process was killed and started again: what lay in memory is gone."""
        self.house = replace(self.house, rooms=MemoryRooms(self.clock))


def some_settings(folder: Path, database_url: str | None = None, **env: str) -> Settings:
    """Settings over a folder of the test's own."""
    given = {"PEERMAP_VAR": str(folder / "var"), **NEVER_LOCKED, **env}
    if database_url:
        given["PEERMAP_DATABASE_URL"] = database_url
    return Settings.from_env(given)


async def a_world(
    settings: Settings, *, pages: Pages | None = None, clock: AClock | None = None
) -> World:
    """A house with its tables and people, ready to draw."""
    clock, heard = clock or AClock(), Heard()
    hints = heard if pages is None else MemoryBus(pages)
    house = await bootstrap.build_house(
        settings, clock=clock, rooms=MemoryRooms(clock), hints=hints
    )
    compiled_once.share(house.engine)
    await asyncio.to_thread(moulds.fill, settings.database_url)
    hashed = _hashed.get(PASSWORD) or await passwords.hashed(PASSWORD)
    _hashed[PASSWORD] = hashed
    async with house.make_session() as session:
        team = Team(name="Family support east")
        session.add(team)
        await session.flush()
        workers = [
            Worker(
                email=f"{name.split()[0].lower()}@example.org",
                name=name,
                role=Role.PRACTITIONER,
                team_id=team.id,
                password_hash=hashed,
                created_at=clock(),
            )
            for name in ("Sam Okoro", "Priya Nair", "Kim Doyle")
        ]
        session.add_all(workers)
        await session.flush()
        cases = [await _a_case(house, session, team.id, worker) for worker in workers[:2]]
        whos = [await signed_in(house, session, worker) for worker in workers]
        await session.commit()
    return World(house, clock, heard, *whos, *cases)


async def _a_case(house: House, session: object, team_id: str, worker: Worker) -> str:
    case_id, number = new_id(), next(_ids)
    wrapped = house.keys.new_case_key(case_id)
    vault = house.keys.vault(case_id, wrapped)
    reference = f"CIN-{4000 + number}"
    session.add(
        CaseFile(
            id=case_id,
            reference_hash=house.keys.lookup("reference", reference),
            team_id=team_id,
            sealed=vault.seal(
                "case_file", case_id, {"reference": reference, "initials": "K", "born": 2011}
            ),
            created_at=house.clock(),
        )
    )
    await session.flush()
    session.add(CaseKey(case_id=case_id, wrapped=wrapped))
    session.add(Allocation(case_id=case_id, worker_id=worker.id, starts=date(2026, 1, 5)))
    await session.flush()
    return case_id


async def signed_in(house: House, session: object, worker: Worker) -> Who:
    """A worker's session, in the caller's transaction."""
    now = house.clock()
    held = SignInSession(
        token_hash=house.keys.lookup("session", f"token-of-{worker.id}"),
        worker_id=worker.id,
        created_at=now,
        seen_at=now,
        touched_at=now,
        expires_at=now + house.settings.session_absolute,
        second=True,
        proved_at=now,
    )
    session.add(held)
    await session.flush()
    return Who(
        kind="worker",
        worker_id=worker.id,
        session_id=held.id,
        role=Role(worker.role),
        address="127.0.0.1",
        name=worker.name,
    )


async def sign_in(world: World, name: str = "sam") -> str:
    """A new session of a worker, without the hashing; the cookie's token."""
    who: Who = getattr(world, name)
    token, now = secrets.token_urlsafe(32), world.clock()
    async with world.house.make_session() as session:
        session.add(
            SignInSession(
                token_hash=world.house.keys.lookup("session", token),
                worker_id=who.worker_id or "",
                created_at=now,
                seen_at=now,
                touched_at=now,
                expires_at=now + world.house.settings.session_absolute,
                second=True,
                proved_at=now,
            )
        )
        await session.commit()
    return token


async def a_tablet(world: World) -> tuple[Who, str]:
    """A tablet that took Sam's offer and that Sam confirmed, and its drawing's id."""
    made = await drawings.offer(world.house, world.sam, world.case_id)
    token = await drawings.take(world.house, made.code, "10.0.0.9", "ipad")
    tablet = await drawings.tablet_who(world.house, token, "10.0.0.9")
    assert tablet is not None
    await drawings.confirm(world.house, world.sam, made.drawing_id)
    return tablet, made.drawing_id


async def a_drawing(world: World) -> tuple[Who, str]:
    """The same, with drawing begun."""
    tablet, drawing_id = await a_tablet(world)
    await drawings.start(world.house, tablet)
    return tablet, drawing_id


def edit_id() -> str:
    """An id that a page makes for an edit."""
    return f"edit{next(_ids):012d}"


def add_friend(
    person: str = "person1", initials: str = "JS", *, x: int = 0, y: int = 0, id: str | None = None
) -> dict[str, object]:
    """The edit that adds a friend, as a page sends it."""
    op = {
        "op": "add_person",
        "id": person,
        "kind": "friend",
        "initials": initials,
        "role": None,
        "x": x,
        "y": y,
        "colour": "sky",
        "place": None,
        "matters": False,
        "not_a_name": False,
    }
    return {"id": id or edit_id(), "ops": [op]}


def move(person: str, x: int, y: int) -> dict[str, object]:
    """The edit that moves a friend."""
    op = {"op": "move_person", "id": person, "x": x, "y": y, "place": None}
    return {"id": edit_id(), "ops": [op]}


def remove(person: str) -> dict[str, object]:
    """The edit that takes a friend away."""
    return {"id": edit_id(), "ops": [{"op": "remove_person", "id": person}]}


async def said_yes(world: World, tablet: Who, *, plan: str = "yes", talk: str = "yes") -> None:
    """The young person says Yes to keeping, and makes a mark."""
    for statement, value in (("keep", "yes"), ("plan", plan), ("talk", talk)):
        await drawings.answer(world.house, tablet, statement, value)
    await drawings.mark(world.house, tablet, {"kind": "tick"})


async def keep_seen(house: House, tablet: Who) -> Decided:
    """Keep, tapped on a page that shows all that was said, or nothing when the room is lost."""
    said = await drawings.choosing(house, tablet)
    return await drawings.keep(
        house, tablet, said.shown() if said else {}, purpose=Purpose.PLAN_TOGETHER
    )


async def noted(
    world: World, drawing_id: str, present: str = "worker_only", how: str = "own_words"
) -> None:
    """Sam's page asks who is there and how it was checked, and Sam notes it."""
    asked = await drawings.worker_view(
        world.house, world.sam, world.case_id, drawing_id, purpose=Purpose.PLAN_TOGETHER
    )
    raw = {"present": [present], "understanding": [how]}
    await drawings.note_presence(world.house, world.sam, drawing_id, raw, asked.turn)
