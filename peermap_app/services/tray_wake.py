"""Tells whoever it waits for that something came to wait, or waits no more: look again, no more.

Written into the outbox with the change itself and handed over by `notify`, as alerts are; whom it
wakes is found at delivery, so that an ask does the same work whether or not there is such a case
or account (rules 8 and 11).
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from peermap_app.bootstrap import House
from peermap_app.domain.cases import Role
from peermap_app.domain.recovery import Asked, who_may
from peermap_app.domain.tray import Kind
from peermap_app.services.unit import Unit
from peermap_app.storage import beginnings
from peermap_app.storage import cases as cases_store
from peermap_app.storage import links as links_store
from peermap_app.storage import teams as teams_store
from peermap_app.storage import tray as store
from peermap_app.storage.cover_tables import CoverRow
from peermap_app.storage.ending_tables import CaseClosing
from peermap_app.storage.finding_tables import ColleagueAsk
from peermap_app.storage.recovery_tables import RecoveryAsk
from peermap_app.storage.sealing import Keys
from peermap_app.storage.sharing_tables import Sharing
from peermap_app.storage.tables import CaseFile, Outbox, Worker
from peermap_app.storage.team_tables import TemporaryAsk
from peermap_app.storage.waiting_tables import WaitingAllocation


def row(kind: Kind, now: datetime, about: str) -> Outbox:
    """The outbox's row for what came to wait, or was answered: `about` is its id."""
    return Outbox(waits=f"{kind.value} {about}", created_at=now, due_at=now)


def wake(u: Unit, kind: Kind, about: str = "") -> None:
    """Write it in a unit, and wake the sender once that is committed."""
    u.session.add(row(kind, u.now, about))
    u.outbox_written()


def sharing_in(waits: str | None) -> str | None:
    """The id of the sharing that a row of the outbox is about; None for every other row."""
    named, _, about = (waits or "").partition(" ")
    return about if named == Kind.SHARING else None


async def audience(house: House, session: AsyncSession, waits: str) -> tuple[str, ...]:
    """The workers whom it wakes now; nobody for what is gone or was for nobody at all."""
    named, _, about = waits.partition(" ")
    kind = Kind(named)
    if kind is Kind.RECOVERY:
        return await _of_recovery(session, about)
    if kind is Kind.LINK:
        return await _of_link(house, session, about)
    if kind in (Kind.SHARING, Kind.BEYOND):
        return await _of_sharing(house, session, kind, about)
    if kind is Kind.COLLEAGUE:
        return await _of_colleague(house, session, about)
    if kind in _OF_OFFICES:
        return await _OF_OFFICES[kind](session, about)
    case = await _case(house, session, kind, about)
    return tuple(await teams_store.supervisors_of(session, case)) if case is not None else ()


async def _of_import(session: AsyncSession, about: str) -> tuple[str, ...]:
    teams = await store.teams_of_import(session, about)
    return tuple(await store.of_role(session, Role.SUPERVISOR, teams))


async def _of_due(session: AsyncSession, _about: str) -> tuple[str, ...]:
    return tuple(await store.of_role(session, Role.DATA_PROTECTION))


async def _of_left(session: AsyncSession, about: str) -> tuple[str, ...]:
    teams = await store.teams_of_worker(session, about)
    leads = await store.of_role(session, Role.SUPERVISOR, teams)
    return (*leads, *await store.of_role(session, Role.ADMINISTRATOR))


async def _of_cover(session: AsyncSession, about: str) -> tuple[str, ...]:
    row = await session.get(CoverRow, about)
    away = await session.get(Worker, row.worker_id) if row is not None else None
    teams = [away.team_id] if away is not None and away.team_id else []
    return tuple(await store.of_role(session, Role.SUPERVISOR, teams))


_OF_OFFICES: dict[Kind, Callable[[AsyncSession, str], Awaitable[tuple[str, ...]]]] = {
    Kind.IMPORT: _of_import,
    Kind.DUE: _of_due,
    Kind.LEFT: _of_left,
    Kind.COVER: _of_cover,
}
"""What is a team's or an office's, and no one case's."""


async def _of_recovery(session: AsyncSession, about: str) -> tuple[str, ...]:
    ask = await session.get(RecoveryAsk, about)
    owner = await session.get(Worker, ask.worker_id) if ask and ask.worker_id else None
    if ask is None or owner is None:
        return ()
    people = await beginnings.people(session, (owner.id,))
    whose = people.get(owner.id)
    asked = Asked(ask.asked_by, ask.asked_at)
    return tuple(one.id for one in who_may(asked, whose, people.values())) if whose else ()


async def _of_sharing(
    house: House, session: AsyncSession, kind: Kind, about: str
) -> tuple[str, ...]:
    """The case's supervisors; without agreement whoever is on duty for its team as well."""
    row = await session.get(Sharing, about)
    case = await session.get(CaseFile, row.case_id) if row is not None else None
    if case is None:
        return ()
    leads = await teams_store.supervisors_of(session, case)
    if kind is Kind.BEYOND:
        return tuple(leads)
    duty = await teams_store.newest_duty(session, case.team_id, house.clock())
    on_duty = (duty.worker_id,) if duty is not None else ()
    return tuple(dict.fromkeys((*leads, *on_duty)))


async def _of_colleague(house: House, session: AsyncSession, about: str) -> tuple[str, ...]:
    """The case's supervisors, but who asked and who works with it themself."""
    row = await session.get(ColleagueAsk, about)
    case = await session.get(CaseFile, row.case_id) if row is not None else None
    if row is None or case is None:
        return ()
    people = await cases_store.allocated_workers(session, (case.id,), house.clock().date())
    own = {row.asked_by, *(worker.id for worker, _ in people[case.id])}
    return tuple(one for one in await teams_store.supervisors_of(session, case) if one not in own)


async def _of_link(house: House, session: AsyncSession, link_id: str) -> tuple[str, ...]:
    """The supervisors of both its cases."""
    ends = await links_store.with_ends(session, link_id)
    hashes = {end.end_hash for end in (ends[1], ends[2])} if ends is not None else set()
    known = await store.open_hashes(session) if hashes else {}
    found = await asyncio.to_thread(_at_ends, house.keys, known, hashes)
    cases = [await session.get(CaseFile, case_id) for case_id in found]
    leads = [await teams_store.supervisors_of(session, one) for one in cases if one is not None]
    return tuple(dict.fromkeys(lead for several in leads for lead in several))


def _at_ends(keys: Keys, known: Mapping[str, str], ends: Collection[str]) -> list[str]:
    return [case_id for hashed, case_id in known.items() if keys.lookup("link_end", hashed) in ends]


async def _case(house: House, session: AsyncSession, kind: Kind, about: str) -> CaseFile | None:
    if kind is Kind.TEMPORARY:
        asked = await session.get(TemporaryAsk, about)
        known = await store.open_hashes(session) if asked is not None else {}
        # An ask does not say whose case it is; ten thousand hashes take 25 ms, and no event waits.
        wanted = asked.case_hash if asked is not None else ""
        return await session.get(
            CaseFile, await asyncio.to_thread(_asked_for, house.keys, known, wanted)
        )
    row = (
        await session.get(WaitingAllocation, about)
        if kind is Kind.ALLOCATION
        else await session.get(CaseClosing, about)
    )
    return await session.get(CaseFile, row.case_id) if row is not None else None


def _asked_for(keys: Keys, known: Mapping[str, str], wanted: str) -> str:
    of_asks = (
        case_id for hashed, case_id in known.items() if teams_store.ask_hash(keys, hashed) == wanted
    )
    return next(of_asks, "")
