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
from peermap_app.domain.cases import Role, may_be_allocated
from peermap_app.services import drawings
from peermap_app.services.closing import plan_or_close
from peermap_app.services.import_file import (
    ImportRefused,
    Problems,
    Row,
    RowProblem,
    read_rows,
)
from peermap_app.services.unit import OPERATOR, Unit, Who, unit
from peermap_app.storage import cases as cases_store
from peermap_app.storage import endings as endings_store
from peermap_app.storage import teams as teams_store
from peermap_app.storage.bulk import batched, insert_all
from peermap_app.storage.sealing import Vault
from peermap_app.storage.tables import Allocation, CaseFile, CaseKey, Team, Worker, new_id
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

    A file's bytes are decoded inside the unit: one that is no text is a refusal like any other, so
    it stands in the access record too.

    Raises:
        ImportRefused: every bad row by its line. Nothing was written but that it was refused.
        NotAllowed: "not_allowed".
    """
    async with unit(house, who, Action.IMPORT) as u:
        report = (await bring_in(u, content))[0]
    await drawings.end_overdue(house)  # of those whose worker has the case no longer
    return report


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that a file changes. `email`: whose account or allocation it is, "" for none.

    `kind` is a key of `words.import_words.KINDS`; `teams`: names of the teams it concerns, sorted.
    """

    kind: str
    line: int
    reference: str
    email: str
    teams: tuple[str, ...]


