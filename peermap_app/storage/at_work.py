"""A worker and a case that is theirs today: account, session, allocation and key, all at once.

Most events that open a unit come from a worker at work on their own case; asked in pieces, who they
are and whether they may was a good part of what such an event cost. Whatever is not found here is
asked in pieces by `services.admission`, which then knows why not.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Date, Row, bindparam, exists, or_, select
from sqlalchemy.orm import Session
from sqlmodel.ext.asyncio.session import AsyncSession

from peermap_app.storage.at_hand import SITTING, Sitting, sitting
from peermap_app.storage.tables import KEY_METADATA, METADATA


@dataclass(frozen=True, slots=True)
class AtWork:
    """An open account's role, the session that was named, and the case's wrapped key."""

    role: str
    held: Sitting
    wrapped: bytes = field(repr=False)


_WORKER, _SESSION = METADATA.tables["worker"], METADATA.tables["session"]
_ALLOCATION, _KEY = METADATA.tables["allocation"], KEY_METADATA.tables["case_key"]
_CASE = METADATA.tables["case_file"]
_DAY = bindparam("day", type_=Date)
_HAS_IT = exists().where(
    _ALLOCATION.c.case_id == _KEY.c.case_id,
    _ALLOCATION.c.worker_id == _WORKER.c.id,
    _ALLOCATION.c.starts <= _DAY,
    or_(_ALLOCATION.c.ends.is_(None), _ALLOCATION.c.ends > _DAY),
)
# Made once: a statement that is built anew for each event costs as much as running it.
_FOUND = (
    select(
        _WORKER.c.role,
        _KEY.c.wrapped,
        *(_SESSION.c[name].label(f"held_{name}") for name in SITTING),
    )
    .select_from(_WORKER)
    .join(_SESSION, _SESSION.c.worker_id == _WORKER.c.id)
    .join(_KEY, _KEY.c.case_id == bindparam("case"))
    .join(_CASE, _CASE.c.id == _KEY.c.case_id)
    .where(
        _WORKER.c.id == bindparam("worker"),
        _WORKER.c.active.is_(True),
        _SESSION.c.id == bindparam("session"),
        _CASE.c.closed_at.is_(None),
        _HAS_IT,
    )
)

_HELD = select(_CASE.c.id).where(_CASE.c.id == bindparam("case")).with_for_update(key_share=True)


async def read(
    session: AsyncSession, worker_id: str, session_id: str, case_id: str, day: date, *, hold: bool
) -> AtWork | None:
    """What there is of a worker who has this open case on that day; None when any is missing.

    `hold`: the case is held first, and alone, until the transaction ends: what a unit that had it
    before changed is read after it. (SQLite has one writer, which this unit is by now.)

    Whether the session lives is for the caller.
    """
    asked = {"worker": worker_id, "session": session_id, "case": case_id, "day": day}
    row = await session.run_sync(_read, asked, hold)
    return None if row is None else AtWork(row.role, sitting(row, "held"), row.wrapped)


def _read(session: Session, asked: dict[str, Any], hold: bool) -> Row[Any] | None:
    """Both statements on one way to the database's thread and back: half of what each costs."""
    connection = session.connection()
    if hold:
        # Held or not there: what follows is asked either way, so that neither is told by its time.
        connection.execute(_HELD, {"case": asked["case"]})
    return connection.execute(_FOUND, asked).first()
