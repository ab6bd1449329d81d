"""One young person's record as one sealed file, with nothing of another young person's in it.

What came over a link, the other side of one, and readings that came over one are left out whole:
that there is another young person may not be seen from here (rule 10). Initials that the young
person drew are theirs.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from peermap_app.bootstrap import House
from peermap_app.domain.access import Action, Relation
from peermap_app.domain.purpose import PURPOSES, Purpose
from peermap_app.domain.subject_access import SubjectAsk, parse_subject_ask
from peermap_app.services import exports, maps, sealed_bundle
from peermap_app.services.answers import newest_answers
from peermap_app.services.exports import Export
from peermap_app.services.unit import Unit, Who, reading, unit
from peermap_app.storage import alerts as alerts_store
from peermap_app.storage import cases as cases_store
from peermap_app.storage import endings as endings_store
from peermap_app.storage import maps as maps_store
from peermap_app.storage.tables import CaseFile, Worker
from peermap_app.words import held_words as w

MOST_READINGS = 100_000


@dataclass(frozen=True, slots=True)
class Bundle:
    """The sealed file, and what opens it: shown once, kept nowhere."""

    file: Export
    passphrase: str = field(repr=False)


async def may_make(house: House, who: Who) -> None:
    """Whether the asker has this page at all, and showed just now who they are.

    Raises NotAllowed "not_allowed" for every other role; Conflict "confirm_first".
    """
    purpose = Purpose.PLAN_TOGETHER
    async with unit(house, who, Action.SUBJECT_ACCESS, purpose=purpose, reason="page"):
        pass


async def make(house: House, who: Who, raw: Mapping[str, object]) -> Bundle:
    """Everything that is held of the young person of one case, open or closed.

    Raises:
        NotAllowed: for every other role, whatever was typed.
        Problems: as `parse_subject_ask`.
        NotFound: no such case, or one that was erased.
    """
    await may_make(house, who)
    ask = parse_subject_ask(raw)
    case_id = await _case_of(house, ask)
    async with unit(
        house,
        who,
        Action.SUBJECT_ACCESS,
        case_id,
        purpose=Purpose.PLAN_TOGETHER,
        reason=ask.asked_by.value,
    ) as u:
        record = await _record(u)
        opened, newest = await _maps(u), await newest_answers(u, u.held.id)
        now = u.now
    files = {"record.json": json.dumps(record, ensure_ascii=False, indent=1).encode()}
    for one in opened:
        sheet = await maps.drawn(one)
        made = await exports.record_of(sheet, newest, who.name, now)
        files[w.MAP_FILE.format(version=sheet.version)] = made.body
    passphrase = sealed_bundle.new_passphrase()
    content = sealed_bundle.zipped(files, now)
    page = await asyncio.to_thread(sealed_bundle.sealed, content, passphrase)
    return Bundle(Export(page, "text/html", w.FILE), passphrase)


async def _case_of(house: House, ask: SubjectAsk) -> str:
    """The case of a reference, or "", which is refused and recorded like any case that is not."""
    async with reading(house) as session:
        wanted = house.keys.lookup("reference", ask.reference)
        return await cases_store.id_of_reference(session, wanted) or ""


async def _maps(u: Unit) -> list[maps.OpenedMap]:
    """Every picture that is still held, locked copies too, newest first."""
    rows = await maps_store.ever_kept(u.session, u.held.id)
    return [
        await maps.opened(u, u.held.vault, *pair, newest=at == 0)
        for at, pair in enumerate(rows)
        if pair[0].sealed is not None
    ]


async def _record(u: Unit) -> dict[str, Any]:
    """Everything but the pictures, as plain data."""
    case = await u.session.get(CaseFile, u.held.id)
    assert case is not None  # the unit found it
    vault, people = u.held.vault, await _People.of(u)
    about = vault.open("case_file", case.id, case.sealed)
    kept = await maps_store.ever_kept(u.session, case.id)
    return {
        "made": _moment(u.now),
        "about": about,
        "opened": _moment(case.created_at),
        "closed": _moment(case.closed_at),
        "worked_with": [
            {"name": people.name(a.worker_id), "from": str(a.starts), "to": a.ends and str(a.ends)}
            for a in await endings_store.allocations_of(u.session, case.id)
        ],
        "maps": [
            {
                "number": row.version,
                "kept": _moment(row.kept_at),
                "taken_back": _moment(row.destroyed_at or row.locked_at),
                "map": None
                if row.sealed is None
                else vault.open("kept_map", row.id, row.sealed)["map"],
                "said": vault.open("consent_record", consent.id, consent.sealed),
            }
            for row, consent in kept
        ],
        "changes_of_mind": [
            {"at": _moment(row.at), **vault.open("withdrawal", row.id, row.sealed)}
            for row in await maps_store.changes(u.session, (case.id,))
        ],
        "next_steps": [
            {
                "at": _moment(row.at),
                "by": people.name(row.worker_id),
                "review": row.review and str(row.review),
                "ended": _moment(row.ended_at),
                **vault.open("next_step", row.id, row.sealed),
            }
            for row in await maps_store.steps_of_case(u.session, case.id)
        ],
        "flags": [
            _flag(row, vault.open("flag", row.id, row.sealed), people) for row in await _flags(u)
        ],
        "who_looked": await _readings(u),
    }


async def _flags(u: Unit) -> Any:
    return await alerts_store.flags_of_case(u.session, u.held.id, MOST_READINGS)


def _flag(row: Any, held: Mapping[str, Any], people: _People) -> dict[str, Any]:
    """What was flagged about them; whom it reached is another young person's worker."""
    said = ("kind", "need_to_know", "threshold", "told", "not_told_because")
    about = {name: held[name] for name in said}
    return {
        "at": _moment(row.at),
        "by": people.name(row.worker_id),
        "urgency": row.urgency,
        **about,
    }


_OVER_LINKS = frozenset(
    action.value for action, carries in PURPOSES.items() if carries == {Purpose.COORDINATE}
)
"""What is only ever done about links and flags; the flags stand in a list of their own."""


async def _readings(u: Unit) -> list[dict[str, Any]]:
    """Who did what with their record, by role and moment; nothing that came over a link."""
    rows = await endings_store.readings_of(u.session, u.held.id, MOST_READINGS)
    return [
        {"at": _moment(row.at), "who": role or row.who_kind, "what": row.action}
        for row, role in rows
        if not row.rule.startswith(Relation.LINKED.value) and row.action not in _OVER_LINKS
    ]


@dataclass(frozen=True, slots=True)
class _People:
    """Names of workers by id."""

    names: Mapping[str, str]

    @classmethod
    async def of(cls, u: Unit) -> _People:
        """Those who ever had the case, planned or flagged on it."""
        ids = {a.worker_id for a in await endings_store.allocations_of(u.session, u.held.id)}
        ids |= {row.worker_id for row in await maps_store.steps_of_case(u.session, u.held.id)}
        ids |= {row.worker_id for row in await _flags(u)}
        found: dict[str, tuple[Worker, str]] = await cases_store.workers_with_team(
            u.session, sorted(ids)
        )
        return cls({one: worker.name for one, (worker, _) in found.items()})

    def name(self, worker_id: str) -> str:
        """A worker's name."""
        return self.names.get(worker_id, "")


def _moment(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat(timespec="seconds")
