"""How a worker stands to a case now: read anew for each unit, never remembered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from peermap_app.domain import cases
from peermap_app.domain.access import Relation
from peermap_app.domain.alerting import ALONE, Way, Why
from peermap_app.storage import teams as teams_store
from peermap_app.storage.sealing import Keys
from peermap_app.storage.tables import Alert, Allocation, CaseFile, CaseKey, Flag, Worker


async def relation_of(
    session: AsyncSession, worker_id: str | None, case_id: str, now: datetime
) -> Relation:
    """How a worker stands to a case now: allocated by the day, covering and on duty by the moment.

    Who stands to it in several ways stands in the first of these: what is theirs by work, then by
    office, then what is over.
    """
    if worker_id is None:
        return Relation.NONE
    rows = await session.exec(
        select(Allocation).where(Allocation.case_id == case_id, Allocation.worker_id == worker_id)
    )
    held = [cases.Allocation(a.case_id, a.worker_id, a.starts, a.ends) for a in rows]
    if cases.is_allocated(held, worker_id, now.date()):
        return Relation.ALLOCATED
    given = await teams_store.temporary_of(session, case_id, worker_id)
    if any(one.holds(now) for one in given):
        return Relation.COVERS
    case = await session.get(CaseFile, case_id)
    worker = await session.get(Worker, worker_id)
    if case is not None and worker is not None and teams_store.supervises(worker, case):
        return Relation.SUPERVISES
    duty = await teams_store.newest_duty(session, case.team_id if case else "", now)
    if worker is not None and duty is not None and teams_store.serves(worker, duty):
        return Relation.ON_DUTY
    return Relation.WAS_ALLOCATED if held or given else Relation.NONE


async def alerted(
    session: AsyncSession, keys: Keys, worker_id: str | None, case_id: str, alert_id: str
) -> bool:
    """Whether this alert is this worker's, who was told of it in the place of those who work with

    the case: what `Relation.ALERTED` means. Whether it still holds is for its reading to say.
    """
    alert = await session.get(Alert, alert_id)
    if alert is None or alert.worker_id != worker_id:
        return False
    flag = await session.get(Flag, alert.flag_id)
    key = await session.get(CaseKey, flag.case_id) if flag is not None else None
    if key is None:
        return False
    held = keys.vault(key.case_id, key.wrapped).open("alert", alert.id, alert.sealed)
    return any(way.case_id == case_id and way.why in ALONE for way in ways_of(held))


def ways_of(held: Mapping[str, Any]) -> tuple[Way, ...]:
    """The ways of an alert out of its seal; those of before issue 6 were of allocated workers."""
    return tuple(
        Way(
            link_id=way["link"],
            case_id=way["case"],
            why=Why(way.get("why", Why.ALLOCATED)),
            instead_of=way.get("for"),
        )
        for way in held["over"]
    )


def ways_to_seal(ways: Iterable[Way]) -> dict[str, Any]:
    """What is sealed of them under the flagged case."""
    return {
        "over": [
            {"link": way.link_id, "case": way.case_id, "why": way.why.value, "for": way.instead_of}
            for way in ways
        ]
    }
