"""Covers: set by a supervisor of the team, or asked for by an administrator and agreed by one.

A cover gives no case to anybody: it is not asked by `standing.relation_of`. It ends by itself on
its last day, for whether it holds follows from its days alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from peermap_app.bootstrap import House
from peermap_app.domain.access import Action
from peermap_app.domain.cases import Role
from peermap_app.domain.covers import Cover, check_days, check_people, parse_cover
from peermap_app.domain.errors import Conflict, Invalid
from peermap_app.domain.tray import Kind
from peermap_app.services import tray_wake
from peermap_app.services.admission import Hidden, well_formed
from peermap_app.services.unit import Unit, Who, unit
from peermap_app.services.whom import Whom, whom
from peermap_app.storage import alert_tables as away_store
from peermap_app.storage import covers as store
from peermap_app.storage.cover_tables import CoverRow
from peermap_app.storage.tables import Worker
from peermap_app.words.dates import british


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who may be named."""

    id: str
    name: str
    team: str


@dataclass(frozen=True, slots=True)
class CoverLine:
    """A cover. `waits`: a supervisor has not agreed; `own`: the reader may not agree to it."""

    id: str
    away: Whom
    by: Whom
    team: str
    starts: date
    ends: date
    now: bool
    waits: bool
    own: bool
    asked_by: str


@dataclass(frozen=True, slots=True)
class AwayLine:
    """Somebody who said that they are away, from the first to the last of these days."""

    name: str
    starts: date
    ends: date


@dataclass(frozen=True, slots=True)
class CoverSheet:
    """The page: who may be named, and the covers that wait, are to come or hold."""

    people: tuple[Person, ...]
    lines: tuple[CoverLine, ...]
    away: tuple[AwayLine, ...] = ()


@dataclass(frozen=True, slots=True)
class OwnCover:
    """One of one's own: `away` says that the reader is away, else they cover."""

    other: str
    away: bool
    starts: date
    ends: date


async def sheet(house: House, who: Who) -> CoverSheet:
    """A supervisor's own team, or every team for an administrator."""
    async with unit(house, who, Action.SEE_COVERS) as u:
        me, people = await _people(u)
        names = {worker.id: Person(worker.id, worker.name, team) for worker, team in people}
        today = _today(u)
        rows = await store.going_on(u.session, today, tuple(names))
        named = await whom(
            u.session, [one for row in rows for one in (row.worker_id, row.covered_by)]
        )
        lines = []
        for row in rows:
            asker = await u.session.get(Worker, row.asked_by)
            lines.append(_line(row, named, me, today, asker.name if asker else ""))
        return CoverSheet(tuple(names.values()), tuple(lines), await _away(u, names, me))


async def _away(u: Unit, names: Mapping[str, Person], me: Worker) -> tuple[AwayLine, ...]:
    """Who said so, for their own supervisor: an administrator has no need of it."""
    if Role(me.role) is not Role.SUPERVISOR:
        return ()
    rows = await away_store.absences(u.session, tuple(names), _today(u))
    return tuple(AwayLine(names[row.worker_id].name, row.starts, row.ends) for row in rows)


def _line(
    row: CoverRow, named: Mapping[str, Whom], me: Worker, today: date, asker: str
) -> CoverLine:
    return CoverLine(
        id=row.id,
        away=named[row.worker_id],
        by=named[row.covered_by],
        team=named[row.worker_id].team,
        starts=row.starts,
        ends=row.ends,
        now=row.answer is not None and store.cover(row).holds(today),
        waits=row.answer is None,
        own=me.id in (row.asked_by, row.covered_by),
        asked_by=asker,
    )


async def set_cover(house: House, who: Who, raw: Mapping[str, object]) -> None:
    """Say who covers for a worker of the asker's own team. It holds at once.

    Raises:
        Problems: faults of the form, each with its field.
        Invalid: "cover_unknown": nobody of the team.
        Conflict: "cover_same", "cover_yourself", "cover_there", "cover_covers", "cover_away".
    """
    async with unit(house, who, Action.SET_COVER) as u:
        row = await _new(u, raw)
        row.answer, row.answered_by, row.answered_at = store.AGREED, row.asked_by, u.now
        u.session.add(row)
        u.also(Action.SET_COVER, None, detail=_detail(row))
        _tell(u, row)


async def ask_cover(house: House, who: Who, raw: Mapping[str, object]) -> None:
    """Ask for one, as an administrator: it waits for a supervisor of the team.

    Raises what `set_cover` does; Conflict "cover_nobody": the team has no other supervisor.
    """
    async with unit(house, who, Action.ASK_COVER) as u:
        row = await _new(u, raw)
        away = await u.session.get(Worker, row.worker_id)
        team = await store.workers(u.session, away.team_id if away else "")
        leads = [one.id for one, _ in team if one.role == Role.SUPERVISOR]
        if not any(lead != row.covered_by for lead in leads):
            raise Conflict("cover_nobody", field="away")
        u.session.add(row)
        u.also(Action.ASK_COVER, None, detail=_detail(row))
        tray_wake.wake(u, Kind.COVER, row.id)


