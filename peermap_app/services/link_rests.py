"""On whom each side of a link rests today, read at each crossing and never remembered (rule 8).

Somebody who agreed to it, or confirmed it since, has the case: it holds. Somebody else has it: it
waits for them, and nothing crosses. Nobody has it: there is nobody whom it could be shown to, and
what the other side flags reaches a supervisor. Ten working days after the allocation ended it is
over (docs/decisions/life-of-a-link.md).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from peermap_app.domain.link_confirm import Waits, gaps, since, waits
from peermap_app.services import working_time
from peermap_app.services.unit import Unit
from peermap_app.storage import cases as cases_store
from peermap_app.storage import link_tables as store
from peermap_app.storage.link_tables import LinkConfirm
from peermap_app.storage.links import ASKING
from peermap_app.storage.tables import Allocation, CaseFile, Link, LinkEnd, Worker

People = Mapping[str, tuple[tuple[Worker, str], ...]]
"""The workers allocated to each case today, as `cases_store.allocated_workers` gives them."""


@dataclass(frozen=True, slots=True)
class Sides:
    """An accepted link with both its ends' ids and cases; `own` is the end that is at hand."""

    link: Link
    own: LinkEnd
    own_case: str
    other_end: str
    other_case: str

    def agreed_by(self, end_id: str) -> tuple[str | None, date]:
        """Who agreed at an end, and from which day on that counts."""
        return _agreed(self.link, asking=(end_id == self.own.id) is (self.own.side == ASKING))


@dataclass(frozen=True, slots=True)
class Rests:
    """How one link rests. `own`, `other`: what each side waits for, None where it rests on
    somebody; `blocks`: nothing crosses."""

    own: Waits | None
    other: Waits | None
    blocks: bool

    @property
    def over(self) -> bool:
        """It waited too long."""
        return any(one is not None and one.over for one in (self.own, self.other))


@dataclass(frozen=True, slots=True)
class _Rows:
    """What all of it is read from: by end who confirmed, by case who had it and who has it."""

    confirmed: Mapping[str, list[LinkConfirm]]
    had: Mapping[str, list[Allocation]]
    people: People


async def rests(u: Unit, links: Iterable[Sides], people: People) -> dict[str, Rests]:
    """How each of these links rests today. `people`: of both cases of each."""
    several = tuple(links)
    if not several:
        return {}
    cases = {case for one in several for case in (one.own_case, one.other_case)}
    ends = {end for one in several for end in (one.own.id, one.other_end)}
    rows = _Rows(
        await store.confirmed(u.session, sorted(ends)),
        await store.allocations(u.session, sorted(cases)),
        people,
    )
    found: dict[str, Rests] = {}
    for one in several:
        own, own_blocks = await _side(u, one, (one.own.id, one.own_case), rows)
        other, other_blocks = await _side(u, one, (one.other_end, one.other_case), rows)
        found[one.link.id] = Rests(own, other, own_blocks or other_blocks)
    return found


async def known(u: Unit, case_id: str, rows: Iterable[tuple[Link, LinkEnd]]) -> frozenset[str]:
    """Those of one case's links, by id, of which whoever has the case now may read the other case's
    reference: somebody who asked, agreed or confirmed at this end has it still, so they and their
    colleagues know it. Whoever came after them all reads their own side alone, however it stands.

    `rows`: of that case, with the ends that are its own; accepted or not, over or not.
    """
    several = tuple(rows)
    if not several:
        return frozenset()
    confirmed = await store.confirmed(u.session, [end.id for _, end in several])
    had = (await store.allocations(u.session, (case_id,)))[case_id]
    people = await cases_store.allocated_workers(u.session, (case_id,), u.now.date())
    here = {worker.id for worker, _ in people[case_id]}
    return frozenset(
        link.id
        for link, end in several
        if here & _holders(_agreed(link, asking=end.side == ASKING), confirmed[end.id], had).keys()
    )


def _agreed(link: Link, *, asking: bool) -> tuple[str | None, date]:
    """Who asked, or who answered, and on which day; nobody yet where an ask waits."""
    if asking or link.answered_at is None:
        return (link.asked_by if asking else None), link.asked_at.date()
    return link.answered_by, link.answered_at.date()


def _holders(
    agreed: tuple[str | None, date], confirmed: Iterable[LinkConfirm], had: Iterable[Allocation]
) -> dict[str, date]:
    """Who agreed or confirmed at one end, each from which day on."""
    holders: dict[str, date] = {agreed[0]: agreed[1]} if agreed[0] else {}
    for row in confirmed:
        day = row.at.date()
        there = [one.worker_id for one in had if _had_it(one, day)]
        for worker_id in there if row.worker_id is None else [row.worker_id]:
            holders.setdefault(worker_id, day)
    return holders


def _had_it(one: Allocation, day: date) -> bool:
    return one.starts <= day and (one.ends is None or one.ends > day)


async def _side(
    u: Unit, one: Sides, side: tuple[str, str], rows: _Rows
) -> tuple[Waits | None, bool]:
    """What one side, an end and its case, waits for; and whether nothing crosses for it."""
    (end_id, case_id), today = side, u.now.date()
    had = rows.had[case_id]
    holders = _holders(one.agreed_by(end_id), rows.confirmed[end_id], had)
    stays = [
        since(holders[row.worker_id], row.starts, row.ends)
        for row in had
        if row.worker_id in holders
    ]
    here = {worker.id for worker, _ in rows.people.get(case_id, ())}
    assert one.link.answered_at is not None  # accepted
    missing = gaps(one.link.answered_at.date(), stays, today)
    found: Waits | None = None
    if missing:
        case = await u.session.get_one(CaseFile, case_id)
        team = await working_time.of_team(u, case.team_id)
        found = waits(missing, today, team.add_working_days)
    if found is None and here and not here & holders.keys():
        found = Waits(None)  # an account that was closed has the case still: none of those here
    return found, found is not None and (found.over or bool(here))
