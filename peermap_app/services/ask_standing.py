"""Whether an ask to link still stands: it rests on the worker who asked, and on their case."""

from __future__ import annotations

from collections.abc import Sequence

from peermap_app.services.unit import Unit
from peermap_app.storage import cases as cases_store
from peermap_app.storage import own_keys
from peermap_app.storage.tables import Link


async def with_asker(u: Unit, links: Sequence[Link]) -> frozenset[str]:
    """The ids of those links whose asker still works with the asking case, and that case is open.

    Read now, never remembered: an ask whose asker is gone can be accepted by nobody and is shown
    to nobody.
    """
    keys = await own_keys.of(u.session, [link.id for link in links])
    asking = {link.id: _asking_case(u, link, keys[link.id]) for link in links if link.id in keys}
    cases = tuple(set(asking.values()))
    if not cases:
        return frozenset()
    people = await cases_store.allocated_workers(u.session, cases, u.now.date())
    closed = await cases_store.closed_cases(u.session, cases)
    return frozenset(
        link.id
        for link in links
        if link.id in asking
        and asking[link.id] not in closed
        and link.asked_by in {worker.id for worker, _ in people[asking[link.id]]}
    )


def _asking_case(u: Unit, link: Link, wrapped: bytes) -> str:
    vault = u.keys.vault(link.id, wrapped)
    return str(vault.open("link", link.id, link.sealed)["asking_case"])
