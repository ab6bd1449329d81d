"""Accounts and teams, by administrators in pages. Nothing of a young person is read here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlmodel import col, select

from peermap_app.bootstrap import House
from peermap_app.domain.access import Action
from peermap_app.domain.accounts import Post, begins_anew, parse_name
from peermap_app.domain.cases import Role, may_be_allocated
from peermap_app.domain.errors import Conflict, NotFound
from peermap_app.domain.recovery import Asked, who_may
from peermap_app.domain.tray import Kind
from peermap_app.services import accounts, leaving, sessions, tray_wake
from peermap_app.services.admission import Hidden, well_formed
from peermap_app.services.unit import Unit, Who, unit
from peermap_app.storage import accounts as stored
from peermap_app.storage import beginnings, turns
from peermap_app.storage import cases as cases_store
from peermap_app.storage import factors as factors_store
from peermap_app.storage import leftovers as leftovers_store
from peermap_app.storage import recovery as recovery_store
from peermap_app.storage.tables import Allocation, CaseFile, Team, Worker


@dataclass(frozen=True, slots=True)
class AccountLine:
    """One account. `signs_in`: a password was set. `first_by`: role of whoever agrees to its first.

    None where nobody in a page may; of an open account without a password alone.
    """

    id: str
    name: str
    email: str
    role: Role
    team: str
    team_id: str
    active: bool
    signs_in: bool
    first_by: Role | None = None


@dataclass(frozen=True, slots=True)
class TeamLine:
    """One team with its supervisors' names, and how many open accounts it has."""

    id: str
    name: str
    supervisors: tuple[str, ...]
    members: int


@dataclass(frozen=True, slots=True)
class Staff:
    """Everybody and every team, in order of name."""

    accounts: tuple[AccountLine, ...]
    teams: tuple[TeamLine, ...]


@dataclass(frozen=True, slots=True)
class LeftCase:
    """A case whose workers have all left. `supervisor`: "" for none."""

    reference: str
    workers: tuple[str, ...]
    team: str
    supervisor: str


async def staff(house: House, who: Who) -> Staff:
    """Every account and team. NotAllowed for all but administrators."""
    async with unit(house, who, Action.SEE_ACCOUNTS) as u:
        workers = (await u.session.exec(select(Worker).order_by(col(Worker.name)))).all()
        teams = (await u.session.exec(select(Team).order_by(col(Team.name)))).all()
        unbegun = [one.id for one in workers if one.password_hash is None]
        people = await beginnings.people(u.session, unbegun) if unbegun else {}
    names = {team.id: team.name for team in teams}
    asked = Asked(None, house.clock())
    agree = {one: who_may(asked, people[one], people.values()) for one in unbegun if one in people}
    lines = tuple(
        _account(worker, names, next((one.role for one in agree.get(worker.id, ())), None))
        for worker in workers
    )
    return Staff(lines, tuple(_team(team, lines) for team in teams))


def _account(worker: Worker, names: Mapping[str, str], first_by: Role | None) -> AccountLine:
    return AccountLine(
        worker.id,
        worker.name,
        worker.email,
        Role(worker.role),
        names.get(worker.team_id or "", ""),
        worker.team_id or "",
        worker.active,
        worker.password_hash is not None,
        first_by,
    )


def _team(team: Team, lines: tuple[AccountLine, ...]) -> TeamLine:
    members = [each for each in lines if each.active and each.team_id == team.id]
    leads = tuple(each.name for each in members if each.role is Role.SUPERVISOR)
    return TeamLine(team.id, team.name, leads, len(members))


async def add_account(house: House, who: Who, raw: Mapping[str, object]) -> str:
    """Make an account without a password: whoever makes it never knows one.

    Raises as `accounts.add_worker`.
    """
    return await accounts.add_worker(
        house,
        who,
        email=raw.get("email", ""),
        name=raw.get("name", ""),
        role=raw.get("role", ""),
        team=raw.get("team", ""),
        phone=raw.get("phone", ""),
    )


async def change_account(
    house: House, who: Who, worker_id: object, raw: Mapping[str, object]
) -> None:
    """Give an account another role or team; a changed role ends its sessions at once.

    One that looks further by it begins anew (`domain.accounts`): it has no password and no second
    factor, and its owner sets them as for a new one, by a link that somebody agrees to who sees
    that already.

    Raises:
        Conflict: "own_account"; "still_allocated" for a role that has no cases.
        Invalid: "role_unknown"; "missing" and the like for the team.
        NotFound: no such account.
    """
    async with unit(house, who, Action.CHANGE_ACCOUNT) as u:
        await leaving.hold_cases(u, well_formed(worker_id))
        worker = await _another(u, worker_id)
        role = accounts.parse_role(raw.get("role"))
        in_team = may_be_allocated(role)
        team = parse_name(raw.get("team", ""), "team", in_team)
        if not in_team and await _has_cases(u, worker.id):
            raise Conflict("still_allocated", field="role")
        before = Post(Role(worker.role), worker.team_id)
        worker.role = role.value
        worker.team_id = (await stored.team_named(u.session, team)).id if team else None
        u.session.add(worker)
        u.also(Action.CHANGE_ACCOUNT, None, detail=f"{worker.id} {role.value}")
        anew = begins_anew(before, Post(role, worker.team_id))
        if anew:
            await _begin_anew(u, worker)
        if before.role is Role.SUPERVISOR and Post(role, worker.team_id) != before:
            await leaving.end_given(u, worker.id)
        over = anew or role is not before.role
        ended = await stored.end_sessions(u.session, worker.id, u.now) if over else ()
    await sessions.after_end(house, worker.id, ended)


