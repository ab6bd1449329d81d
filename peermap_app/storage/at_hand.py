"""Whether a page may touch a drawing now: all that decides it, read in one statement.

Each edit, each push of it and each finger asks, many times a second in twenty rooms at once; in
pieces (the drawing, its case's key, who has the case, the asker's session) the asking was most of
what a server did. One statement is also one moment: nothing changes between two of its parts.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, Row, Select, and_, bindparam, exists, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from peermap_app.storage.tables import KEY_METADATA, METADATA


@dataclass(frozen=True, slots=True)
class Sitting:
    """A session's moments, and whose it is."""

    id: str
    worker_id: str
    seen_at: datetime
    touched_at: datetime | None
    expires_at: datetime
    ended_at: datetime | None
    second: bool


@dataclass(frozen=True, slots=True)
class AtHand:
    """A drawing as it stands, live or ended, and those whom it hangs on.

    `allocated`: its worker is active and has its case on the day that was asked for. `open_key` is
    the wrapped key of a case that is open, None once it is closed. `asking` is the session that the
    asker named; whose it is says itself.
    """

    id: str
    case_id: str
    worker_id: str
    session_id: str
    phase: str
    device_hash: str | None
    frozen_number: int | None
    frozen_digest: str | None
    room_key: bytes | None
    ended_at: datetime | None
    handed_over_from: str | None
    held: Sitting
    worker_active: bool
    worker_role: str
    allocated: bool
    open_key: bytes | None
    asking: Sitting | None


async def by_id(
    connection: AsyncConnection, drawing_id: str, asking: str | None, day: date
) -> AtHand | None:
    """One drawing by its id; `asking` is the id of a worker's session, None for a tablet's."""
    return await _read(connection, {"drawing": drawing_id, "asking": asking, "day": day}, _BY_ID)


async def by_device(connection: AsyncConnection, device_hash: str, day: date) -> AtHand | None:
    """The newest drawing that a tablet took."""
    return await _read(connection, {"device": device_hash, "asking": None, "day": day}, _BY_DEVICE)


_DRAWING, _SESSION = METADATA.tables["drawing"], METADATA.tables["session"]
_WORKER, _ALLOCATION = METADATA.tables["worker"], METADATA.tables["allocation"]
_CASE, _KEY = METADATA.tables["case_file"], KEY_METADATA.tables["case_key"]
_ASKING = _SESSION.alias("asking")
_OWN = (
    *("id", "case_id", "worker_id", "session_id", "phase", "device_hash", "frozen_number"),
    *("frozen_digest", "room_key", "ended_at", "handed_over_from"),
)
SITTING = tuple(each.name for each in fields(Sitting))
_DAY = bindparam("day", type_=Date)
_HAS_IT = exists().where(
    _ALLOCATION.c.case_id == _DRAWING.c.case_id,
    _ALLOCATION.c.worker_id == _DRAWING.c.worker_id,
    _ALLOCATION.c.starts <= _DAY,
    or_(_ALLOCATION.c.ends.is_(None), _ALLOCATION.c.ends > _DAY),
)
# Made once: a statement that is built anew for each edit costs as much as running it.
_ALL = (
    select(
        *(_DRAWING.c[name] for name in _OWN),
        *(_SESSION.c[name].label(f"held_{name}") for name in SITTING),
        *(_ASKING.c[name].label(f"asking_{name}") for name in SITTING),
        _WORKER.c.active.label("worker_active"),
        _WORKER.c.role.label("worker_role"),
        _HAS_IT.label("has_it"),
        _KEY.c.wrapped.label("open_key"),
    )
    .select_from(_DRAWING)
    .join(_SESSION, _SESSION.c.id == _DRAWING.c.session_id)
    .join(_WORKER, _WORKER.c.id == _DRAWING.c.worker_id)
    .outerjoin(_CASE, and_(_CASE.c.id == _DRAWING.c.case_id, _CASE.c.closed_at.is_(None)))
    .outerjoin(_KEY, _KEY.c.case_id == _CASE.c.id)
    .outerjoin(_ASKING, _ASKING.c.id == bindparam("asking", type_=_ASKING.c.id.type))
)
_BY_ID = _ALL.where(_DRAWING.c.id == bindparam("drawing"))
_BY_DEVICE = (
    _ALL.where(_DRAWING.c.device_hash == bindparam("device"))
    .order_by(_DRAWING.c.created_at.desc())
    .limit(1)
)


async def _read(
    connection: AsyncConnection, asked: dict[str, object], found: Select[*tuple[Any, ...]]
) -> AtHand | None:
    row = (await connection.execute(found, asked)).first()
    if row is None:
        return None
    return AtHand(
        **{name: getattr(row, name) for name in _OWN},
        held=sitting(row, "held"),
        worker_active=row.worker_active,
        worker_role=row.worker_role,
        allocated=bool(row.worker_active and row.has_it),
        open_key=row.open_key,
        asking=sitting(row, "asking") if row.asking_id else None,
    )


def sitting(row: Row[Any], whose: str) -> Sitting:
    """A session out of a row that has each of SITTING under this name and a line below."""
    return Sitting(*(getattr(row, f"{whose}_{name}") for name in SITTING))
