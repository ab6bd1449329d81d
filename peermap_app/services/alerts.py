"""What reached a worker: flags on linked cases, and asks to link. The inbox is the truth.

Every read over a link checks both ends now (rule 6): the link is accepted, both young people's
newest third answer is Yes, the reader is allocated to the linked case today. What no longer holds
is not there any more.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from sqlmodel.ext.asyncio.session import AsyncSession

from peermap_app.bootstrap import House
from peermap_app.domain import flags as rules
from peermap_app.domain.access import Action, Relation, may
from peermap_app.domain.alerting import ALONE, Why
from peermap_app.domain.deliveries import State
from peermap_app.domain.errors import Conflict, NotAllowed, NotFound, Refusal
from peermap_app.domain.flag_changes import check_read
from peermap_app.domain.flags import AckState, Urgency
from peermap_app.domain.purpose import Purpose, purpose_of
from peermap_app.services.admission import Hidden, named, well_formed
from peermap_app.services.alert_lines import AlertLine, not_flags
from peermap_app.services.alert_ways import Held, held_of_worker, still_held, told_over
from peermap_app.services.flag_acks import AckLine, People, ack_state, acks_over
from peermap_app.services.flag_versions import NO_CASE, FlagNow, now_of
from peermap_app.services.flags import FlagSaid, flag_said
from peermap_app.services.link_ends import (
    Colleague,
    Crossing,
    OwnCase,
    colleague,
    not_renewed,
    own_cases,
    standing_by_date,
)
from peermap_app.services.standing import ways_of
from peermap_app.services.unit import Unit, Who, reading, unit
from peermap_app.storage import alerts as alerts_store
from peermap_app.storage import cases as cases_store
from peermap_app.storage import deliveries as deliveries_store
from peermap_app.storage import flag_tables as flag_store
from peermap_app.storage import links as links_store
from peermap_app.storage.tables import Alert, Flag

MOST_SHOWN = 100
"""How many alerts an inbox shows; those that ask something and were not seen come first. What holds
no more takes none of the room."""
MOST_COUNTED = 500
"""So many that were not seen are counted; whoever has more reads that there are so many."""


@dataclass(frozen=True, slots=True)
class Inbox:
    """Everything that reached a worker: first what is for now and was not seen, then newest first.

    `todo` counts what waits for them; `more`: those of it that had no room.
    """

    items: tuple[AlertLine, ...]
    todo: int
    more: int


@dataclass(frozen=True, slots=True)
class AlertSheet:
    """One flag on a linked case, as a worker of the case it is linked with sees it.

    Attributes:
        shared_because: the reader's own reason for the link; `agreed_at` when it was accepted. Both
            None for whoever has this alert alone.
        talk_to: who flagged, while allocated; else a worker allocated now; None when there is none.
        works_with: for whoever has this alert alone: those who work with the case it came to.
        why: why the reader was told; `instead_of`: the name of whom they stand in for.
        told: everybody who was told over this link, in the order of being told.
    """

    alert_id: str
    own_case_id: str
    own_reference: str
    other_reference: str
    said: FlagSaid
    now: FlagNow
    """How it stands, and what changed since it was sent; nothing of what a withdrawn one said."""
    by: str
    team: str
    at: datetime
    shared_because: str | None
    agreed_at: datetime | None
    talk_to: Colleague | None
    works_with: tuple[Colleague, ...]
    why: Why
    instead_of: str | None
    told: tuple[AckLine, ...]
    over: bool
    """It lapsed or was closed: it says what it said, and asks nothing any more."""
    state: AckState
    seen_at: datetime | None
    in_touch_at: datetime | None


async def inbox(house: House, who: Who, *, purpose: Purpose) -> Inbox:
    """What reached this worker and still holds. What is shown stands on both cases' records."""
    async with unit(house, who, Action.LIST_ALERTS, purpose=purpose) as u:
        own = {case.id: case for case in await own_cases(u)}
        items = await flagged(u, own)
        more = await _without_room(u, own, sum(line.todo for line in items))
        items += await not_flags(u, own)
        items.sort(key=lambda line: line.at, reverse=True)
        items.sort(key=lambda line: not (line.todo and line.urgency is Urgency.NOW))
        return Inbox(tuple(items), sum(line.todo for line in items) + more, more)


async def _without_room(u: Unit, own: Mapping[str, OwnCase], shown: int) -> int:
    """How many more wait than the `shown`: nearly always none, and then nothing is read."""
    if shown < MOST_SHOWN:
        return 0
    return len(await held_of_worker(u, own, MOST_COUNTED, to_do=True)) - shown


async def todo_count(house: House, who: Who) -> int:
    """How many wait for this worker.

    A number alone, read for the badge of every page: it tells nothing of any case, so no case's
    record gets a row, and it waits for no writer.
    """
    flagged, others = await _waiting(house, who)
    return len(flagged) + others


async def the_one(house: House, who: Who) -> str | None:
    """The id of the one alert that waits for this worker; None where none does, or several do.

    An id alone, for whoever tapped a notification; as the number of the badge otherwise.
    """
    flagged, _ = await _waiting(house, who)
    return flagged[0] if len(flagged) == 1 else None


