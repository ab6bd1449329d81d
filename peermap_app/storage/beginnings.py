"""When an account came to be what it is, and which administrator let it: what a first password
asks for (`domain.recovery`)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlmodel import Field, and_, col, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from peermap_app.domain.accounts import LOOKS_BEYOND
from peermap_app.domain.cases import Role
from peermap_app.domain.recovery import Person
from peermap_app.storage.tables import Table, UtcMoment, Worker, new_id


class Beginning(Table, table=True):
    """An account was made, began anew or was opened again. `by`: None for an operator or a file."""

    __tablename__ = "account_beginning"

    id: str = Field(default_factory=new_id, primary_key=True)
    worker_id: str = Field(foreign_key="worker.id", index=True)
    by: str | None = Field(default=None, foreign_key="worker.id", nullable=True)
    at: datetime = Field(sa_type=UtcMoment)


async def note(session: AsyncSession, worker_id: str, by: str | None, at: datetime) -> None:
    """Write one."""
    await session.flush()
    session.add(Beginning(worker_id=worker_id, by=by, at=at))


async def people(session: AsyncSession, owners: Iterable[str] = ()) -> dict[str, Person]:
    """Whose accounts are open: who looks beyond their own cases, and these; by id."""
    roles = [role.value for role in LOOKS_BEYOND]
    theirs = or_(col(Worker.role).in_(roles), col(Worker.id).in_(list(owners)))
    wanted = and_(col(Worker.active).is_(True), theirs)
    workers = (await session.exec(select(Worker).where(wanted))).all()
    of_them = select(Beginning).join(Worker, col(Worker.id) == Beginning.worker_id).where(wanted)
    begun: dict[str, list[Beginning]] = {}
    for row in (await session.exec(of_them)).all():
        begun.setdefault(row.worker_id, []).append(row)
    return {one.id: _person(one, begun.get(one.id, [])) for one in workers}


def _person(worker: Worker, rows: list[Beginning]) -> Person:
    made = frozenset(row.by for row in rows if row.by is not None)
    return Person(
        id=worker.id,
        role=Role(worker.role),
        team_id=worker.team_id,
        begun=worker.password_hash is not None,
        since=max((row.at for row in rows), default=None),
        made_by=made if rows else None,
    )
