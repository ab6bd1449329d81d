"""How many alerts came to cases and were seen by nobody: a number for their supervisor, no more.

Of a flag it reads over which links it came and whether somebody saw it; both ends of each link are
checked now, so what no longer holds is not counted.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from peermap_app.domain.access import Relation
from peermap_app.domain.purpose import Purpose
from peermap_app.services.link_ends import OwnCase, crossings
from peermap_app.services.standing import ways_of
from peermap_app.services.unit import Unit
from peermap_app.storage import alerts as alerts_store

MOST_READ = 500
"""The newest so many alerts that one page looks through, of those that ask something still."""


async def unanswered(u: Unit, owns: Sequence[OwnCase], workers: Sequence[str]) -> Mapping[str, int]:
    """How many flags that ask something still came to each case, and nobody has seen over its link.

    `workers`: whoever may have been told of them: the cases' workers, and the asker.
    """
    rows = await alerts_store.unseen_of_workers(u.session, workers, u.now.date(), MOST_READ)
    flags = {flag.id: flag for _, flag in rows}
    told = await alerts_store.alerts_of_flags(u.session, sorted(flags))
    seen: dict[tuple[str, str, str], bool] = defaultdict(bool)
    ids = {own.id for own in owns}
    for flag_id, several in told.items():
        vault = await u.vault(flags[flag_id].case_id)
        for alert in several:
            for way in ways_of(vault.open("alert", alert.id, alert.sealed)):
                if way.case_id in ids:
                    seen[flag_id, way.link_id, way.case_id] |= alert.seen_at is not None
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
