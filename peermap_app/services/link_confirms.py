"""The next worker confirms a link that those before had agreed to, and it holds again.

Until then they see their own side's sharing record, and nothing of the other side. Whoever does not
want it ends it, as any link. Who confirmed, and when, is a row.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from peermap_app.bootstrap import House
from peermap_app.domain.access import Action
from peermap_app.domain.errors import Conflict
from peermap_app.domain.purpose import Purpose
from peermap_app.services.admission import named
from peermap_app.services.link_ends import (
    OwnCase,
    both_sides,
    open_end,
    own_case,
    standing_by_date,
)
from peermap_app.services.link_life import own_link, tell_both
from peermap_app.services.link_rests import Rests, rests
from peermap_app.services.told_anew import tell_anew
from peermap_app.services.unit import Unit, Who, unit
from peermap_app.storage import cases as cases_store
from peermap_app.storage import links as links_store
from peermap_app.storage.link_tables import LinkConfirm
from peermap_app.storage.tables import Link, LinkEnd


@dataclass(frozen=True, slots=True)
class WaitsLine:
    """A link that waits for the workers of one case to confirm. `last`: the last day for it."""

    link_id: str
    case_id: str
    reference: str
    asked_at: datetime
    last: date | None


Rows = Sequence[tuple[Link, LinkEnd]]
Standing = Mapping[str, Mapping[str, date]]


async def resting(
    u: Unit, owns: Sequence[OwnCase], rows: Rows, standing: Standing
) -> dict[str, Rests]:
    """On whom each accepted link of these cases rests today, seen from the case that is at hand.

    `rows`: the links of these cases with the ends that are theirs.
    """
    by_hash = {own.end_hash: own for own in owns}
    accepted: list[tuple[Link, OwnCase, Mapping[str, Any]]] = []
    for link, end in rows:
        if link.id in standing:
            own = by_hash[end.end_hash]
            accepted.append((link, own, open_end(own.vault, end)))
    mine = {(link.id, end.end_hash): end for link, end in rows}
    sides = both_sides(accepted, mine, standing)
    cases = {case for one in sides for case in (one.own_case, one.other_case)}
    people = await cases_store.allocated_workers(u.session, tuple(cases), u.now.date())
    return await rests(u, sides, people)


async def waiting(u: Unit, owns: Sequence[OwnCase], rows: Rows) -> tuple[WaitsLine, ...]:
    """What waits for whoever has these cases, oldest first. One case after another: of a link
    between two of them each end is asked for itself. `rows`: as of `resting`."""
    found: list[WaitsLine] = []
    standing = await standing_by_date(u, [link for link, _ in rows])
    for own in owns if standing else ():
        mine = [row for row in rows if row[1].end_hash == own.end_hash and row[0].id in standing]
        if not mine:
            continue
        for link_id, one in (await resting(u, (own,), mine, standing)).items():
            if one.own is not None and not one.over:
                link = next(link for link, _ in mine if link.id == link_id)
                found.append(WaitsLine(link_id, own.id, own.reference, link.asked_at, one.own.last))
    return tuple(sorted(found, key=lambda line: line.asked_at))


async def confirm_link(
    house: House, who: Who, case_id: str, link_id: object, *, purpose: Purpose
) -> None:
    """Take a link over from whoever agreed to it. A second tap writes no second row.

    Raises:
        NotFound: as `link_life.own_link`.
        Conflict: "link_is_over": it ended, lapsed, or waited too long.
    """
    async with unit(
        house, who, Action.CONFIRM_LINK, case_id, purpose=purpose, reason=named(link_id)
    ) as u:
        own = await own_case(u, u.held.id)
        _, end = await own_link(u, own, link_id)
        link = await links_store.held(u.session, end.link_id)
        assert link is not None  # its end is there
        standing = await standing_by_date(u, (link,))
        found = (await resting(u, (own,), ((link, end),), standing)).get(link.id)
        if found is None or found.over:
            raise Conflict("link_is_over")
        if found.own is None:
            return  # it rests on somebody: a colleague, or the tap before this one
        u.session.add(LinkConfirm(end_id=end.id, worker_id=who.worker_id, at=u.now))
        other = open_end(own.vault, end)["other"]["case"]
        await tell_both(u, own, other, link.id)
        await tell_anew(u, own, other, link.id)
