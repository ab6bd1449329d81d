"""Old mails and old asks go after a plain period: nobody reads them, and a thief would.

What nobody ever answered does not go in silence: that it lapsed stands on the record, in the name
of the system.
"""

from __future__ import annotations

from datetime import timedelta

from peermap_app.bootstrap import House
from peermap_app.domain.access import Action
from peermap_app.services.unit import writing
from peermap_app.storage import access_record
from peermap_app.storage import cases as cases_store
from peermap_app.storage import pruning as store


async def prune(house: House) -> int:
    """Take away what is older than the setting says; gives how much that was."""
    now = house.clock()
    before = now - timedelta(days=house.settings.keep_for.asks)
    async with writing(house) as session:
        allocations, imports = await store.unanswered(session, before)
        await cases_store.lock_cases(session, sorted({one.case_id for one in allocations}))
        rows = [
            (one.case_id, _lapsed(house, Action.ASK_ALLOCATION, one.case_id, one.id))
            for one in sorted(allocations, key=lambda one: one.case_id)
        ]
        rows += [
            (access_record.HOUSE, _lapsed(house, Action.ASK_IMPORT, None, one.id))
            for one in imports
        ]
        gone = await store.prune(session, before)
        if rows:
            await access_record.append(session, house.keys, rows)
    return gone


def _lapsed(house: House, action: Action, case_id: str | None, ask_id: str) -> access_record.Entry:
    return access_record.Entry(
        at=house.clock(),
        who_kind="system",
        worker_id=None,
        device=None,
        action=action.value,
        case_id=case_id,
        outcome=access_record.ALLOWED,
        rule="nobody_answered",
        detail=ask_id,
    )
