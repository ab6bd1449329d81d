"""Workers, cases and kept maps for service tests, all made through the services.

Sam works with HX-1187 (K) and HX-1190, Priya with HX-2041 (M), Jo with HX-3001; Ade has nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from typing import Any

from sqlalchemy import select as select_rows
from sqlmodel import select

from peermap_app.bootstrap import House
from peermap_app.domain.access import Action
from peermap_app.domain.cases import Role
from peermap_app.domain.company import Company
from peermap_app.domain.consent import PresenceNote, parse_answers
from peermap_app.domain.drawing import Ending, Phase
from peermap_app.domain.peer_map import PeerMap
from peermap_app.domain.purpose import Purpose
from peermap_app.services import accounts, imports, links, maps
from peermap_app.services.unit import OPERATOR, Who, reading, unit, writing
from peermap_app.storage.tables import (
    KEY_METADATA,
    AccessRecord,
    CaseFile,
    Drawing,
    SignInSession,
    Table,
    Worker,
    new_id,
)
from peermap_app.words import young
from tests.builders import a_map, a_sharing_form, a_squiggle
from tests.fakes import FakeHints
from tests.services.put_down import once

HEADINGS = (
    "case reference,initials,year of birth,worker name,worker e-mail,worker phone,team,"
    "supervisor e-mail,from,to"
)
SAM, PRIYA, JO, ADE, ALEX = "sam", "priya", "jo", "ade", "alex"
KS_CASE, SAMS_OTHER, MS_CASE, JOS_CASE = "HX-1187", "HX-1190", "HX-2041", "HX-3001"
UNKNOWN = "HX-9999"


@dataclass(slots=True)
class World:
    """A house with people in it. `at(days=...)` is the same house on a later day."""

    house: House
    people: dict[str, Who]
    cases: dict[str, str]
    hints: FakeHints

    def __getitem__(self, name: str) -> Who:
        return self.people[name]

    def told(self, name: str) -> list[dict[str, object]]:
        """What the pages of a worker were told."""
        return self.hints.to(f"worker:{self.worker_id(name)}")

    def case(self, reference: str) -> str:
        """The id of a case."""
        return self.cases[reference]

    def worker_id(self, name: str) -> str:
        """The id of a worker."""
        worker_id = self.people[name].worker_id
        assert worker_id is not None
        return worker_id

    async def later(self, **after: float) -> World:
        """The same world after a while; everybody signs in anew."""
        moment = self.house.clock() + timedelta(**after)
        house = replace(self.house, clock=lambda: moment)
        people = {name: await _signed_in(house, who) for name, who in self.people.items()}
        return World(house, people, self.cases, self.hints)


def row(
    reference: str,
    name: str,
    *,
    initials: str = "K",
    team: str = "Youth Support West",
    starts: str = "2026-01-05",
    ends: str = "",
) -> str:
    """One row of an allocations file."""
    who = f"{name.title()} {name[0].upper()}.,{name}@west.example,07700 900123"
    return f"{reference},{initials},2011,{who},{team},dana@west.example,{starts},{ends}"


async def bring_in(house: House, *rows: str) -> None:
    """Import these rows."""
    await imports.import_allocations(house, "\n".join((HEADINGS, *rows)) + "\n")


async def a_world(house: House) -> World:
    """Sam, Priya and Jo with their cases; Ade without one; Alex administers."""
    hints = FakeHints()
    house = replace(house, hints=hints)
    people, ids = await once(house, hints, "world", partial(_people_and_cases, house))
    return World(house, dict(people), dict(ids), hints)


async def _people_and_cases(house: House) -> tuple[dict[str, Who], dict[str, str]]:
    await bring_in(
        house,
        row(KS_CASE, SAM, initials="K"),
        row(SAMS_OTHER, SAM, initials="T"),
        row(MS_CASE, PRIYA, initials="M", team="Family Safeguarding East"),
        row(JOS_CASE, JO, initials="E", team="Youth Support South"),
    )
    for name, role in ((ADE, Role.PRACTITIONER), (ALEX, Role.ADMINISTRATOR)):
        await accounts.add_worker(
            house,
            OPERATOR,
            email=f"{name}@west.example",
            name=f"{name.title()} {name[0].upper()}.",
            role=role.value,
            team="Youth Support West",
        )
    async with reading(house) as session:
        workers = (await session.exec(select(Worker))).all()
        cases = (await session.exec(select(CaseFile))).all()
    people = {
        worker.email.partition("@")[0]: Who(
            kind="worker", worker_id=worker.id, role=Role(worker.role), name=worker.name
        )
        for worker in workers
    }
    people = {name: await _signed_in(house, who) for name, who in people.items()}
    references = {
        house.keys.lookup("reference", reference): reference
        for reference in (KS_CASE, SAMS_OTHER, MS_CASE, JOS_CASE)
    }
    ids = {references[case.reference_hash]: case.id for case in cases}
    return people, ids


async def _signed_in(house: House, who: Who) -> Who:
    """A session without the 0.1 s of a password: signing in is tested where it lives."""
    assert who.worker_id is not None
    session_id, now = new_id(), house.clock()
    async with writing(house) as session:
        session.add(
            SignInSession(
                id=session_id,
                token_hash=new_id(),
                worker_id=who.worker_id,
                created_at=now,
                seen_at=now,
                touched_at=now,
                expires_at=now + timedelta(hours=8),
                second=True,
                proved_at=now,
            )
        )
    return replace(who, session_id=session_id)


async def choose(
    world: World,
    name: str,
    reference: str,
    *,
    keep: str = "yes",
    plan: str | None = "yes",
    talk: str | None = "yes",
    noted: PresenceNote | None = None,
    company: Company | None = None,
    drawn: PeerMap | None = None,
) -> Who:
    """A tablet that was drawn on, and what the young person chose; None is left unanswered.

    `drawn`: another map than that of the screens. Gives the tablet, which lingers. One unit, as the
    last tap of the tablet makes it: the taps before it are tested with drawings.
    """
    house, worker = world.house, world[name]
    assert worker.worker_id is not None
    assert worker.session_id is not None
    device, drawing_id, now = new_id(), new_id(), house.clock()
    async with writing(house) as session:
        session.add(
            Drawing(
                id=drawing_id,
                case_id=world.case(reference),
                worker_id=worker.worker_id,
                session_id=worker.session_id,
                phase=Phase.CHOOSING.value,
                device_hash=device,
                created_at=now,
            )
        )
    tablet = Who(kind="tablet", drawing_id=drawing_id, device=device)
    given = {"keep": keep, "plan": plan, "talk": talk}
    answers = parse_answers({key: said for key, said in given.items() if said}).settled()
    action = Action.KEEP_MAP if keep == "yes" else Action.CHOOSE
    plan = Purpose.PLAN_TOGETHER
    async with unit(house, tablet, action, world.case(reference), purpose=plan) as u:
        words = {"words_version": young.VERSION, "language": young.LANGUAGE}
        if keep == "yes":
            await maps.write_kept(
                u,
                case=u.held,
                drawing_id=drawing_id,
                peer_map=drawn or a_map(),
                number=7,
                answers=answers,
                mark=a_squiggle(),
                presence=noted,
                tablets=1,
                company=company,
                **words,
            )
        else:
            await maps.write_not_kept(u, case=u.held, drawing_id=drawing_id, **words)
        drawing = await u.session.get(Drawing, drawing_id)
        assert drawing is not None
        drawing.phase, drawing.ended_at = Phase.ENDED.value, u.now
        drawing.ending = (Ending.KEPT if keep == "yes" else Ending.NOT_KEPT).value
    return tablet


async def ask(
    world: World,
    reference: str = MS_CASE,
    *,
    name: str = SAM,
    own: str = KS_CASE,
    **changed: object,
) -> None:
    """Ask to link; Sam asks for Priya's case unless told otherwise."""
    form = a_sharing_form(reference=reference, review=review(world), **changed)
    await links.ask_link(
        world.house, world[name], world.case(own), form, purpose=Purpose.COORDINATE
    )


