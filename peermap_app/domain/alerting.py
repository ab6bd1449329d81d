"""Whom a flag alerts and why, and who is told next when nobody has seen it.

One hop: whoever works now with a case that is linked with the flagged one. Where they are away, or
it cannot wait for working hours, or nobody is there, somebody is told who sees that alert alone.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from .flags import Urgency
from .working_time import WorkingTime


class Why(StrEnum):
    """Why somebody was told. All but the first see that alert alone."""

    ALLOCATED = "allocated"
    COVERS = "covers"
    """For a colleague who is away that day."""
    ON_DUTY = "on_duty"
    """For the case's team, outside its hours, of what cannot wait."""
    NOBODY = "nobody"
    """Supervises a case that nobody is allocated to."""
    ALL_AWAY = "all_away"
    """Supervises a case whose workers are all away, and nobody covers."""
    UNSEEN_COVERS = "unseen_covers"
    """Covers, and was told later because nobody had seen it."""
    UNSEEN_ALLOCATED = "unseen_allocated"
    """Came to the case since, and was told because nobody had seen it."""
    UNSEEN = "unseen"
    """Supervises, and was told because nobody had seen it."""


ALONE = frozenset(Why) - {Why.ALLOCATED, Why.UNSEEN_ALLOCATED}
"""Who was told so needs no case for it, and gets none by it."""
_LATER = {Why.UNSEEN_COVERS, Why.UNSEEN_ALLOCATED, Why.UNSEEN}


@dataclass(frozen=True, slots=True)
class Way:
    """Over which link somebody was told, for which case, why, and for whom they stand in."""

    link_id: str
    case_id: str
    why: Why = Why.ALLOCATED
    instead_of: str | None = None


@dataclass(frozen=True, slots=True)
class Side:
    """The other end of a link that holds, as it is now. People are ids of active accounts.

    Attributes:
        workers: allocated now.
        away: those of them who are away today.
        covers: who is away -> who covers for them.
        on_duty: the duty supervisor of the case's team, outside its working hours alone.
        supervisors: everybody who supervises the case.
        lost: covers who are away today themselves.
    """

    link_id: str
    case_id: str
    workers: tuple[str, ...] = ()
    away: frozenset[str] = frozenset()
    covers: Mapping[str, str] = field(default_factory=dict)
    on_duty: str | None = None
    supervisors: tuple[str, ...] = ()
    lost: frozenset[str] = frozenset()


Told = dict[str, tuple[Way, ...]]
"""Who is told -> the ways; one for each link, by its strongest reason."""


def whom(sides: Iterable[Side], urgency: Urgency, flagged_by: str | None) -> Told:
    """Everybody whom a flag alerts, each once, however many of their cases are linked with it.

    The worker who flags is not alerted to their own flag, in whatever part.
    """
    told: dict[str, dict[str, Way]] = {}
    for side in sides:
        for worker, way in _of_side(side, urgency):
            if worker != flagged_by:
                told.setdefault(worker, {}).setdefault(side.link_id, way)
    return {worker: tuple(ways.values()) for worker, ways in told.items()}


def with_ways(held: Sequence[Way], new: Iterable[Way]) -> tuple[Way, ...]:
    """The ways of somebody who is told: one for each link, as it was, and those that are new.

    A reason that stands alone takes the place of one that needs the case: whoever was told as its
    worker, and is told once more in another's place, reads it from then on without that case.
    """
    ways = {way.link_id: way for way in held}
    for way in new:
        before = ways.get(way.link_id)
        if before is None or (way.why in ALONE and before.why not in ALONE):
            ways[way.link_id] = way
    return tuple(ways.values())


def named_now(side: Side, worker: str, urgency: Urgency, flagged_by: str | None) -> bool:
    """Whether a flag would be told to this person by now, at once or in the end: whom the rule
    names, and the supervisors, whom `escalate` passes over as told already."""
    return worker in whom((side,), urgency, flagged_by) or (
        worker in side.supervisors and worker != flagged_by
    )


def _of_side(side: Side, urgency: Urgency) -> list[tuple[str, Way]]:
    """In order of their reasons: the first of a worker counts."""

    def way(why: Why, instead_of: str | None = None) -> Way:
        return Way(side.link_id, side.case_id, why, instead_of)

    told = [(worker, way(Why.ALLOCATED)) for worker in side.workers]
    told += [(cover, way(Why.COVERS, gone)) for gone, cover in _covers(side)]
    if urgency is Urgency.NOW and side.on_duty is not None:
        told.append((side.on_duty, way(Why.ON_DUTY)))
    if not side.workers:
        told += [(one, way(Why.NOBODY)) for one in side.supervisors]
    elif not somebody_there(side):
        told += [(one, way(Why.ALL_AWAY)) for one in side.supervisors]
    return told


