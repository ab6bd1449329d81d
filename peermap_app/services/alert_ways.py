"""Which alerts hold for their reader now, and over which link (rule 6).

As whoever works with a case, over a link of it; or alone, as a cover, on duty or a supervisor who
was told of this one: then as long as the flag asks something, and nothing else of either case.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlmodel.ext.asyncio.session import AsyncSession

from peermap_app import logs
from peermap_app.bootstrap import House
from peermap_app.domain.access import Action, Relation
from peermap_app.domain.alerting import ALONE, Way
from peermap_app.domain.cases import Role
from peermap_app.domain.errors import Refusal
from peermap_app.domain.purpose import Purpose
from peermap_app.services.link_ends import Crossing, OwnCase, crossings, open_own
from peermap_app.services.standing import ways_of
from peermap_app.services.unit import Unit, Who
from peermap_app.storage import alerts as alerts_store
from peermap_app.storage import cases as cases_store
from peermap_app.storage import reviews as reviews_store
from peermap_app.storage.sealing import SealBroken
from peermap_app.storage.tables import Alert, Flag, Worker

MOST_AT_ONCE = 800
"""So many alerts are looked through in one reading."""
FIRST = 100
"""So many in the first one, which nearly always is the last: no inbox shows more."""
Rows = Iterable[tuple[Alert, Flag]]
Of = Mapping[str, Sequence[tuple[Alert, Flag]]]
"""By worker, alerts of theirs."""
OF_ONE = (Refusal, SealBroken)
"""What may be wrong with one of several: a role that works with no case any more, a case that is
erased at this moment, a row that does not open."""


@dataclass(frozen=True, slots=True)
class Held:
    """An alert that holds, with the link over which it came, seen from the case it came to.

    Attributes:
        way: how its reader was told over that link.
        by: LINKED for whoever works with that case now, else ALERTED: they have this alert alone.
        open: the flag asks something still: neither closed nor lapsed.
    """

    alert: Alert
    flag: Flag
    crossing: Crossing
    way: Way
    by: Relation
    open: bool


async def still_held(u: Unit, own: Mapping[str, OwnCase], rows: Rows) -> tuple[Held, ...]:
    """The alerts that still hold for the asker, whose alerts these are; `own`: their cases."""
    rows = tuple(rows)
    return await _holding(u, {alert.worker_id: own for alert, _ in rows}, rows)


async def holding(
    house: House, session: AsyncSession, rows: Iterable[tuple[Alert, Flag, Worker]]
) -> frozenset[str]:
    """The ids of those alerts that their worker may read at this moment, of several workers: asked
    by what delivers them. It tells nothing of any case, so no case's record gets a row.

    Asked for all of one role together, for what `domain.access` says turns on that alone; whose
    case it is, on each worker's own allocations.
    """
    alike: dict[str, dict[str, list[tuple[Alert, Flag]]]] = {}
    for alert, flag, worker in rows:
        if worker.active:
            alike.setdefault(worker.role, {}).setdefault(worker.id, []).append((alert, flag))
    held: set[str] = set()
    for role, of in alike.items():
        held |= await _whichever(house, session, Role(role), of)
    return frozenset(held)


async def _whichever(house: House, session: AsyncSession, role: Role, of: Of) -> frozenset[str]:
    """What is wrong with one takes nothing from the others: then each worker is asked for alone,
    and then each of their alerts."""
    try:
        return await _of_several(house, session, role, of)
    except OF_ONE as problem:
        rows = next(iter(of.values()))
        if len(of) > 1:
            parts: list[Of] = [{worker_id: several} for worker_id, several in of.items()]
        elif len(rows) > 1:
            parts = [{worker_id: [row]} for worker_id in of for row in rows]
        else:
            if isinstance(problem, SealBroken):
                logs.note(problem)
            return frozenset()
    each = [await _whichever(house, session, role, part) for part in parts]
    return frozenset().union(*each)


async def _of_several(house: House, session: AsyncSession, role: Role, of: Of) -> frozenset[str]:
    """`of`: by worker, all of them of this role. Raises `OF_ONE` where it is so for one of them."""
    who = Who(kind="worker", worker_id=next(iter(of)), role=role)
    u = Unit(house=house, session=session, now=house.clock(), who=who, action=Action.LIST_ALERTS)
    rows = [row for several in of.values() for row in several]
    await u.read_vaults(flag.case_id for _, flag in rows)
    cases = {way.case_id for alert, flag in rows for way in await _ways(u, alert, flag)}
    owns: dict[str, dict[str, OwnCase]] = {worker_id: {} for worker_id in of}
    day = u.now.date()
    for worker_id, case, wrapped in await cases_store.allocated_among(session, of, cases, day):
        owns[worker_id][case.id] = open_own(u, case, u.keys.vault(case.id, wrapped))
    return frozenset(one.alert.id for one in await _holding(u, owns, rows))


async def _holding(
    u: Unit, owns: Mapping[str, Mapping[str, OwnCase]], rows: Rows
) -> tuple[Held, ...]:
    """Those that hold for whose alerts they are; `owns`: by worker, the cases allocated to them."""
    found = [
        (alert, flag, owns[alert.worker_id], await _ways(u, alert, flag)) for alert, flag in rows
    ]
    still = await reviews_store.open_flags(
        u.session, [flag.id for _, flag, *_ in found], u.now.date()
    )
    works = {
        way.case_id: own[way.case_id]
        for *_, own, ways in found
        for way in ways
        if way.case_id in own
    }
    alone = {
        way.case_id
        for _, flag, own, ways in found
        for way in ways
        if way.case_id not in own and way.why in ALONE and flag.id in still
    }
    over = {
        Relation.LINKED: await _over(u, works.values(), Relation.LINKED),
        Relation.ALERTED: await _over(u, await _others(u, alone), Relation.ALERTED),
    }
    held = []
    for alert, flag, own, ways in found:
        for way in sorted(ways, key=lambda each: each.case_id not in own):
            by = Relation.LINKED if way.case_id in own else Relation.ALERTED
            crossing = over[by].get((way.link_id, way.case_id))
            may_alone = way.why in ALONE and flag.id in still
            if crossing is None or crossing.other_case_id != flag.case_id:
                continue
            if by is Relation.LINKED or may_alone:
                held.append(Held(alert, flag, crossing, way, by, flag.id in still))
                break
    return tuple(held)


async def held_of_worker(
    u: Unit, own: Mapping[str, OwnCase], most: int, *, to_do: bool = False
) -> tuple[Held, ...]:
    """The first `most` alerts of the asker that still hold; `own`: their cases.

    What holds no more stays in the rows and takes no room: it is passed over until there are so
    many, or none is left. `to_do`: of those alone that ask something still and were not seen.
    """
    assert u.who.worker_id is not None  # workers alone have alerts
    ids = await alerts_store.ids_of_worker(u.session, u.who.worker_id, u.now.date(), to_do=to_do)
    held: list[Held] = []
    at, step = 0, min(most, FIRST)
    while at < len(ids) and len(held) < most:
        rows = await alerts_store.with_flags(u.session, ids[at : at + step])
        held.extend(await still_held(u, own, rows))
        at, step = at + step, min(2 * step, MOST_AT_ONCE)
    return tuple(held[:most])


async def _ways(u: Unit, alert: Alert, flag: Flag) -> tuple[Way, ...]:
    return ways_of((await u.vault(flag.case_id)).open("alert", alert.id, alert.sealed))


async def _over(u: Unit, cases: Iterable[OwnCase], by: Relation) -> dict[tuple[str, str], Crossing]:
    """The links of these cases that hold now, by link and case: a supervisor may have been told at
    either end of one."""
    cases = tuple(cases)
    if not cases:
        return {}  # nearly always, of those that are not the asker's
    found = await crossings(u, cases, purpose=Purpose.COORDINATE, by=by)
    return {(one.link_id, one.case_id): one for several in found.values() for one in several}


async def _others(u: Unit, case_ids: Collection[str]) -> tuple[OwnCase, ...]:
    """Open cases that are not the asker's, as far as it takes to find their links."""
    if not case_ids:
        return ()
    rows = await cases_store.open_cases(u.session, sorted(case_ids))
    return tuple(open_own(u, case, u.keys.vault(case.id, wrapped)) for case, wrapped in rows)


async def told_over(u: Unit, held: Held) -> tuple[Alert, ...]:
    """Every alert of the flag that came over the same link, in the order of being told."""
    alerts = await alerts_store.alerts_of_flags(u.session, (held.flag.id,))
    over = [
        alert
        for alert in alerts[held.flag.id]
        if held.way.link_id in {way.link_id for way in await _ways(u, alert, held.flag)}
    ]
    return tuple(sorted(over, key=lambda one: (one.created_at, one.id)))
