"""Kept maps and what was said about them (rules 3 and 4): written once, read for one purpose."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from peermap_app.bootstrap import House
from peermap_app.domain.access import Action, Relation
from peermap_app.domain.cases import first_name
from peermap_app.domain.company import Company, parse_company
from peermap_app.domain.consent import (
    Mark,
    Outcome,
    PresenceNote,
    SettledAnswers,
    mark_to_wire,
    parse_mark,
    parse_presence,
    settled_from_wire,
)
from peermap_app.domain.errors import Conflict, NotFound
from peermap_app.domain.peer_map import Line, PeerMap, describe, from_wire, to_wire
from peermap_app.domain.picture import picture
from peermap_app.domain.purpose import Purpose
from peermap_app.domain.reviews import Kind
from peermap_app.services.admission import Hidden
from peermap_app.services.agreed import KIND, OtherSay, agreement_stands, of_record
from peermap_app.services.answers import newest_answers
from peermap_app.services.link_ends import own_case
from peermap_app.services.unit import AllocatedCase, Unit, Who, unit
from peermap_app.services.withdrawals import change_lines, follow, said_when
from peermap_app.storage import cases as cases_store
from peermap_app.storage import drawings as drawings_store
from peermap_app.storage import maps as maps_store
from peermap_app.storage import reviews as reviews_store
from peermap_app.storage.sealing import Vault
from peermap_app.storage.tables import ConsentAddition, ConsentRecord, KeptMap, new_id
from peermap_app.words import languages, young

__all__ = [
    "LaterNote",
    "MapSheet",
    "add_presence_later",
    "find",
    "find_locked",
    "kept_map",
    "newest_answers",
    "write_kept",
    "write_not_kept",
]


@dataclass(frozen=True, slots=True)
class LaterNote:
    """What a worker noted about the choosing afterwards, dated as such (rule 4)."""

    presence: PresenceNote
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class SaidNow:
    """The newest answers, and the day on which the last of them was given."""

    answers: SettledAnswers
    day: date


@dataclass(frozen=True, slots=True)
class MapSheet:
    """One kept map as its worker sees it.

    Attributes:
        svg: the picture, self-contained and escaped.
        lines: the same map as a list, in codes; `words` makes the sentences.
        answers: what was said with this map. The newest answers hold for every version.
        presence: what the worker's device noted meanwhile; None is "not recorded".
        company: who was there in the young person's own word; None for a map that was kept before
            that was asked.
        other: who else agreed, where the young person may be under the age for agreeing alone.
        now: the newest answers, where they are not those that were given with this map.
        covering: the reader has the case for some hours: they take nothing out and draw nothing.
    """

    kept_map_id: str
    consent_id: str
    case_id: str
    reference: str
    initials: str
    version: int
    newest: bool
    kept_at: datetime
    purpose: Purpose
    svg: str
    lines: tuple[Line, ...]
    peer_map: PeerMap
    answers: SettledAnswers
    mark: Mark
    words_version: str
    language: str
    presence: PresenceNote | None
    later_notes: tuple[LaterNote, ...]
    other: OtherSay
    company: Company | None = None
    tablets: int = 1
    now: SaidNow | None = None
    covering: bool = False


async def write_kept(
    u: Unit,
    *,
    case: AllocatedCase,
    drawing_id: str,
    peer_map: PeerMap,
    number: int,
    answers: SettledAnswers,
    mark: Mark,
    words_version: str,
    language: str,
    presence: PresenceNote | None,
    tablets: int,
    company: Company | None = None,
) -> str:
    """Keep a map with the consent it rests on, in the caller's transaction; returns the map's id.

    `tablets`: how many joined this drawing; more than one is shown with the answers, since each new
    tablet begins the choosing anew (rule 4).
    A second or third answer other than Yes ends what rests on it, in the same transaction (rule 4).

    Raises Conflict "not_now" when the first answer is not Yes.
    """
    if answers.outcome is not Outcome.KEEP:
        raise Conflict("not_now")
    kept_id, stood = new_id(), await agreement_stands(u, case.id)
    drawn = {"map": to_wire(peer_map), "number": number}
    await _write_map(u, case, drawing_id, kept_id, drawn)
    said = {
        "answers": answers.to_wire(),
        "mark": mark_to_wire(mark),
        "words_version": words_version,
        "words": await _words(u, drawing_id, language, number),
        "language": language,
        "presence": presence.to_wire() if presence is not None else None,
        "company": company.to_wire() if company is not None else None,
        "number": number,
        "tablets": tablets,
    }
    _write_consent(u, case, drawing_id, said, kept_id=kept_id)
    await u.session.flush()
    await follow(u, case.id, stood=stood)
    return kept_id


async def _write_map(
    u: Unit, case: AllocatedCase, drawing_id: str, kept_id: str, drawn: Mapping[str, object]
) -> None:
    """The picture under its seal, and the day on which it is to be looked at again (rule 12)."""
    u.session.add(
        KeptMap(
            id=kept_id,
            case_id=case.id,
            drawing_id=drawing_id,
            version=await maps_store.next_version(u.session, case.id),
            sealed=case.vault.seal("kept_map", kept_id, dict(drawn)),
            kept_at=u.now,
        )
    )
    await u.session.flush()  # the consent record points at it
    due = u.house.settings.reviews.first(Kind.MAP, u.now.date())
    reviews_store.begin(u.session, Kind.MAP, kept_id, due)


async def _words(u: Unit, drawing_id: str, language: str, number: int) -> dict[str, str]:
    """The words that they saw, as they saw them: with their worker's name and their picture's."""
    found = await drawings_store.whole(u.session, drawing_id)
    worker = first_name(found[2].name) if found is not None else ""
    pages = languages.catalogue(language).pages
    return young.shown(pages, worker=worker, number=str(number))


async def write_not_kept(
    u: Unit, *, case: AllocatedCase, drawing_id: str, words_version: str, language: str
) -> None:
    """Only that the offer was made and declined: no answer, no mark, nothing of the picture."""
    said = {"words_version": words_version, "language": language}
    _write_consent(u, case, drawing_id, said, kept_id=None)


def _write_consent(
    u: Unit,
    case: AllocatedCase,
    drawing_id: str,
    said: Mapping[str, object],
    *,
    kept_id: str | None,
) -> None:
    row_id = new_id()
    u.session.add(
        ConsentRecord(
            id=row_id,
            case_id=case.id,
            drawing_id=drawing_id,
            kept_map_id=kept_id,
            outcome=(Outcome.KEEP if kept_id else Outcome.NOT_KEPT).value,
            sealed=case.vault.seal("consent_record", row_id, dict(said)),
            at=u.now,
        )
    )


@dataclass(frozen=True, slots=True)
class OpenedMap:
    """A kept map taken out of its seals, not yet drawn: drawing waits until the unit has ended."""

    row: KeptMap
    consent: ConsentRecord
    drawn: Mapping[str, Any]
    said: Mapping[str, Any]
    newest: bool
    notes: tuple[LaterNote, ...]
    other: OtherSay
    reference: str
    initials: str


async def opened(
    u: Unit, vault: Vault, row: KeptMap, consent: ConsentRecord, *, newest: bool
) -> OpenedMap:
    """Take one kept map out of its seals."""
    own = await own_case(u, row.case_id)
    if row.sealed is None:
        raise NotFound("not_found")  # destroyed: whoever calls this asked for maps that stand
    return OpenedMap(
        row=row,
        consent=consent,
        drawn=vault.open("kept_map", row.id, row.sealed),
        said=vault.open("consent_record", consent.id, consent.sealed),
        newest=newest,
        notes=await _later_notes(u, vault, consent.id),
        other=await of_record(u, vault, consent),
        reference=own.reference,
        initials=own.initials,
    )


async def _later_notes(u: Unit, vault: Vault, consent_id: str) -> tuple[LaterNote, ...]:
    rows = await maps_store.additions(u.session, consent_id)
    people = await cases_store.workers_with_team(u.session, [row.worker_id for row in rows])
    opened = [(row, vault.open("consent_addition", row.id, row.sealed)) for row in rows]
    return tuple(
        LaterNote(parse_presence(said), row.at, people[row.worker_id][0].name)
        for row, said in opened
        if said.get("kind") != KIND
    )


async def drawn(held: OpenedMap) -> MapSheet:
    """The sheet of a kept map, its picture drawn in a thread. Call it after the unit."""
    return await asyncio.to_thread(_draw, held)


def _draw(held: OpenedMap) -> MapSheet:
    peer_map = from_wire(held.drawn["map"])
    presence, company = held.said["presence"], held.said.get("company")
    return MapSheet(
        kept_map_id=held.row.id,
        consent_id=held.consent.id,
        case_id=held.row.case_id,
        reference=held.reference,
        initials=held.initials,
        version=held.row.version,
        newest=held.newest,
        kept_at=held.row.kept_at,
        purpose=Purpose.PLAN_TOGETHER,
        svg=picture(peer_map, title=held.initials),
        lines=describe(peer_map),
        peer_map=peer_map,
        answers=settled_from_wire(held.said["answers"]),
        mark=parse_mark(held.said["mark"]),
        words_version=held.said["words_version"],
        language=held.said["language"],
        presence=parse_presence(presence) if presence is not None else None,
        later_notes=held.notes,
        other=held.other,
        company=parse_company(company) if company is not None else None,
        tablets=held.said.get("tablets", 1),
    )


async def kept_map(
    house: House, who: Who, case_id: str, version: object, *, purpose: Purpose
) -> MapSheet:
    """One kept map of a case, by its version number. NotFound for a version that is not there."""
    async with unit(house, who, Action.SEE_MAP, case_id, purpose=purpose) as u:
        held = await find(u, version)
        now = await _said_now(u)
        covering = u.held.relation is Relation.COVERS
    sheet = replace(await drawn(held), covering=covering)
    return sheet if now.answers == sheet.answers else replace(sheet, now=now)


async def _said_now(u: Unit) -> SaidNow:
    """What holds now on a case that has a kept map: with the newest one, or by a change since."""
    answers = await newest_answers(u, u.held.id)
    assert answers is not None  # something is kept
    # That map may have been let go, or taken back: what was said with it holds on.
    kept_on = (await maps_store.newest_said(u.session, (u.held.id,)))[u.held.id][1].at
    change = next(iter(await change_lines(u, u.held.vault)), None)
    changed_since = change is not None and change.at >= kept_on
    day = said_when(change) if change is not None and changed_since else kept_on.date()
    return SaidNow(answers, day)


async def find(u: Unit, version: object) -> OpenedMap:
    """One kept map of the unit's case, by its version number. NotFound when it is not there."""
    number = _version(version)
    rows = await maps_store.kept_maps(u.session, u.held.id, u.now.date())
    found = next((pair for pair in rows if pair[0].version == number), None)
    if found is None:
        raise await not_here(u, version)
    return await opened(u, u.held.vault, *found, newest=found[0] is rows[0][0])


