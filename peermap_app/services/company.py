"""Who else came to a case: added, given it for some hours, looking at a map. For those who work it.

Nobody is added to a case, and no supervisor reads a map of it, without its own worker seeing so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from peermap_app.services.link_ends import OwnCase
from peermap_app.services.team import SHOWN_FOR, temporary_lines
from peermap_app.services.unit import Unit
from peermap_app.storage import cases as cases_store
from peermap_app.storage import record_reading
from peermap_app.storage import teams as store
from peermap_app.storage.tables import Worker
from peermap_app.storage.team_tables import CompanySeen, TemporaryAllocation


@dataclass(frozen=True, slots=True)
class CompanyLine:
    """One thing that happened. kind "added": `name`, `by` ("" by an import); "covers": also `why`
    and `until`; "covered": over at `until`; "looked": `why` and `version`;
    "whole": the data protection lead made the whole record.

    `new`: the reader has not seen it yet.
    """

    kind: Literal["added", "covers", "covered", "looked", "whole"]
    name: str
    by: str
    why: str
    at: datetime
    until: datetime | None
    version: int
    new: bool


async def lines(u: Unit, own: OwnCase) -> tuple[CompanyLine, ...]:
    """What happened lately on the unit's case, newest first, and that the reader sees it now."""
    seen = await _seen_until(u, (own.id,))
    before = seen.get(own.id)
    found = [
        *await _added(u, own.id, before),
        *await _temporary(u, own, before),
        *await _looked(u, own, before),
        *await _whole(u, own.id, before),
    ]
    await _mark_seen(u, own.id, fresh=any(line.new for line in found))
    return tuple(sorted(found, key=lambda line: line.at, reverse=True))


async def unseen(u: Unit, case_ids: Sequence[str]) -> frozenset[str]:
    """Which of these cases have something that the asker has not seen: a dot in My cases."""
    seen = await _seen_until(u, case_ids)
    since = u.now - SHOWN_FOR
    found: set[str] = set()
    for row in await store.additions(u.session, case_ids, since):
        if row.worker_id != u.who.worker_id and _after(row.at, seen.get(row.case_id)):
            found.add(row.case_id)
    for case_id, at in await store.looks_and_ends(u.session, case_ids, since, u.now):
        if _after(at, seen.get(case_id)):
            found.add(case_id)
    for case_id, _, at in await record_reading.whole_records(u.session, since, case_ids=case_ids):
        if _after(at, seen.get(case_id)):
            found.add(case_id)
    return frozenset(found)


def _after(at: datetime, seen: datetime | None) -> bool:
    return seen is None or at > seen


async def _seen_until(u: Unit, case_ids: Sequence[str]) -> Mapping[str, datetime]:
    assert u.who.worker_id is not None  # workers alone work with cases
    return await store.seen(u.session, u.who.worker_id, case_ids)


async def _mark_seen(u: Unit, case_id: str, *, fresh: bool) -> None:
    """Written only where there was something new: a page that reads again writes nothing."""
    if not fresh:
        return
    assert u.who.worker_id is not None
    await u.session.merge(CompanySeen(case_id=case_id, worker_id=u.who.worker_id, at=u.now))


async def _added(u: Unit, case_id: str, seen: datetime | None) -> list[CompanyLine]:
    """Whom an import or an administrator added. Who was given it for some hours stands below."""
    rows = await store.additions(u.session, (case_id,), u.now - SHOWN_FOR)
    given = {(one.worker_id, one.starts_at) for one in await _given(u, case_id)}
    rows = [
        row
        for row in rows
        if row.worker_id != u.who.worker_id and (row.worker_id, row.at) not in given
    ]
    people = await _people(u, [each for row in rows for each in (row.worker_id, row.added_by)])
    return [
        CompanyLine(
            kind="added",
            name=people[row.worker_id].name,
            by=people[row.added_by].name if row.added_by else "",
            why="",
            at=row.at,
            until=None,
            version=0,
            new=_after(row.at, seen),
        )
        for row in rows
    ]


async def _given(u: Unit, case_id: str) -> Sequence[TemporaryAllocation]:
    return await store.temporaries(u.session, case_id, u.now - SHOWN_FOR)


async def _people(u: Unit, ids: Sequence[str | None]) -> dict[str, Worker]:
    wanted = [each for each in ids if each is not None]
    found = await cases_store.workers_with_team(u.session, wanted)
    return {worker_id: worker for worker_id, (worker, _) in found.items()}


async def _temporary(u: Unit, own: OwnCase, seen: datetime | None) -> list[CompanyLine]:
    return [
        CompanyLine(
            kind="covers" if line.over_at is None else "covered",
            name=line.name,
            by=line.by,
            why=line.why,
            at=line.over_at or line.starts_at,
            until=line.over_at or line.ends_at,
            version=0,
            new=_after(line.over_at or line.starts_at, seen),
        )
        for line in await temporary_lines(u, own)
    ]


async def _looked(u: Unit, own: OwnCase, seen: datetime | None) -> list[CompanyLine]:
    rows = await store.looks(u.session, own.id, u.now - SHOWN_FOR)
    people = await _people(u, [row.worker_id for row, _ in rows])
    return [
        CompanyLine(
            kind="looked",
            name=people[row.worker_id].name,
            by="",
            why=own.vault.open("map_look", row.id, row.sealed)["why"],
            at=row.at,
            until=None,
            version=version,
            new=_after(row.at, seen),
        )
        for row, version in rows
    ]


async def _whole(u: Unit, case_id: str, seen: datetime | None) -> list[CompanyLine]:
    """Whole records of the case that were made: from the access record, which has each of them."""
    since = u.now - SHOWN_FOR
    rows = await record_reading.whole_records(u.session, since, case_ids=(case_id,))
    people = await _people(u, [worker_id for _, worker_id, _ in rows])
    return [
        CompanyLine(
            kind="whole",
            name=people[worker_id].name,
            by="",
            why="",
            at=at,
            until=None,
            version=0,
            new=_after(at, seen),
        )
        for _, worker_id, at in rows
    ]
