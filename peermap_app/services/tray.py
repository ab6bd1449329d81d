"""What waits for a supervisor, a data protection lead or an administrator, in one list.

It names kinds, colleagues and moments and nothing of a case: each thing is read and answered on its
own page, under that page's own right.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from peermap_app import logs
from peermap_app.bootstrap import House
from peermap_app.domain.access import Action, Relation, may
from peermap_app.domain.cases import Role
from peermap_app.domain.errors import NotAllowed
from peermap_app.domain.temporary import ASK_LAPSES
from peermap_app.domain.tray import KINDS, Kind
from peermap_app.services import finding_answer, link_agreed, recovery, retention, sharing_second
from peermap_app.services.link_ends import end_hash
from peermap_app.services.unit import Unit, Who, reading, unit
from peermap_app.storage import cases as cases_store
from peermap_app.storage import covers as covers_store
from peermap_app.storage import endings as endings_store
from peermap_app.storage import seconds as seconds_store
from peermap_app.storage import sharings as sharings_store
from peermap_app.storage import teams as teams_store
from peermap_app.storage import tray as store
from peermap_app.storage.sealing import SealBroken
from peermap_app.storage.sharing_tables import Sharing
from peermap_app.storage.tables import Worker
from peermap_app.words.dates import british


@dataclass(frozen=True, slots=True)
class Thing:
    """One line. Names are "" where nobody stands behind it.

    Attributes:
        id: of what waits; case_id: of the case that it is about, for its page's address alone.
        by: who asks; for_whom: whom it is about.
        things: how many, where one line stands for several.
    """

    kind: Kind
    id: str = ""
    case_id: str = ""
    by: str = ""
    for_whom: str = ""
    at: datetime | None = None
    things: int = 1


async def tray(house: House, who: Who) -> tuple[Thing, ...]:
    """All that waits for the asker, the most pressing kind first, each kind oldest first.

    NotAllowed for practitioners.
    """
    async with unit(house, who, Action.SEE_TRAY) as u:
        found = await _found(u)
        ids = {one for thing in found for one in (thing.by, thing.for_whom) if one}
        people = await cases_store.workers_with_team(u.session, sorted(ids))
        names = {one: worker.name for one, (worker, _) in people.items()}
    return tuple(
        Thing(
            kind=one.kind,
            id=one.id,
            case_id=one.case_id,
            by=names.get(one.by, ""),
            for_whom=names.get(one.for_whom, ""),
            at=one.at,
            things=one.things,
        )
        for one in found
    )


async def count(house: House, who: Who) -> int:
    """How many lines there are, for the bar of places on every page: a number, so not recorded."""
    if who.worker_id is None or not may(
        Action.SEE_TRAY, role=who.role, relation=Relation.NONE, purpose=None
    ):
        raise NotAllowed("not_allowed")
    async with reading(house) as session:
        u = Unit(house=house, session=session, now=house.clock(), who=who, action=Action.SEE_TRAY)
        return len(await _found(u))


async def _found(u: Unit) -> list[Thing]:
    """The lines, with ids where the list has names."""
    me = await u.session.get(Worker, u.who.worker_id)
    assert me is not None  # whoever is signed in has an account
    return [line for kind in KINDS.get(Role(me.role), ()) for line in await _FIND[kind](u, me)]


async def _temporary(u: Unit, me: Worker) -> Iterable[Thing]:
    asks = await store.asks_since(u.session, u.now - ASK_LAPSES)
    if not asks:
        return ()  # the usual case, in which no case of the team is looked at
    known = await store.open_hashes(u.session, me)
    cases = {teams_store.ask_hash(u.keys, hashed): case_id for hashed, case_id in known.items()}
    return [
        Thing(Kind.TEMPORARY, ask.id, cases[ask.case_hash], ask.asked_by, at=ask.asked_at)
        for ask in asks
        if ask.case_hash in cases and ask.asked_by != me.id
    ]


async def _recovery(u: Unit, me: Worker) -> Iterable[Thing]:
    return [
        Thing(Kind.RECOVERY, ask.id, by=ask.asked_by or "", for_whom=owner.id, at=ask.asked_at)
        for ask, owner in await recovery.answerable(u)
    ]


async def _allocations(u: Unit, me: Worker) -> Iterable[Thing]:
    return [
        Thing(Kind.ALLOCATION, row.id, by=row.asked_by, for_whom=row.worker_id, at=row.asked_at)
        for row in await store.allocations(u.session, me)
    ]


async def _covers(u: Unit, me: Worker) -> Iterable[Thing]:
    return [
        Thing(Kind.COVER, row.id, by=row.asked_by, for_whom=row.worker_id, at=row.asked_at)
        for row in await covers_store.waiting(u.session, me, british(u.now).date())
    ]


async def _imports(u: Unit, me: Worker) -> Iterable[Thing]:
    return [
        Thing(Kind.IMPORT, row.id, by=row.asked_by, at=row.asked_at)
        for row in await store.imports(u.session, me)
    ]


async def _sharings(u: Unit, me: Worker) -> Iterable[Thing]:
    rows = await sharings_store.to_answer(u.session, me, await sharing_second.duty_teams(u, me))
    return [
        Thing(Kind.SHARING, row.id, by=row.asked_by, at=row.asked_at)
        for row in rows
        if await _theirs(u, me, row, beyond=False)
    ]


async def _beyond(u: Unit, me: Worker) -> Iterable[Thing]:
    rows = await sharings_store.to_answer(u.session, me, ())
    return [
        Thing(Kind.BEYOND, row.id, by=row.asked_by, at=row.asked_at)
        for row in rows
        if await _theirs(u, me, row, beyond=True)
    ]


async def _theirs(u: Unit, me: Worker, row: Sharing, *, beyond: bool) -> bool:
    """Whether it is of this kind, and waits for this supervisor. One that does not open waits
    still, without agreement, and stops no other: each page of theirs counts what waits."""
    try:
        kind = await sharing_second.agreed(u, row)
        return kind is beyond and await sharing_second.waits_for(u, me, row)
    except SealBroken as problem:
        logs.note_once(problem, row.id)
        return not beyond


async def _links(u: Unit, me: Worker) -> Iterable[Thing]:
    rows = await seconds_store.waiting(u.session)
    if not rows:
        return ()
    known = await store.open_hashes(u.session, me)
    mine = {end_hash(u.keys, hashed): case_id for hashed, case_id in known.items()}
    held = await link_agreed.still_waiting(u, rows, mine)
    return [
        Thing(Kind.LINK, link_id, at=min(row.asked_at for row, _, _ in several))
        for link_id, several in held.items()
        if any(worker_id != me.id for _, _, worker_id in several)
    ]


async def _colleagues(u: Unit, me: Worker) -> Iterable[Thing]:
    rows = await finding_answer.to_answer(u, me)
    return [Thing(Kind.COLLEAGUE, row.id, by=row.asked_by, at=row.asked_at) for row in rows]


async def _closings(u: Unit, me: Worker) -> Iterable[Thing]:
    return [
        Thing(Kind.CLOSING, row.id, by=row.asked_by, at=row.asked_at)
        for row, _ in await endings_store.asks_of_supervisor(u.session, me.id, me.team_id)
        if row.asked_by != me.id
    ]


async def _nobody(u: Unit, me: Worker) -> Iterable[Thing]:
    return _some(Kind.NOBODY, await store.without_worker(u.session, me, u.now.date()))


async def _due(u: Unit, me: Worker) -> Iterable[Thing]:
    return _some(Kind.DUE, await retention.due_now(u))


async def _left(u: Unit, me: Worker) -> Iterable[Thing]:
    rows = await cases_store.left_behind(u.session, u.now.date())
    return _some(Kind.LEFT, len({case.id for case, _ in rows}))


async def _leaderless(u: Unit, me: Worker) -> Iterable[Thing]:
    return _some(Kind.LEADERLESS, await store.leaderless(u.session))


def _some(kind: Kind, things: int) -> Iterable[Thing]:
    """One line for however many there are."""
    return [Thing(kind, things=things)] if things else ()


_FIND: dict[Kind, Callable[[Unit, Worker], Awaitable[Iterable[Thing]]]] = {
    Kind.TEMPORARY: _temporary,
    Kind.RECOVERY: _recovery,
    Kind.ALLOCATION: _allocations,
    Kind.COVER: _covers,
    Kind.IMPORT: _imports,
    Kind.SHARING: _sharings,
    Kind.LINK: _links,
    Kind.BEYOND: _beyond,
    Kind.COLLEAGUE: _colleagues,
    Kind.CLOSING: _closings,
    Kind.NOBODY: _nobody,
    Kind.DUE: _due,
    Kind.LEFT: _left,
    Kind.LEADERLESS: _leaderless,
}
