"""What the rule of `domain.alerting` must know of linked cases, and the alerts that it says.

Covers, absences, duty and working hours are read when somebody is told, in that transaction.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel.ext.asyncio.session import AsyncSession

from peermap_app.domain.alerting import Side, Told, Way, Why, whom, with_ways
from peermap_app.domain.flags import Urgency
from peermap_app.services import working_time
from peermap_app.services.link_ends import Crossing
from peermap_app.services.standing import ways_of, ways_to_seal
from peermap_app.services.unit import Unit
from peermap_app.storage import alert_tables as away_store
from peermap_app.storage import alerts as alerts_store
from peermap_app.storage import cases as cases_store
from peermap_app.storage import covers as covers_store
from peermap_app.storage import deliveries as deliveries_store
from peermap_app.storage import teams as teams_store
from peermap_app.storage.sealing import Vault
from peermap_app.storage.tables import Alert, CaseFile, Flag, Outbox, Worker
from peermap_app.words.dates import british


async def sides_of(u: Unit, crossings: Sequence[Crossing]) -> tuple[Side, ...]:
    """The other ends of links that hold, as they are now. Whoever calls it found that they hold."""
    today = british(u.now).date()
    workers = {one.id for crossing in crossings for one in crossing.colleagues}
    covers, away = await _away(u.session, workers, today)
    _, lost = await _away(u.session, set(covers.values()), today)
    return tuple(
        [
            Side(
                link_id=crossing.link_id,
                case_id=crossing.other_case_id,
                workers=tuple(one.id for one in crossing.colleagues),
                away=away,
                covers=covers,
                on_duty=await _on_duty(u, crossing.other_case_id),
                supervisors=await _supervisors(u, crossing.other_case_id),
                lost=lost,
            )
            for crossing in crossings
        ]
    )


@dataclass(frozen=True, slots=True)
class AlsoTold:
    """Somebody whom a flag would reach now beside those who work with the linked case, and why.

    `instead_of`: the name of whom they stand in for. `only_now`: of a flag for now alone.
    """

    name: str
    why: Why
    instead_of: str | None
    only_now: bool


async def also_told(
    u: Unit, crossings: Sequence[Crossing], flagged_by: str | None
) -> dict[str, tuple[AlsoTold, ...]]:
    """By link, by the rule that sends it (`domain.alerting.whom`) and as things stand now."""
    if not crossings:
        return {}
    found: dict[str, list[tuple[str, Way, bool]]] = {one.link_id: [] for one in crossings}
    for side in await sides_of(u, crossings):
        always = whom((side,), Urgency.THIS_WEEK, flagged_by)
        for worker_id, (way,) in whom((side,), Urgency.NOW, flagged_by).items():
            if way.why is not Why.ALLOCATED:
                found[side.link_id].append((worker_id, way, worker_id not in always))
    ways = [one for several in found.values() for one in several]
    ids = {one for worker_id, way, _ in ways for one in (worker_id, way.instead_of) if one}
    people = await cases_store.workers_with_team(u.session, sorted(ids))
    names = {one: worker.name for one, (worker, _) in people.items()}
    return {
        link_id: tuple(
            AlsoTold(names[worker_id], way.why, names.get(way.instead_of or ""), only_now)
            for worker_id, way, only_now in several
        )
        for link_id, several in found.items()
    }


async def _away(
    session: AsyncSession, people: set[str], today: date
) -> tuple[dict[str, str], frozenset[str]]:
    """Who covers for whom of these people today, and which of them are away."""
    covers = await covers_store.holding(session, today, sorted(people))
    said = await away_store.away_on(session, today, sorted(people))
    return covers, said | covers.keys()


async def _on_duty(u: Unit, case_id: str) -> str | None:
    """The duty supervisor of the case's team, while the team does not work."""
    case = await u.session.get(CaseFile, case_id)
    assert case is not None  # a link that holds leads to it
    if (await working_time.of_team(u, case.team_id)).is_working(u.now):
        return None
    duty = await teams_store.newest_duty(u.session, case.team_id, u.now)
    worker = await u.session.get(Worker, duty.worker_id) if duty is not None else None
    serves = worker is not None and duty is not None and teams_store.serves(worker, duty)
    return duty.worker_id if duty is not None and serves else None


async def _supervisors(u: Unit, case_id: str) -> tuple[str, ...]:
    case = await u.session.get(CaseFile, case_id)
    assert case is not None
    return tuple(sorted(await teams_store.supervisors_of(u.session, case)))


async def tell(u: Unit, vault: Vault, flag: Flag, told: Told) -> None:
    """One alert for each person, with its outbox row: sealed in it are the ways, and why.

    Whoever has one of this flag already, over another link, has this way too, and is woken anew
    unless they have seen it. Whoever was told as the case's worker and is told now in another's
    place has the new reason instead, and is told anew, by every way: the old one may have ended
    with their allocation. `vault`: of the flagged case.
    """
    there = {one.worker_id: one for one in await _alerts(u, flag.id)}
    for worker_id, ways in sorted(told.items()):
        alert = there.get(worker_id)
        if alert is None:
            alert = Alert(worker_id=worker_id, flag_id=flag.id, sealed=b"", created_at=u.now)
            held: tuple[Way, ...] = ()
        else:
            held = ways_of(vault.open("alert", alert.id, alert.sealed))
        now = with_ways(held, ways)
        if now == held:
            continue
        alert.sealed = vault.seal("alert", alert.id, ways_to_seal(now))
        u.session.add(alert)
        if alert.seen_at is not None:
            continue
        if not set(held) <= set(now):
            alert.created_at = u.now  # when they were told so
            await deliveries_store.forget(u.session, (alert.id,))
        await u.session.flush()  # the outbox row points at it
        u.session.add(Outbox(alert_id=alert.id, created_at=u.now, due_at=u.now))
        u.outbox_written()


async def _alerts(u: Unit, flag_id: str) -> tuple[Alert, ...]:
    return (await alerts_store.alerts_of_flags(u.session, (flag_id,)))[flag_id]