async def bring_in(u: Unit, content: bytes | str) -> tuple[ImportReport, tuple[Change, ...]]:
    """Do it in the caller's unit, which may undo it again (`Unit.rehearsal`)."""
    rows = await asyncio.to_thread(read_rows, content, u.now.date())
    work = _Import(u, rows)
    await work.workers()
    await work.cases()
    await work.allocations()
    await work.closings()
    work.note()
    return work.report(), tuple(work.changes)


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
        self._workers: dict[str, Worker] = {}
        self._teams: dict[str, Team] = {}
        self._teams_of: dict[str, str] = {}
        """Names of the teams, by id, of whoever has an account already."""
        self._cases: dict[str, _Case] = {}
        self._touched: set[int] = set()
        self.changes: list[Change] = []
        self._added: list[Addition] = []
        """Who comes to a case that others had already: they are shown it."""
        self._new_workers = self._changed_workers = 0
        self._new = self._changed = self._ended = 0
        self._left_by: set[tuple[str | None, str]] = set()
        """(supervisor, team) of before, of the cases that have others now."""

    async def workers(self) -> None:
        """Make the teams and accounts that are missing; names and phones follow the file."""
        await self._load_workers()
        self._refuse_roles()
        await self._make_teams()
        supervisors = {row.supervisor for row in self._rows}
        fresh: list[Worker] = []
        for row in self._rows:
            role = Role.SUPERVISOR if row.email in supervisors else Role.PRACTITIONER
            self._worker(fresh, row, row.email, role=role, name=row.name, phone=row.phone)
        for row in self._rows:
            # Their name is not in the file; their address stands for it until it is known.
            self._worker(fresh, row, row.supervisor, role=Role.SUPERVISOR)
        self._new_workers = len(fresh)
        await self._u.session.flush()
        await insert_all(self._u.session, fresh)

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
                self._change("case_new", row)
        await self._u.session.flush()
        for worker_id in await teams_store.supervisors_by(self._u.session, self._left_by):
            self._u.hint(f"worker:{worker_id}", {"kind": "case"})

    async def allocations(self) -> None:
        """Make, change and end allocations as the file says."""
        held = await self._load_allocations([c.id for c in self._cases.values() if not c.fresh])
        fresh: list[Allocation] = []
        for row in self._rows:
            case, worker = self._cases[row.reference], self._workers[row.email]
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
                self._change("allocation_new", row, email=row.email)
            elif known.ends != row.ends:
                known.ends = row.ends
                self._u.session.add(known)
                self._changed += 1
                self._change("allocation_changed", row, email=row.email)
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
            kind = await plan_or_close(self._u, case.id, case.row.closed, planned.get(case.id))
            if kind is not None:
                case.changed = True
                self._touched.add(case.row.line)
                self._change(kind, case.row)

    def _change(self, kind: str, row: Row, *, email: str = "", also: str = "") -> None:
        """`also`: another team that it concerns."""
        teams = tuple(sorted({row.team, also or row.team}))
        reference = "" if kind.startswith("account") else row.reference
        self.changes.append(Change(kind, row.line, reference, email, teams))

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
            unchanged=len(self._rows) - len(self._touched),
            workers_new=self._new_workers,
            workers_changed=self._changed_workers,
        )

    async def _load_workers(self) -> None:
        emails = sorted({e for row in self._rows for e in (row.email, row.supervisor)})
        for part in batched(emails):
            found = await self._u.session.exec(select(Worker).where(col(Worker.email).in_(part)))
            self._workers |= {worker.email: worker for worker in found}
        for part in batched(sorted({one.team_id for one in self._workers.values() if one.team_id})):
            named = await self._u.session.exec(select(Team).where(col(Team.id).in_(part)))
            self._teams_of |= {team.id: team.name for team in named}

    def _refuse_roles(self) -> None:
        problems = Problems()
        for row in self._rows:
            for name, email in (("email", row.email), ("supervisor", row.supervisor)):
                worker = self._workers.get(email)
                if worker is None:
                    continue
                if not may_be_allocated(Role(worker.role)):
                    problems.add(row.line, name, "import_role")
                elif not worker.active:
                    problems.add(row.line, name, "import_inactive")
        problems.settle()

    async def _make_teams(self) -> None:
        names = sorted({row.team for row in self._rows})
        for part in batched(names):
            found = await self._u.session.exec(select(Team).where(col(Team.name).in_(part)))
            self._teams |= {team.name: team for team in found}
        fresh = [Team(id=new_id(), name=name) for name in names if name not in self._teams]
        await insert_all(self._u.session, fresh)
        self._teams |= {team.name: team for team in fresh}

    def _worker(
        self,
        fresh: list[Worker],
        row: Row,
        email: str,
        *,
        role: Role,
        name: str | None = None,
        phone: str | None = None,
    ) -> None:
        """Make one account, or let it follow the file."""
        known = self._workers.get(email)
        if known is None:
            known = Worker(
                id=new_id(),
                email=email,
                name=name or email,
                phone=phone or "",
                role=role.value,
                team_id=self._teams[row.team].id,
                created_at=self._u.now,
            )
            self._workers[email] = known
            fresh.append(known)
            lead = role is Role.SUPERVISOR
            self._change("account_new_supervisor" if lead else "account_new", row, email=email)
            return
        wanted = {
            "name": name or known.name,
            "phone": known.phone if phone is None else phone,
            # Nobody is made less by a file: a supervisor who holds a case stays one.
            "role": role.value if role is Role.SUPERVISOR else known.role,
        }
        changed = {k: v for k, v in wanted.items() if getattr(known, k) != v}
        if changed:
            if "role" in changed:  # an open page was opened in the role of before
                self._u.hint(f"worker:{known.id}", {"kind": "session"})
            for attribute, value in changed.items():
                setattr(known, attribute, value)
            self._u.session.add(known)
            self._u.also(Action.IMPORT, None, detail=known.id)
            self._changed_workers += 1
            self._touched.add(row.line)
            kind = "account_supervises" if "role" in changed else "account_changed"
            # Whom they supervise follows from their own team, whichever team the row is of.
            self._change(kind, row, email=email, also=self._teams_of.get(known.team_id or "", ""))

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
                team_id=self._teams[row.team].id,
                supervisor_id=self._workers[row.supervisor].id,
                sealed=vault.seal("case_file", case_id, _young_person(row)),
                created_at=self._u.now,
            )
            made.append((case, CaseKey(case_id=case_id, wrapped=wrapped)))
        return made

    async def _follow(self, row: Row, case: CaseFile, vault: Vault) -> _Case:
        """Let a case that exists follow the file."""
        now = _young_person(row)
        supervisor, team = self._workers[row.supervisor].id, self._teams[row.team].id
        followed = _Case(row, case.id, fresh=False)
        if vault.open("case_file", case.id, case.sealed) != now or (
            case.supervisor_id,
            case.team_id,
        ) != (supervisor, team):
            before = await self._u.session.get(Team, case.team_id)
            self._change("case_changed", row, also=before.name if before else "")
            case.sealed = vault.seal("case_file", case.id, now)
            if (case.supervisor_id, case.team_id) != (supervisor, team):
                self._left_by.add((case.supervisor_id, case.team_id))
            case.supervisor_id, case.team_id = supervisor, team
            self._u.session.add(case)
            followed.changed = True
            self._touched.add(row.line)
        return followed

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