async def not_here(u: Unit, version: object) -> NotFound:
    """Why a version does not open. Whoever asked sees no difference: the record does."""
    known = await maps_store.not_withdrawn(u.session, u.held.id)
    lapsed = any(row.version == _version(version) for row, _ in known)
    return Hidden("lapsed") if lapsed else NotFound("not_found")


async def find_locked(u: Unit, version: object) -> OpenedMap:
    """A withdrawn map whose copy stays locked, of the unit's case; whoever calls it has asked

    for `Action.OPEN_LOCKED_COPY`. NotFound for a map that stands, or that was destroyed.
    """
    number = _version(version)
    rows = await maps_store.ever_kept(u.session, u.held.id)
    found = next((pair for pair in rows if pair[0].version == number), None)
    if found is None or found[0].locked_at is None:
        raise NotFound("not_found")
    return await opened(u, u.held.vault, *found, newest=found[0] is rows[0][0])


def _version(raw: object) -> int:
    if isinstance(raw, str) and raw.isascii() and raw.isdigit() and len(raw) < 7:
        return int(raw)
    return raw if type(raw) is int else 0


async def add_presence_later(
    house: House,
    who: Who,
    case_id: str,
    consent_id: str,
    raw: Mapping[str, object],
    *,
    purpose: Purpose,
) -> None:
    """Note afterwards who was there and how understanding was checked; it is dated as later.

    Raises Invalid as `domain.consent.parse_presence`; NotFound for another case's record.
    """
    async with unit(house, who, Action.NOTE_PRESENCE, case_id, purpose=purpose) as u:
        note = parse_presence(raw)
        consent = await maps_store.consent_of(u.session, u.held.id, consent_id)
        if consent is None or consent.kept_map_id is None:
            raise NotFound("not_found")
        assert who.worker_id is not None  # the table lets workers alone read maps
        row_id = new_id()
        sealed = u.held.vault.seal("consent_addition", row_id, note.to_wire())
        u.session.add(
            ConsentAddition(
                id=row_id,
                consent_id=consent.id,
                case_id=u.held.id,
                worker_id=who.worker_id,
                sealed=sealed,
                at=u.now,
            )
        )