async def _waiting(house: House, who: Who) -> tuple[list[str], int]:
    """The ids of the alerts of flags that were not seen yet, and how many asks wait."""
    allowed = may(
        Action.LIST_ALERTS,
        role=who.role,
        relation=Relation.NONE,
        purpose=purpose_of(Action.LIST_ALERTS),
    )
    if not allowed or who.worker_id is None:
        raise NotAllowed("not_allowed")
    async with reading(house) as session:
        u = Unit(
            house=house,
            session=session,
            now=house.clock(),
            who=who,
            action=Action.LIST_ALERTS,
        )
        own = {case.id: case for case in await own_cases(u)}
        held = await held_of_worker(u, own, MOST_COUNTED, to_do=True)
        flagged = [one.alert.id for one in held]
        return flagged, sum(line.todo for line in await not_flags(u, own))


async def with_room(house: House, session: AsyncSession, who: Who) -> frozenset[str]:
    """Those alerts of a worker, by id, that their inbox shows now; no case's record gets a row."""
    u = Unit(house=house, session=session, now=house.clock(), who=who, action=Action.LIST_ALERTS)
    try:
        own = {case.id: case for case in await own_cases(u)}
        return frozenset(one.alert.id for one in await held_of_worker(u, own, MOST_SHOWN))
    except Refusal:
        return frozenset()


async def flagged(u: Unit, own: Mapping[str, OwnCase]) -> list[AlertLine]:
    """Flags that came over links to these cases, for the asker; read on both cases' records."""
    held = await held_of_worker(u, own, MOST_SHOWN)
    ids = {one.flag.worker_id for one in held} | {one.way.instead_of or "" for one in held}
    people = await cases_store.workers_with_team(u.session, tuple(ids))
    now = await now_of(u, [one.flag for one in held], own=False)
    lines = [_line(one, now[one.flag.id], people) for one in held]
    crossed = {(one.crossing.case_id, one.crossing, one.by) for one in held}
    for case_id, crossing, by in sorted(crossed, key=lambda each: (each[0], each[1].link_id)):
        link_id, coordinate = crossing.link_id, Purpose.COORDINATE
        u.also(Action.LIST_ALERTS, case_id, detail=link_id)
        other = crossing.other_case_id
        await u.across(Action.LIST_ALERTS, other, purpose=coordinate, detail=link_id, by=by)
    return lines


def _line(one: Held, now: FlagNow, people: People) -> AlertLine:
    worker, team = people[one.flag.worker_id]
    state = ack_state(one.alert)
    return AlertLine(
        id=one.alert.id,
        kind="flagged",
        own_case_id=one.crossing.case_id,
        own_reference=one.crossing.reference,
        other_reference=one.crossing.other_reference,
        flag_kind=now.kind,
        urgency=Urgency(one.flag.urgency),
        by=worker.name,
        team=team,
        at=now.changed_at or one.flag.at,
        state=state.value if one.open else "over",
        todo=state is AckState.SENT and one.open,
        why=one.way.why,
        instead_of=people[one.way.instead_of][0].name if one.way.instead_of else None,
        alone=one.by is Relation.ALERTED,
    )


async def open_alert(house: House, who: Who, alert_id: str, *, purpose: Purpose) -> AlertSheet:
    """Read one alert. NotFound for another worker's, and for one that no longer holds."""
    case_id = await _own_end(house, who, alert_id)
    reason = named(alert_id)
    asked = partial(unit, house, who, Action.SEE_ALERT, case_id)
    async with asked(purpose=purpose, reason=reason, alert_id=alert_id) as u:
        return await _sheet(u, await _held(u, alert_id))


async def seen(house: House, who: Who, alert_id: str, known: object, *, purpose: Purpose) -> None:
    """ "I have seen this". A second press is no error.

    `known`: the number of changes that the page showed (`AlertSheet.now.number`); what nobody has
    read is not seen. Raises Conflict "flag_over", "alert_changed".
    """
    await _acknowledge(house, who, alert_id, (AckState.SEEN, known), purpose)


async def in_touch(
    house: House, who: Who, alert_id: str, known: object, *, purpose: Purpose
) -> None:
    """ "We have been in touch"; implies having seen, so it asks the same of whoever has not said
    that yet. A second press is no error. Raises as `seen`."""
    await _acknowledge(house, who, alert_id, (AckState.IN_TOUCH, known), purpose)


