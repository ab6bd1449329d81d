"""What reached a worker: flags on linked cases, and asks to link. The inbox is the truth.

Every read over a link checks both ends now (rule 6): the link is accepted, both young people's
newest third answer is Yes, the reader is allocated to the linked case today. What no longer holds
is not there any more.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlmodel.ext.asyncio.session import AsyncSession

from peermap_app.bootstrap import House
from peermap_app.domain import flags as rules
from peermap_app.domain.access import Action, Relation, may
from peermap_app.domain.deliveries import State
from peermap_app.domain.errors import Conflict, NotAllowed, NotFound, Refusal
from peermap_app.domain.flags import AckState, Urgency
from peermap_app.domain.links import LinkState, state_at
from peermap_app.domain.purpose import Purpose, purpose_of
from peermap_app.services import link_confirms
from peermap_app.services.admission import Hidden, named, well_formed
from peermap_app.services.ask_standing import with_asker
from peermap_app.services.flag_kinds import KindSaid
from peermap_app.services.flag_versions import NO_CASE, FlagNow, now_of
from peermap_app.services.flags import FlagSaid, ack_state, flag_said
from peermap_app.services.link_ends import (
    Colleague,
    Crossing,
    OwnCase,
    colleague,
    crossings,
    not_renewed,
    own_cases,
    standing_by_date,
)
from peermap_app.services.unit import Unit, Who, reading, unit
from peermap_app.storage import alerts as alerts_store
from peermap_app.storage import cases as cases_store
from peermap_app.storage import deliveries as deliveries_store
from peermap_app.storage import links as links_store
from peermap_app.storage import reviews as reviews_store
from peermap_app.storage.links import ASKED
from peermap_app.storage.tables import Alert, Flag

MOST_SHOWN = 100
"""How many alerts an inbox shows; those nobody has acted on come first."""


@dataclass(frozen=True, slots=True)
class AlertLine:
    """One card of the inbox.

    Attributes:
        kind: "flagged" opens by `open_alert(id)`; "link_asked" by `links.asked(id)`.
            "link_waits": `together`.
        own_reference: the reader's own case.
        other_reference: the flagged case; None for an ask (rule 8).
        state: of the alert, or of the ask; "over" for a flag that lapsed or was closed.
        todo: not yet seen, or not yet answered.
    """

    id: str
    kind: Literal["flagged", "link_asked", "link_waits"]
    own_case_id: str
    own_reference: str
    other_reference: str | None
    flag_kind: KindSaid | None
    urgency: Urgency | None
    by: str
    team: str
    at: datetime
    state: Literal["sent", "seen", "in_touch", "over", "asked", "accepted", "declined"]
    todo: bool


@dataclass(frozen=True, slots=True)
class Inbox:
    """Everything that reached a worker, newest first; `todo` counts what waits for them."""

    items: tuple[AlertLine, ...]
    todo: int


@dataclass(frozen=True, slots=True)
class AlertSheet:
    """One flag on a linked case, as a worker of the case it is linked with sees it.

    Attributes:
        shared_because: the reader's own reason for the link; `agreed_at` when it was accepted.
        talk_to: who flagged, while allocated; else a worker allocated now; None when there is none.
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
    shared_because: str
    agreed_at: datetime
    talk_to: Colleague | None
    over: bool
    """It lapsed or was closed: it says what it said, and asks nothing any more."""
    state: AckState
    seen_at: datetime | None
    in_touch_at: datetime | None


async def inbox(house: House, who: Who, *, purpose: Purpose) -> Inbox:
    """What reached this worker and still holds. What is shown stands on both cases' records."""
    async with unit(house, who, Action.LIST_ALERTS, purpose=purpose) as u:
        own = {case.id: case for case in await own_cases(u)}
        items = [*await _flagged(u, own), *await _asks(u, own), *await _to_confirm(u, own)]
        items.sort(key=lambda line: line.at, reverse=True)
        return Inbox(tuple(items), sum(line.todo for line in items))


async def todo_count(house: House, who: Who) -> int:
    """How many wait for this worker.

    A number alone, read for the badge of every page: it tells nothing of any case, so no case's
    record gets a row, and it waits for no writer.
    """
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
        rows = await alerts_store.unseen_of_worker(u.session, _worker(u), MOST_SHOWN)
        waiting = await _holding(u, own, rows)
        still = await _open(u, waiting)
        return sum(flag.id in still for _, flag, _ in waiting) + sum(
            line.todo for line in (*await _asks(u, own), *await _to_confirm(u, own))
        )


async def holding(
    house: House, session: AsyncSession, who: Who, rows: Iterable[tuple[Alert, Flag]]
) -> frozenset[str]:
    """The ids of those alerts of a worker that they may read now: asked by what delivers them.

    It tells nothing of any case, so no case's record gets a row.
    """
    u = Unit(house=house, session=session, now=house.clock(), who=who, action=Action.LIST_ALERTS)
    try:
        own = {case.id: case for case in await own_cases(u)}
        return frozenset(alert.id for alert, _, _ in await _holding(u, own, rows))
    except Refusal:
        return frozenset()  # a role that works with no case any more