async def answer_cover(house: House, who: Who, cover_id: object, *, agree: bool) -> None:
    """Agree, and it holds; or refuse.

    Raises:
        NotFound: no such ask, or another team's.
        Conflict: "not_your_own", "answered_already"; on agreeing "cover_gone", and those of
            `set_cover` too.
    """
    async with unit(house, who, Action.ANSWER_COVER) as u:
        row = await _theirs(u, cover_id)
        if u.who.worker_id in (row.asked_by, row.covered_by):
            raise Conflict("not_your_own")
        if row.answer is not None or row.ends < _today(u):
            raise Conflict("answered_already")
        if agree and row.over_at is not None:
            raise Conflict("cover_gone")
        if agree:
            await _check_named(u, store.cover(row))
        row.answer = store.AGREED if agree else store.REFUSED
        row.answered_by, row.answered_at = u.who.worker_id, u.now
        u.session.add(row)
        u.also(Action.ANSWER_COVER, None, detail=f"{_detail(row)} {row.answer}")
        tray_wake.wake(u, Kind.COVER, row.id)
        if agree:
            _tell(u, row)


async def end_cover(house: House, who: Who, cover_id: object) -> None:
    """End one before its last day. A second tap changes nothing. NotFound for another team's."""
    async with unit(house, who, Action.SET_COVER) as u:
        row = await _theirs(u, cover_id)
        if row.over_at is None:
            row.over_at, row.over_by = u.now, u.who.worker_id
            u.session.add(row)
            u.also(Action.SET_COVER, None, detail=f"{_detail(row)} over")
            _tell(u, row)


async def mine(house: House, who: Who) -> tuple[OwnCover, ...]:
    """Who covers for the asker, and for whom the asker covers, now and to come."""
    async with unit(house, who, Action.SEE_ME, reason="covers") as u:
        me = who.worker_id or ""
        lines = []
        for row in await store.of_worker(u.session, me, _today(u)):
            away, by = [await u.session.get(Worker, one) for one in (row.worker_id, row.covered_by)]
            if away is None or by is None or not (away.active and by.active):
                continue
            if away.team_id == by.team_id:
                other = by if row.worker_id == me else away
                lines.append(OwnCover(other.name, row.worker_id == me, row.starts, row.ends))
        return tuple(lines)


def _today(u: Unit) -> date:
    return british(u.now).date()


async def _people(u: Unit) -> tuple[Worker, list[tuple[Worker, str]]]:
    """The asker, and those whom they may name: of their own team, or of all for who administers."""
    me = await u.session.get(Worker, u.who.worker_id)
    assert me is not None  # the unit let them in
    every = Role(me.role) is Role.ADMINISTRATOR
    team = None if every else me.team_id or ""
    return me, list(await store.workers(u.session, team))


async def _new(u: Unit, raw: Mapping[str, object]) -> CoverRow:
    given = parse_cover(raw, _today(u))
    me, people = await _people(u)
    teams = {worker.id: worker.team_id for worker, _ in people}
    for field, named in (("away", given.away), ("by", given.by)):
        if named not in teams:
            raise Invalid("cover_unknown", field=field)
    check_people(given, me.id)
    if teams[given.away] != teams[given.by]:
        raise Conflict("cover_team", field="by")
    await _check_days(u, given, teams[given.away] or "")
    return CoverRow(
        worker_id=given.away,
        covered_by=given.by,
        starts=given.starts,
        ends=given.ends,
        asked_by=me.id,
        asked_at=u.now,
    )


async def _check_days(u: Unit, given: Cover, team_id: str) -> None:
    """An ask that waits keeps its days as a cover does, so agreeing need not look again."""
    await store.lock_team(u.session, team_id)
    people = [worker.id for worker, _ in await store.workers(u.session, team_id)]
    others = await store.going_on(u.session, _today(u), people)
    check_days(given, [store.cover(row) for row in others])


async def _check_named(u: Unit, given: Cover) -> None:
    """Whoever was named is still there, and of one team, when it is agreed to."""
    _, people = await _people(u)
    team = {worker.id for worker, _ in people}
    if not {given.away, given.by} <= team:
        raise Conflict("cover_gone")


async def _theirs(u: Unit, cover_id: object) -> CoverRow:
    row = await store.held(u.session, well_formed(cover_id) or "")
    me = await u.session.get(Worker, u.who.worker_id)
    away = await u.session.get(Worker, row.worker_id) if row is not None else None
    if row is None or away is None or me is None:
        raise Hidden("unknown_cover")
    if me.team_id is None or away.team_id != me.team_id:
        raise Hidden("not_their_team")
    return row


def _detail(row: CoverRow) -> str:
    return f"{row.id} {row.worker_id} {row.covered_by}"


def _tell(u: Unit, row: CoverRow) -> None:
    """Both read it on their own pages: the hint says "look"."""
    for worker_id in (row.worker_id, row.covered_by):
        u.hint(f"worker:{worker_id}", {"kind": "cover"})
