"""Bringing in who is allocated to which case, from the file of a social-care system.

All or nothing, and the same file twice changes nothing. What is not in the file stays as it is: an
allocation ends by its "to". An import makes accounts but no sign-in: nobody gets a password by it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlmodel import col, select

from peermap_app.bootstrap import House
from peermap_app.domain.access import Action
from peermap_app.services import drawings
from peermap_app.services.closing import plan_or_close
from peermap_app.services.import_ahead import read_ahead
from peermap_app.services.import_changes import Change, Changes, Part, changed, new
from peermap_app.services.import_file import ImportRefused, Row, RowProblem
from peermap_app.services.import_people import ImportPeople
from peermap_app.services.unit import OPERATOR, Unit, Who, unit
from peermap_app.storage import cases as cases_store
from peermap_app.storage import endings as endings_store
from peermap_app.storage import escalation_tables as escalations
from peermap_app.storage import teams as teams_store
from peermap_app.storage.bulk import batched, insert_all
from peermap_app.storage.sealing import Vault
from peermap_app.storage.tables import Allocation, CaseFile, CaseKey, Team, new_id
from peermap_app.storage.team_tables import Addition

__all__ = ["ImportRefused", "ImportReport", "RowProblem", "import_allocations"]


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did. `ended` of `changed` and `allocations_new` are over by now."""

    cases_new: int
    cases_changed: int
    allocations_new: int
    allocations_changed: int
    ended: int
    unchanged: int
    workers_new: int
    workers_changed: int


async def import_allocations(
    house: House, content: bytes | str, who: Who = OPERATOR
) -> ImportReport:
    """Take a whole file, or nothing of it.

    One that is no text is a refusal like any other, so it stands in the access record too.

    Raises:
        ImportRefused: every bad row by its line. Nothing was written but that it was refused.
        NotAllowed: "not_allowed".
    """
    read = await read_ahead(house, who, Action.IMPORT, content)
    async with unit(house, who, Action.IMPORT) as u:
        report = (await bring_in(u, read.rows()))[0]
    await drawings.end_overdue(house)  # of those whose worker has the case no longer
    return report


async def bring_in(u: Unit, rows: Sequence[Row]) -> tuple[ImportReport, tuple[Change, ...]]:
    """Do it in the caller's unit, which may undo it again (`Unit.rehearsal`)."""
    work = _Import(u, rows)
    await work.people.bring_in()
    await work.cases()
    await work.allocations()
    await work.closings()
    work.note()
    return work.report(), tuple(work.changes.all)


@dataclass(slots=True)
class _Case:
    """A case of the file: its first row, and its row and vault in the database."""

    row: Row
    id: str
    fresh: bool
    changed: bool = False
    details: list[str] = field(default_factory=list)


