"""All that is held of one young person, as plain data; nothing that came over a link.

HELD and LEFT_OUT name every table that has rows of a case: a test compares them with the tables, so
that what is new is in the record or left out for a reason that somebody wrote down.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from peermap_app.domain.access import Action, Relation
from peermap_app.domain.purpose import PURPOSES, Purpose
from peermap_app.domain.reviews import Kind as ReviewKind
from peermap_app.services import subject_flags, subject_sharings
from peermap_app.services.subject_flags import moment
from peermap_app.services.unit import Unit
from peermap_app.storage import cases as cases_store
from peermap_app.storage import endings as endings_store
from peermap_app.storage import teams as teams_store
from peermap_app.storage.draft_tables import SharingDraft
from peermap_app.storage.ending_tables import CaseClosing, Erasure, Hold, PlannedClosing
from peermap_app.storage.finding_tables import ColleagueAsk
from peermap_app.storage.flag_tables import FlagDraft, FlagVersion
from peermap_app.storage.held_tables import HeldConnection
from peermap_app.storage.my_map_tables import Receipt, Withdrawal
from peermap_app.storage.review_tables import ReviewSaid
from peermap_app.storage.sealing import SealBroken, Vault
from peermap_app.storage.sharing_tables import Sharing
from peermap_app.storage.tables import (
    Allocation,
    CaseFile,
    ConsentAddition,
    ConsentRecord,
    Drawing,
    Flag,
    KeptMap,
    NextStep,
    Table,
)
from peermap_app.storage.team_tables import MapLook, TemporaryAllocation, TemporaryAsk
from peermap_app.storage.waiting_tables import WaitingAllocation

MOST_READINGS = 100_000

HELD: Mapping[str, str] = {
    "case_file": "about",
    "allocation": "worked_with",
    "temporary_allocation": "worked_with_for_some_hours",
    "temporary_ask": "asked_to_work_with",
    "waiting_allocation": "meant_to_work_with",
    "drawing": "drawings",
    "kept_map": "maps",
    "consent_record": "said",
    "consent_addition": "noted_later",
    "withdrawal": "changes_of_mind",
    "receipt": "cards",
    "next_step": "next_steps",
    "flag": "flags",
    "flag_version": "flags_changed",
    "flag_draft": "flags_half_written",
    "sharing_draft": "sharings_half_written",
    "held_connection": "connections_held",
    "review_said": "reviews",
    "sharing": "shared_without_agreement",
    "colleague_ask": "colleagues_looked_for",
    "map_look": "managers_looked",
    "case_closing": "closings",
    "planned_closing": "closes",
    "hold": "kept_longer",
    "erasure": "erased",
    "access_record": "who_looked",
}
"""Each table of which rows are in the record, and where."""
LEFT_OUT: Mapping[str, str] = {
    "link_mark": "which friend has a case of their own: it is about another young person",
    "addition": "when a worker came: 'worked_with' says it, and since when",
    "company_seen": "when a worker last saw who else came: about that worker alone",
    "case_key": "opens the rows; it says nothing",
}
"""What is not in it, and why. Of a link and of alerts nothing is: no row of them names a case."""

_OVER_LINKS = frozenset(
    action.value for action, carries in PURPOSES.items() if carries == {Purpose.COORDINATE}
) | {Action.COLLEAGUE_OVER.value, Action.SHARING_OVER.value}
"""What is only ever done about links and flags; the flags stand in a list of their own."""

T = TypeVar("T", bound=Table)
Said = dict[str, Any]


async def record(u: Unit) -> Said:
    """Everything but the pictures, of the case that the unit holds."""
    case = await u.session.get(CaseFile, u.held.id)
    assert case is not None  # the unit found it
    found, planned = await _Found.of(u, case), await u.session.get(PlannedClosing, case.id)
    return {
        "made": moment(u.now),
        "about": found.vault.open("case_file", case.id, case.sealed),
        "opened": moment(case.created_at),
        "closed": moment(case.closed_at),
        "closes": _day(planned and planned.closes),
        **_workers(found),
        **_drawn(found),
        **_said(found),
        **_planned(found),
        **_ended(found),
        "who_looked": await _readings(u),
    }


@dataclass(frozen=True, slots=True)
class _Found:
    """The case's rows by table, in order of time, and who is named in them."""

    vault: Vault
    rows: Mapping[type[Table], Sequence[Any]]
    names: Mapping[str, str]

    @classmethod
    async def of(cls, u: Unit, case: CaseFile) -> _Found:
        """Read all of them, then the names that they need."""
        rows: dict[type[Table], Sequence[Any]] = {}
        for kind, by in _TABLES.items():
            rows[kind] = await endings_store.rows_of_case(u.session, kind, case.id, by)
        hashed = teams_store.ask_hash(u.keys, case.reference_hash)
        asks = await teams_store.ever_asked(u.session, hashed)
        rows[TemporaryAsk] = [row for row in asks if _opens(u.held.vault, row)]
        people = await cases_store.workers_with_team(u.session, sorted(_named(rows)))
        return cls(u.held.vault, rows, {one: worker.name for one, (worker, _) in people.items()})

    def all(self, kind: type[T]) -> Sequence[T]:
        """The rows of one table."""
        return self.rows[kind]

    def name(self, worker_id: str | None) -> str | None:
        """A worker's name; None where a row names nobody."""
        return self.names.get(worker_id or "")

    def opened(self, kind: str, row: Any) -> Said:
        """What is sealed in a row; nothing where it went."""
        return {} if row.sealed is None else self.vault.open(kind, row.id, row.sealed)