async def _begin_anew(u: Unit, worker: Worker) -> None:
    """Nothing opens the account any more, a link that was agreed to before neither.

    Whoever is in a page and lets it begin is not the one who agrees to its first password.
    """
    worker.password_hash = None
    await beginnings.note(u.session, worker.id, u.who.worker_id, u.now)
    await factors_store.forget_all(u.session, worker.id)
    await recovery_store.forget_links(u.session, worker.id)


async def close_account(house: House, who: Who, worker_id: object) -> None:
    """Close an account and end its sessions at once; its cases are listed until somebody has them.

    What it was given for some hours or days, and what waits for it, is over (`leaving`).
    Raises Conflict "own_account", NotFound.
    """
    async with unit(house, who, Action.CLOSE_ACCOUNT) as u:
        await leaving.hold_cases(u, well_formed(worker_id))
        worker = await _another(u, worker_id)
        worker.active = False
        u.session.add(worker)
        await leftovers_store.note_closed(u.session, worker.id, u.now)
        await leaving.end_all(u, worker.id)
        ended = await stored.end_sessions(u.session, worker.id, u.now)
        u.also(Action.CLOSE_ACCOUNT, None, detail=worker.id)
        tray_wake.wake(u, Kind.LEFT, worker.id)
    await sessions.after_end(house, worker.id, ended)


async def open_account(house: House, who: Who, worker_id: object) -> None:
    """Open a closed account again, with its allocations and nothing that was for a while.

    It begins anew: who left comes back by a second person's word. One that is open stays as it is.
    Raises Conflict "own_account", NotFound.
    """
    async with unit(house, who, Action.OPEN_ACCOUNT) as u:
        await leaving.hold_cases(u, well_formed(worker_id))
        worker = await _another(u, worker_id)
        u.also(Action.OPEN_ACCOUNT, None, detail=worker.id)
        if worker.active:
            return
        await leaving.end_all(u, worker.id)
        worker.active = True
        u.session.add(worker)
        await _begin_anew(u, worker)
        ended = await stored.end_sessions(u.session, worker.id, u.now)
        await leftovers_store.note_open(u.session, worker.id)
        tray_wake.wake(u, Kind.LEFT, worker.id)
    await sessions.after_end(house, worker.id, ended)


async def name_team(house: House, who: Who, raw: Mapping[str, object]) -> None:
    """Add a team, or give the one with `team_id` another name.

    Raises Conflict "team_exists", Invalid for the name, NotFound.
    """
    async with unit(house, who, Action.CHANGE_TEAM) as u:
        name = parse_name(raw.get("name", ""), "name")
        await turns.take_turn(u.session, turns.ACCOUNTS)
        found = (await u.session.exec(select(Team).where(Team.name == name))).first()
        given = raw.get("team_id")
        team = await u.session.get(Team, well_formed(given) or "") if given else Team(name=name)
        if team is None:
            raise Hidden("unknown_team")
        if found is not None and found.id != team.id:
            raise Conflict("team_exists", field="name")
        team.name = name
        u.session.add(team)
        u.also(Action.CHANGE_TEAM, None, detail=team.id)


async def left_cases(house: House, who: Who) -> tuple[LeftCase, ...]:
    """Open cases that workers who left still have, and nobody else: until somebody has them."""
    async with unit(house, who, Action.SEE_ACCOUNTS, reason="left") as u:
        rows = await cases_store.left_behind(u.session, u.now.date())
        found: dict[str, tuple[CaseFile, list[str]]] = {}
        for case, worker in rows:
            found.setdefault(case.id, (case, []))[1].append(worker.name)
        lines = [await _left(u, case, tuple(names)) for case, names in found.values()]
    return tuple(sorted(lines, key=lambda line: line.reference))


async def _left(u: Unit, case: CaseFile, names: tuple[str, ...]) -> LeftCase:
    team = await u.session.get(Team, case.team_id)
    lead = await u.session.get(Worker, case.supervisor_id) if case.supervisor_id else None
    reference = await reference_of(u, case)
    return LeftCase(reference, names, team.name if team else "", lead.name if lead else "")


async def reference_of(u: Unit, case: CaseFile) -> str:
    """A case's reference and nothing else of it; whoever calls it has found that they may."""
    vault = await u.vault(case.id)
    return str(vault.open("case_file", case.id, case.sealed)["reference"])


async def _another(u: Unit, worker_id: object) -> Worker:
    """An account that is not the asker's own: nobody changes what they may do themselves."""
    worker = await stored.held(u.session, well_formed(worker_id))
    if worker is None:
        raise NotFound("not_found")
    if worker.id == u.who.worker_id:
        raise Conflict("own_account")
    return worker


async def _has_cases(u: Unit, worker_id: str) -> bool:
    found = select(Allocation.id).where(
        Allocation.worker_id == worker_id, cases_store.not_over_on(u.now.date())
    )
    return (await u.session.exec(found.limit(1))).first() is not None
