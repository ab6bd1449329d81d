"""Checking the access record: the one use case that reads all of it, and tells nothing of it.

No row is written about it: what comes out is how many rows there are and which are not whole, and
the check must not change what it checks.
"""

from __future__ import annotations

from dataclasses import replace

from peermap_app.bootstrap import House
from peermap_app.services.unit import writing
from peermap_app.storage import access_record, record_anchor
from peermap_app.storage.access_record import TOTAL, Checked, Fault, verify_all
from peermap_app.storage.engine import READ_ONLY, is_sqlite


async def begin_count(house: House) -> None:
    """After an update: count what there is, so that the first check finds it counted."""
    async with writing(house) as session:
        await access_record.begin_count(session, house.keys, house.clock())


async def check_record(house: House) -> Checked:
    """Verify every chain. PeerMap can go on running, and writing, meanwhile."""
    options: dict[str, str] = dict(READ_ONLY)
    if not is_sqlite(house.engine):
        # Heads and rows as of one moment: a row written between would read as a fault. SQLite
        # gives every reader that.
        options["isolation_level"] = "REPEATABLE READ"
    async with house.make_session() as session:
        await session.connection(execution_options=options)
        checked = await verify_all(session, house.keys)
        # What is wrong with a chain is wrong with what it is held by: it is said once.
        wrong = None if checked.faults else await record_anchor.verify(session, house.keys)
    if wrong is None:
        return checked
    return replace(checked, faults=((TOTAL, Fault(checked.rows, wrong)),), counted=())
