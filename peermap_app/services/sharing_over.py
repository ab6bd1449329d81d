"""Ends what nobody decided on in time, and says so: by its moment it was over anyway."""

from __future__ import annotations

from peermap_app.bootstrap import House
from peermap_app.domain.access import Action
from peermap_app.domain.sharing import SHARES, Standing
from peermap_app.services import rounds
from peermap_app.services.link_ends import own_case
from peermap_app.services.sharing_acts import body_of, end_if_applied, tell
from peermap_app.services.unit import SYSTEM, reading, unit
from peermap_app.storage import cases as cases_store
from peermap_app.storage import sharings as store
from peermap_app.storage.tables import CaseFile

_OPEN = (*SHARES, Standing.WAITS)


async def note_over(house: House) -> int:
    """Note what ran out; how many."""
    async with reading(house) as session:
        due = await store.run_out(session, house.clock())
    return await rounds.each(due, lambda one: _note(house, *one))


async def _note(house: House, sharing_id: str, case_id: str) -> bool:
    async with unit(house, SYSTEM, Action.SHARING_OVER) as u:
        await cases_store.lock_cases(u.session, (case_id,))
        row = await store.held(u.session, sharing_id)
        if row is None or row.over_at is not None or row.second().standing(u.now) in _OPEN:
            return False  # it was answered, or another process was first
        case = await u.session.get(CaseFile, case_id)
        row.over_at = u.now
        u.session.add(row)
        if case is None or case.closed_at is not None:
            return True  # its links ended when it closed
        own = await own_case(u, row.case_id)
        body = body_of(own.vault, row)
        await end_if_applied(u, own, row, body)
        u.also(Action.SHARING_OVER, row.case_id, detail=row.id)
        await tell(u, row, body)
    return True
