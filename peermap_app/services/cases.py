"""The cases of a worker, and one case as its page shows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from peermap_app.bootstrap import House
from peermap_app.domain import links as link_rules
from peermap_app.domain.access import Action, Denied, Relation
from peermap_app.domain.consent import SettledAnswers, may_plan
from peermap_app.domain.finding import Standing
from peermap_app.domain.peer_map import Feeling, PeerMap, Person, friends_by_feeling
from peermap_app.domain.purpose import Purpose
from peermap_app.services import (
    company,
    finding,
    flag_drafts,
    held_connections,
    link_lines,
    maps,
    plans,
    receipts,
    reviews,
    sharing_drafts,
    withdrawals,
)
from peermap_app.services.answers import newest_answers, newest_answers_of
from peermap_app.services.ask_standing import with_asker
from peermap_app.services.company import CompanyLine
from peermap_app.services.finding import FindingLine
from peermap_app.services.flags import FlagLine, flag_lines
from peermap_app.services.held_connections import HeldLine
from peermap_app.services.link_ends import OwnCase, crossings, end_hash, open_own
from peermap_app.services.link_lines import LinkLine
from peermap_app.services.link_notes import due_meetings
from peermap_app.services.maps import MapSheet
from peermap_app.services.plans import StepSheet
from peermap_app.services.reviews import NOTHING_WAITS, ReviewLine, SaidLine, Waits
from peermap_app.services.sharing_drafts import HalfWritten
from peermap_app.services.sharing_ends import waiting_places
from peermap_app.services.sharings import SharingSheet, sharing_lines
from peermap_app.services.unit import Unit, Who, unit
from peermap_app.storage import cases as cases_store
from peermap_app.storage import links as links_store
from peermap_app.storage import maps as maps_store
from peermap_app.storage import teams as teams_store
from peermap_app.storage.links import ASKED
from peermap_app.storage.tables import CaseFile, ConsentRecord

MOST_FLAGS = 20
"""How many flags a case page shows."""


@dataclass(frozen=True, slots=True)
class CaseLine:
    """A case in My cases.

    Attributes:
        todo: how many asks to link wait for an answer on it.
        needs_step: a map was kept for planning and nothing was said to happen next (rule 9).
        until: when the case is the asker's for some hours, until when; None for an allocation.
        company: somebody was added, had it for some hours or looked, and the asker has not seen it.
        again: what waits to be looked at again, and what lapsed.
        meetings: on how many links the day to meet has come.
        colleague: what came of looking for a colleague, for who may ask with it; None for nothing.
    """

    id: str
    reference: str
    initials: str
    born: int
    todo: int
    needs_step: bool
    until: datetime | None = None
    company: bool = False
    again: Waits = NOTHING_WAITS
    meetings: int = 0
    colleague: Standing | None = None


@dataclass(frozen=True, slots=True)
class AllocatedWorker:
    """Who works with the young person; `you` is the reader."""

    name: str
    you: bool


@dataclass(frozen=True, slots=True)
class VersionLine:
    """A kept map among all that were kept."""

    version: int
    kept_at: datetime


@dataclass(frozen=True, slots=True)
class CaseSheet:
    """One case as its allocated worker sees it. Strengths stand before worries (rule 9).

    Attributes:
        map: the newest kept map; None when there is none.
        lapsed: there is none, because each that was kept and not withdrawn has lapsed.
        versions: every kept map, newest first.
        answers: the newest; they hold for every version.
        declined_at: when keeping was last declined, if that was after the newest kept map.
        good, tricky: labels of people, empty unless planning was agreed to.
        next_step: the newest, None unless planning was agreed to.
        needs_step: planning was agreed to, and the newest map has no next step yet.
        steps_ended: how many steps the newest withdrawal of planning ended; 0 once it is Yes again.
        why_no_link: None when asking is possible; else no_answer, talk_not_yes, agreed_first or
            links_full.
        drawing_id: the drawing that the reader has going on this case.
        changes: every change of mind since, newest first.
        card: whether My map was handed out; None when it was not.
        covering: the reader has the case for some hours: they draw and link nothing.
        company: who else came to the case, newest first.
        again: what is to be looked at again before it lapses, and what lapsed lately.
        again_said: what was said about such things, newest first.
        held: what its own record already holds of connections, strengths first.
        half_flag: when the reader last wrote on a flag that is not sent; None without one.
        half_shared: the sharing records that they have half written.
    """

    id: str
    reference: str
    initials: str
    born: int
    allocated: tuple[AllocatedWorker, ...]
    supervisor: str | None
    map: MapSheet | None
    lapsed: bool
    versions: tuple[VersionLine, ...]
    answers: SettledAnswers | None
    declined_at: datetime | None
    may_plan: bool
    good: tuple[str, ...]
    tricky: tuple[str, ...]
    next_step: StepSheet | None
    needs_step: bool
    steps_ended: int
    links: tuple[LinkLine, ...]
    links_used: int
    sharings: tuple[SharingSheet, ...]
    findings: tuple[FindingLine, ...]
    links_most: int
    why_no_link: str | None
    flags: tuple[FlagLine, ...]
    drawing_id: str | None
    changes: tuple[withdrawals.ChangeLine, ...]
    card: receipts.CardLine | None
    covering: bool
    company: tuple[CompanyLine, ...]
    again: tuple[ReviewLine, ...]
    again_said: tuple[SaidLine, ...]
    half_flag: datetime | None
    half_shared: tuple[HalfWritten, ...]
    held: tuple[HeldLine, ...]


async def my_cases(house: House, who: Who) -> tuple[CaseLine, ...]:
    """The asker's cases of today, by reference, and those given to them for some hours.

    That each was shown stands on its own record.
    """
    async with unit(house, who, Action.LIST_CASES) as u:
        assert who.worker_id is not None  # the table lets workers alone list cases
        rows = list(await cases_store.allocated_cases(u.session, who.worker_id, u.now.date()))
        own = {case.id for case, _ in rows}
        covered = await teams_store.covered_cases(u.session, who.worker_id, u.now)
        until = {case.id: ends for case, _, ends in covered if case.id not in own}
        rows += [(case, wrapped) for case, wrapped, _ in covered if case.id in until]
        if not rows:
            return ()
        ids = [case.id for case, _ in rows]
        company_of = await company.unseen(u, ids)
        again = await reviews.waits(u, [case for case, _ in rows])
        answers = await newest_answers_of(u, ids)
        newest, answered = await maps_store.maps_with_steps(u.session, ids)
        asks = await _asks_waiting(u, [case for case, _ in rows])
        meetings = await due_meetings(u, [case for case, _ in rows])
        told = await finding.told(u, sorted(own))
        lines = []
        for case, wrapped in rows:
            held = u.keys.vault(case.id, wrapped).open("case_file", case.id, case.sealed)
            u.also(Action.LIST_CASES, case.id)
            lines.append(
                CaseLine(
                    id=case.id,
                    reference=held["reference"],
                    initials=held["initials"],
                    born=held["born"],
                    todo=asks.get(case.id, 0),
                    needs_step=may_plan(answers.get(case.id))
                    and newest.get(case.id) not in answered,
                    until=until.get(case.id),
                    company=case.id in company_of,
                    again=again.get(case.id, NOTHING_WAITS),
                    meetings=meetings.get(case.id, 0),
                    colleague=told.get(case.id),
                )
            )
        return tuple(sorted(lines, key=lambda line: line.reference))


async def _asks_waiting(u: Unit, cases: list[CaseFile]) -> dict[str, int]:
    """How many asks to link wait on each case."""
    by_hash = {end_hash(u.keys, case.reference_hash): case.id for case in cases}
    waiting: dict[str, int] = {}
    rows = await links_store.of_ends(u.session, tuple(by_hash))
    came = [link for link, end in rows if end.side == ASKED]
    standing = await with_asker(u, came)
    for link, end in rows:
        state = link_rules.state_at(link_rules.LinkState(link.state), link.asked_at, u.now)
        if link.id in standing and end.side == ASKED and state is link_rules.LinkState.ASKED:
            case_id = by_hash[end.end_hash]
            waiting[case_id] = waiting.get(case_id, 0) + 1
    return waiting


@dataclass(frozen=True, slots=True)
class _Kept:
    """What was kept of a case, still to be drawn."""

    newest: maps.OpenedMap | None
    lapsed: bool
    versions: tuple[VersionLine, ...]
    declined_at: datetime | None
    answers: SettledAnswers | None
    step: StepSheet | None
    steps_ended: int
    changes: tuple[withdrawals.ChangeLine, ...]
    card: receipts.CardLine | None


async def open_case(house: House, who: Who, case_id: str) -> CaseSheet:
    """One case. Its parts are read each for its own purpose, and each stands on the record."""
    async with unit(house, who, Action.SEE_CASE, case_id) as u:
        read = await _read(u)
    kept = read.kept
    sheet = await maps.drawn(kept.newest) if kept.newest is not None else None
    answers, planning = kept.answers, may_plan(kept.answers)
    good, tricky = _strengths_and_worries(sheet.peer_map) if sheet and planning else ((), ())
    return CaseSheet(
        id=read.own.id,
        reference=read.own.reference,
        initials=read.own.initials,
        born=read.born,
        allocated=read.allocated,
        supervisor=read.supervisor,
        map=sheet,
        lapsed=kept.lapsed,
        versions=kept.versions,
        answers=answers,
        declined_at=kept.declined_at,
        may_plan=planning,
        good=good,
        tricky=tricky,
        next_step=kept.step if planning else None,
        needs_step=planning and sheet is not None and not _answers_newest(kept.step, sheet),
        steps_ended=0 if planning else kept.steps_ended,
        links=read.links,
        links_used=read.used,
        sharings=read.sharings,
        findings=read.findings,
        links_most=link_rules.places(read.used),
        why_no_link=_why_no_link(answers, read.used, sheet),
        flags=read.flags,
        drawing_id=read.drawing_id,
        changes=kept.changes,
        card=kept.card,
        covering=read.covering,
        company=read.company,
        again=read.again,
        again_said=read.again_said,
        half_flag=read.half_flag,
        half_shared=read.half_shared,
        held=read.held,
    )


@dataclass(frozen=True, slots=True)
class _Read:
    """All that a case page was read from, in one transaction."""

    own: OwnCase
    born: int
    kept: _Kept
    links: tuple[LinkLine, ...]
    used: int
    sharings: tuple[SharingSheet, ...]
    findings: tuple[FindingLine, ...]
    flags: tuple[FlagLine, ...]
    allocated: tuple[AllocatedWorker, ...]
    supervisor: str | None
    drawing_id: str | None
    covering: bool
    company: tuple[CompanyLine, ...]
    again: tuple[ReviewLine, ...]
    again_said: tuple[SaidLine, ...]
    half_flag: datetime | None
    half_shared: tuple[HalfWritten, ...]
    held: tuple[HeldLine, ...]


async def _read(u: Unit) -> _Read:
    case = await u.session.get(CaseFile, u.held.id)
    assert case is not None  # the unit found it
    own = open_own(u, case, u.held.vault)
    kept = await _kept(u)
    await u.part(Action.SEE_LINK, Purpose.COORDINATE)
    sides = (await crossings(u, (own,), purpose=Purpose.COORDINATE))[own.id]
    ends = await link_lines.ends_of(u, own.end_hash)
    link_rows = await link_lines.lines(u, own, ends, sides)
    await u.part(Action.SEE_FLAG, Purpose.COORDINATE)
    await u.part(Action.SEE_HELD, Purpose.COORDINATE)
    allocated, supervisor = await _people(u, case)
    return _Read(
        own=own,
        born=int(own.vault.open("case_file", case.id, case.sealed)["born"]),
        kept=kept,
        links=link_rows,
        used=link_lines.places_taken(ends, u.now) + await waiting_places(u, own.id, own.vault),
        sharings=await _sharings(u, own),
        findings=await finding.lines(u, own),
        flags=await flag_lines(u, own, sides, MOST_FLAGS),
        allocated=allocated,
        supervisor=supervisor,
        drawing_id=await cases_store.live_drawing(u.session, own.id, u.who.worker_id, u.now),
        covering=u.held.relation is Relation.COVERS,
        company=await company.lines(u, own),
        again=await reviews.lines(u, own),
        again_said=await reviews.said_lines(u, own),
        half_flag=draft.at if (draft := await flag_drafts.of_case(u)) else None,
        half_shared=await sharing_drafts.lines(u),
        held=await held_connections.lines(u, own),
    )


async def _sharings(u: Unit, own: OwnCase) -> tuple[SharingSheet, ...]:
    """What is shared without agreement, or waits; of no concern to who has it for some hours."""
    if u.held.relation is not Relation.ALLOCATED:
        return ()
    found = await sharing_lines(u, own)
    if found:
        await u.part(Action.SEE_SHARING, Purpose.COORDINATE)
    return found


def _why_no_link(answers: SettledAnswers | None, used: int, sheet: MapSheet | None) -> str | None:
    missing = sheet is not None and sheet.other.missing
    may_ask = link_rules.may_ask(answers, used, others_missing=missing, decided=True)
    return may_ask.reason if isinstance(may_ask, Denied) else None


def _answers_newest(step: StepSheet | None, sheet: MapSheet | None) -> bool:
    return step is not None and sheet is not None and step.for_version == sheet.version


async def _kept(u: Unit) -> _Kept:
    rows = await maps_store.kept_maps(u.session, u.held.id, u.now.date())
    declined: ConsentRecord | None = await maps_store.newest_not_kept(u.session, u.held.id)
    newest = None
    if rows:
        await u.part(Action.SEE_MAP, Purpose.PLAN_TOGETHER, detail=rows[0][0].id)
        newest = await maps.opened(u, u.held.vault, *rows[0], newest=True)
    later = declined is not None and (not rows or declined.at > rows[0][0].kept_at)
    return _Kept(
        newest,
        not rows and bool(await maps_store.not_withdrawn(u.session, u.held.id)),
        tuple(VersionLine(row.version, row.kept_at) for row, _ in rows),
        declined.at if declined is not None and later else None,
        await newest_answers(u, u.held.id),
        await plans.newest_step(u, u.held.id, u.held.vault),
        await plans.steps_ended(u, u.held.id, u.held.vault),
        await withdrawals.change_lines(u, u.held.vault),
        await receipts.card_line(u, u.held.id),
    )


async def _people(u: Unit, case: CaseFile) -> tuple[tuple[AllocatedWorker, ...], str | None]:
    workers = await cases_store.allocated_workers(u.session, (case.id,), u.now.date())
    allocated = [
        AllocatedWorker(worker.name, worker.id == u.who.worker_id) for worker, _ in workers[case.id]
    ]
    supervisor = None
    if case.supervisor_id is not None:
        found = await cases_store.workers_with_team(u.session, (case.supervisor_id,))
        supervisor = found[case.supervisor_id][0].name
    return tuple(sorted(allocated, key=lambda one: not one.you)), supervisor


def _strengths_and_worries(peer_map: PeerMap) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """ "Good: AK, youth club" and "Tricky: DW": people, then where the good ones are met."""
    groups = {group.feeling: group.people for group in friends_by_feeling(peer_map)}
    good, tricky = groups.get(Feeling.GOOD, ()), groups.get(Feeling.TRICKY, ())
    return (*_labels(good), *_met_at(peer_map, good)), _labels(tricky)


def _labels(people: tuple[Person, ...]) -> tuple[str, ...]:
    return tuple(person.label for person in people)


def _met_at(peer_map: PeerMap, people: tuple[Person, ...]) -> tuple[str, ...]:
    places = [peer_map.place(person.place) for person in people if person.place]
    return tuple(dict.fromkeys(place.label for place in places if place is not None))