def _worker(u: Unit) -> str:
    assert u.who.worker_id is not None  # the table lets workers alone list alerts
    return u.who.worker_id


Held = tuple[Alert, Flag, Crossing]


async def _holding(
    u: Unit, own: Mapping[str, OwnCase], rows: Iterable[tuple[Alert, Flag]]
) -> tuple[Held, ...]:
    """The alerts that still hold, each with the link over which it came, seen from the reader."""
    ways: list[tuple[Alert, Flag, list[dict[str, str]]]] = []
    for alert, flag in rows:
        vault = await u.vault(flag.case_id)
        over = vault.open("alert", alert.id, alert.sealed)["over"]
        ways.append((alert, flag, [way for way in over if way["case"] in own]))
    needed = {way["case"] for _, _, over in ways for way in over}
    found = await crossings(u, [own[case_id] for case_id in needed], purpose=Purpose.COORDINATE)
    by_link = {crossing.link_id: crossing for several in found.values() for crossing in several}
    held: list[Held] = []
    for alert, flag, over in ways:
        links = [by_link[way["link"]] for way in over if way["link"] in by_link]
        held.extend((alert, flag, one) for one in links[:1] if one.other_case_id == flag.case_id)
    return tuple(held)


async def _open(u: Unit, held: Iterable[Held]) -> frozenset[str]:
    """The ids of those flags that ask something still: neither closed nor lapsed."""
    return await reviews_store.open_flags(u.session, [flag.id for _, flag, _ in held], u.now.date())


async def _flagged(u: Unit, own: Mapping[str, OwnCase]) -> list[AlertLine]:
    rows = await alerts_store.alerts_of_worker(u.session, _worker(u), MOST_SHOWN)
    held = await _holding(u, own, rows)
    still = await _open(u, held)
    people = await cases_store.workers_with_team(u.session, [flag.worker_id for _, flag, _ in held])
    now = await now_of(u, [flag for _, flag, _ in held], own=False)
    lines = []
    for alert, flag, crossing in held:
        worker, team = people[flag.worker_id]
        state = ack_state(alert)
        lines.append(
            AlertLine(
                id=alert.id,
                kind="flagged",
                own_case_id=crossing.case_id,
                own_reference=crossing.reference,
                other_reference=crossing.other_reference,
                flag_kind=now[flag.id].kind,
                urgency=Urgency(flag.urgency),
                by=worker.name,
                team=team,
                at=now[flag.id].changed_at or flag.at,
                state=state.value if flag.id in still else "over",
                todo=state is AckState.SENT and flag.id in still,
            )
        )
    crossed = {(one.case_id, one.other_case_id, one.link_id) for _, _, one in held}
    for case_id, other, link_id in sorted(crossed):
        u.also(Action.LIST_ALERTS, case_id, detail=link_id)
        await u.across(Action.LIST_ALERTS, other, purpose=Purpose.COORDINATE, detail=link_id)
    return lines


_SHOWN_ASKS = (LinkState.ASKED, LinkState.ACCEPTED, LinkState.DECLINED)


async def _asks(u: Unit, own: Mapping[str, OwnCase]) -> list[AlertLine]:
    """Asks that came to these cases: read off the links themselves, so none can be missing.

    Left out: those whose asker no longer works with the asking case, unless they were accepted.
    """
    by_hash = {case.end_hash: case for case in own.values()}
    came = [
        (link, by_hash[end.end_hash], state_at(LinkState(link.state), link.asked_at, u.now))
        for link, end in await links_store.of_ends(u.session, tuple(by_hash))
        if end.side == ASKED
    ]
    shown = [row for row in came if row[2] in _SHOWN_ASKS]
    standing = await with_asker(u, [row[0] for row in shown])
    shown = [row for row in shown if row[2] is LinkState.ACCEPTED or row[0].id in standing]
    people = await cases_store.workers_with_team(u.session, [row[0].asked_by for row in shown])
    return [
        AlertLine(
            id=link.id,
            kind="link_asked",
            own_case_id=case.id,
            own_reference=case.reference,
            other_reference=None,
            flag_kind=None,
            urgency=None,
            by=people[link.asked_by][0].name,
            team=people[link.asked_by][1],
            at=link.asked_at,
            state=_ask_state(state),
            todo=state is LinkState.ASKED,
        )
        for link, case, state in shown
    ]


async def _to_confirm(u: Unit, own: Mapping[str, OwnCase]) -> list[AlertLine]:
    """Links that wait for the next worker of these cases: nothing of the other side."""
    no = (None, None, None, "", "")
    return [
        AlertLine(w.link_id, "link_waits", w.case_id, w.reference, *no, w.asked_at, "asked", True)
        for w in await link_confirms.waiting(u, tuple(own.values()))
    ]