async def _acknowledge(
    house: House, who: Who, alert_id: str, said: tuple[AckState, object], purpose: Purpose
) -> None:
    step, known = said
    case_id = await _own_end(house, who, alert_id)
    reason = named(alert_id)
    asked = partial(unit, house, who, Action.ACK_ALERT, case_id)
    async with asked(purpose=purpose, reason=reason, alert_id=alert_id) as u:
        held = await _held(u, alert_id)
        alert, flag = held.alert, held.flag
        if not held.open:
            raise Conflict("flag_over")
        before = ack_state(alert)
        after = rules.acknowledge(before, step)
        if after is before:
            return
        if before is AckState.SENT:  # the alert is held: a change that comes now asks anew
            changes = (await flag_store.versions(u.session, (flag.id,)))[flag.id]
            check_read(known, len(changes))
        if alert.seen_at is None:
            alert.seen_at = u.now
        if after is AckState.IN_TOUCH:
            alert.in_touch_at = u.now
        await deliveries_store.said(u.session, alert.id, State(after.value))
        other = held.crossing.other_case_id
        await u.across(Action.ACK_ALERT, other, purpose=purpose, detail=alert.id, by=held.by)
        u.hint(f"worker:{flag.worker_id}", {"kind": "flag", "id": flag.id})
        for one in await told_over(u, held):
            u.hint(f"worker:{one.worker_id}", {"kind": "alert"})


async def _own_end(house: House, who: Who, raw: object) -> str:
    """The case to which the alert came for this reader, `NO_CASE` for whatever is not theirs."""
    alert_id = well_formed(raw)
    if alert_id is None or who.worker_id is None:
        return NO_CASE
    async with reading(house) as session:
        found = await alerts_store.alert_with_flag(session, alert_id)
        if found is None or found[0].worker_id != who.worker_id:
            return NO_CASE
        wrapped = await cases_store.wrapped_key(session, found[1].case_id)
        if wrapped is None:
            return NO_CASE
        vault = house.keys.vault(found[1].case_id, wrapped)
        ways = ways_of(vault.open("alert", alert_id, found[0].sealed))
        rows = await cases_store.allocated_cases(session, who.worker_id, house.clock().date())
        closed = await cases_store.closed_cases(session, [way.case_id for way in ways])
    mine = {case.id for case, _ in rows}
    alone = {way.case_id for way in ways if way.why in ALONE} - closed
    # One that is theirs today, else one of which they have this alert alone, else the one that it
    # came to: its record then shows who was refused.
    cases = [way.case_id for way in ways]
    return next((one for some in (mine, alone) for one in cases if one in some), cases[0])


async def _held(u: Unit, alert_id: str) -> Held:
    """The alert and the link over which it came, or NotFound when that no longer holds."""
    own = {case.id: case for case in await own_cases(u)}
    found = await alerts_store.alert_with_flag(u.session, alert_id, hold=True)
    rows = (found,) if found is not None and found[0].worker_id == u.who.worker_id else ()
    held = await still_held(u, own, rows)
    if not held:
        raise Hidden("lapsed") if await _lapsed(u, rows) else NotFound("not_found")
    if held[0].crossing.case_id != u.held.id:
        u.also(u.action, held[0].crossing.case_id, detail=alert_id)
    return held[0]


async def _lapsed(u: Unit, rows: Iterable[tuple[Alert, Flag]]) -> bool:
    """Whether what an alert came over has lapsed: for the record alone."""
    ways = [
        way.link_id
        for alert, flag in rows
        for way in ways_of((await u.vault(flag.case_id)).open("alert", alert.id, alert.sealed))
    ]
    links = await links_store.of_ids(u.session, ways)
    standing = await standing_by_date(u, links)
    return any(not_renewed(link, standing) for link in links)


async def _sheet(u: Unit, held: Held) -> AlertSheet:
    alert, flag, crossing, way = held.alert, held.flag, held.crossing, held.way
    vault, alone = await u.vault(flag.case_id), held.by is Relation.ALERTED
    now = (await now_of(u, (flag,), own=False))[flag.id]
    ids = {flag.worker_id, way.instead_of or flag.worker_id}
    people = await cases_store.workers_with_team(u.session, tuple(ids))
    by, other = colleague(*people[flag.worker_id]), crossing.other_case_id
    coordinate = Purpose.COORDINATE
    await u.across(Action.SEE_ALERT, other, purpose=coordinate, detail=alert.id, by=held.by)
    return AlertSheet(
        alert_id=alert.id,
        own_case_id=crossing.case_id,
        own_reference=crossing.reference,
        other_reference=crossing.other_reference,
        said=flag_said(flag, now.held),
        now=now,
        by=by.name,
        team=by.team,
        at=flag.at,
        shared_because=None if alone else crossing.why,
        agreed_at=None if alone else crossing.agreed_at,
        talk_to=_talk_to(by, crossing),
        works_with=await _works_with(u, crossing.case_id) if alone else (),
        why=way.why,
        instead_of=people[way.instead_of][0].name if way.instead_of else None,
        told=await acks_over(u, vault, await told_over(u, held), way.link_id),
        over=not held.open,
        state=ack_state(alert),
        seen_at=alert.seen_at,
        in_touch_at=alert.in_touch_at,
    )


async def _works_with(u: Unit, case_id: str) -> tuple[Colleague, ...]:
    people = await cases_store.allocated_workers(u.session, (case_id,), u.now.date())
    return tuple(colleague(worker, team) for worker, team in people[case_id])


def _talk_to(by: Colleague, crossing: Crossing) -> Colleague | None:
    if by.id in {one.id for one in crossing.colleagues}:
        return by
    return crossing.colleagues[0] if crossing.colleagues else None
