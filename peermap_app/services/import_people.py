"""The teams and accounts of a file of allocations: made where they are missing, or followed.

An import makes accounts but no sign-in: nobody gets a password by it.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import col, select

from peermap_app.domain.access import Action
from peermap_app.domain.accounts import reads_otherwise
from peermap_app.domain.cases import Role, may_be_allocated
from peermap_app.services import own_phone
from peermap_app.services.import_changes import Changes, changed, new
from peermap_app.services.import_file import Problems, Row
from peermap_app.services.unit import Unit
from peermap_app.storage.bulk import batched, insert_all
from peermap_app.storage.tables import Team, Worker, new_id


class ImportPeople:
    """Those whom a file names. `workers` by address and `teams` by name, once it has come in."""

    def __init__(self, u: Unit, rows: Sequence[Row], changes: Changes) -> None:
        self._u = u
        self._rows = rows
        self._changes = changes
        self.workers: dict[str, Worker] = {}
        self.teams: dict[str, Team] = {}
        self._team_names: dict[str, str] = {}
        """By id: of whoever has an account, and of the file."""
        self._fresh: list[Worker] = []
        self.changed = 0
        self.touched: set[int] = set()
        """Lines of the file that changed an account."""

    @property
    def made(self) -> int:
        """How many accounts are new."""
        return len(self._fresh)

    async def bring_in(self) -> None:
        """Make the teams and accounts that are missing; names and phones follow the file."""
        await self._load()
        self._refuse()
        await self._make_teams()
        supervisors = {row.supervisor for row in self._rows}
        for row in self._rows:
            role = Role.SUPERVISOR if row.email in supervisors else Role.PRACTITIONER
            await self._follow(row, row.email, role=role, name=row.name, phone=row.phone)
        for row in self._rows:
            # Their name is not in the file; their address stands for it until it is known.
            await self._follow(row, row.supervisor, role=Role.SUPERVISOR)
        await self._u.session.flush()
        await insert_all(self._u.session, self._fresh)

    def team_of(self, worker: Worker) -> str:
        """The name of an account's own team, "" for none."""
        return self._team_names.get(worker.team_id or "", "")

    def label(self, worker: Worker) -> str:
        """Who it is, for a preview: a name alone may be two people's."""
        return ", ".join(filter(None, (worker.name, worker.email, self.team_of(worker))))

    async def label_of(self, worker_id: str | None) -> str:
        """The same of whoever is not in the file; "" for nobody."""
        worker = await self._u.session.get(Worker, worker_id) if worker_id else None
        if worker is None:
            return ""
        if worker.team_id and worker.team_id not in self._team_names:
            team = await self._u.session.get(Team, worker.team_id)
            self._team_names[worker.team_id] = team.name if team else ""
        return self.label(worker)

    async def _load(self) -> None:
        emails = sorted({e for row in self._rows for e in (row.email, row.supervisor)})
        for part in batched(emails):
            found = await self._u.session.exec(select(Worker).where(col(Worker.email).in_(part)))
            self.workers |= {worker.email: worker for worker in found}
        for part in batched(sorted({one.team_id for one in self.workers.values() if one.team_id})):
            named = await self._u.session.exec(select(Team).where(col(Team.id).in_(part)))
            self._team_names |= {team.id: team.name for team in named}

    def _refuse(self) -> None:
        """Whoever cannot have or supervise a case; a new address that may only look like one."""
        problems = Problems()
        for row in self._rows:
            for name, email in (("email", row.email), ("supervisor", row.supervisor)):
                worker = self.workers.get(email)
                if worker is None:
                    if not email.isascii():
                        problems.add(row.line, name, "email_ascii")
                    elif reads_otherwise(email):
                        problems.add(row.line, name, "email_shape")
                elif not may_be_allocated(Role(worker.role)):
                    problems.add(row.line, name, "import_role")
                elif not worker.active:
                    problems.add(row.line, name, "import_inactive")
        problems.settle()

    async def _make_teams(self) -> None:
        names = sorted({row.team for row in self._rows})
        for part in batched(names):
            found = await self._u.session.exec(select(Team).where(col(Team.name).in_(part)))
            self.teams |= {team.name: team for team in found}
        fresh = [Team(id=new_id(), name=name) for name in names if name not in self.teams]
        await insert_all(self._u.session, fresh)
        self.teams |= {team.name: team for team in fresh}
        self._team_names |= {team.id: team.name for team in self.teams.values()}

    async def _follow(
        self, row: Row, email: str, *, role: Role, name: str | None = None, phone: str | None = None
    ) -> None:
        """Make one account, or let it follow the file."""
        known = self.workers.get(email)
        if known is None:
            self._make(row, email, role, name or email, phone or "")
            return
        after = {
            # Nobody is made less by a file: a supervisor who holds a case stays one.
            "role": role.value if role is Role.SUPERVISOR else known.role,
            "name": name or known.name,
            "phone": known.phone if phone is None else phone,
        }
        before = {field: getattr(known, field) for field in after}
        parts = changed(before, after)
        if not parts:
            return
        fields = {part.field for part in parts}
        if "role" in fields:  # an open page was opened in the role of before
            self._u.hint(f"worker:{known.id}", {"kind": "session"})
        if "phone" in fields:
            await own_phone.note(self._u, known)
        for field in fields:
            setattr(known, field, after[field])
        self._u.session.add(known)
        self._u.also(Action.IMPORT, None, detail=known.id)
        self.changed += 1
        self.touched.add(row.line)
        kind = "account_supervises" if "role" in fields else "account_changed"
        # Whom they supervise follows from their own team, whichever team the row is of.
        self._changes.add(kind, row, parts, email=email, also=(self.team_of(known),))

    def _make(self, row: Row, email: str, role: Role, name: str, phone: str) -> None:
        made = Worker(
            id=new_id(),
            email=email,
            name=name,
            phone=phone,
            role=role.value,
            team_id=self.teams[row.team].id,
            created_at=self._u.now,
        )
        self.workers[email] = made
        self._fresh.append(made)
        lead = role is Role.SUPERVISOR
        kind = "account_new_supervisor" if lead else "account_new"
        parts = new(name=name, phone=phone)
        self._changes.add(kind, row, parts, email=email, fresh=not lead)
