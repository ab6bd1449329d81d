"""Who was told of a flag, when and why, and what they said since."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from peermap_app.domain import deliveries
from peermap_app.domain.access import Action
from peermap_app.domain.alerting import Way, Why
from peermap_app.domain.deliveries import State, Told
from peermap_app.domain.flags import AckState
from peermap_app.domain.purpose import Purpose
from peermap_app.services.link_ends import Crossing
from peermap_app.services.standing import ways_of
from peermap_app.services.unit import Unit
from peermap_app.storage import alerts as alerts_store
from peermap_app.storage import cases as cases_store
from peermap_app.storage import deliveries as deliveries_store
from peermap_app.storage.deliver_tables import Delivery
from peermap_app.storage.sealing import Vault
from peermap_app.storage.tables import Alert, Flag, Worker

People = Mapping[str, tuple[Worker, str]]


@dataclass(frozen=True, slots=True)
class Reached:
    """How far an alert came with one person, all their devices together, and none of them named.

    `failed`: one way or more led to nobody. `stands`: the link over which it went holds now.
    """

    told: Told
    failed: bool
    stands: bool


@dataclass(frozen=True, slots=True)
class AckLine:
    """One person who was told, and what they said since.

    `name` and `reference` are None once the link no longer holds: what rests on agreement has
    ended, what happened before stays said; then `instead_of`, whom they stand in for, is too.
    """

    name: str | None
    reference: str | None
    team: str | None
    why: Why
    instead_of: str | None
    state: AckState
    reached: Reached | None
    """How far it came, for the flagged case's own workers alone; None: of before it was kept."""
    sent_at: datetime
    seen_at: datetime | None
    in_touch_at: datetime | None


def ack_state(alert: Alert) -> AckState:
    """What has become of an alert."""
    if alert.in_touch_at is not None:
        return AckState.IN_TOUCH
    return AckState.SEEN if alert.seen_at is not None else AckState.SENT


async def acks_of(
    u: Unit, vault: Vault, flags: Iterable[Flag], sides: Mapping[str, Crossing]
) -> dict[str, tuple[AckLine, ...]]:
    """Who was told of each flag of one case, in the order of being told.

    Args:
        u: of somebody who may see the flag; it goes across to each case that is named.
        vault: of the flagged case.
        flags: of that case.
        sides: its `crossings` by link: names are told only over links that hold now.
    """
    alerts = await alerts_store.alerts_of_flags(u.session, [flag.id for flag in flags])
    held = {
        alert.id: ways_of(vault.open("alert", alert.id, alert.sealed))
        for several in alerts.values()
        for alert in several
    }
    people = await _people(u, [one for several in alerts.values() for one in several], held)
    sent = await deliveries_store.of_alerts(u.session, list(held))
    crossed: set[str] = set()
    lines: dict[str, tuple[AckLine, ...]] = {}
    for flag_id, several in alerts.items():
        told = []
        for alert in sorted(several, key=lambda one: _in_order(one, people)):
            ways = held[alert.id]
            way = next((one for one in ways if one.link_id in sides), ways[0])
            side = sides.get(way.link_id)
            if side is not None and side.link_id not in crossed:
                crossed.add(side.link_id)
                other, coordinate = side.other_case_id, Purpose.COORDINATE
                await u.across(Action.SEE_FLAG, other, purpose=coordinate, detail=flag_id)
            line = _line(alert, way, people, names=side is not None)
            reached = _reached(sent[alert.id], stands=side is not None)
            reference = side.other_reference if side else None
            told.append(replace(line, reference=reference, reached=reached))
        lines[flag_id] = tuple(told)
    return lines


def _reached(sent: Sequence[Delivery], *, stands: bool) -> Reached | None:
    states = [State(one.state) for one in sent]
    if not states:
        return None
    return Reached(deliveries.told(states, holds=stands), State.FAILED in states, stands)


async def acks_over(
    u: Unit, vault: Vault, alerts: Sequence[Alert], link_id: str
) -> tuple[AckLine, ...]:
    """The same for those who were told over one link that holds, each by what came over it."""
    held = {one.id: ways_of(vault.open("alert", one.id, one.sealed)) for one in alerts}
    people = await _people(u, alerts, held)
    return tuple(
        _line(alert, way, people, names=True)
        for alert in sorted(alerts, key=lambda one: _in_order(one, people))
        for way in held[alert.id]
        if way.link_id == link_id
    )


def _in_order(alert: Alert, people: People) -> tuple[datetime, str, str]:
    """Who was told first; of those told at one moment, by name, the same each time."""
    return alert.created_at, people[alert.worker_id][0].name, alert.id


async def _people(
    u: Unit, alerts: Iterable[Alert], held: Mapping[str, tuple[Way, ...]]
) -> dict[str, tuple[Worker, str]]:
    ids = {alert.worker_id for alert in alerts}
    ids |= {way.instead_of for ways in held.values() for way in ways if way.instead_of}
    return await cases_store.workers_with_team(u.session, tuple(ids))


def _line(alert: Alert, way: Way, people: People, *, names: bool) -> AckLine:
    worker, team = people[alert.worker_id]
    gone = people[way.instead_of][0].name if way.instead_of else None
    return AckLine(
        name=worker.name if names else None,
        reference=None,
        team=team if names else None,
        why=way.why,
        instead_of=gone if names else None,
        state=ack_state(alert),
        reached=None,
        sent_at=alert.created_at,
        seen_at=alert.seen_at,
        in_touch_at=alert.in_touch_at,
    )