def _opens(vault: Vault, row: TemporaryAsk) -> bool:
    """Not what was asked before there was such a case: nobody has a key for that."""
    try:
        vault.open("temporary_ask", row.id, row.sealed)
    except SealBroken:
        return False
    return True


_TABLES: Mapping[type[Table], str] = {
    Allocation: "starts",
    TemporaryAllocation: "starts_at",
    WaitingAllocation: "asked_at",
    Drawing: "created_at",
    KeptMap: "version",
    ConsentRecord: "at",
    ConsentAddition: "at",
    Withdrawal: "at",
    Receipt: "created_at",
    NextStep: "at",
    Flag: "at",
    FlagVersion: "at",
    FlagDraft: "at",
    SharingDraft: "at",
    HeldConnection: "at",
    MapLook: "at",
    ReviewSaid: "at",
    Sharing: "asked_at",
    ColleagueAsk: "asked_at",
    CaseClosing: "asked_at",
    Hold: "at",
    Erasure: "at",
}
_NAMED = ("worker_id", "given_by", "asked_by", "answered_by", "taken_back_by")


def _named(rows: Mapping[type[Table], Iterable[Any]]) -> set[str]:
    every = (row for each in rows.values() for row in each)
    found = {getattr(row, column, None) for row in every for column in _NAMED}
    return {one for one in found if one is not None}


def _workers(found: _Found) -> Said:
    """Who had the case, who had it for some hours, and who asked to."""
    return {
        "worked_with": [
            {"name": found.name(row.worker_id), "from": _day(row.starts), "to": _day(row.ends)}
            for row in found.all(Allocation)
        ],
        "worked_with_for_some_hours": [
            {
                "name": found.name(row.worker_id),
                "given_by": found.name(row.given_by),
                "from": moment(row.starts_at),
                "to": moment(row.over_at or row.ends_at),
                "taken_back_by": found.name(row.taken_back_by),
                **found.opened("temporary", row),
            }
            for row in found.all(TemporaryAllocation)
        ],
        "asked_to_work_with": [
            {
                "name": found.name(row.asked_by),
                "at": moment(row.asked_at),
                "answer": row.answer,
                "answered": moment(row.answered_at),
                **found.opened("temporary_ask", row),
            }
            for row in found.all(TemporaryAsk)
        ],
        "meant_to_work_with": [
            {
                "name": found.name(row.worker_id),
                "from": _day(row.starts),
                "to": _day(row.ends),
                "asked": moment(row.asked_at),
                "asked_by": found.name(row.asked_by),
                "answer": row.answer,
            }
            for row in found.all(WaitingAllocation)
        ],
    }


def _drawn(found: _Found) -> Said:
    """What was drawn and kept, and what was said with each."""
    said = {row.drawing_id: row for row in found.all(ConsentRecord)}
    return {
        "drawings": [
            {"at": moment(row.created_at), "ended": moment(row.ended_at), "how": row.ending}
            for row in found.all(Drawing)
        ],
        "maps": [
            {
                "number": row.version,
                "kept": moment(row.kept_at),
                "taken_back": moment(row.destroyed_at or row.locked_at),
                "map": found.opened("kept_map", row).get("map"),
                "said": found.opened("consent_record", said[row.drawing_id]),
            }
            for row in reversed(found.all(KeptMap))
        ],
    }


