"""Whether what somebody may see is what it was: for pages that still hold what they showed."""

from __future__ import annotations

import hashlib

from peermap_app.bootstrap import House
from peermap_app.services.unit import Who, reading
from peermap_app.storage import cases as stored_cases
from peermap_app.storage import maps as stored_maps
from peermap_app.storage import teams as stored_teams
from peermap_app.storage.tables import Worker


async def standing(house: House, who: Who | None) -> str:
    """A digest of who this is, of every allocation they ever had, and of what was taken back.

    Two that are equal mean that nothing was given or taken in between, not even given and taken
    again. It says nothing of any case: it is compared, and never shown or recorded.
    """
    if who is None:
        return "nobody"
    said = [who.kind, who.session_id or "", str(who.role or ""), who.drawing_id or ""]
    if who.worker_id is not None:
        day = house.clock().date()
        async with reading(house) as session:
            rows = await stored_cases.ever_allocated(session, who.worker_id)
            said += [f"{one.id} {one.starts} {one.ends} {one.case_id}" for one in rows]
            open_now = await stored_cases.allocated_cases(session, who.worker_id, day)
            said += [case.id for case, _ in open_now]
            given = await stored_teams.ever_covered(session, who.worker_id)
            said += [f"{one.id} {one.holds(house.clock())}" for one in given]
            worker = await session.get(Worker, who.worker_id)
            said.append(f"{worker.role} {worker.team_id}" if worker else "")
            looked = await stored_teams.looked_at_by(session, who.worker_id)
            # A page of theirs may still hold their own, what they covered and what they looked at.
            shown = {case.id for case, _ in open_now} | {one.case_id for one in given}
            for case in looked:
                theirs = worker is not None and stored_teams.supervises(worker, case)
                said.append(f"{case.id} {theirs}")
            # A picture that went or an answer that was taken back, since a page last showed it.
            shown |= {case.id for case in looked}
            said += sorted(await stored_cases.closed_cases(session, tuple(shown)))
            rows_since = await stored_maps.changes(session, sorted(shown))
            said += [row.id for row in rows_since]
            said += sorted(await stored_maps.gone_ids(session, sorted(shown)))
    return hashlib.sha256("|".join(said).encode()).hexdigest()
