"""Of whom something is asked. A name alone may be two people's, or be given to a second account."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from peermap_app.domain.disguise import as_read
from peermap_app.storage import cases as cases_store
from peermap_app.storage.tables import Worker


@dataclass(frozen=True, slots=True)
class Whom:
    """An account as whoever agrees to something must know it.

    `begun`: it has a password, so its owner can sign in; `alike`: another account of the house,
    open or closed, has a name that reads the same.
    """

    name: str
    email: str
    team: str
    begun: bool
    alike: bool


async def whom(session: AsyncSession, worker_ids: Iterable[str]) -> dict[str, Whom]:
    """Accounts by id."""
    ids = sorted(set(worker_ids))
    if not ids:
        return {}
    people = await cases_store.workers_with_team(session, ids)
    names = Counter(_key(name) for name in await session.exec(select(Worker.name)))
    return {
        worker_id: Whom(
            name=worker.name,
            email=worker.email,
            team=team,
            begun=worker.password_hash is not None,
            alike=names[_key(worker.name)] > 1,
        )
        for worker_id, (worker, team) in people.items()
    }


def _key(name: str) -> str:
    """A stop, an accent or another alphabet makes no other name of it."""
    return "".join(filter(str.isalnum, as_read(name)))
