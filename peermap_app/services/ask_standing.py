"""An ask to link: to which case of the reader's it came, and whether it still stands.

It rests on the worker who asked, and on their case.
"""

from __future__ import annotations

from collections.abc import Sequence

from peermap_app.bootstrap import House
from peermap_app.domain.errors import NotFound
from peermap_app.services.link_ends import OwnCase, end_hash, own_case
from peermap_app.services.unit import Unit, Who
from peermap_app.storage import cases as cases_store
from peermap_app.storage import links as links_store
from peermap_app.storage import own_keys
from peermap_app.storage.engine import for_reading
from peermap_app.storage.tables import Link

NO_CASE = "0" * 32
"""A case id that no case has: what is not the asker's ends like what does not exist."""


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


async def asked_case(house: House, who: Who, link_id: str) -> str:
    """The case of this worker to which the ask came, else `NO_CASE`.

    The same work for every link that did not come to them: a reference that no case has and a
    case of somebody else's cannot be told apart, not by the clock either.
    """
    if who.worker_id is None or not isinstance(link_id, str):
        return NO_CASE
    async with house.make_session() as session:
        await for_reading(session)
        today = house.clock().date()
        rows = await cases_store.allocated_cases(session, who.worker_id, today)
        mine = {end_hash(house.keys, case.reference_hash): case.id for case, _ in rows}
        found = await links_store.with_ends(session, link_id)
    return mine.get(found[2].end_hash, NO_CASE) if found is not None else NO_CASE


async def ask_of(u: Unit, link_id: str, *, counts: bool = False) -> tuple[Link, OwnCase]:
    """The ask, held until the unit ends, and the asked case. `counts`: it may be accepted."""
    own = await own_case(u, u.held.id)
    if counts:  # both cases' links are counted on accepting
        found = await links_store.with_ends(u.session, link_id)
        await links_store.hold_ends(u.session, [each.end_hash for each in (found or ())[1:]])
    link = await links_store.held(u.session, link_id)
    if link is None:
        raise NotFound("not_found")
    return link, own
