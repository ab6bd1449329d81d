"""Half-written forms, old mails, asks to sign in again and waiting files go after a plain period,
beside `leftovers`.

A file that nobody ever answered does not go in silence: that it lapsed stands on the record, in the
name of the system.
"""

from __future__ import annotations

from datetime import timedelta

from peermap_app.bootstrap import House
from peermap_app.domain.access import Action
from peermap_app.domain.drafts import DRAFT_LASTS
from peermap_app.services.unit import writing
from peermap_app.storage import access_record
from peermap_app.storage import pruning as store


async def prune(house: House) -> int:
    """Take away what is older than the setting says; gives how much that was."""
    now = house.clock()
    before = now - timedelta(days=house.settings.keep_for.asks)
    async with writing(house) as session:
        lapsed = await store.unanswered_imports(session, before)
        rows = [(access_record.HOUSE, _lapsed(house, each)) for each in lapsed]
        gone = await store.prune(session, before, now - DRAFT_LASTS)
        if rows:
            await access_record.append(session, house.keys, rows)
    return gone


def _lapsed(house: House, import_id: str) -> access_record.Entry:
    return access_record.Entry(
        at=house.clock(),
        who_kind="system",
        worker_id=None,
        device=None,
        action=Action.ASK_IMPORT.value,
        case_id=None,
        outcome=access_record.ALLOWED,
        rule="nobody_answered",
        detail=import_id,
    )