def _said(found: _Found) -> Said:
    """What was said, noted later and changed, also where nothing was kept; and the card."""
    kept = {row.id: row.version for row in found.all(KeptMap)}
    return {
        "said": [
            {
                "at": moment(row.at),
                "outcome": row.outcome,
                "map": kept.get(row.kept_map_id or ""),
                **found.opened("consent_record", row),
            }
            for row in found.all(ConsentRecord)
        ],
        "noted_later": [
            {
                "at": moment(row.at),
                "by": found.name(row.worker_id),
                **found.opened("consent_addition", row),
            }
            for row in found.all(ConsentAddition)
        ],
        "changes_of_mind": [
            {"at": moment(row.at), **found.opened("withdrawal", row)}
            for row in found.all(Withdrawal)
        ],
        "cards": [
            # The PIN is theirs alone, and stands nowhere.
            {
                "offered": moment(row.created_at),
                "taken": row.sealed is not None,
                "ended": moment(row.ended_at),
                "how": row.ending,
            }
            for row in found.all(Receipt)
        ],
    }


def _planned(found: _Found) -> Said:
    """Next steps, flags, and which maps a supervisor read, and why."""
    kept = {row.id: row.version for row in found.all(KeptMap)}
    return {
        "next_steps": [
            {
                "at": moment(row.at),
                "by": found.name(row.worker_id),
                "review": _day(row.review),
                "ended": moment(row.ended_at),
                **found.opened("next_step", row),
            }
            for row in found.all(NextStep)
        ],
        "reviews": _reviews(found),
        **subject_flags.said(found),
        **subject_sharings.said(found),
        "colleagues_looked_for": [_looked_for(found, row) for row in found.all(ColleagueAsk)],
        "managers_looked": [
            {
                "at": moment(row.at),
                "name": found.name(row.worker_id),
                "map": kept.get(row.kept_map_id),
                **found.opened("map_look", row),
            }
            for row in found.all(MapLook)
        ],
    }


def _reviews(found: _Found) -> list[Said]:
    """What was said when a plan or a flag was looked at again; nothing of a link."""
    said = [(row, found.opened("review_said", row)) for row in found.all(ReviewSaid)]
    told = ("kind", "version", "what", "until", "why")
    return [
        {
            "at": moment(row.at),
            "by": found.name(row.worker_id),
            **{name: held[name] for name in told if name in held},
        }
        for row, held in said
        if held.get("kind") != ReviewKind.LINK
    ]


def _looked_for(found: _Found, row: ColleagueAsk) -> Said:
    """What was said to find a friend's worker. Whether there is one, and when their case was asked
    for, is another young person's (rule 10): it was answered, and no more."""
    return {
        "at": moment(row.asked_at),
        "by": found.name(row.asked_by),
        "helps": found.opened("colleague_ask", row)["helps"],
        "answered": moment(row.answered_at),
    }


def _ended(found: _Found) -> Said:
    """Why it was to be closed, what was kept longer and why, what was erased."""
    return {
        "closings": [
            {
                "at": moment(row.asked_at),
                "by": found.name(row.asked_by),
                "agreed": row.agreed,
                "answered": moment(row.answered_at),
                "answered_by": found.name(row.answered_by),
                **found.opened("case_closing", row),
            }
            for row in found.all(CaseClosing)
        ],
        "kept_longer": [
            {
                "at": moment(row.at),
                "by": found.name(row.worker_id),
                "review": _day(row.review),
                "ended": moment(row.ended_at),
                **found.opened("hold", row),
            }
            for row in found.all(Hold)
        ],
        "erased": [
            {"at": moment(row.at), "what": row.kind, "things": row.things}
            for row in found.all(Erasure)
        ],
    }


async def _readings(u: Unit) -> list[Said]:
    """Who did what with their record, by role and moment; nothing that came over a link."""
    rows = await endings_store.readings_of(u.session, u.held.id, MOST_READINGS)
    return [
        {"at": moment(row.at), "who": role or row.who_kind, "what": row.action}
        for row, role in rows
        if not row.rule.startswith(Relation.LINKED.value) and row.action not in _OVER_LINKS
    ]


def _day(on: object) -> str | None:
    return None if on is None else str(on)