class _Import:
    """One import at work: workers first, then cases, then allocations, each in few queries."""

    def __init__(self, u: Unit, rows: Sequence[Row]) -> None:
        self._u = u
        self._rows = rows
        self._today = u.now.date()
        self.changes = Changes()
        self.people = ImportPeople(u, rows, self.changes)
        self._cases: dict[str, _Case] = {}
        self._touched: set[int] = set()
        self._added: list[Addition] = []
        """Who comes to a case that others had already: they are shown it."""
        self._new = self._changed = self._ended = 0
        self._left_by: set[tuple[str | None, str]] = set()
        """(supervisor, team) of before, of the cases that have others now."""

    async def cases(self) -> None:
        """Make the cases that are missing; initials, year, team and supervisor follow the file."""
        firsts: dict[str, Row] = {}
        for row in self._rows:
            firsts.setdefault(self._u.keys.lookup("reference", row.reference), row)
        held = await self._load_cases(list(firsts))
        fresh = [(hashed, row) for hashed, row in firsts.items() if hashed not in held]
        made = await asyncio.to_thread(self._sealed_cases, fresh)
        await insert_all(self._u.session, [case for case, _ in made])
        await insert_all(self._u.session, [key for _, key in made])
        ids = {case.reference_hash: case.id for case, _ in made}
        for hashed, row in firsts.items():
            if hashed in held:
                self._cases[row.reference] = await self._follow(row, *held[hashed])
            else:
                self._cases[row.reference] = _Case(row, ids[hashed], fresh=True)
                self._touched.add(row.line)
                self._say_new(row)
        await self._u.session.flush()
        for worker_id in await teams_store.supervisors_by(self._u.session, self._left_by):
            self._u.hint(f"worker:{worker_id}", {"kind": "case"})

    async def allocations(self) -> None:
        """Make, change and end allocations as the file says."""
        held = await self._load_allocations([c.id for c in self._cases.values() if not c.fresh])
        fresh: list[Allocation] = []
        for row in self._rows:
            case, worker = self._cases[row.reference], self.people.workers[row.email]
            key = (case.id, worker.id, row.starts)
            known = held.get(key)
            if known is None:
                known = Allocation(
                    id=new_id(),
                    case_id=case.id,
                    worker_id=worker.id,
                    starts=row.starts,
                    ends=row.ends,
                )
                held[key] = known
                fresh.append(known)
                if not case.fresh:
                    self._added.append(self._addition(case.id, worker.id))
                self._new += 1
                parts = new(worker=self.people.label(worker), starts=row.starts, ends=row.ends)
                self.changes.add("allocation_new", row, parts, email=row.email, fresh=case.fresh)
            elif known.ends != row.ends:
                parts = new(worker=self.people.label(worker), starts=row.starts)
                parts += changed({"ends": known.ends}, {"ends": row.ends})
                self.changes.add("allocation_changed", row, parts, email=row.email)
                known.ends = row.ends
                self._u.session.add(known)
                self._changed += 1
            else:
                continue
            self._touched.add(row.line)
            case.details.append(known.id)
            if row.ends is not None and row.ends <= self._today:
                self._ended += 1
                # An open page of that worker asks again, and is refused.
                self._u.hint(f"worker:{worker.id}", {"kind": "case", "id": case.id})
        await self._u.session.flush()
        await insert_all(self._u.session, fresh)
        await insert_all(self._u.session, self._added)
        await self._tell_those_there()
        if self._ended:  # whoever was told of an alert may read it no more
            await escalations.look_again(self._u.session)

    def _addition(self, case_id: str, worker_id: str) -> Addition:
        by, at = self._u.who.worker_id, self._u.now
        return Addition(case_id=case_id, worker_id=worker_id, added_by=by, at=at)

    async def _tell_those_there(self) -> None:
        """The open pages of those who were there before show who came."""
        ids = sorted({row.case_id for row in self._added})
        for part in batched(ids):
            people = await cases_store.allocated_workers(self._u.session, part, self._today)
            for case_id, workers in people.items():
                for worker, _ in workers:
                    self._u.hint(f"worker:{worker.id}", {"kind": "case", "id": case_id})

    async def closings(self) -> None:
        """Close the cases whose day has come, or keep the day. What was closed stays closed."""
        planned = await endings_store.planned(self._u.session, [c.id for c in self._cases.values()])
        for case in self._cases.values():
            if not case.row.says_closed:
                continue
            held = planned.get(case.id)
            before = held.closes if held else None
            kind = await plan_or_close(self._u, case.id, case.row.closed, held)
            if kind is not None:
                case.changed = True
                self._touched.add(case.row.line)
                parts = changed({"closes": before}, {"closes": case.row.closed})
                self.changes.add(kind, case.row, parts)

    def note(self) -> None:
        """One row on the chain of each case that was made or changed."""
        for case in self._cases.values():
            if case.fresh or case.changed or case.details:
                self._u.also(Action.IMPORT, case.id, detail=" ".join(case.details))

    def report(self) -> ImportReport:
        """The figures."""
        return ImportReport(
            cases_new=sum(case.fresh for case in self._cases.values()),
            cases_changed=sum(case.changed for case in self._cases.values()),
            allocations_new=self._new,
            allocations_changed=self._changed,
            ended=self._ended,
            unchanged=len(self._rows) - len(self._touched | self.people.touched),
            workers_new=self.people.made,
            workers_changed=self.people.changed,
        )

    async def _load_cases(self, hashes: Sequence[str]) -> dict[str, tuple[CaseFile, Vault]]:
        held: dict[str, tuple[CaseFile, Vault]] = {}
        for part in batched(hashes):
            found = await self._u.session.exec(
                select(CaseFile, CaseKey)
                .where(CaseFile.id == CaseKey.case_id)
                .where(col(CaseFile.reference_hash).in_(part))
            )
            for case, key in found:
                held[case.reference_hash] = (case, self._u.keys.vault(case.id, key.wrapped))
        return held

    def _sealed_cases(self, fresh: Iterable[tuple[str, Row]]) -> list[tuple[CaseFile, CaseKey]]:
        made: list[tuple[CaseFile, CaseKey]] = []
        for hashed, row in fresh:
            case_id = new_id()
            wrapped = self._u.keys.new_case_key(case_id)
            vault = self._u.keys.vault(case_id, wrapped)
            case = CaseFile(
                id=case_id,
                reference_hash=hashed,
                team_id=self.people.teams[row.team].id,
                supervisor_id=self.people.workers[row.supervisor].id,
                sealed=vault.seal("case_file", case_id, _young_person(row)),
                created_at=self._u.now,
            )
            made.append((case, CaseKey(case_id=case_id, wrapped=wrapped)))
        return made

    async def _follow(self, row: Row, case: CaseFile, vault: Vault) -> _Case:
        """Let a case that exists follow the file."""
        young, now = vault.open("case_file", case.id, case.sealed), _young_person(row)
        lead, team = self.people.workers[row.supervisor], self.people.teams[row.team]
        followed = _Case(row, case.id, fresh=False)
        if young == now and (case.supervisor_id, case.team_id) == (lead.id, team.id):
            return followed
        left = await self._u.session.get(Team, case.team_id)
        of_before = left.name if left else ""
        if young != now:
            self.changes.add("case_changed", row, changed(young, now), also=(of_before,))
            case.sealed = vault.seal("case_file", case.id, now)
        if (case.supervisor_id, case.team_id) != (lead.id, team.id):
            self._left_by.add((case.supervisor_id, case.team_id))
        if case.team_id != team.id:
            parts = changed({"team": of_before}, {"team": team.name})
            self.changes.add("case_moves", row, parts, also=(of_before,))
        if case.supervisor_id != lead.id:
            before = await self.people.label_of(case.supervisor_id)
            self._say_supervised(row, before, also=of_before)
        case.supervisor_id, case.team_id = lead.id, team.id
        self._u.session.add(case)
        followed.changed = True
        self._touched.add(row.line)
        return followed

    def _say_new(self, row: Row) -> None:
        lead = self.people.workers[row.supervisor]
        parts = new(initials=row.initials, born=row.born, supervisor=self.people.label(lead))
        self.changes.add("case_new", row, parts, fresh=True)
        if self.people.team_of(lead) != row.team:
            self._say_supervised(row, None)

    def _say_supervised(self, row: Row, before: str | None, *, also: str = "") -> None:
        """Another supervisor reads this case's maps: their own team has a say in it too.

        Of another team than the case's they see more by it, so they cannot agree to it themself.
        """
        lead = self.people.workers[row.supervisor]
        theirs = self.people.team_of(lead)
        parts = [Part("supervisor", before, self.people.label(lead))]
        email = "" if theirs == row.team else lead.email
        self.changes.add("case_supervisor", row, parts, email=email, also=(also, theirs))

    async def _load_allocations(
        self, case_ids: Sequence[str]
    ) -> dict[tuple[str, str, date], Allocation]:
        held: dict[tuple[str, str, date], Allocation] = {}
        for part in batched(case_ids):
            found = await self._u.session.exec(
                select(Allocation).where(col(Allocation.case_id).in_(part))
            )
            held |= {(a.case_id, a.worker_id, a.starts): a for a in found}
        return held


def _young_person(row: Row) -> dict[str, object]:
    return {"reference": row.reference, "initials": row.initials, "born": row.born}
