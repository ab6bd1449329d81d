"""My team: the cases that a supervisor supervises, what waits for them, and a look at one map.

A supervisor opens no case. What they see of one is whose it is, who works with it and which maps
there are; a map opens for a reason, once, and the reason stands where its worker sees it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from peermap_app.bootstrap import House
from peermap_app.domain.access import Action
from peermap_app.domain.errors import NotFound
from peermap_app.domain.purpose import Purpose
from peermap_app.domain.temporary import ASK_LAPSES, parse_why
from peermap_app.services import maps, reviews, temporary
from peermap_app.services.hearing import tell_concerned
from peermap_app.services.link_ends import OwnCase, open_own
from peermap_app.services.reviews import NOTHING_WAITS, Waits
from peermap_app.services.unanswered import unanswered
from peermap_app.services.unit import Unit, Who, unit
from peermap_app.services.whom import Whom, whom
from peermap_app.storage import cases as cases_store
from peermap_app.storage import maps as maps_store
from peermap_app.storage import record_reading
from peermap_app.storage import teams as store
from peermap_app.storage.tables import CaseFile, Worker, new_id
from peermap_app.storage.team_tables import MapLook, TemporaryAsk

MOST_CASES = 50
"""How many cases one page of My team shows."""
SHOWN_FOR = timedelta(days=90)
"""How long it stays on a case's page who had it for some hours, who looked and who was added."""


@dataclass(frozen=True, slots=True)
class TeamLine:
    """A case in My team. `workers` is empty where nobody is allocated today."""

    id: str
    reference: str
    initials: str
    workers: tuple[str, ...]
    covered: int
    """How many have it for some hours now."""
    asks: int
    """How many ask for it and wait."""
    again: Waits
    """What waits to be looked at again, and what lapsed while nobody answered."""
    unseen: int = 0
    """How many alerts came to it that nobody has seen: a number, and nothing of what they say."""


@dataclass(frozen=True, slots=True)
class TeamSheet:
    """One page of My team. `more`: there is another one."""

    lines: tuple[TeamLine, ...]
    page: int
    more: bool


async def my_team(house: House, who: Who, page: int = 0) -> TeamSheet:
    """The cases of the asker's team; that each was shown stands on its own record."""
    at = max(0, min(page, 10_000))
    async with unit(house, who, Action.SEE_TEAM) as u:
        worker = await u.session.get(Worker, who.worker_id)
        assert worker is not None  # the unit let them in
        rows = await store.team_cases(u.session, worker, after=at * MOST_CASES, most=MOST_CASES + 1)
        shown = rows[:MOST_CASES]
        ids = [case.id for case, _ in shown]
        people = await cases_store.allocated_workers(u.session, ids, u.now.date())
        waiting = await _asks_by_case(u, [case for case, _ in shown])
        again = await reviews.waits(u, [case for case, _ in shown])
        owns = {case.id: open_own(u, case, u.keys.vault(case.id, key)) for case, key in shown}
        told = {one.id for several in people.values() for one, _ in several} | {worker.id}
        unseen = await unanswered(u, tuple(owns.values()), sorted(told))
        lines = []
        for case, _ in shown:
            own = owns[case.id]
            held = await store.temporaries(u.session, case.id, u.now)
            u.also(Action.SEE_TEAM, case.id)
            lines.append(
                TeamLine(
                    id=case.id,
                    reference=own.reference,
                    initials=own.initials,
                    workers=tuple(one.name for one, _ in people[case.id]),
                    covered=sum(one.holds(u.now) for one in held),
                    asks=len(waiting.get(case.id, ())),
                    again=again.get(case.id, NOTHING_WAITS),
                    unseen=unseen.get(case.id, 0),
                )
            )
        # What waits stands first; then by reference.
        lines.sort(key=_what_waits_first)
        return TeamSheet(tuple(lines), at, len(rows) > MOST_CASES)


def _what_waits_first(line: TeamLine) -> tuple[bool, bool, bool, bool, str]:
    waits = line.again.asked + line.again.lapsed
    return line.unseen == 0, line.asks == 0, bool(line.workers), waits == 0, line.reference


async def _asks_by_case(u: Unit, cases: list[CaseFile]) -> dict[str, list[TemporaryAsk]]:
    by_hash = {store.ask_hash(u.keys, case.reference_hash): case.id for case in cases}
    found: dict[str, list[TemporaryAsk]] = {}
    for ask in await store.asks(u.session, tuple(by_hash), u.now - ASK_LAPSES):
        found.setdefault(by_hash[ask.case_hash], []).append(ask)
    return found


@dataclass(frozen=True, slots=True)
class AskLine:
    """Somebody asks for the case. `own`: the reader themself, who may not answer it."""

    id: str
    by: Whom
    why: str
    at: datetime
    own: bool


@dataclass(frozen=True, slots=True)
class TemporaryLine:
    """Somebody has, or had, the case for some hours. `over_at` None: it is not over."""

    id: str
    name: str
    by: str
    why: str
    starts_at: datetime
    ends_at: datetime
    over_at: datetime | None