def _covers(side: Side) -> list[tuple[str, str]]:
    """(who is away, who covers) for those allocated now."""
    return [
        (worker, side.covers[worker])
        for worker in side.workers
        if worker in side.away and worker in side.covers
    ]


def somebody_there(side: Side) -> bool:
    """Whether somebody who is not away works with the case, or covers for one who does."""
    at_work = [worker for worker in side.workers if worker not in side.away]
    return bool(at_work) or any(cover not in side.lost for _, cover in _covers(side))


@dataclass(frozen=True, slots=True)
class Waits:
    """How long an alert may stay unseen before somebody else is told; then as long again."""

    now: timedelta = timedelta(minutes=30)
    """Of the clock, by night too."""
    today: timedelta = timedelta(hours=4)
    """Of the team's working time."""
    this_week: int = 2
    """Of the team's working days."""


def waited(at: datetime, urgency: Urgency, waits: Waits, team: WorkingTime) -> datetime:
    """When what nobody has seen since `at` has waited long enough (never by its threshold)."""
    if urgency is Urgency.NOW:
        return at + waits.now
    if urgency is Urgency.TODAY:
        return team.add_working_hours(at, waits.today)
    return team.add_working_days(at, waits.this_week)


@dataclass(frozen=True, slots=True)
class Heard:
    """Somebody who was told over a link, as the rows say it. `gone`: they sign in no more."""

    worker: str
    why: Why
    seen: bool
    gone: bool = False


@dataclass(frozen=True, slots=True)
class Next:
    """Who is told now (none: nobody), and when to look again (None: there is nothing to wait for).

    `stuck`: it is time, and nobody is left to tell, or whoever supervises the case knows it as its
    worker alone, who may be that no more. It is to be looked at again.
    """

    tell: Mapping[str, Way]
    again: datetime | None = None
    stuck: bool = False


def reads(side: Side, one: Heard) -> bool:
    """Whether somebody who was told can read it now: as a worker of the case, or alone."""
    return not one.gone and (one.worker in side.workers or one.why in ALONE)


def escalate(
    side: Side,
    heard: Sequence[Heard],
    *,
    urgency: Urgency,
    at: datetime,
    now: datetime,
    flagged_by: str | None,
    after: Callable[[datetime], datetime],
) -> Next:
    """What follows, of a flag of `at` over one link, from the rows and the moment alone.

    Whoever saw it ends it. Where nobody who was told can read it any more, whoever the rule names
    by now is told at once. After the first wait the cover is told, or whoever came to the case
    since; after the second, or where there is none of them to tell, the supervisors. Known it is
    to those alone who can read it now: an allocation that ended leaves nobody told. Asked again
    with what it said written down, it says nothing new; asked late, it loses no step.

    `after`: a moment and the wait of this flag's urgency.
    """
    if any(one.seen for one in heard):
        return Next({})
    first = after(at)
    readers = [one for one in heard if reads(side, one)]
    known = {one.worker for one in readers} | {flagged_by}
    if not readers:
        anew = _anew(side, urgency, known)
        if anew:
            return Next(anew, first if now < first else after(first))
    if now < first:
        return Next({}, first)
    later = {one.why for one in readers} & _LATER
    stand_ins = {} if later else _stand_ins(side, known)
    if stand_ins:
        return Next(stand_ins, after(first))
    if Why.UNSEEN in later or (later and now < after(first)):
        return Next({}, None if Why.UNSEEN in later else after(first))
    last = {
        one: Way(side.link_id, side.case_id, Why.UNSEEN)
        for one in side.supervisors
        if one not in known
    }
    stays = any(one.why in ALONE and one.worker in side.supervisors for one in readers)
    return Next(last, stuck=not last and not stays)


def _anew(side: Side, urgency: Urgency, known: Iterable[str | None]) -> dict[str, Way]:
    """Whom a flag would tell if it were sent now."""
    ways: dict[str, Way] = {}
    for worker, way in _of_side(side, urgency):
        if worker not in known:
            ways.setdefault(worker, way)
    return ways


def _stand_ins(side: Side, known: Iterable[str | None]) -> dict[str, Way]:
    ways = {
        worker: Way(side.link_id, side.case_id, Why.UNSEEN_ALLOCATED)
        for worker in side.workers
        if worker not in known
    }
    for gone, cover in _covers(side):
        if cover not in known and cover not in ways:
            ways[cover] = Way(side.link_id, side.case_id, Why.UNSEEN_COVERS, gone)
    return ways
