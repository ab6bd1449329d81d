"""How many alerts came to cases and were seen by nobody: a number for their supervisor, no more.

Of a flag it reads over which links it came and whether somebody saw it; both ends of each link are
checked now, so what no longer holds is not counted.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from peermap_app.domain.access import Relation
from peermap_app.domain.purpose import Purpose
from peermap_app.services.link_ends import OwnCase, crossings
from peermap_app.services.standing import ways_of
from peermap_app.services.unit import Unit
from peermap_app.storage import alerts as alerts_store
from peermap_app.storage.tables import Flag

MOST_READ = 5000
"""So many alerts one page looks through, of those that ask something still: each flagged case's
soonest first (`storage.alerts.unseen_of_workers`)."""
AT_ONCE = 500
"""So many in one reading."""


async def unanswered(u: Unit, owns: Sequence[OwnCase], workers: Sequence[str]) -> Mapping[str, int]:
    """How many flags that ask something still came to each case, and nobody has seen over its link.

    `workers`: whoever may have been told of them: the cases' workers, and the asker.
    """
    waits = await alerts_store.unseen_of_workers(u.session, workers, u.now.date(), MOST_READ)
    seen: dict[tuple[str, str, str], bool] = {}
    for start in range(0, len(waits), AT_ONCE):
        rows = await alerts_store.with_flags(u.session, waits[start : start + AT_ONCE])
        flags = {flag.id: flag for _, flag in rows}
        seen |= await _seen(u, flags, {own.id for own in owns})
    nobody = {key for key, somebody in seen.items() if not somebody}
    waiting = [own for own in owns if own.id in {case_id for _, _, case_id in nobody}]
    if not waiting:
        return {}  # nearly always
    found = await crossings(u, waiting, purpose=Purpose.COORDINATE, by=Relation.SUPERVISES)
    holds = {one.link_id for several in found.values() for one in several}
    counts: dict[str, int] = defaultdict(int)
    for _, link_id, case_id in nobody:
        counts[case_id] += link_id in holds
    return counts


async def _seen(
    u: Unit, flags: Mapping[str, Flag], case_ids: Collection[str]
) -> dict[tuple[str, str, str], bool]:
    """(flag, link, case) of these cases -> whether somebody saw what came over that link."""
    told = await alerts_store.alerts_of_flags(u.session, sorted(flags))
    seen: dict[tuple[str, str, str], bool] = defaultdict(bool)
    for flag_id, several in told.items():
        vault = await u.vault(flags[flag_id].case_id)
        for alert in several:
            for way in ways_of(vault.open("alert", alert.id, alert.sealed)):
                if way.case_id in case_ids:
                    seen[flag_id, way.link_id, way.case_id] |= alert.seen_at is not None
    return seen