def _ask_state(state: LinkState) -> Literal["asked", "accepted", "declined"]:
    if state is LinkState.ACCEPTED:
        return "accepted"
    return "asked" if state is LinkState.ASKED else "declined"


async def open_alert(house: House, who: Who, alert_id: str, *, purpose: Purpose) -> AlertSheet:
    """Read one alert. NotFound for another worker's, and for one that no longer holds."""
    case_id = await _own_end(house, who, alert_id)
    reason = named(alert_id)
    async with unit(house, who, Action.SEE_ALERT, case_id, purpose=purpose, reason=reason) as u:
        return await _sheet(u, await _held(u, alert_id))


async def seen(house: House, who: Who, alert_id: str, *, purpose: Purpose) -> None:
    """ "I have seen this". A second press is no error. Raises Conflict "flag_over"."""
    await _acknowledge(house, who, alert_id, AckState.SEEN, purpose)


async def in_touch(house: House, who: Who, alert_id: str, *, purpose: Purpose) -> None:
    """ "We have been in touch"; implies having seen. A second press is no error. Raises Conflict
    "flag_over"."""
    await _acknowledge(house, who, alert_id, AckState.IN_TOUCH, purpose)


async def _acknowledge(
    house: House, who: Who, alert_id: str, step: AckState, purpose: Purpose
) -> None:
    case_id = await _own_end(house, who, alert_id)
    reason = named(alert_id)
    async with unit(house, who, Action.ACK_ALERT, case_id, purpose=purpose, reason=reason) as u:
        held = await _held(u, alert_id)
        alert, flag, crossing = held
        if not await _open(u, (held,)):
            raise Conflict("flag_over")
        before = ack_state(alert)
        after = rules.acknowledge(before, step)
        if after is before:
            return
        if alert.seen_at is None:
            alert.seen_at = u.now
        if after is AckState.IN_TOUCH:
            alert.in_touch_at = u.now
        await deliveries_store.said(u.session, alert.id, State(after.value))
        other = crossing.other_case_id
        await u.across(Action.ACK_ALERT, other, purpose=purpose, detail=alert.id)
        u.hint(f"worker:{flag.worker_id}", {"kind": "flag", "id": flag.id})
        u.hint(f"worker:{alert.worker_id}", {"kind": "alert"})


async def _own_end(house: House, who: Who, raw: object) -> str:
    """The reader's own case to which the alert came, `NO_CASE` for whatever is not theirs."""
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
        over = vault.open("alert", alert_id, found[0].sealed)["over"]
        rows = await cases_store.allocated_cases(session, who.worker_id, house.clock().date())
    mine = {case.id for case, _ in rows}
    cases = [str(way["case"]) for way in over]
    # One that is theirs today, else the one it came to: its record then shows who was refused.
    return next((one for one in cases if one in mine), cases[0])


async def _held(u: Unit, alert_id: str) -> Held:
    """The alert and the link over which it came, or NotFound when that no longer holds."""
    own = {case.id: case for case in await own_cases(u)}
    found = await alerts_store.alert_with_flag(u.session, alert_id, hold=True)
    rows = (found,) if found is not None and found[0].worker_id == u.who.worker_id else ()
    held = await _holding(u, own, rows)
    if not held:
        raise Hidden("lapsed") if await _lapsed(u, rows) else NotFound("not_found")
    return held[0]


async def _lapsed(u: Unit, rows: Iterable[tuple[Alert, Flag]]) -> bool:
    """Whether what an alert came over has lapsed: for the record alone."""
    ways = [
        str(way["link"])
        for alert, flag in rows
        for way in (await u.vault(flag.case_id)).open("alert", alert.id, alert.sealed)["over"]
    ]
    links = await links_store.of_ids(u.session, ways)
    standing = await standing_by_date(u, links)
    return any(not_renewed(link, standing) for link in links)


async def _sheet(u: Unit, held: Held) -> AlertSheet:
    alert, flag, crossing = held
    now = (await now_of(u, (flag,), own=False))[flag.id]
    people = await cases_store.workers_with_team(u.session, (flag.worker_id,))
    by = colleague(*people[flag.worker_id])
    other = crossing.other_case_id
    await u.across(Action.SEE_ALERT, other, purpose=Purpose.COORDINATE, detail=alert.id)
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
        shared_because=crossing.why,
        agreed_at=crossing.agreed_at,
        talk_to=_talk_to(by, crossing),
        over=not await _open(u, (held,)),
        state=ack_state(alert),
        seen_at=alert.seen_at,
        in_touch_at=alert.in_touch_at,
    )


def _talk_to(by: Colleague, crossing: Crossing) -> Colleague | None:
    if by.id in {one.id for one in crossing.colleagues}:
        return by
    return crossing.colleagues[0] if crossing.colleagues else None
