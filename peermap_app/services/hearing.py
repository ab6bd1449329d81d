"""Whose open pages are woken when something of a case changes: everybody who may be shown it.

A page that is woken reads the truth again under its own right of that moment, and is emptied when
that is gone. Whoever is left out here keeps what was taken back on their screen.
"""

from __future__ import annotations

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from peermap_app.services.unit import Unit
from peermap_app.storage import cases as cases_store
from peermap_app.storage import teams as store
from peermap_app.storage.tables import CaseFile


async def working_with(session: AsyncSession, case_id: str, now: datetime) -> set[str]:
    """The ids of those who have a case now: allocated today, or given it for some hours."""
    people = await cases_store.allocated_workers(session, (case_id,), now.date())
    given = await store.temporaries(session, case_id, now)
    return {worker.id for worker, _ in people[case_id]} | {
        row.worker_id for row in given if row.holds(now)
    }


async def concerned(session: AsyncSession, case: CaseFile, now: datetime) -> set[str]:
    """Those who have a case now, and its supervisors, who may have a map of it open."""
    return await working_with(session, case.id, now) | set(
        await store.supervisors_of(session, case)
    )


async def tell_workers(u: Unit, case_id: str, message: dict[str, object]) -> None:
    """After the commit, wake the pages of everybody who works with a case now."""
    for worker_id in await working_with(u.session, case_id, u.now):
        u.hint(f"worker:{worker_id}", dict(message))


async def tell_concerned(u: Unit, case_id: str, message: dict[str, object]) -> None:
    """The same, and its supervisors: something that was shown is gone, or somebody came or went."""
    case = await u.session.get(CaseFile, case_id)
    if case is not None:
        for worker_id in await concerned(u.session, case, u.now):
            u.hint(f"worker:{worker_id}", dict(message))