@dataclass(frozen=True, slots=True)
class TeamCaseSheet:
    """What a supervisor sees of one case without opening it. `versions`: (number, kept at).

    `wholes`: (name, when) of each whole record of it that a data protection lead made lately.
    """

    id: str
    reference: str
    initials: str
    workers: tuple[str, ...]
    versions: tuple[tuple[int, datetime], ...]
    temporaries: tuple[TemporaryLine, ...]
    asks: tuple[AskLine, ...]
    wholes: tuple[tuple[str, datetime], ...]


async def team_case(house: House, who: Who, case_id: str, *, purpose: Purpose) -> TeamCaseSheet:
    """One case of the asker's team, without any map. NotFound for every other case."""
    async with unit(house, who, Action.SEE_TEAM_CASE, case_id, purpose=purpose) as u:
        case, own = await _own(u)
        people = await cases_store.allocated_workers(u.session, (own.id,), u.now.date())
        kept = await maps_store.kept_maps(u.session, own.id, u.now.date())
        asks = (await _asks_by_case(u, [case])).get(own.id, [])
        return TeamCaseSheet(
            id=own.id,
            reference=own.reference,
            initials=own.initials,
            workers=tuple(one.name for one, _ in people[own.id]),
            versions=tuple((row.version, row.kept_at) for row, _ in kept),
            temporaries=await temporary_lines(u, own),
            asks=await _ask_lines(u, own, asks),
            wholes=await _wholes(u, own.id),
        )


async def still_shown(
    house: House, who: Who, case_id: str, version: object, *, purpose: Purpose
) -> None:
    """Whether a map that was looked at still stands, in a case that is still the asker's to see.

    NotFound otherwise: an open page then shows nothing of it any more. The map is not read again.
    """
    sheet = await team_case(house, who, case_id, purpose=purpose)
    if version and str(version) not in {str(number) for number, _ in sheet.versions}:
        raise NotFound("not_found")


async def _wholes(u: Unit, case_id: str) -> tuple[tuple[str, datetime], ...]:
    since = u.now - SHOWN_FOR
    rows = await record_reading.whole_records(u.session, since, case_ids=(case_id,))
    people = await cases_store.workers_with_team(u.session, [one for _, one, _ in rows])
    return tuple((people[one][0].name, at) for _, one, at in reversed(rows))


async def _own(u: Unit) -> tuple[CaseFile, OwnCase]:
    case = await u.session.get(CaseFile, u.held.id)
    assert case is not None  # the unit found it
    return case, open_own(u, case, u.held.vault)


async def temporary_lines(u: Unit, own: OwnCase) -> tuple[TemporaryLine, ...]:
    """Who has a case for some hours, and who had it lately; newest first."""
    rows = await store.temporaries(u.session, own.id, u.now - SHOWN_FOR)
    ids = {each for row in rows for each in (row.worker_id, row.given_by)}
    people = await cases_store.workers_with_team(u.session, tuple(ids))
    return tuple(
        TemporaryLine(
            id=row.id,
            name=people[row.worker_id][0].name,
            by=people[row.given_by][0].name,
            why=own.vault.open(temporary.KIND, row.id, row.sealed)["why"],
            starts_at=row.starts_at,
            ends_at=row.ends_at,
            over_at=row.over_at or (row.ends_at if row.ends_at <= u.now else None),
        )
        for row in reversed(rows)
    )


async def _ask_lines(u: Unit, own: OwnCase, rows: list[TemporaryAsk]) -> tuple[AskLine, ...]:
    people = await whom(u.session, [row.asked_by for row in rows])
    return tuple(
        AskLine(
            id=row.id,
            by=people[row.asked_by],
            why=own.vault.open("temporary_ask", row.id, row.sealed)["why"],
            at=row.asked_at,
            own=row.asked_by == u.who.worker_id,
        )
        for row in rows
    )


async def look_at_map(
    house: House,
    who: Who,
    case_id: str,
    version: object,
    raw: Mapping[str, object],
    *,
    purpose: Purpose,
) -> maps.MapSheet:
    """Read one kept map of a case that the asker supervises, once, for a reason.

    The reason is sealed under the case, its id stands in the record, and the case's worker sees it.

    Raises:
        NotFound: not theirs, or no such version.
        Problems: no reason, or one that says who somebody is.
    """
    async with unit(house, who, Action.LOOK_AT_MAP, case_id, purpose=purpose) as u:
        why = parse_why(raw)
        held = await maps.find(u, version)
        look_id = new_id()
        assert who.worker_id is not None  # the table lets supervisors alone look
        u.session.add(
            MapLook(
                id=look_id,
                case_id=u.held.id,
                kept_map_id=held.row.id,
                worker_id=who.worker_id,
                at=u.now,
                sealed=u.held.vault.seal("map_look", look_id, why.to_wire()),
            )
        )
        u.also(Action.LOOK_AT_MAP, u.held.id, detail=f"{look_id} {held.row.id}")
        await tell_concerned(u, u.held.id, {"kind": "case"})
    return await maps.drawn(held)
