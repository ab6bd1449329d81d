"""How a task to find a colleague ends: used, its Yes withdrawn, its case closed, or by its dates.

By its moment it was over anyway (`domain.finding`); this notes it, lets go what was written in, and
wakes the pages.
"""

from __future__ import annotations

from datetime import datetime

from peermap_app.bootstrap import House
from peermap_app.domain.access import Action
from peermap_app.domain.finding import Standing
from peermap_app.domain.tray import Kind
from peermap_app.services import rounds, tray_wake
from peermap_app.services.hearing import tell_workers
from peermap_app.services.unit import SYSTEM, Unit, reading, unit
from peermap_app.storage import cases as cases_store
from peermap_app.storage import finding_tables as store
from peermap_app.storage.finding_tables import ColleagueAsk
from peermap_app.storage.sealing import Vault
from peermap_app.storage.tables import CaseFile

_STAYS = ("helps", "screened_reason")
"""What was asked is this case's own; what was written in is about another young person's."""


def end(vault: Vault, row: ColleagueAsk, now: datetime) -> None:
    """Over from now on; the other case's reference does not stay with it."""
    held = vault.open("colleague_ask", row.id, row.sealed)
    row.over_at = now
    row.sealed = vault.seal("colleague_ask", row.id, {name: held[name] for name in _STAYS})


async def end_all(u: Unit, case_id: str) -> None:
    """A Yes was withdrawn, or the case closes: nothing is looked for, and nothing found stands."""
    vault = await u.vault(case_id)
    for row in await store.of_case(u.session, case_id):
        waited = row.found is None
        end(vault, row, u.now)
        u.session.add(row)
        if waited:
            tray_wake.wake(u, Kind.COLLEAGUE, row.id)


async def note_over(house: House) -> int:
    """Note what nobody answered in time, and what is over by its dates; how many."""
    async with reading(house) as session:
        due = await store.run_out(session, house.clock())
    return await rounds.each(due, lambda one: _note(house, *one))


async def _note(house: House, ask_id: str, case_id: str) -> bool:
    async with unit(house, SYSTEM, Action.COLLEAGUE_OVER) as u:
        await cases_store.lock_cases(u.session, (case_id,))
        row = await store.held(u.session, ask_id)
        case = await u.session.get(CaseFile, case_id)
        if row is None or row.over_at is not None or case is None or case.closed_at is not None:
            return False  # another process was first, or it ended with the case
        standing = row.finding().standing(u.now, agreed=True)
        if standing is Standing.OVER:
            end(await u.vault(case_id), row, u.now)
        elif standing is Standing.LAPSED and row.answered_at is None:
            row.answered_at = u.now
        else:
            return False  # it was answered meanwhile
        u.session.add(row)
        u.also(Action.COLLEAGUE_OVER, case_id, detail=row.id)
        await tell_workers(u, case_id, {"kind": "case"})
        tray_wake.wake(u, Kind.COLLEAGUE, row.id)
    return True
