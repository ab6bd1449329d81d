"""Tells somebody else of an alert that nobody has seen: the cover, then the supervisor.

What follows is worked out from the rows and the moment alone (`domain.alerting.escalate`), in one
transaction for each flag, which holds the flag's own row: of two processes one does it, and one
that died, slept or had its clock moved does it when it looks next.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from peermap_app.bootstrap import House
from peermap_app.domain.access import Action, Relation
from peermap_app.domain.alerting import Heard, Next, Side, Told, Way, escalate, waited
from peermap_app.domain.errors import Refusal
from peermap_app.domain.flags import Urgency
from peermap_app.domain.purpose import Purpose
from peermap_app.services import rounds, working_time
from peermap_app.services.alert_sides import sides_of, tell
from peermap_app.services.link_ends import Crossing, OwnCase, crossings, own_case
from peermap_app.services.standing import ways_of
from peermap_app.services.unit import SYSTEM, Unit, reading, writing
from peermap_app.storage import access_record, flag_tables
from peermap_app.storage import alerts as alerts_store
from peermap_app.storage import cases as cases_store
from peermap_app.storage import escalation_tables as store
from peermap_app.storage import reviews as reviews_store
from peermap_app.storage.tables import Alert, CaseFile, Flag

MOST_AT_ONCE = 200
"""So many flags in one round; the next one takes the rest."""
STUCK = timedelta(hours=1)
"""How long until what could not be told is tried again: a link that waits for its next worker may
hold again, and a team may get a supervisor."""


@dataclass(frozen=True, slots=True)
class _Looked:
    """What one look at a flag found: when to look again, and the cases over which it told. `stuck`:
    over a link it is time, and nobody is left."""

    again: datetime | None = None
    told: Told | None = None
    cases: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    stuck: bool = False


async def tell_next(house: House) -> int:
    """Look at each flag that is due; gives of how many somebody was told."""
    async with reading(house) as session:
        due = await store.due(session, house.clock(), MOST_AT_ONCE)
    return await rounds.each(due, partial(_look, house))


async def look_again(house: House) -> None:
    """Have all that waits looked at: after a start, for settings may have changed, and now and
    then, for a clock may have jumped."""
    async with writing(house) as session:
        await store.look_again(session)


async def _look(house: House, flag_id: str) -> bool:
    async with writing(house) as session:
        flag = await session.get(Flag, flag_id)
        if flag is None:
            return False  # it was erased meanwhile
        await cases_store.lock_cases(session, (flag.case_id,))
        row = await store.held(session, flag_id)
        now = house.clock()
        if row is None or row.again_at is None or row.again_at > now:
            return False  # another process was first
        u = Unit(house, session, now, SYSTEM, Action.ESCALATE_ALERT)
        try:
            looked = await _looked(u, flag)
        except Refusal:
            looked = _Looked()  # its key was destroyed
        row.again_at = looked.again
        session.add(row)
        await session.flush()
        about = sorted({flag.case_id, *looked.cases}) if looked.told else []
        entries = [(case_id, _entry(now, case_id, flag_id)) for case_id in about]
        await access_record.append(session, house.keys, entries)
    if looked.told or looked.stuck:  # the page of whoever flagged says so
        hint = {"kind": "flag", "id": flag_id}
        await house.hints.publish(f"worker:{flag.worker_id}", hint)
    if looked.told:
        house.wake.set()
        for worker_id in looked.before:  # the page of an alert says who was told
            await house.hints.publish(f"worker:{worker_id}", {"kind": "alert"})
    return bool(looked.told)


async def _looked(u: Unit, flag: Flag) -> _Looked:
    case = await u.session.get(CaseFile, flag.case_id)
    still = await reviews_store.open_flags(u.session, (flag.id,), u.now.date())
    if case is None or case.closed_at is not None or flag.id not in still:
        return _Looked()
    own, coordinate = await own_case(u, flag.case_id), Purpose.COORDINATE
    told_so_far = await _so_far(u, own, flag)
    links, heard = set(told_so_far.heard), told_so_far.heard
    found = (await crossings(u, (own,), purpose=coordinate, by=Relation.ALERTED))[own.id]
    sides = await sides_of(u, [one for one in found if one.link_id in links])
    told: dict[str, tuple[Way, ...]] = {}
    again: list[datetime] = []
    steps = await _steps(u, flag, sides, told_so_far)
    for step in steps:
        for worker_id, way in step.tell.items():
            told[worker_id] = (*told.get(worker_id, ()), way)
        again += [step.again] if step.again is not None else []
        again += [u.now + STUCK] if step.stuck else []
    held_up = links - {side.link_id for side in sides}
    if any(not any(one.seen for one in heard[link_id]) for link_id in held_up):
        again.append(u.now + STUCK)
    await tell(u, own.vault, flag, told)
    over = {way.case_id for ways in told.values() for way in ways}
    stuck = any(step.stuck for step in steps)
    return _Looked(min(again, default=None), told, tuple(over), told_so_far.people, stuck)


async def nobody_left(u: Unit, own: OwnCase, flag: Flag, sides: Iterable[Crossing]) -> bool:
    """Whether nobody has seen a flag in time over one of these links, which hold now, and there is
    nobody else to tell: for whoever flagged, who alone can do something about it then."""
    told_so_far = await _so_far(u, own, flag)
    went = [one for one in sides if one.link_id in told_so_far.heard]
    if all(any(one.seen for one in told_so_far.heard[side.link_id]) for side in went):
        return False  # the usual case, in which nobody's calendar is read
    steps = await _steps(u, flag, await sides_of(u, went), told_so_far)
    return any(step.stuck for step in steps)


@dataclass(frozen=True, slots=True)
class _SoFar:
    """Who was told over each link that a flag went over, and since when it is to be seen."""

    heard: Mapping[str, Sequence[Heard]]
    people: tuple[str, ...]
    since: datetime


async def _so_far(u: Unit, own: OwnCase, flag: Flag) -> _SoFar:
    held = own.vault.open("flag", flag.id, flag.sealed)
    links = set(held["links"]) - set(held["left_out"])
    alerts = (await alerts_store.alerts_of_flags(u.session, (flag.id,)))[flag.id]
    people = await cases_store.workers_with_team(u.session, [one.worker_id for one in alerts])
    gone = {worker_id for worker_id, (worker, _) in people.items() if not worker.active}
    # What was corrected or added is to be seen from then on, and not from the first sending.
    changed = (await flag_tables.versions(u.session, (flag.id,)))[flag.id]
    since = max([flag.at, *(one.at for one in changed)])
    told = tuple(sorted({one.worker_id for one in alerts}))
    return _SoFar(_heard(own, alerts, links, gone), told, since)


def _heard(
    own: OwnCase, alerts: Iterable[Alert], links: Iterable[str], gone: Collection[str]
) -> Mapping[str, Sequence[Heard]]:
    """Who was told over each link; `gone`: whose account is closed."""
    heard: dict[str, list[Heard]] = {link_id: [] for link_id in links}
    for alert in alerts:
        seen = alert.seen_at is not None
        for way in ways_of(own.vault.open("alert", alert.id, alert.sealed)):
            if way.link_id in heard:
                by = alert.worker_id
                heard[way.link_id].append(Heard(by, way.why, seen, gone=by in gone))
    return heard


async def _steps(u: Unit, flag: Flag, sides: Iterable[Side], so_far: _SoFar) -> list[Next]:
    """What follows over each link, by the rows and the moment alone."""
    waits, urgency = u.house.settings.escalation, Urgency(flag.urgency)
    steps = []
    for side in sides:
        case = await u.session.get_one(CaseFile, side.case_id)
        team = await working_time.of_team(u, case.team_id)
        after = partial(waited, urgency=urgency, waits=waits, team=team)
        steps.append(
            escalate(
                side,
                so_far.heard[side.link_id],
                urgency=urgency,
                at=so_far.since,
                now=u.now,
                flagged_by=flag.worker_id,
                after=after,
            )
        )
    return steps


def _entry(now: datetime, case_id: str, flag_id: str) -> access_record.Entry:
    return access_record.Entry(
        at=now,
        who_kind="system",
        worker_id=None,
        device=None,
        action=Action.ESCALATE_ALERT.value,
        case_id=case_id,
        outcome=access_record.ALLOWED,
        rule="nobody_saw_it",
        detail=flag_id,
    )