def review(world: World) -> str:
    """A review date that can be used on that world's day."""
    return (world.house.clock().date() + timedelta(days=28)).isoformat()


async def newest_link(world: World) -> str:
    """The id of the link asked for last."""
    rows = await table(world, "link")
    return str(max(rows, key=lambda one: (one["state"] == "asked", one["asked_at"]))["id"])


async def linked(world: World) -> str:
    """Sam's and Priya's cases are linked; gives the link's id."""
    people = tuple(sorted(world.people.items()))
    return await once(world.house, world.hints, ("linked", repr(people)), partial(_link, world))


async def _link(world: World) -> str:
    await choose(world, SAM, KS_CASE)
    await choose(world, PRIYA, MS_CASE)
    await ask(world)
    link_id = await newest_link(world)
    await accept(world, link_id)
    return link_id


async def accept(world: World, link_id: str, name: str = PRIYA) -> None:
    """The asked worker accepts with their own side's record."""
    form = a_sharing_form(review=review(world))
    await links.answer_link(
        world.house, world[name], link_id, True, form, purpose=Purpose.COORDINATE
    )


async def table(world: World, name: str) -> Sequence[Any]:
    """Every row of a table as mappings, of the rows' store or of that of the keys."""
    of = KEY_METADATA if name in KEY_METADATA.tables else Table.metadata
    async with world.house.engine.connect() as connection:
        found = await connection.execute(select_rows(of.tables[name]))
        return found.mappings().all()


async def recorded(world: World, reference: str | None) -> list[tuple[str, str, str]]:
    """(action, outcome, rule) of every row on a case's chain, or of the house's."""
    chain = "house" if reference is None else world.case(reference)
    async with world.house.make_session() as session:
        rows = await session.exec(
            select(AccessRecord).where(AccessRecord.chain == chain).order_by(AccessRecord.number)
        )
        return [(one.action, one.outcome, one.rule) for one in rows.all()]


def without_ids(value: object) -> str:
    """A value as text with ids and moments taken out, to compare what a person would see."""
    text = re.sub(r"[0-9a-f]{32}", "ID", repr(value))
    return re.sub(r"datetime\.datetime\([^)]*\)", "MOMENT", text)
