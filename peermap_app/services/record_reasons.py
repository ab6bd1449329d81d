"""Why a supervisor looked at a map or gave a case for some hours, beside their rows of the record.

The record holds the id of a reason; its words are sealed under the case, and go with its key.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel.ext.asyncio.session import AsyncSession

from peermap_app.bootstrap import House
from peermap_app.domain.access import Action
from peermap_app.domain.errors import NotFound
from peermap_app.services.admission import vault_of
from peermap_app.storage.access_record import ALLOWED
from peermap_app.storage.sealing import SealBroken
from peermap_app.storage.tables import AccessRecord, Worker
from peermap_app.storage.team_tables import MapLook, TemporaryAllocation


@dataclass(frozen=True, slots=True)
class Reason:
    """What was typed, and for a case that was given: to whom."""

    why: str
    to: str = ""


async def of_rows(
    house: House, session: AsyncSession, rows: Sequence[AccessRecord]
) -> dict[int, Reason]:
    """By the row's id; nothing where the reason went, or its case."""
    found: dict[int, Reason] = {}
    for row in rows:
        reason = await _of_row(house, session, row)
        if reason is not None and row.id is not None:
            found[row.id] = reason
    return found


async def _of_row(house: House, session: AsyncSession, row: AccessRecord) -> Reason | None:
    named = row.detail.partition(" ")[0]
    if row.outcome != ALLOWED or row.case_id is None or not named:
        return None
    held: MapLook | TemporaryAllocation | None = None
    if row.action == Action.LOOK_AT_MAP:
        kind, held = "map_look", await session.get(MapLook, named)
    elif row.action == Action.GIVE_TEMPORARY:
        kind, held = "temporary", await session.get(TemporaryAllocation, named)
    if held is None or held.case_id != row.case_id:
        return None
    try:
        vault = await vault_of(session, house.keys, held.case_id)
        why = str(vault.open(kind, held.id, held.sealed)["why"])
    except (NotFound, SealBroken, KeyError):
        return None
    if isinstance(held, MapLook):
        return Reason(why)
    worker = await session.get(Worker, held.worker_id)
    return Reason(why, worker.name if worker else "")
